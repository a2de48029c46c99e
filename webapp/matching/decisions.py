"""What managers and professors said about proposals, as the matcher learns from it."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session, aliased

from matcher.learning import DecidedNeed, Word, judge
from matcher.lexical import bundled_statistics
from matcher.scoring import ALL_FEATURES, LEXICAL_FEATURES
from models import (
    Decision,
    DeclineReason,
    Introduction,
    IntroductionState,
    Match,
    MatchOrigin,
    MatchRun,
    RejectionReason,
    Verdict,
)

REJECTED = {
    RejectionReason.OTHER_TOPIC: Word.OTHER_TOPIC,
    RejectionReason.TOO_GENERAL: Word.TOO_GENERAL,
    RejectionReason.BETTER_CHOICE: Word.BETTER_CHOICE,
    RejectionReason.NO_CAPACITY: Word.NOT_ABOUT_FIT,
    RejectionReason.CONFLICT: Word.NOT_ABOUT_FIT,
}
DECLINED = {
    DeclineReason.WRONG_FIELD: Word.WRONG_FIELD,
    DeclineReason.UNCLEAR: Word.UNSURE,
    DeclineReason.NO_RESEARCH_INTEREST: Word.UNSURE,
    DeclineReason.OTHER: Word.UNSURE,
    DeclineReason.NO_CAPACITY: Word.NOT_ABOUT_FIT,
    DeclineReason.TOO_EARLY: Word.NOT_ABOUT_FIT,
    DeclineReason.CONFLICT: Word.NOT_ABOUT_FIT,
    DeclineReason.WRONG_FORMAT: Word.NOT_ABOUT_FIT,
}
ACCEPTED = {
    IntroductionState.INTERESTED,
    IntroductionState.INTRODUCED,
    IntroductionState.NOT_WANTED,
}
"""What a company does after a professor's yes says nothing about the fit."""


@dataclass(frozen=True)
class _Proposal:
    features: list[float]
    rank: int | None
    words: set[Word]


def decided_needs(session: Session, model_sha256: str | None) -> list[DecidedNeed]:
    """Every need somebody decided about, with the proposals that were shown with the decisions.

    Only runs of this language model (None: of words alone) with the present tables count, because
    features of others cannot be compared. No text and nobody's name is read.
    """
    size = len(LEXICAL_FEATURES if model_sha256 is None else ALL_FEATURES)
    by_need: dict[uuid.UUID, dict[uuid.UUID, _Proposal]] = defaultdict(dict)
    for row in session.execute(_shown(model_sha256)):
        proposal = _Proposal(row.features, row.rank, _words(row))
        known = by_need[row.challenge_id].get(row.profile_id)
        is_poorer = known is not None and bool(known.words) and not proposal.words
        if len(row.features) == size and not is_poorer:
            by_need[row.challenge_id][row.profile_id] = proposal
    return [_as_need(str(key), list(each.values())) for key, each in by_need.items() if each]


def _shown(model_sha256: str | None) -> Any:
    """The proposals of runs with a decision, oldest run first, so that the last word counts."""
    decided = aliased(Match)
    has_decision = (
        exists()
        .where(decided.run_id == MatchRun.id)
        .where(Decision.match_id == decided.id)
        .correlate(MatchRun)
    )
    sha256 = MatchRun.model["model_sha256"].as_string()
    return (
        select(
            MatchRun.challenge_id, Match.profile_id, Match.origin, Match.rank, Match.features,
            Decision.verdict, Decision.reason, Introduction.state, Introduction.decline_reason,
        )
        .join(MatchRun, Match.run_id == MatchRun.id)
        .outerjoin(Decision, Decision.match_id == Match.id)
        .outerjoin(Introduction, Introduction.match_id == Match.id)
        .where(
            and_(
                has_decision,
                Match.features.is_not(None),
                sha256.is_(None) if model_sha256 is None else sha256 == model_sha256,
                MatchRun.model["statistics_sha256"].as_string() == bundled_statistics().sha256,
            )
        )
        .order_by(MatchRun.started_at, Match.id)
    )  # fmt: skip


def _words(row: Any) -> set[Word]:
    if row.verdict is None:
        return set()
    if row.verdict is Verdict.REJECTED:
        return {REJECTED[row.reason]}
    words = {Word.ADDED if row.origin is MatchOrigin.ADDED else Word.APPROVED}
    if row.state in ACCEPTED:
        words.add(Word.ACCEPTED)
    if row.decline_reason is not None:
        words.add(DECLINED[row.decline_reason])
    return words


def _as_need(key: str, proposals: list[_Proposal]) -> DecidedNeed:
    judgements = [judge(each.words) for each in proposals]
    return DecidedNeed(
        need_id=key,
        features=np.array([each.features for each in proposals], np.float64),
        ranks=np.array([each.rank or 0 for each in proposals], np.float64),
        useful=np.array([float(each is not None and each.useful) for each in judgements]),
        weights=np.array([each.weight if each else 0.0 for each in judgements]),
    )
