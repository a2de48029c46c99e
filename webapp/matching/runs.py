"""The Abgleich of a Bedarf: what is compared, and how it is stored so that it can be replayed."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import matcher
import matcher.evidence
import matcher.salience
from matcher.parts import cover_parts
from models import (
    Aspect,
    Band,
    Challenge,
    Competence,
    Evidence,
    Flag,
    FlagReason,
    InvalidTransition,
    Match,
    MatchOrigin,
    MatchRun,
    Profile,
    policies,
)
from models.challenge import OPEN_STATES
from webapp.audit import record
from webapp.clock import now
from webapp.database import database
from webapp.matching.experts import as_need, profiles_by_id, published_experts
from webapp.matching.fusions import keep_fusion
from webapp.matching.snapshots import candidates, keep_filters, keep_texts
from webapp.matching.teams import keep_cover
from webapp.matching.topics import note_topics_of_need, read_words

PROPOSALS_PER_RUN = 20


def match_challenge(challenge_id: uuid.UUID) -> None:
    """Run the Abgleich of one Bedarf and store proposals, evidence and how to replay them."""
    started_at = now()
    with database().reading() as session:
        challenge = session.get(Challenge, challenge_id)
        if challenge is None or not policies.may_match(challenge, started_at):
            return
        need = as_need(challenge)
        text_version = challenge.text_version
        experts = published_experts(session)
    read_words(need)
    with database().writing() as session:
        challenge = session.get(Challenge, challenge_id)
        if challenge is None:
            return
        note_topics_of_need(session, challenge)
        reasons = candidates(session, challenge, started_at)
    open_ids = {str(each) for each, reason in reasons.items() if reason is None}
    pool, versions = current_app.extensions["match_pool"].refresh(experts)
    result = pool.propose(need, k=PROPOSALS_PER_RUN, among=open_ids & versions.keys())
    cover = cover_parts(pool, need, {each.expert_id: each.score for each in result.proposals})
    with database().writing() as session:
        challenge = session.get(Challenge, challenge_id, with_for_update=True)
        if challenge is None or not policies.may_match(challenge, now()):
            return
        if challenge.text_version != text_version:
            return
        if result.degraded and _says_the_same(challenge.match_runs, text_version, versions):
            return
        run = _store_run(session, challenge, result, versions, started_at)
        keep_cover(run, cover)
        keep_fusion(session, pool.fusion, now())
        keep_filters(session, run, reasons)
        keep_texts(session, challenge, experts, versions, started_at)
        challenge.begin_review()
        record(session, "abgeglichen", challenge, now(), by=None, proposals=len(run.matches))


def add_match(session: Session, challenge: Challenge, profile: Profile, at: datetime) -> Match:
    """Put somebody a manager found beside the proposals, with the evidence there is."""
    if not challenge.match_runs:
        raise InvalidTransition("nobody can be added before the Abgleich")
    run = challenge.match_runs[-1]
    pool, _ = current_app.extensions["search_pool"].refresh(published_experts(session))
    result = pool.propose(as_need(challenge), k=1, among={str(profile.id)})
    match = Match(
        run=run, profile=profile, origin=MatchOrigin.ADDED, rank=None, score=0.0,
        probability=None, band=Band.LOW, created_at=at,
    )  # fmt: skip
    session.add(match)
    spans = {(each.start_at, each.end_at): each for each in run.aspects}
    for proposal in result.proposals:
        match.score, match.band = proposal.score, Band(proposal.band.value)
        match.features = list(proposal.features)
        aspects = [
            spans.get(_span(challenge, result.aspects[each.aspect])) for each in proposal.evidence
        ]
        _store_evidence(match, proposal, aspects, profile)
        _store_flags(match, proposal, profile)
    return match


def needs_matched_without_model(session: Session) -> dict[uuid.UUID, datetime]:
    """Open Bedarfe whose newest Abgleich had to do without the language model, and when that was.

    The one handed in first stands first.
    """
    newest = (
        select(func.max(MatchRun.started_at))
        .where(MatchRun.challenge_id == Challenge.id)
        .correlate(Challenge)
        .scalar_subquery()
    )
    query = (
        select(Challenge.id, MatchRun.started_at)
        .join(Challenge.match_runs)
        .where(Challenge.state.in_(OPEN_STATES), MatchRun.started_at == newest)
        .where(MatchRun.is_degraded)
        .order_by(Challenge.submitted_at, Challenge.id)
    )
    return dict(session.execute(query).all())


def speaks_to_problem(aspect: Aspect) -> bool:
    """Whether somebody has to cover it; greetings and self-description need nobody."""
    return aspect.salience >= matcher.salience.SALIENT_FROM


def is_covered_by(evidence: Evidence) -> bool:
    """Whether it is strong enough to call its aspect covered; weaker ones only hint."""
    return evidence.strength >= matcher.evidence.COVERED_FROM


def _says_the_same(runs: Sequence[MatchRun], text_version: str, versions: dict[str, str]) -> bool:
    """Whether the newest run had to do without the model as well, on the same texts."""
    return (
        bool(runs)
        and runs[-1].is_degraded
        and (runs[-1].text_version, runs[-1].profile_versions) == (text_version, versions)
    )


def _span(challenge: Challenge, aspect: matcher.Aspect) -> tuple[int, int]:
    """Where an aspect stands in title, line break, description."""
    offset = 0 if aspect.field == "title" else len(challenge.title) + 1
    return aspect.start + offset, aspect.end + offset


def _store_run(
    session: Session,
    challenge: Challenge,
    result: matcher.MatchResult,
    versions: dict[str, str],
    started_at: datetime,
) -> MatchRun:
    run = MatchRun(
        challenge=challenge,
        started_at=started_at,
        finished_at=now(),
        text_version=challenge.text_version,
        model=_as_json(asdict(result.fingerprint)),
        profile_versions=versions,
        chance=result.chance,
        is_degraded=result.degraded,
        is_abstention=result.abstains,
    )
    session.add(run)
    for position, aspect in enumerate(result.aspects):
        start_at, end_at = _span(challenge, aspect)
        run.aspects.append(
            Aspect(
                position=position, text=aspect.text, salience=aspect.salience,
                start_at=start_at, end_at=end_at,
            )
        )  # fmt: skip
    profiles = profiles_by_id(session, [uuid.UUID(each.expert_id) for each in result.proposals])
    for proposal in result.proposals:
        profile = profiles.get(uuid.UUID(proposal.expert_id))
        if profile is None:
            continue
        match = Match(
            profile=profile, origin=MatchOrigin.PROPOSED, rank=proposal.rank, score=proposal.score,
            probability=proposal.probability, band=Band(proposal.band.value), created_at=now(),
            features=list(proposal.features),
        )  # fmt: skip
        run.matches.append(match)
        aspects = [run.aspects[each.aspect] for each in proposal.evidence]
        _store_evidence(match, proposal, aspects, profile)
        _store_flags(match, proposal, profile)
    session.flush()
    return run


def _store_evidence(
    match: Match,
    proposal: matcher.Proposal,
    aspects: Sequence[Aspect | None],
    profile: Profile,
) -> None:
    for evidence, aspect in zip(proposal.evidence, aspects, strict=True):
        if aspect is None:
            continue
        competence, statement = _statement(profile, evidence.statement_id)
        match.evidence.append(
            Evidence(
                aspect=aspect,
                competence=competence,
                statement=statement,
                words=list(evidence.words),
                # A summary is compared with its heading, of which nothing is shown here.
                pairs=[[ours, theirs] for ours, theirs in evidence.pairs if theirs in statement],
                strength=evidence.strength,
            )
        )


def _store_flags(match: Match, proposal: matcher.Proposal, profile: Profile) -> None:
    for position, flag in enumerate(proposal.flags):
        competence, statement = _statement(profile, flag.statement_id)
        match.flags.append(
            Flag(
                position=position,
                competence=competence,
                statement=statement,
                reason=FlagReason(flag.reason.value),
            )
        )


def _statement(profile: Profile, statement_id: str | None) -> tuple[Competence | None, str]:
    """What an id stands for, and its words; without one, the profile's own words about itself."""
    for competence in profile.competences:
        if str(competence.id) == statement_id:
            return competence, competence.text
    return None, profile.summary or profile.chair


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _as_json(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_json(each) for each in value]
    return value
