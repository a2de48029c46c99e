"""What `ecotechub match`, `rank` and `evaluate` print, for people and for machines."""

import json
import shutil

import pytest

import matcher
from matcher.datasets import read_run
from tests.webapp.terminal import Terminal
from webapp import proposals

NEED = "Unsere Kunststoffteile werden nach dem Einschmelzen spröde"
EXPERTS = [
    {
        "id": "x1",
        "chair": "Lehrgebiet Kunststofftechnik",
        "summary": "Verarbeitung von Kunststoffen.",
        "statements": [
            {"kind": "research", "lang": "de", "text": "Versprödung von Kunststoffteilen"},
            {"kind": "method", "lang": "de", "text": "Zugversuche an Rezyklaten"},
        ],
    },
    {
        "id": "x2",
        "chair": "Lehrgebiet Wasserwirtschaft",
        "summary": "Kläranlagen und Kanäle.",
        "statements": [{"kind": "research", "lang": "de", "text": "Phosphor in Klärschlamm"}],
    },
]
CHALLENGES = [
    {"id": "c1", "title": "Spröde Teile", "description": NEED},
    {"id": "c2", "title": "Schlamm", "description": "Wohin mit dem Phosphor im Klärschlamm?"},
]


@pytest.fixture
def type_in(monkeypatch, capfd, settings) -> Terminal:
    return Terminal(monkeypatch, capfd, settings)


@pytest.fixture
def folder(tmp_path):
    """A judged set of two experts and two needs."""
    folder = tmp_path / "judged"
    folder.mkdir()
    for name, rows in (("experts", EXPERTS), ("challenges", CHALLENGES)):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    (folder / "qrels.tsv").write_text("c1\tx1\t3\nc2\tx2\t3\n", encoding="utf-8")
    return folder


def test_a_need_finds_published_profiles_with_evidence(type_in, make):
    make.profile("Versprödung von Kunststoffteilen", chair="Lehrgebiet Kunststofftechnik")
    make.profile("Phosphor in Klärschlamm", chair="Lehrgebiet Wasserwirtschaft")

    answer = type_in("match", NEED, "-k", 1)

    assert "Lehrgebiet Kunststofftechnik" in answer.out
    assert "Lehrgebiet Wasserwirtschaft" not in answer.out
    assert "↔ Versprödung von Kunststoffteilen" in answer.out
    assert "spröde" in answer.out


def test_machines_get_the_words_that_met_in_meaning(type_in, make):
    make.profile("Gestaltung von Nutzungsüberlassungsverträgen")

    answer = type_in("match", "Die Kunden wollen unsere Maschinen mieten statt kaufen.", "--json")

    evidence = json.loads(answer.out)["proposals"][0]["evidence"][0]
    assert ["mieten", "Nutzungsüberlassungsverträgen"] in evidence["pairs"]


@pytest.mark.parametrize(("covered", "is_printed"), [((0,), True), ((), False)])
def test_people_read_related_words_beside_shared_ones_but_not_of_a_hint(
    monkeypatch, capsys, covered, is_printed
):
    monkeypatch.setenv("COLUMNS", "200")
    statement = matcher.Statement("s", "Belag und Calcitscaling")
    evidence = matcher.Evidence(
        aspect=0, statement_id="s", words=("Belag",), strength=0.5,
        pairs=(("Belag", "Belag"), ("weißer", "Calcitscaling"), ("Rohr", "Verfahrenstechnik")),
    )  # fmt: skip
    proposal = matcher.Proposal("x", 1, 1.2, matcher.Band.HIGH, 0.77, (evidence,), covered)
    aspect = matcher.Aspect("weißer Belag im Rohr", 0, 20, 1.0)
    result = matcher.MatchResult(
        "n", (aspect,), (proposal,), (), abstains=False, reduced_quality=False, degraded=False,
        fingerprint=matcher.Fingerprint("1", "", None, None, ()),
    )  # fmt: skip

    proposals.show(result, [matcher.Expert("x", (statement,), "Verfahrenstechnik")])

    printed = capsys.readouterr().out
    assert "shared: Belag" in printed
    assert ("related: weißer ↔ Calcitscaling " in printed) is is_printed
    assert "77 of 100" in printed


def test_statements_that_were_left_out_are_named(type_in, make):
    stuffed = "Kunststoffteile " * 12
    make.profile("Versprödung von Kunststoffteilen", stuffed.strip())

    told = type_in("match", NEED).out
    (proposal,) = json.loads(type_in("match", NEED, "--json").out)["proposals"]

    assert "left out, because it repeats words: Kunststoffteile" in told
    (flag,) = proposal["flags"]
    assert (flag["reason"], flag["statement"]) == ("wiederholt", stuffed.strip())
    assert flag["statement_id"] not in {each["statement_id"] for each in proposal["evidence"]}


@pytest.mark.parametrize("reason", matcher.Reason)
def test_people_read_why_a_statement_was_left_out(reason):
    assert proposals.ODD[reason]


def test_the_chance_is_never_certain(type_in, make):
    make.profile("Phosphor in Klärschlamm", chair="Lehrgebiet Wasserwirtschaft")

    assert "1 of 100" in type_in("match", "Wir suchen eine gebrauchte Ballenpresse.").out


def test_a_hidden_profile_is_not_found(type_in, make, database):
    profile = make.profile("Versprödung von Kunststoffteilen")
    with database.writing() as session:
        session.merge(profile).unpublish()

    assert "nobody has published a profile" in type_in("match", NEED).out


def test_experts_may_come_from_a_file(type_in, folder):
    answer = type_in("match", NEED, "--experts", folder / "experts.jsonl")

    assert answer.out.index("Kunststofftechnik") < answer.out.index("Wasserwirtschaft")


def test_machines_get_everything_as_json(type_in, folder):
    answer = type_in("match", NEED, "--experts", folder / "experts.jsonl", "--json")

    result = json.loads(answer.out)
    best = result["proposals"][0]
    assert (best["rank"], best["expert_id"]) == (1, "x1")
    assert best["evidence"][0]["statement"] == "Versprödung von Kunststoffteilen"
    aspect = result["aspects"][best["evidence"][0]["aspect"]]
    assert NEED[aspect["start"] : aspect["end"]] == aspect["text"]
    assert result["fingerprint"]["fusion_version"]


@pytest.mark.parametrize("way", ["argument", "file", "standard input", "with byte order mark"])
def test_a_need_comes_from_anywhere(type_in, folder, tmp_path, way):
    content = NEED.encode("utf-8-sig" if way == "with byte order mark" else "utf-8")
    (tmp_path / "need.txt").write_bytes(content)
    arguments = {
        "argument": [NEED],
        "file": ["--file", tmp_path / "need.txt"],
        "standard input": ["-"],
        "with byte order mark": ["-"],
    }[way]

    answer = type_in(
        "match", *arguments, "--experts", folder / "experts.jsonl", "--json", typed=content
    )

    assert json.loads(answer.out)["aspects"][0]["text"].startswith("Unsere Kunststoffteile")


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [
        ([], b""),
        (["  "], b""),
        (["-"], b""),
        (["-"], "spröde".encode("latin-1")),
        (["-"], b"x" * 200_001),
        (["text", "--file", "also.txt"], b""),
        (["--file", "missing.txt"], b""),
    ],
)
def test_a_need_that_cannot_be_read_is_one_sentence(type_in, arguments, typed):
    assert type_in("match", *arguments, typed=typed, status=1).sentence


def test_a_model_that_cannot_be_had_is_one_sentence(type_in, folder, monkeypatch):
    def refuse(name: str, *, allow_download: bool) -> None:
        raise matcher.EncoderUnavailable(f"the model {name} is not on this machine")

    monkeypatch.setattr(matcher, "load_encoder", refuse)

    answer = type_in(
        "match", NEED, "--experts", folder / "experts.jsonl", "--model", "bge-m3", status=1
    )

    assert "bge-m3" in answer.sentence


def test_ranking_writes_one_line_per_pair(type_in, folder, tmp_path):
    type_in(
        "rank", "--experts", folder / "experts.jsonl",
        "--challenges", folder / "challenges.jsonl", "--out", tmp_path / "run.jsonl",
    )  # fmt: skip

    lines = (tmp_path / "run.jsonl").read_text(encoding="utf-8").splitlines()
    pairs = [each for each in map(json.loads, lines) if "expert_id" in each]
    assert {(each["challenge_id"], each["expert_id"]) for each in pairs} == {
        (challenge, expert) for challenge in ("c1", "c2") for expert in ("x1", "x2")
    }
    assert all(isinstance(each["score"], float) for each in pairs)
    assert read_run(tmp_path / "run.jsonl").order("c2")[0] == "x2"


def test_the_same_ranking_is_the_same_file(type_in, folder, tmp_path):
    for name in ("one", "two"):
        type_in(
            "rank", "--experts", folder / "experts.jsonl",
            "--challenges", folder / "challenges.jsonl", "--out", tmp_path / name,
        )  # fmt: skip

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_broken_line_is_named_with_its_number(type_in, folder, tmp_path):
    with (folder / "experts.jsonl").open("a", encoding="utf-8") as file:
        file.write("{broken\n")

    answer = type_in(
        "rank", "--experts", folder / "experts.jsonl",
        "--challenges", folder / "challenges.jsonl", "--out", tmp_path / "run.jsonl", status=1,
    )  # fmt: skip

    assert "line 3" in answer.sentence
    assert not (tmp_path / "run.jsonl").exists()


def test_a_run_that_cannot_be_written_is_one_sentence(type_in, folder, tmp_path):
    answer = type_in(
        "rank", "--experts", folder / "experts.jsonl",
        "--challenges", folder / "challenges.jsonl", "--out", tmp_path / "no" / "run", status=1,
    )  # fmt: skip

    assert str(tmp_path / "no" / "run") in answer.sentence


def test_measures_come_with_their_intervals(type_in, folder):
    answer = type_in("evaluate", folder)

    for measure in ("nDCG@10", "recall@10", "MRR", "hit@3", "first@1", "out-of-domain AUROC"):
        assert measure in answer.out
    row = next(line for line in answer.out.splitlines() if "nDCG@10" in line)
    assert "1.000" in row
    assert "–" in row


def test_a_folder_without_judgements_is_one_sentence(type_in, folder):
    shutil.move(folder / "qrels.tsv", folder / "elsewhere.tsv")

    assert "qrels.tsv" in type_in("evaluate", folder, status=1).sentence
