"""Which needs nobody answers: the one definition that topics, pages and figures go by.

A need counts as unanswered when it was closed without a match because nobody covers its topic; or
when it is open, its promised day has passed, the last Abgleich called nobody a fit, and no person
has found somebody either: nobody was put beside the proposals, and nobody was asked.

Where somebody would fit and had no time, or was asked and stayed silent or declined, the topic is
covered. Such cases are left out altogether: what professors answer is nobody's business outside
the Transferstellen, and must not be told from a topic that is there or is missing. So are needs
under an embargo, withdrawn ones, and what is no question for research.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session, joinedload

from models import (
    Account,
    Challenge,
    ChallengeState,
    Introduction,
    Match,
    MatchOrigin,
    MatchRun,
    NoMatch,
    NoMatchReason,
    Role,
    UnansweredCause,
    policies,
)
from models.base import first_moment, local_date
from models.policies.needs import KNOWN_STATES, is_embargoed


@dataclass(frozen=True)
class UnansweredNeed:
    """A need nobody answers, why, and since when."""

    challenge: Challenge
    cause: UnansweredCause
    since: datetime


def unanswered_needs(session: Session, at: datetime) -> list[UnansweredNeed]:
    """Every one of them, whoever may know of it; for the software alone."""
    closed = session.execute(
        select(Challenge, NoMatch.noted_at)
        .join(NoMatch, NoMatch.challenge_id == Challenge.id)
        .where(
            Challenge.state == ChallengeState.CLOSED,
            NoMatch.reason == NoMatchReason.TOPIC,
            ~is_embargoed(at),
        )
        .options(joinedload(Challenge.company))
        .order_by(Challenge.id)
    )
    found = [UnansweredNeed(each, UnansweredCause.TOPIC, since) for each, since in closed]
    waiting = session.scalars(
        select(Challenge)
        .where(_has_waited_in_vain(at), ~is_embargoed(at))
        .options(joinedload(Challenge.company))
        .order_by(Challenge.id)
    )
    for each in waiting:
        if each.answer_due_on is not None:
            since = first_moment(each.answer_due_on + timedelta(days=1))
            found.append(UnansweredNeed(each, UnansweredCause.NO_PROPOSAL, since))
    return found


def circles_of(
    session: Session, needs: Sequence[UnansweredNeed], at: datetime
) -> dict[uuid.UUID, str]:
    """By need which managers may know of it; an empty circle stands for all of them."""
    managers = [
        each
        for each in session.scalars(
            select(Account).where(Account.role == Role.TRANSFER_MANAGER).order_by(Account.id)
        )
        if policies.is_active(each)
    ]
    wanted = {each.challenge.id for each in needs}
    known: dict[uuid.UUID, list[str]] = {each: [] for each in wanted}
    for manager in managers:
        rows = session.scalars(
            select(Challenge.id).where(
                Challenge.state.in_(KNOWN_STATES), policies.visible_cases(manager, at)
            )
        )
        for challenge_id in wanted.intersection(rows):
            known[challenge_id].append(manager.id.hex)
    return {
        each: "" if len(those) == len(managers) else ",".join(those) or "-"
        for each, those in known.items()
    }


def _has_waited_in_vain(at: datetime) -> ColumnElement[bool]:
    newest = (
        select(func.max(MatchRun.started_at))
        .where(MatchRun.challenge_id == Challenge.id)
        .correlate(Challenge)
        .scalar_subquery()
    )
    abstained = exists().where(
        MatchRun.challenge_id == Challenge.id,
        MatchRun.started_at == newest,
        MatchRun.is_abstention,
    )
    added = exists().where(
        Match.run_id == MatchRun.id,
        MatchRun.challenge_id == Challenge.id,
        Match.origin == MatchOrigin.ADDED,
    )
    asked = exists().where(Introduction.challenge_id == Challenge.id)
    return and_(
        Challenge.state == ChallengeState.IN_REVIEW,
        Challenge.answer_due_on < local_date(at),
        abstained,
        ~added,
        ~asked,
    )
