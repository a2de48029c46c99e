"""What another language model would propose for the open needs, before it takes over."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

import matcher
from matcher.evaluation import kendall_tau, overlap
from models import Challenge, Profile, policies
from models.challenge import OPEN_STATES
from webapp.clock import now
from webapp.database import database
from webapp.matching.experts import as_need, published_experts
from webapp.matching.language_models import last_switch
from webapp.matching.operating import opened, require_ready
from webapp.matching.pools import OPTIONS
from webapp.troubles import Trouble

SHOWN_FIRST, SHOWN = 3, 10
"""Ranks that a manager reads closely, and those she looks through."""


@dataclass(frozen=True)
class RankChange:
    """How the order of the experts for one open need differs between two models."""

    reference: str
    is_same_start: bool
    """Whether the same experts stand among the first three, in the same order."""
    overlap: float
    """The share of the first ten that stays among the first ten."""
    tau: float
    """Kendall's tau of the whole orders, in [-1, 1]."""


@dataclass(frozen=True)
class Comparison:
    """Two models on the same open needs and experts, the largest change first."""

    old: str
    new: str
    experts: int
    changes: Sequence[RankChange]


def compare_models(name: str) -> Comparison:
    """Rank for every open need with the active model and with another one that is ready.

    Each reads its own stored vectors. No proposal changes, and of the needs nothing is kept.
    Raises Trouble where there is nothing to compare, or a model is not ready or fails.
    """
    with database().reading() as session:
        last = last_switch(session)
    if last is None:
        raise Trouble("No model has matched yet, so there is nothing to compare with.")
    new = opened(name)
    if new.sha256 == last.model_sha256:
        raise Trouble(f"{name} is in use already.")
    old = opened(last.model.name)
    if old.sha256 != last.model_sha256:
        raise Trouble(f"The files of {old.name} are not those any more that it matched with.")
    with database().reading() as session:
        require_ready(session, new)
        experts = published_experts(session)
        questions = _questions(session, now())
    before, after = (_orders(each, experts, questions) for each in (old, new))
    changes = [_change(*each) for each in zip(questions, before, after, strict=True)]
    changes.sort(key=lambda each: (each.overlap, each.tau, each.reference))
    return Comparison(old.name, new.name, len(experts), changes)


@dataclass(frozen=True)
class _Question:
    """A need, and the ids of the experts who may be proposed for it."""

    reference: str
    need: matcher.Need
    among: Collection[str]


def _questions(session: Session, at: datetime) -> list[_Question]:
    challenges = session.scalars(select(Challenge).where(Challenge.state.in_(OPEN_STATES)))
    questions = []
    for challenge in challenges:
        if policies.may_match(challenge, at):
            candidates = select(Profile.id).where(policies.candidate_profiles(challenge, at))
            among = {str(each) for each in session.scalars(candidates)}
            questions.append(_Question(challenge.reference, as_need(challenge), among))
    return questions


def _orders(
    encoder: matcher.Encoder, experts: Sequence[matcher.Expert], questions: Sequence[_Question]
) -> list[list[str]]:
    """For each need the ids of the experts who may be proposed, best first."""
    ranker = matcher.Matcher(experts, encoder, OPTIONS)
    orders = [
        [each.expert_id for each in ranker.rank(question.need) if each.expert_id in question.among]
        for question in questions
    ]
    if ranker.problem is not None:
        raise Trouble(ranker.problem)
    return orders


def _change(question: _Question, before: Sequence[str], after: Sequence[str]) -> RankChange:
    return RankChange(
        reference=question.reference,
        is_same_start=before[:SHOWN_FIRST] == after[:SHOWN_FIRST],
        overlap=overlap(before, after, SHOWN),
        tau=kendall_tau(before, after),
    )
