"""The only seam to the matcher: rows in, rows out, and no computing inside a transaction."""

import threading
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import structlog
from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

import matcher
import matcher.evidence
import matcher.text
from models import (
    Aspect,
    Band,
    Challenge,
    Competence,
    Evidence,
    InvalidTransition,
    Match,
    MatchOrigin,
    MatchRun,
    Profile,
    ProfileState,
    policies,
)
from models.profile import text_hash
from webapp.audit import record
from webapp.clock import now
from webapp.config import Settings
from webapp.database import database

PROPOSALS_PER_RUN = 20
# Every covered aspect keeps its evidence, so that the desk can say which ones are left over.
OPTIONS = matcher.Options(most_evidence=20)
log = structlog.get_logger(__name__)


class Pool:
    """The published profiles as the matcher knows them, kept in step with the database."""

    def __init__(self, encoder: str | None) -> None:
        self._encoder = encoder
        self._matcher: matcher.Matcher | None = None
        self._versions: dict[str, str] = {}
        self._lock = threading.Lock()

    def refresh(self, session: Session) -> tuple[matcher.Matcher, dict[str, str]]:
        """The matcher with every published profile in its present version."""
        experts = {expert.id: expert for expert in published_experts(session)}
        versions = {key: version_of(expert) for key, expert in experts.items()}
        with self._lock:
            if self._matcher is None:
                self._matcher = matcher.Matcher(encoder=self._encoder, options=OPTIONS)
            for gone in self._versions.keys() - versions.keys():
                self._matcher.remove(gone)
            for key, version in versions.items():
                if self._versions.get(key) != version:
                    self._matcher.replace(experts[key])
            self._versions = dict(versions)
            return self._matcher, versions


@dataclass(frozen=True)
class Found:
    """Somebody found by free-text search."""

    profile: Profile
    statements: Sequence[str]
    words: Sequence[str]
    band: Band


def init_app(app: Flask, settings: Settings) -> None:
    """One pool for searching in the web, which stays light, and one for the worker's runs."""
    app.extensions["search_pool"] = Pool(encoder=None)
    app.extensions["match_pool"] = Pool(encoder=settings.embedding_model)


def match_challenge(challenge_id: uuid.UUID) -> None:
    """Run the Abgleich of one Bedarf and store proposals, evidence and how to replay them."""
    started_at = now()
    with database().reading() as session:
        challenge = session.get(Challenge, challenge_id)
        if challenge is None or not challenge.is_open:
            return
        need = as_need(challenge)
        text_version = challenge.text_version
        pool, versions = current_app.extensions["match_pool"].refresh(session)
        open_ids = {
            str(each)
            for each in session.scalars(
                select(Profile.id).where(policies.matchable_profiles(started_at))
            )
        }
    result = pool.propose(need, k=PROPOSALS_PER_RUN, among=open_ids & versions.keys())
    with database().writing() as session:
        challenge = session.get(Challenge, challenge_id, with_for_update=True)
        if challenge is None or not challenge.is_open or challenge.text_version != text_version:
            return
        run = _store_run(session, challenge, result, versions, started_at)
        challenge.begin_review()
        record(session, "abgeglichen", challenge, now(), by=None, proposals=len(run.matches))


def search_experts(session: Session, text: str, at: datetime, k: int = 10) -> list[Found]:
    """People whose published profile speaks to the words, open for enquiries or not."""
    pool, _ = current_app.extensions["search_pool"].refresh(session)
    proposals = [each for each in pool.search(text, k) if each.evidence]
    profiles = _profiles_by_id(session, [uuid.UUID(each.expert_id) for each in proposals])
    found = []
    for proposal in proposals:
        profile = profiles.get(uuid.UUID(proposal.expert_id))
        if profile is None:
            continue
        statements = {str(each.id): each.text for each in profile.competences}
        found.append(
            Found(
                profile=profile,
                statements=[
                    statements.get(each.statement_id or "", profile.summary or profile.chair)
                    for each in proposal.evidence
                ],
                words=sorted({word for each in proposal.evidence for word in each.words}),
                band=Band(proposal.band.value),
            )
        )
    return found


def add_match(session: Session, challenge: Challenge, profile: Profile, at: datetime) -> Match:
    """Put somebody a manager found beside the proposals, with the evidence there is."""
    if not challenge.match_runs:
        raise InvalidTransition("nobody can be added before the Abgleich")
    run = challenge.match_runs[-1]
    pool, _ = current_app.extensions["search_pool"].refresh(session)
    result = pool.propose(as_need(challenge), k=1, among={str(profile.id)})
    match = Match(
        run=run, profile=profile, origin=MatchOrigin.ADDED, rank=None, score=0.0,
        probability=None, band=Band.LOW, created_at=at,
    )  # fmt: skip
    session.add(match)
    spans = {(each.start_at, each.end_at): each for each in run.aspects}
    for proposal in result.proposals:
        match.score, match.band = proposal.score, Band(proposal.band.value)
        aspects = [
            spans.get(_span(challenge, result.aspects[each.aspect])) for each in proposal.evidence
        ]
        _store_evidence(match, proposal, aspects, profile)
    return match


def speaks_to_problem(aspect: Aspect) -> bool:
    """Whether somebody has to cover it; greetings and self-description need nobody."""
    return aspect.salience >= matcher.evidence.SALIENT_FROM


def is_covered_by(evidence: Evidence) -> bool:
    """Whether it is strong enough to call its aspect covered; weaker ones only hint."""
    return evidence.strength >= matcher.evidence.COVERED_FROM


def guess_language(text: str) -> str:
    """The ISO 639-1 code of what somebody wrote; only German and English are analysed."""
    return matcher.text.recognise_language(text)


def published_experts(session: Session) -> list[matcher.Expert]:
    """Every published profile as the matcher reads it."""
    profiles = session.scalars(
        select(Profile)
        .where(Profile.state == ProfileState.PUBLISHED)
        .options(selectinload(Profile.competences))
    ).all()
    return [as_expert(profile) for profile in profiles]


def as_expert(profile: Profile) -> matcher.Expert:
    """A profile as the matcher reads it; names and contacts stay outside."""
    return matcher.Expert(
        id=str(profile.id),
        heading=profile.chair,
        summary=profile.summary,
        statements=tuple(_as_statement(each) for each in profile.competences),
    )


def as_need(challenge: Challenge) -> matcher.Need:
    """A Bedarf as the matcher reads it: its words, not who wrote them."""
    return matcher.Need(id=str(challenge.id), title=challenge.title, text=challenge.description)


def version_of(expert: matcher.Expert) -> str:
    """The version of everything that is compared of a profile."""
    return text_hash(
        expert.heading,
        expert.summary,
        *(f"{each.id}\t{each.kind}\t{each.text}" for each in expert.statements),
    )


def _as_statement(competence: Competence) -> matcher.Statement:
    return matcher.Statement(
        id=str(competence.id),
        text=competence.text,
        kind=competence.kind.value,
        lang="en" if competence.language == "en" else "de",
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
    profiles = _profiles_by_id(session, [uuid.UUID(each.expert_id) for each in result.proposals])
    for proposal in result.proposals:
        profile = profiles.get(uuid.UUID(proposal.expert_id))
        if profile is None:
            continue
        match = Match(
            profile=profile, origin=MatchOrigin.PROPOSED, rank=proposal.rank, score=proposal.score,
            probability=proposal.probability, band=Band(proposal.band.value), created_at=now(),
        )  # fmt: skip
        run.matches.append(match)
        aspects = [run.aspects[each.aspect] for each in proposal.evidence]
        _store_evidence(match, proposal, aspects, profile)
    session.flush()
    return run


def _store_evidence(
    match: Match,
    proposal: matcher.Proposal,
    aspects: Sequence[Aspect | None],
    profile: Profile,
) -> None:
    competences = {str(each.id): each for each in profile.competences}
    for evidence, aspect in zip(proposal.evidence, aspects, strict=True):
        if aspect is None:
            continue
        competence = competences.get(evidence.statement_id or "")
        match.evidence.append(
            Evidence(
                aspect=aspect,
                competence=competence,
                statement=competence.text if competence else profile.summary or profile.chair,
                words=list(evidence.words),
                strength=evidence.strength,
            )
        )


def _profiles_by_id(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Profile]:
    rows = session.scalars(
        select(Profile)
        .where(Profile.id.in_(ids))
        .options(selectinload(Profile.competences), joinedload(Profile.department))
    ).all()
    return {profile.id: profile for profile in rows}


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _as_json(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_json(each) for each in value]
    return value
