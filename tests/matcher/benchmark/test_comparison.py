from pathlib import Path

import pytest

from matcher.benchmark import BENCHMARKS, Comparison, as_json, as_markdown, compare
from matcher.benchmark.runs import Line
from matcher.benchmark.table import NOTE
from matcher.bundled_encoder import BundledEncoder
from matcher.datasets import DatasetError
from matcher.evaluation import Estimate

TINY = Path(__file__).parent.parent / "tiny_model"

pytestmark = pytest.mark.usefixtures("without_teacher")


def test_every_system_is_measured_on_every_benchmark(measured):
    assert [(line.benchmark, line.measure) for line in measured.lines] == [
        ("STSb de", "Spearman"),
        ("STSb en", "Spearman"),
        ("XQuAD de-de", "MRR@10"),
        ("XQuAD en-de", "MRR@10"),
        ("XQuAD de-en", "MRR@10"),
        ("LAReQA de-de", "MRR@10"),
        ("LAReQA en-de", "MRR@10"),
        ("LAReQA de-en", "MRR@10"),
        ("Tatoeba de-en", "accuracy"),
        ("GEMET terms", "accuracy"),
        ("NACE terms", "accuracy"),
        ("EWC terms", "accuracy"),
        ("GEMET term to definition", "accuracy"),
        ("Reviewers, mean of top 3", "loss"),
        ("Reviewers, mean of top 3", "easy"),
        ("Reviewers, mean of top 3", "hard"),
        ("Reviewers, nested choice", "loss"),
        ("Reviewers, nested choice", "easy"),
        ("Reviewers, nested choice", "hard"),
    ]
    systems = ("TF-IDF", "BM25", "words", "static", "transformer", "dense", "fused")
    assert measured.systems == systems
    assert all(set(line.estimates) == set(systems) for line in measured.lines)


def test_the_figures_are_those_a_reader_would_count(measured):
    found = {(line.benchmark, line.measure): line.estimates for line in measured.lines}

    # Questions and paragraphs of one language share "Pumpen" and "fördern", "Kalk" and "setzt".
    assert found["XQuAD de-de", "MRR@10"]["TF-IDF"].value == 1
    # "Pumpe" and "pump" have one stem; for the two other words chance decides among three.
    assert found["Tatoeba de-en", "accuracy"]["BM25"].value == pytest.approx((1 + 2 / 3) / 3)
    # Of r1 the pump paper is nearer to the own one, gap 3.5; for r2 that is an error, gap 1; both
    # papers of r3 share nothing with the own one, half of gap 2.5.
    loss = (0 + 1 + 2.5 / 2) / (3.5 + 1 + 2.5)
    assert found["Reviewers, mean of top 3", "loss"]["TF-IDF"].value == pytest.approx(loss)
    assert found["Reviewers, mean of top 3", "easy"]["TF-IDF"].value == 1 / 2
    assert found["Reviewers, mean of top 3", "hard"]["TF-IDF"].value == 0


def test_the_same_files_and_model_give_the_same_figures(folder, measured):
    again = compare(folder, BundledEncoder(TINY), lambda line: None, only=["xquad", "reviewers"])

    stored = {(line["benchmark"], line["measure"]): line for line in as_json(measured)["lines"]}
    for line in as_json(again)["lines"]:
        assert line == stored[line["benchmark"], line["measure"]]


def test_without_a_model_there_are_words_alone(folder):
    found = compare(folder, None, lambda line: None, only=["gemet"])

    assert found.systems == ("TF-IDF", "BM25", "words")
    assert "Model: none" in as_markdown(found)
    assert as_json(found)["model_sha256"] is None


def test_one_benchmark_needs_only_its_own_files(folder):
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "ewc_heldout.tsv":
            path.unlink()

    found = compare(folder, None, lambda line: None, only=["ewc"])

    assert [line.benchmark for line in found.lines] == ["EWC terms"]


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_folder_without_files_stops_before_the_work(tmp_path, name):
    said = []

    with pytest.raises(DatasetError, match="cannot be read"):
        compare(tmp_path, None, said.append, only=[name])

    assert said == []


def test_a_broken_last_file_stops_before_the_work(folder):
    (folder / "reviewer_gold" / "evaluations.jsonl").write_text("{", encoding="utf-8")
    said = []

    with pytest.raises(DatasetError, match=r"evaluations\.jsonl, line 1"):
        compare(folder, None, said.append)

    assert said == []


def test_the_table_shows_aims_and_the_intervals_of_the_loss():
    lines = [
        Line("STSb de", "Spearman", (("dense", 0.77),), {"dense": Estimate(0.8125, 0.7, 0.9, 3)}),
        Line("Reviewers", "loss", (("dense", 0.25),), {"dense": Estimate(0.2, 0.154, 1.0, 58)}),
    ]
    table = as_markdown(Comparison("tiny", "ab", ("dense",), ("BM25 is not installed.",), lines))

    assert table.splitlines()[:6] == [
        "| benchmark | measure  | dense            | aim          |",
        "| ---       | ---      | ---:             | ---          |",
        "| STSb de   | Spearman | .812             | dense ≥ .770 |",
        "| Reviewers | loss     | .200 [.15, 1.00] | dense ≤ .250 |",
        "",
        f"Model: tiny. BM25 is not installed. {NOTE}",
    ]


def test_json_keeps_every_interval():
    line = Line("STSb de", "Spearman", (("dense", 0.77),), {"dense": Estimate(0.8, 0.7, 0.9, 3)})

    stored = as_json(Comparison("tiny", "ab", ("dense",), (), [line]))

    assert stored == {
        "model": "tiny",
        "model_sha256": "ab",
        "missing": [],
        "lines": [
            {
                "benchmark": "STSb de",
                "measure": "Spearman",
                "aims": {"dense": 0.77},
                "systems": {"dense": {"value": 0.8, "low": 0.7, "high": 0.9, "count": 3}},
            }
        ],
    }
