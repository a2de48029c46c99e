"""`ecotechub benchmark`: one table on standard output, progress beside it."""

import json

import pytest

from tests.webapp.terminal import Terminal


@pytest.fixture
def type_in(monkeypatch, capfd, settings) -> Terminal:
    return Terminal(monkeypatch, capfd, settings)


@pytest.fixture
def data(tmp_path):
    """A folder with one benchmark."""
    folder = tmp_path / "benchmarks"
    folder.mkdir()
    pairs = "Pumpe\tpump\nKühlturm\tcooling tower\n"
    (folder / "gemet_heldout.tsv").write_text(pairs, encoding="utf-8")
    return folder


def test_one_table_is_printed_and_its_figures_written(type_in, data, tmp_path):
    out = tmp_path / "figures.json"

    answer = type_in("benchmark", "--data", data, "--only", "gemet", "--model", "", "--out", out)

    header, _, row = answer.out.splitlines()[:3]
    assert header.split("|")[1].strip() == "benchmark"
    assert row.split("|")[1].strip() == "GEMET terms"
    assert "GEMET terms: TF-IDF" in answer.err
    stored = json.loads(out.read_text("utf-8"))
    assert stored["lines"][0]["systems"]["words"]["count"] == 2


def test_a_missing_file_is_one_sentence(type_in, data):
    answer = type_in("benchmark", "--data", data, "--only", "ewc", "--model", "", status=1)

    assert "ewc_heldout.tsv cannot be read" in answer.sentence


def test_a_broken_line_is_one_sentence(type_in, data):
    (data / "gemet_heldout.tsv").write_text("Pumpe\tpump\nKühlturm\n", encoding="utf-8")

    answer = type_in("benchmark", "--data", data, "--only", "gemet", "--model", "", status=1)

    assert "gemet_heldout.tsv, line 2" in answer.sentence


def test_an_unknown_benchmark_names_those_there_are(type_in, data):
    answer = type_in("benchmark", "--data", data, "--only", "glue", "--model", "", status=1)

    assert "'glue'" in answer.sentence
    assert "xquad" in answer.sentence


def test_help_says_where_the_files_come_from(type_in):
    answer = type_in("benchmark", "--help")

    assert "docs/benchmarks.md" in answer.out
