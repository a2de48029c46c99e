import json
from dataclasses import replace

import pytest

from matcher import Matcher
from matcher.datasets import (
    DatasetError,
    rank_all,
    read_experts,
    read_needs,
    read_qrels,
    read_run,
    write_run,
)
from matcher.evaluation import evaluate


@pytest.fixture(scope="module")
def full_matcher(development_set):
    return Matcher(read_experts(development_set / "experts.jsonl"))


@pytest.fixture(scope="module")
def run(full_matcher, development_set):
    return rank_all(full_matcher, read_needs(development_set / "challenges.jsonl"))


def test_the_lexical_channels_alone_reach_the_agreed_quality(run, development_set):
    measures = evaluate(read_qrels(development_set / "qrels.tsv"), run)

    assert measures["nDCG@10"].value >= 0.58
    assert measures["nDCG@10"].needs == 52


def test_what_judges_wrote_does_not_reach_a_rank(run, full_matcher, development_set, tmp_path):
    lines = (development_set / "challenges.jsonl").read_text("utf-8").splitlines()
    changed = tmp_path / "challenges.jsonl"
    changed.write_text(
        "\n".join(
            json.dumps(json.loads(line) | {"aspects": ["Spritzguss"], "scope": "out"})
            for line in lines
        ),
        "utf-8",
    )

    assert rank_all(full_matcher, read_needs(changed)) == run


def test_a_run_survives_being_written_and_read(run, tmp_path):
    run = replace(run, abstained=run.abstained | {"N11"})
    write_run(tmp_path / "run.jsonl", run)
    run_lines = (tmp_path / "run.jsonl").read_text("utf-8").splitlines()

    assert read_run(tmp_path / "run.jsonl") == run
    assert len(run_lines) == 60 * 64 + len(run.abstained)
    assert set(json.loads(run_lines[0])) == {*("challenge_id", "expert_id", "score", "probability")}
    assert json.dumps({"challenge_id": "N11", "abstain": True}) in run_lines


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "x"}', "12"])
def test_a_broken_line_is_named(line, tmp_path):
    path = tmp_path / "experts.jsonl"
    path.write_text('{"id": "a", "statements": []}\n' + line, "utf-8")

    with pytest.raises(DatasetError, match=r"experts\.jsonl, line 2"):
        read_experts(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DatasetError, match="missing"):
        read_qrels(tmp_path / "missing.tsv")
