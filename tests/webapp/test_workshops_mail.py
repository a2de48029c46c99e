"""Mails to participants: right when they leave, with the link to their own page and no names."""

import re

import pytest
from sqlalchemy import select

from models import OutgoingMail, Participant, SeatState, WorkshopState, WorkState
from tests.mailing import all_of, page_of, text_of
from webapp.letters import STILL_RIGHT
from webapp.mail import queue_participant_mail

KINDS = sorted(each for each in STILL_RIGHT if each.startswith("workshop_"))
WAITS = {"workshop_waiting"}


@pytest.fixture
def queue(make, database, clock):
    """Queues a mail of a kind to somebody for whom it is right."""

    def put(kind):
        off = kind == "workshop_cancelled"
        workshop = make.workshop(
            capacity=1,
            state=WorkshopState.CANCELLED if off else WorkshopState.PUBLISHED,
            cancelled_at=clock() if off else None,
        )
        participant = make.participant(
            workshop,
            name="Ida Muster",
            organisation="Geheime Firma GmbH",
            state=SeatState.WAITING if kind in WAITS else SeatState.REGISTERED,
        )
        with database.writing() as session:
            row = session.get_one(Participant, participant.id)
            queue_participant_mail(session, kind, row, clock())
        return participant

    return put


def test_each_leaves_with_the_link_and_without_what_somebody_typed(app, queue, work_off, browser):
    people = {queue(kind).email: kind for kind in KINDS}

    work_off()

    assert {each["To"] for each in app.sent} == set(people)
    for mail in app.sent:
        kind = people[mail["To"]]
        assert "Ida Muster" not in all_of(mail)
        assert "Geheime Firma" not in all_of(mail)
        assert "Ökologiestation" in text_of(mail)
        assert "Transferstelle, 0209 5710 120" in text_of(mail)
        link = re.search(r"(/veranstaltungen/anmeldung/\S+)", text_of(mail))
        assert (link is None) == (kind == "workshop_cancelled"), kind
        if link:
            assert "Ida Muster" in browser.get(link[1]).text
            assert link[1] in page_of(mail)


def cancel(participant, at):
    participant.cancel(at)


def erase(participant, at):
    participant.erase(at)


def take_another_address(participant, at):
    participant.email = "woanders@werkstatt.example"


def end(participant, at):
    workshop = participant.workshop
    workshop.state, workshop.begun_at, workshop.ended_at = WorkshopState.OVER, at, at
    workshop.cancelled_at = None


@pytest.mark.parametrize("cause", [cancel, erase, take_another_address, end])
def test_none_leaves_whose_reason_went(app, queue, work_off, database, session, clock, cause):
    for kind in KINDS:
        participant = queue(kind)
        with database.writing() as writing:
            cause(writing.get_one(Participant, participant.id), clock())

    work_off()

    assert app.sent == []
    states = session.scalars(select(OutgoingMail.state)).all()
    assert states == [WorkState.CANCELLED] * len(KINDS)


def test_whoever_moved_up_meanwhile_is_not_told_to_wait(app, queue, work_off, database, clock):
    participant = queue("workshop_waiting")
    with database.writing() as writing:
        writing.get_one(Participant, participant.id).move_up(clock())

    work_off()

    assert app.sent == []


def test_a_workshop_that_takes_place_is_not_called_off_by_mail(
    app, make, database, clock, work_off
):
    participant = make.participant(make.workshop())
    with database.writing() as session:
        row = session.get_one(Participant, participant.id)
        queue_participant_mail(session, "workshop_cancelled", row, clock())

    work_off()

    assert app.sent == []
