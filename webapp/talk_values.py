"""What a talk of two people is worth, and which pairs are not brought together.

A mutual wish counts more than a wish of one side, and that more than a proposal that the
Transferstelle has approved. Who would otherwise have no partner at all may meet anybody, once.
Pairs that a conflict, an exclusion or an answer stands between are left out without a word: a pair
that does not meet looks like one for which there was no room.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import (
    Account,
    Challenge,
    Decision,
    Introduction,
    IntroductionState,
    Match,
    MatchRun,
    NoteNeed,
    Participant,
    Profile,
    Side,
    TalkWish,
    Verdict,
    WorkshopNote,
    policies,
)
from models.policies.barriers import barred_profiles
from webapp.matching import Pair

MUTUAL_WISH, WISH, APPROVED = 2.0, 1.0, 0.5
STANDING, ANYBODY = 0.1, 0.05
ANSWERED_NO = {
    IntroductionState.DECLINED,
    IntroductionState.EXPIRED,
    IntroductionState.NOT_WANTED,
}


def pair_values(
    session: Session,
    people: Sequence[Participant],
    standing: Collection[Pair],
    at: datetime,
    *,
    by: Account | None,
) -> tuple[dict[Pair, float], set[uuid.UUID]]:
    """By company and professor, and who has no pair but with anybody, once."""
    needs = _needs_of(session, people)
    barred = _barred(session, people, needs, at)
    values: dict[Pair, float] = defaultdict(float)
    for pair, wishes in _wishes(session, people).items():
        values[pair] = MUTUAL_WISH if wishes > 1 else WISH
    for pair in _approved(session, people, needs, at, by=by):
        values[pair] += APPROVED
    companies = [each.id for each in people if each.side is Side.COMPANY]
    professors = [each.id for each in people if each.side is Side.PROFESSOR]
    possible = {(left, right) for left in companies for right in professors} - barred
    for pair in standing:
        values[pair] = max(values[pair], STANDING)
    values = {pair: value for pair, value in values.items() if pair in possible}
    lonely = {each.id for each in people} - {end for pair in values for end in pair}
    for pair in possible:
        if pair not in values and lonely & {*pair}:
            values[pair] = ANYBODY
    return values, lonely


def _wishes(session: Session, people: Sequence[Participant]) -> Mapping[Pair, int]:
    """How many of the two wish for a talk."""
    sides = {each.id: each.side for each in people}
    found: dict[Pair, int] = defaultdict(int)
    query = select(TalkWish.wisher_id, TalkWish.wished_id).where(TalkWish.wisher_id.in_(sides))
    for wisher, wished in session.execute(query):
        match sides[wisher], sides.get(wished):
            case Side.COMPANY, Side.PROFESSOR:
                found[wisher, wished] += 1
            case Side.PROFESSOR, Side.COMPANY:
                found[wished, wisher] += 1
    return found


def _needs_of(
    session: Session, people: Sequence[Participant]
) -> Mapping[uuid.UUID, set[uuid.UUID]]:
    """The companies in the room by need: their own needs, and those made of what they wrote."""
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    companies = [each.id for each in people if each.side is Side.COMPANY]
    own = (
        select(Challenge.id, Participant.id)
        .join(Account, Account.company_id == Challenge.company_id)
        .join(Participant, Participant.account_id == Account.id)
        .where(Participant.id.in_(companies))
    )
    noted = (
        select(NoteNeed.challenge_id, WorkshopNote.participant_id)
        .join(WorkshopNote, WorkshopNote.id == NoteNeed.note_id)
        .where(WorkshopNote.participant_id.in_(companies), NoteNeed.challenge_id.is_not(None))
    )
    for query in (own, noted):
        for challenge_id, participant_id in session.execute(query):
            found[challenge_id].add(participant_id)
    return found


def _approved(
    session: Session,
    people: Sequence[Participant],
    needs: Mapping[uuid.UUID, set[uuid.UUID]],
    at: datetime,
    *,
    by: Account | None,
) -> set[Pair]:
    """Pairs of which this manager may know that a proposal was approved."""
    profiles = _profiles(people)
    query = (
        select(MatchRun.challenge_id, Match.profile_id)
        .join(Match, Match.run_id == MatchRun.id)
        .join(Decision, Decision.match_id == Match.id)
        .where(
            MatchRun.challenge_id.in_(needs),
            Match.profile_id.in_(profiles),
            Decision.verdict == Verdict.APPROVED,
            policies.visible_matches(by, at),
        )
    )
    return {
        (company, profiles[profile_id])
        for challenge_id, profile_id in session.execute(query)
        for company in needs[challenge_id]
    }


def _barred(
    session: Session,
    people: Sequence[Participant],
    needs: Mapping[uuid.UUID, set[uuid.UUID]],
    at: datetime,
) -> set[Pair]:
    """Pairs that do not meet, whoever asks; why is nobody's business."""
    profiles = _profiles(people)
    found: set[Pair] = set()
    for challenge in session.scalars(select(Challenge).where(Challenge.id.in_(needs))):
        answered = select(Introduction.profile_id).where(
            Introduction.challenge_id == challenge.id, Introduction.state.in_(ANSWERED_NO)
        )
        between = session.scalars(
            select(Profile.id).where(
                Profile.id.in_(profiles),
                or_(barred_profiles(challenge, at), Profile.id.in_(answered)),
            )
        )
        found |= {(company, profiles[each]) for each in between for company in needs[challenge.id]}
    return found


def _profiles(people: Sequence[Participant]) -> dict[uuid.UUID, uuid.UUID]:
    """Professors in the room by their profile."""
    return {each.profile_id: each.id for each in people if each.profile_id is not None}
