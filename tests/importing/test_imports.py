"""The readers stay as good as docs/imports.md says, and show nothing that is nobody's business."""

import pytest

from models import CompetenceKind
from tests.importing.judging import Score, judge_all
from webapp.reading_papers.found import KINDS


@pytest.fixture(scope="module")
def ten():
    return judge_all()


def test_each_of_the_ten_is_taken_for_what_it_is(ten):
    assert len(ten) == 10
    assert all(each.is_recognised for each in ten)


def test_what_a_professor_would_keep_is_found_and_little_else(ten):
    score = Score.of(ten)

    assert score.recall >= 0.95
    assert score.precision >= 0.95
    assert score.kinds >= 0.95


def test_names_addresses_birthdays_and_sums_stay_out(ten):
    assert {each.name: each.leaked for each in ten if each.leaked} == {}


def test_documents_written_after_the_readers_do_not_fall_behind():
    score = Score.of(judge_all("afterwards"))

    assert min(score.recall, score.precision) >= 0.9


def test_documents_nothing_was_learned_from_do_not_fall_behind():
    score = Score.of(judge_all("unseen"))

    assert score.recall >= 0.7
    assert score.precision >= 0.65


def test_the_readers_know_every_kind_there_is():
    assert set(KINDS) == {each.value for each in CompetenceKind}
