import csv
import itertools
import json
import lzma
import os
import random
from collections import Counter
from pathlib import Path

import pytest

from matcher.training.bilingual.pairs import entry_batches, is_held_out, make_example
from matcher.training.bilingual.sources import Entry, read_entries, read_parallel
from matcher.training.bilingual.wording import hurried, misspelt, terse, with_chatter

LAY = "Der Belag in den Kühlrohren wird weiß und wir müssen jede Woche putzen."


def make_entry(number, area="water"):
    return Entry(
        area=area,
        topic=f"Thema {number}",
        lay=(f"{LAY} Nummer {number}.", f"Alles weiß, Nummer {number}."),
        tech=(f"Calcitscaling {number}", f"Härtestabilisierung {number}"),
        en_lay=f"White crust number {number}.",
        en_tech=f"Scaling inhibition {number}",
        terms=((f"weiße Kruste {number}", f"Inkrustation {number}"),),
    )


@pytest.fixture
def training_texts(tmp_path):
    (tmp_path / "synthetic").mkdir()
    record = {
        "area": "water",
        "topic": "Kalk",
        "lay": ["Alles weiß.", "Es rieselt."],
        "tech": ["Scaling mit regionalen Partnerbetrieben", "Enthärtung"],
        "en": ["All white.", "Scaling"],
        "terms": [["Kruste", "Inkrustation"]],
    }
    other = {"text": "Werbung!", "lang": "de", "why": "Werbung"}
    (tmp_path / "synthetic" / "water.jsonl").write_text(json.dumps(record), "utf-8")
    (tmp_path / "synthetic" / "non_needs.jsonl").write_text(json.dumps(other), "utf-8")
    with lzma.open(tmp_path / "parallel_de_en.tsv.xz", "wt", encoding="utf-8") as lines:
        for number in range(20):
            lines.write(f"gemet\tWort {number}\tword {number}\n")
        lines.write("tatoeba\t \tnothing on the left\n")
    return tmp_path


def test_stock_endings_say_nothing_and_are_removed(training_texts):
    first = read_entries(training_texts)[0]

    assert first.tech == ("Scaling", "Enthärtung")


def test_the_entries_of_this_package_are_complete(training_texts):
    own = [e for e in read_entries(training_texts) if e.area == "sector_and_discipline"]

    assert len(own) == 53
    assert all(len(entry.lay) == 2 and len(entry.tech) == 2 and entry.terms for entry in own)


def test_a_rehearsal_takes_a_part_of_every_source(training_texts):
    assert len(read_parallel(training_texts)) == 20
    assert len(read_parallel(training_texts, share=0.1)) == 2
    assert read_parallel(training_texts)[0].group == "domain"


def test_a_message_keeps_the_problem_and_adds_chatter():
    message = with_chatter(LAY, "de", random.Random(3))

    assert LAY in message
    assert len(message) > len(LAY)


def test_wording_is_the_same_for_the_same_seed():
    assert hurried(LAY, random.Random(1)) == hurried(LAY, random.Random(1))
    assert misspelt(LAY, random.Random(2), share=1.0) != LAY
    assert len(terse(LAY, random.Random(1))) < len(LAY)


def test_a_batch_comes_from_few_areas_and_holds_no_topic_twice():
    entries = [make_entry(f"{area} {k}", area) for area in ("a", "b", "c", "d") for k in range(20)]

    batch = next(entry_batches(entries, first=0, seed=1, size=12, areas=3))

    assert len(batch) == 12
    areas = Counter(example.topic.split()[1] for example in batch)
    assert all(count % 4 == 0 for count in areas.values())
    assert len({example.topic for example in batch}) == 12


def test_siblings_of_a_small_family_meet_in_one_batch():
    entries = [make_entry(f"{area} {k}", area) for area in "abcdefgh" for k in range(5)]

    batches = entry_batches(entries, first=0, seed=1, size=20, areas=2)
    for batch in itertools.islice(batches, 6):
        areas = Counter(example.topic.split()[1] for example in batch)
        assert len(batch) == 20
        assert max(areas.values()) == 5


def test_a_continued_run_sees_the_batches_it_would_have_seen():
    entries = [make_entry(f"{area} {k}", area) for area in ("a", "b", "c") for k in range(20)]

    def batches(first):
        return entry_batches(entries, first=first, seed=1, size=12)

    straight = batches(0)
    for _ in range(7):
        next(straight)

    assert next(straight) == next(batches(7))


def test_every_kind_of_pair_comes_from_its_own_entry():
    generator = random.Random(0)

    for _ in range(200):
        example = make_example(make_entry(5), generator)
        assert example.left
        assert example.right
        assert example.topic == "Thema 5"


def test_about_one_topic_in_twenty_five_is_held_out():
    held_out = sum(is_held_out(make_entry(number)) for number in range(5_000))

    assert 140 < held_out < 260


DATA, BENCHMARKS = os.environ.get("TRAINING_DATA"), os.environ.get("BENCHMARK_DATA")
PAIR_FILES = (
    *("gemet_heldout.tsv", "gemetdef_heldout.tsv", "nace_heldout.tsv", "ewc_heldout.tsv"),
    "laser_tatoeba/tatoeba_v1_deu-eng.tsv",
)


@pytest.mark.skipif(
    not (DATA and BENCHMARKS), reason="set TRAINING_DATA and BENCHMARK_DATA to check the real files"
)
def test_no_benchmark_row_is_trained_on():
    folder = Path(BENCHMARKS)
    pairs = [(p.de.strip().lower(), p.en.strip().lower()) for p in read_parallel(Path(DATA))]
    trained = {text for pair in pairs for text in pair}
    withheld = set()
    for lang in ("de", "en"):
        with (folder / "stsb_de_en" / f"stsb-{lang}-test.csv").open(encoding="utf-8") as lines:
            withheld |= {cell.lower() for row in csv.reader(lines) for cell in row[:2]}
        for name in ("xquad_questions", "xquad_paragraphs"):
            for line in (folder / "xquad" / f"{name}.jsonl").read_text("utf-8").splitlines():
                withheld.add(json.loads(line)[lang].strip().lower())
    withheld_pairs = {
        tuple(cell.strip().lower() for cell in line.split("\t")[:2])
        for name in PAIR_FILES
        for line in (folder / name).read_text("utf-8").splitlines()
    }

    assert len(withheld) > 4_000
    assert not trained & withheld
    assert len(withheld_pairs) > 3_000
    assert not set(pairs) & withheld_pairs
