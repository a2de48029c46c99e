"""The rounds of talks: cut out of the parts of the day that are meant for talks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import AgendaKind, TalkRound, Workshop

Span = tuple[datetime, datetime]


def spans_of(workshop: Workshop) -> list[Span]:
    """As many rounds as fit into each part, one after the other from its beginning."""
    length = timedelta(minutes=workshop.talk_minutes)
    spans: list[Span] = []
    for item in sorted(workshop.agenda, key=lambda each: each.starts_at):
        starts_at = item.starts_at
        # Parts that overlap hold no two rounds at the same time.
        if spans:
            starts_at = max(starts_at, spans[-1][1])
        while item.kind is AgendaKind.TALKS and starts_at + length <= item.ends_at:
            spans.append((starts_at, starts_at + length))
            starts_at += length
    return spans


def rounds_of(session: Session, workshop: Workshop) -> Sequence[TalkRound]:
    """The rounds there are, in order."""
    query = (
        select(TalkRound)
        .where(TalkRound.workshop_id == workshop.id)
        .order_by(TalkRound.starts_at, TalkRound.id)
    )
    return session.scalars(query).all()


def are_in_step(rounds: Sequence[TalkRound], workshop: Workshop) -> bool:
    """Whether the rounds are those of the agenda."""
    return [(each.starts_at, each.ends_at) for each in rounds] == spans_of(workshop)


def pauses_in(rounds: Sequence[TalkRound]) -> frozenset[int]:
    """After which rounds, by number, the next one does not follow at once."""
    return frozenset(
        number
        for number, (before, after) in enumerate(pairwise(rounds))
        if before.ends_at < after.starts_at
    )


def set_rounds(session: Session, workshop: Workshop, at: datetime) -> Sequence[TalkRound]:
    """Bring the rounds in step with the agenda; those that have begun stay whatever it says.

    As many rounds as before only change their times and keep their talks. Otherwise those that are
    not in the agenda any more go, with their talks, and new ones are added.
    """
    rounds = rounds_of(session, workshop)
    begun = [each for each in rounds if each.starts_at <= at]
    after = max([at, *(each.ends_at for each in begun)])
    later = [each for each in rounds if each.starts_at > at]
    # Where nothing has begun, the day itself may lie in the past: a plan made afterwards.
    spans = [each for each in spans_of(workshop) if not begun or each[0] >= after]
    if len(later) == len(spans):
        _move(session, later, spans)
    else:
        known = {(each.starts_at, each.ends_at): each for each in later}
        for span, each in known.items():
            if span not in spans:
                session.delete(each)
        session.flush()
        session.add_all(
            TalkRound(workshop_id=workshop.id, starts_at=starts_at, ends_at=ends_at)
            for starts_at, ends_at in spans
            if (starts_at, ends_at) not in known
        )
    session.flush()
    return rounds_of(session, workshop)


def _move(session: Session, rounds: Sequence[TalkRound], spans: Sequence[Span]) -> None:
    """One after the other, so that no two begin at the same time in between."""
    pairs = list(zip(rounds, spans, strict=True))
    earlier = [(each, span) for each, span in pairs if span[0] <= each.starts_at]
    for each, span in [*earlier, *reversed([pair for pair in pairs if pair not in earlier])]:
        each.starts_at, each.ends_at = span
        session.flush()
