"""The fusion is fitted again to what was decided, and takes over if it is better."""

from datetime import datetime, timedelta

import numpy as np
import structlog
from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import matcher
from matcher.fusion import Fusion, bundled_fusion
from matcher.learning import FEWEST_DECISIONS, Lesson, learn
from matcher.scoring import ALL_FEATURES
from models import (
    Challenge,
    Decision,
    FusionVersion,
    Match,
    MatchOrigin,
    MatchRun,
    Verdict,
    policies,
)
from models.challenge import OPEN_STATES
from webapp.audit import record
from webapp.database import database
from webapp.matching import language_models
from webapp.matching.decisions import decided_needs
from webapp.matching.experts import as_expert
from webapp.matching.fusions import (
    active_fusion,
    find_fusion,
    keep_fusion,
    last_fusion_switch,
    switch_fusion,
)
from webapp.matching.pools import OPTIONS
from webapp.matching.snapshots import expert_of, need_of

PAUSE = timedelta(days=28)
FEWEST_NEW = 50
"""Decisions since the last attempt; with fewer it would only read the same ones again."""
READ_FIRST = 3
"""Ranks that a manager reads closely."""
AT_A_TIME = 200
log = structlog.get_logger(__name__)


def learn_if_due(at: datetime) -> FusionVersion | None:
    """Once in four weeks, when enough was decided since; None where it was not time yet."""
    with database().reading() as session:
        last = _last_attempt(session)
        if last is not None and at < last.made_at + PAUSE:
            return None
        decided = select(func.count()).select_from(Decision)
        if last is not None:
            decided = decided.where(Decision.decided_at > last.made_at)
        if (session.scalar(decided) or 0) < (FEWEST_NEW if last else FEWEST_DECISIONS):
            return None
    return learn_from_decisions(at)


def learn_from_decisions(at: datetime) -> FusionVersion | None:
    """Fit anew and use the fit if it is better; None where too little was decided.

    A fit that is not better is written down as well, so that everybody reads that it was tried.
    Not to be called inside a transaction: the language model may be needed.
    """
    with database().reading() as session:
        model_sha256 = model_at_work(session)
    if model_sha256 is not None:
        _read_added(model_sha256)
    with database().reading() as session:
        needs = decided_needs(session, model_sha256)
        present = active_fusion(session, model_sha256)
    lesson = learn(needs, present, bundled_fusion())
    if lesson is None:
        return None
    with database().writing() as session:
        known = find_fusion(session, lesson.fusion.version)
        return known or _store(session, lesson, present, model_sha256, at)


def model_at_work(session: Session) -> str | None:
    """The SHA-256 of the language model whose proposals people see; None for words alone."""
    if current_app.extensions["settings"].embedding_model is None:
        return None
    last = language_models.last_switch(session)
    return last.model_sha256 if last else None


def _last_attempt(session: Session) -> FusionVersion | None:
    query = select(FusionVersion).where(FusionVersion.shipped_version.is_not(None))
    return session.scalars(query.order_by(FusionVersion.made_at.desc()).limit(1)).one_or_none()


def _store(
    session: Session, lesson: Lesson, present: Fusion, model_sha256: str | None, at: datetime
) -> FusionVersion:
    keep_fusion(session, bundled_fusion(), at)
    open_needs, changed_needs = _changes(session, present, lesson.fusion, at)
    version = keep_fusion(
        session, lesson.fusion, at,
        shipped_version=bundled_fusion().version, model_sha256=model_sha256,
        decisions=lesson.decisions, needs=lesson.needs,
        order_before=lesson.order_before, order_after=lesson.order_after,
        least_gain=lesson.least_gain, is_better=lesson.is_better,
        open_needs=open_needs, changed_needs=changed_needs,
    )  # fmt: skip
    record(session, "gewichtung_gelernt", version, at, by=None, better=lesson.is_better)
    last = last_fusion_switch(session)
    if lesson.is_better and not (last is not None and last.is_held):
        switch_fusion(session, version, at, is_by_hand=False)
        record(session, "gewichtung_gewechselt", version, at, by=None)
    log.info("fusion.learned", version=version.version, better=lesson.is_better)
    return version


def _changes(session: Session, old: Fusion, new: Fusion, at: datetime) -> tuple[int, int]:
    """How many needs are open, and for how many of them others would stand first."""
    challenges = session.scalars(select(Challenge).where(Challenge.state.in_(OPEN_STATES)))
    shown = [
        [each for each in challenge.match_runs[-1].matches if each.rank and each.features]
        for challenge in challenges
        if challenge.match_runs and policies.may_match(challenge, at)
    ]
    changed = [matches for matches in shown if _first(matches, old) != _first(matches, new)]
    return len(shown), len(changed)


def _first(matches: list[Match], fusion: Fusion) -> list[Match]:
    """The first proposals of those shown; what stood below cannot be told from the rows."""
    scores = {each.id: float(fusion.log_odds(np.array(each.features))) for each in matches}
    order = sorted(matches, key=lambda each: (-round(scores[each.id], 9), str(each.profile_id)))
    return order[:READ_FIRST]


def _read_added(model_sha256: str) -> None:
    """Let the language model read whom managers added by hand; the pages have words alone."""
    setting = current_app.extensions["settings"].embedding_model
    with database().reading() as session:
        waiting = _added_by_words(session, model_sha256)
        texts = [(each.id, need_of(session, each.run), _expert(session, each)) for each in waiting]
    if not texts:
        return
    try:
        encoder = language_models.open_active(setting)
    except matcher.EncoderUnavailable as error:
        log.warning("fusion.added_not_read", error=str(error))
        return
    if encoder.sha256 != model_sha256:
        return
    for match_id, need, expert in texts:
        if need is None:
            continue
        alone = matcher.Matcher([expert], encoder.forgetting(), OPTIONS)
        (proposal,) = alone.rank(need)
        if len(proposal.features) < len(ALL_FEATURES):
            return  # The model failed; another night, then.
        with database().writing() as session:
            match = session.get(Match, match_id)
            if match is not None:
                match.features = list(proposal.features)


def _expert(session: Session, match: Match) -> matcher.Expert:
    """In the words of the run, or in those of today where it met nobody of that id."""
    return expert_of(session, match.run, match.profile_id) or as_expert(match.profile)


def _added_by_words(session: Session, model_sha256: str) -> list[Match]:
    query = (
        select(Match)
        .join(MatchRun, Match.run_id == MatchRun.id)
        .join(Decision, Decision.match_id == Match.id)
        .where(Match.origin == MatchOrigin.ADDED, Decision.verdict == Verdict.APPROVED)
        .where(MatchRun.model["model_sha256"].as_string() == model_sha256)
        .order_by(Decision.decided_at.desc())
    )
    found = session.scalars(query).all()
    poor = [each for each in found if each.features and len(each.features) < len(ALL_FEATURES)]
    return poor[:AT_A_TIME]
