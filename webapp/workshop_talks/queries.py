"""Who wishes for whom, and the timetable as those who run the day read it."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from models import (
    Participant,
    Profile,
    ProfileState,
    SeatState,
    Side,
    Talk,
    TalkBreak,
    TalkPlanning,
    TalkRound,
    TalkWish,
    Workshop,
)
from webapp.talk_plans import talkers, waiting_plan
from webapp.talk_rounds import are_in_step, rounds_of

OTHER_SIDE = {Side.COMPANY: Side.PROFESSOR, Side.PROFESSOR: Side.COMPANY}
SHOWN, MOST_WORDS = 60, 5


@dataclass(frozen=True)
class Choice:
    """Whom somebody may wish for."""

    wished: Sequence[Participant]
    others: Sequence[Participant]
    """Those who were searched for, as many as are shown."""
    is_more: bool


@dataclass(frozen=True)
class PlanPage:
    """The timetable, who takes part, and what could not be done."""

    rounds: Sequence[TalkRound]
    is_in_step: bool
    talks: Mapping[uuid.UUID, Sequence[Talk]]
    """By round."""
    people: Sequence[Participant]
    counts: Mapping[uuid.UUID, int]
    """How many talks each person has."""
    wishes: Mapping[uuid.UUID, tuple[int, int]]
    """How many of somebody's wishes are met, and how many there are."""
    breaks: Mapping[uuid.UUID, int]
    waiting: TalkPlanning | None
    last: TalkPlanning | None
    names: Mapping[str, Participant]

    @property
    def talk_number(self) -> int:
        """All talks."""
        return sum(len(each) for each in self.talks.values())

    @property
    def without(self) -> Sequence[Participant]:
        """Who takes part and has no talk."""
        return [each for each in self.people if not self.counts.get(each.id)]

    @property
    def met(self) -> tuple[int, int]:
        """Wishes that are met, of all."""
        pairs = [self.wishes[each.id] for each in self.people if each.id in self.wishes]
        return sum(met for met, _ in pairs), sum(number for _, number in pairs)


def listed_others(session: Session, participant: Participant, search: str) -> Choice:
    """The people of the other side who are to be found, and those whom this one wishes for."""
    listed = (
        select(Participant)
        .where(
            Participant.workshop_id == participant.workshop_id,
            Participant.side == OTHER_SIDE[participant.side],
            Participant.is_listed,
            Participant.wants_talks,
            Participant.state == SeatState.REGISTERED,
        )
        .options(joinedload(Participant.profile))
        .order_by(Participant.organisation, Participant.name, Participant.id)
    )
    mine = select(TalkWish.wished_id).where(TalkWish.wisher_id == participant.id)
    wished = session.scalars(listed.where(Participant.id.in_(mine))).all()
    others = listed.where(Participant.id.not_in(mine))
    if words := search.split()[:MOST_WORDS]:
        others = others.outerjoin(Participant.profile)
    for word in words:
        others = others.where(
            or_(
                Participant.name.icontains(word, autoescape=True),
                Participant.organisation.icontains(word, autoescape=True),
                (Profile.state == ProfileState.PUBLISHED)
                & Profile.chair.icontains(word, autoescape=True),
            )
        )
    found = session.scalars(others.limit(SHOWN + 1)).all()
    return Choice(wished, found[:SHOWN], is_more=len(found) > SHOWN)


def own_talks(session: Session, participant: Participant) -> Sequence[Talk]:
    """The talks of one person, in the order of the day."""
    query = (
        _loaded_talks()
        .where(or_(Talk.company_id == participant.id, Talk.professor_id == participant.id))
    )  # fmt: skip
    return session.scalars(query).all()


def plan_page(session: Session, workshop: Workshop) -> PlanPage:
    """Everything about the talks of a workshop, by a fixed number of statements."""
    rounds = rounds_of(session, workshop)
    talks = session.scalars(_loaded_talks().where(Talk.workshop_id == workshop.id)).all()
    people = takers(session, workshop)
    by_round: dict[uuid.UUID, list[Talk]] = defaultdict(list)
    counts: Counter[uuid.UUID] = Counter()
    for each in talks:
        by_round[each.round_id].append(each)
        counts.update([each.company_id, each.professor_id])
    last = session.scalars(
        select(TalkPlanning)
        .where(TalkPlanning.workshop_id == workshop.id, TalkPlanning.finished_at.is_not(None))
        .order_by(TalkPlanning.finished_at.desc())
        .limit(1)
    ).first()
    breaks = select(TalkBreak.participant_id).join(TalkRound, TalkBreak.round_id == TalkRound.id)
    return PlanPage(
        rounds=rounds,
        is_in_step=are_in_step(rounds, workshop),
        talks=by_round,
        people=people,
        counts=counts,
        wishes=_wishes(session, people, talks),
        breaks=Counter(session.scalars(breaks.where(TalkRound.workshop_id == workshop.id))),
        waiting=waiting_plan(session, workshop),
        last=last,
        names=_names(session, last),
    )


def takers(session: Session, workshop: Workshop) -> Sequence[Participant]:
    """Who may have talks, companies first."""
    query = (
        select(Participant)
        .where(talkers(workshop))
        .order_by(
            Participant.side.desc(), Participant.organisation, Participant.name, Participant.id
        )
    )
    return session.scalars(query).all()


def day_of(
    session: Session, person: Participant
) -> tuple[Sequence[TalkRound], Mapping[uuid.UUID, Talk], set[uuid.UUID]]:
    """The rounds, the person's talks by round, and the rounds in which they cannot talk."""
    rounds = rounds_of(session, person.workshop)
    talks = {each.round_id: each for each in own_talks(session, person)}
    away = select(TalkBreak.round_id).where(TalkBreak.participant_id == person.id)
    return rounds, talks, set(session.scalars(away))


def conflicts_of(session: Session, talk: Talk) -> Mapping[uuid.UUID, str]:
    """By round, who of the two is taken by whom or by what; rounds with room are not in it."""
    found: dict[uuid.UUID, str] = {}
    for person in (talk.company, talk.professor):
        _, talks, away = day_of(session, person)
        taken = [round_id for round_id, each in talks.items() if each.id != talk.id]
        found |= dict.fromkeys([*away, *taken], person.name)
    return found


def begun(rounds: Sequence[TalkRound], at: datetime) -> set[uuid.UUID]:
    """Rounds that nobody can change any more."""
    return {each.id for each in rounds if each.starts_at <= at}


def _loaded_talks() -> Select[Talk]:
    return (
        select(Talk)
        .join(TalkRound, Talk.round_id == TalkRound.id)
        .options(
            joinedload(Talk.round),
            joinedload(Talk.company),
            joinedload(Talk.professor).joinedload(Participant.profile),
        )
        .order_by(TalkRound.starts_at, Talk.place, Talk.id)
    )


def _wishes(
    session: Session, people: Sequence[Participant], talks: Sequence[Talk]
) -> Mapping[uuid.UUID, tuple[int, int]]:
    pairs = {frozenset((each.company_id, each.professor_id)) for each in talks}
    met: Counter[uuid.UUID] = Counter()
    number: Counter[uuid.UUID] = Counter()
    query = select(TalkWish.wisher_id, TalkWish.wished_id).where(
        TalkWish.wisher_id.in_([each.id for each in people])
    )
    for wisher, wished in session.execute(query):
        number[wisher] += 1
        met[wisher] += frozenset((wisher, wished)) in pairs
    return {each: (met[each], number[each]) for each in number}


def _names(session: Session, planning: TalkPlanning | None) -> Mapping[str, Participant]:
    """The people whom the changes of a planning speak of."""
    changes = planning.changes if planning else []
    named = {uuid.UUID(each) for change in changes for each in change[:2]}
    people = session.scalars(select(Participant).where(Participant.id.in_(named)))
    return {each.id.hex: each for each in people}
