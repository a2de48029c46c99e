"""A workshop with four rounds of talks in two parts of the day."""

from datetime import timedelta

from models import AgendaItem, AgendaKind, Side, TalkWish
from webapp.participant_links import make_participant_token


def make_day(make, clock, *, companies=3, professors=3, parts=2, **facts):
    """People on both sides who want talks; the first part begins an hour after the doors open."""
    workshop = make.workshop(talk_minutes=15, most_talks=3, **facts)
    with make.writing() as session:
        for part in range(parts):
            starts_at = workshop.starts_at + timedelta(hours=1 + part)
            session.add(
                AgendaItem(
                    workshop_id=workshop.id, kind=AgendaKind.TALKS, title="Gespräche",
                    starts_at=starts_at, ends_at=starts_at + timedelta(minutes=35),
                )
            )  # fmt: skip
    return (
        workshop,
        [talker(make, workshop, Side.COMPANY) for _ in range(companies)],
        [talker(make, workshop, Side.PROFESSOR) for _ in range(professors)],
    )


def talker(make, workshop, side, **facts):
    """Somebody who wants talks and may be found."""
    return make.participant(workshop, side, **{"wants_talks": True, "is_listed": True, **facts})


def wish(make, clock, *pairs):
    """The first of each pair wishes for the second."""
    with make.writing() as session:
        session.add_all(
            TalkWish(wisher_id=wisher.id, wished_id=wished.id, wished_at=clock())
            for wisher, wished in pairs
        )


def link_of(app, participant):
    """The address of somebody's own page."""
    with app.app_context():
        return f"/veranstaltungen/gespraeche/{make_participant_token(participant)}"


def plan_url(workshop):
    """The managers' page."""
    return f"/veranstaltungen/{workshop.id}/leitung/gespraeche"
