"""The demo's workshops: one that can be followed from notes to outcomes, one to register for."""

import importlib.util
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models import (
    Challenge,
    NoteCluster,
    NoteNeed,
    Participant,
    Side,
    Talk,
    Workshop,
    WorkshopNote,
    WorkshopState,
)
from seed_data import load_region


@pytest.fixture
def region(database, clock):
    with database.writing() as writing:
        load_region(writing, clock.at)
    with database.reading() as session:
        yield session


def of_state(session, state):
    return session.scalars(select(Workshop).where(Workshop.state == state)).one()


def count(session, rows):
    return session.scalar(select(func.count()).select_from(rows.subquery()))


def test_the_coming_workshop_is_on_a_day_on_which_people_work(region):
    assert of_state(region, WorkshopState.PUBLISHED).starts_at.weekday() == 1


def test_the_documents_trace_is_the_demos(region):
    where = Path(__file__).parents[2] / "docs" / "note_trace.py"
    spec = importlib.util.spec_from_file_location("note_trace", where)
    documented = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(documented)

    assert documented.written() == documented.as_markdown(region)


def test_the_past_workshop_has_its_companies_notes_talks_and_clusters(region):
    over = of_state(region, WorkshopState.OVER)
    came = select(Participant).where(
        Participant.workshop_id == over.id, Participant.checked_in_at.is_not(None)
    )

    assert count(region, came.where(Participant.side == Side.COMPANY)) == 22
    assert count(region, select(Talk).where(Talk.workshop_id == over.id)) == 40
    assert count(region, select(WorkshopNote).where(WorkshopNote.workshop_id == over.id)) >= 120
    clusters = region.scalars(select(NoteCluster)).all()
    assert all(len(each.notes) > 1 for each in clusters)
    assert len(over.tables) == len({each.area for each in over.tables}) == 4


def test_some_notes_can_be_followed_to_an_outcome(region):
    outcomes = region.scalars(
        select(Challenge.outcome).where(Challenge.id.in_(select(NoteNeed.challenge_id)))
    ).all()

    assert len(outcomes) == 12
    assert len({each for each in outcomes if each is not None}) >= 2


def test_everything_was_said_and_done_on_the_day(region):
    over = of_state(region, WorkshopState.OVER)
    notes = region.scalars(select(WorkshopNote).where(WorkshopNote.workshop_id == over.id))

    assert all(over.begun_at < each.written_at < over.ended_at for each in notes)


def test_one_can_register_for_the_coming_workshop(region, clock):
    coming = of_state(region, WorkshopState.PUBLISHED)

    assert coming.takes_registrations(clock.at)


def test_a_second_load_adds_no_workshop(region, database, clock):
    with database.writing() as writing:
        load_region(writing, clock.at)

    with database.reading() as session:
        assert count(session, select(Workshop)) == 2
