"""How much the finder finds in texts it was not tuned with, and how often it cries wolf."""

import pytest

from models import Challenge, Company, Municipality
from seed_data.places import read_lines
from tests.confidentiality.identifying_report import KINDS, recall
from tests.confidentiality.teasers import SeededTeaser, read_teasers
from webapp.identifying import Trace, find_identifying


@pytest.fixture(scope="module")
def teasers() -> list[SeededTeaser]:
    return [each for each in read_teasers() if each.part != "afterwards"]


@pytest.fixture(scope="module")
def held_back(teasers) -> list[SeededTeaser]:
    return [each for each in teasers if each.part == "held_back"]


def test_there_are_300_texts_with_details_and_100_without(teasers, held_back):
    with_details = [each for each in teasers if each.seeds]

    assert (len(teasers), len(with_details), len(held_back)) == (400, 300, 133)
    assert {seed.kind for each in teasers for seed in each.seeds} == set(KINDS)


def test_of_the_details_held_back_nineteen_of_twenty_are_marked_to_the_last_letter(held_back):
    found, seeded = recall(held_back)

    assert found.total() / seeded.total() >= 0.95


def test_of_all_300_texts_nineteen_of_twenty_details_are_marked(teasers):
    found, seeded = recall(teasers)

    assert found.total() / seeded.total() >= 0.95


def test_of_what_was_written_when_the_finder_was_done_four_of_five_details_are_marked():
    found, seeded = recall([each for each in read_teasers() if each.part == "afterwards"])

    assert seeded.total() == 59
    assert found.total() / seeded.total() >= 0.8


def test_texts_without_details_are_left_alone(held_back):
    clean = [each for each in held_back if not each.seeds]

    alarms = [alarm for each in clean for alarm in each.false_alarms()]

    assert len(alarms) <= len(clean) / 10


def test_beside_real_details_little_else_is_marked(held_back):
    texts = [each for each in held_back if each.seeds]

    alarms = [alarm for each in texts for alarm in each.false_alarms()]

    assert len(alarms) <= len(texts) / 5


def test_of_the_kurzfassungen_of_the_demo_only_words_of_titles_are_marked():
    needs = {row["id"]: row for row in read_lines("challenges.jsonl")}
    stories = [row for row in read_lines("cases.jsonl") if row.get("teaser")]

    found = [
        each.trace
        for story in stories
        for each in find_identifying(story["teaser"], case_of(needs[story["need"]]))
    ]

    assert len(stories) > 20
    assert set(found) <= {Trace.TITLE_WORD}
    assert len(found) <= len(stories) / 5


def case_of(need: dict[str, str]) -> Challenge:
    place = Municipality(ags="05978000", name=need["municipality"], is_in_district=True)
    company = Company(name=need["company"], municipality=place)
    return Challenge(
        title=need["title"], description=need["description"], company=company, municipality=place
    )


def test_a_half_marked_detail_counts_as_missed(teasers, monkeypatch):
    teaser = next(each for each in teasers if len(each.seeds) == 1)
    seed = teaser.seeds[0]
    half = [type("Half", (), {"start": seed.start, "end": seed.end - 1})]
    monkeypatch.setattr("tests.confidentiality.teasers.find_identifying", lambda *_: half)

    assert teaser.missed() == [seed]
