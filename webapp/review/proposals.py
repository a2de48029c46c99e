"""The review page of one case: the need with its aspects, and everybody proposed for it."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    Account,
    Aspect,
    Challenge,
    Company,
    Decision,
    Evidence,
    Flag,
    Introduction,
    Match,
    MatchOrigin,
    MatchRun,
    Profile,
    policies,
)
from webapp.days import promised_on
from webapp.matching import Advice, advise, is_covered_by, speaks_to_problem
from webapp.review.loads import profile_loads
from webapp.review.queries import Load, loads_of, run_state_of
from webapp.steps import RunState, Step, next_step

SHOWN_FIRST = 5
EVIDENCE_SHOWN_FIRST = 3


@dataclass(frozen=True)
class MarkedAspect:
    """An aspect as the page marks it: numbered, its span counted within title or description."""

    number: int
    text: str
    start_at: int
    end_at: int
    in_title: bool


@dataclass(frozen=True)
class NumberedEvidence:
    """An evidence beside the number of the aspect it speaks to; background has none."""

    number: int | None
    evidence: Evidence

    @property
    def is_hint(self) -> bool:
        """Whether it is too weak to say that its aspect is covered."""
        return not is_covered_by(self.evidence)

    @property
    def pairs(self) -> Sequence[Sequence[str]]:
        """Words that met in meaning; in a hint they would make chance look like a reason."""
        return [] if self.is_hint else self.evidence.pairs


@dataclass(frozen=True)
class Proposal:
    """One profile proposed for the case, with what was decided about it in any run."""

    match: Match
    decision: Decision | None
    introduction: Introduction | None
    evidence: Sequence[NumberedEvidence]
    uncovered: Sequence[MarkedAspect]
    rank: int | None
    """Counted over what the reader sees, so that whoever is kept back leaves no gap."""
    load: Load
    takes_enquiries: bool
    shows_load: bool
    """Whether the reader may know how busy they are."""
    has_conflict: bool
    """Whether there is a conflict of interest of which the reader may learn, never which one."""

    @property
    def profile(self) -> Profile:
        """Who is proposed."""
        return self.match.profile

    @property
    def is_added(self) -> bool:
        """Whether a manager found them."""
        return self.match.origin is MatchOrigin.ADDED

    @property
    def has_capacity(self) -> bool:
        """Whether fewer enquiries are running than the owner takes on."""
        return self.load.running < self.profile.capacity


@dataclass(frozen=True)
class Review:
    """Everything the review page shows."""

    challenge: Challenge
    run: MatchRun | None
    run_state: RunState
    aspects: Sequence[MarkedAspect]
    proposals: Sequence[Proposal]
    """The newest run, best first, then whom a manager added."""
    earlier: Sequence[Proposal]
    """Decided in an older run and not part of the newest."""
    advice: Advice

    @property
    def step(self) -> Step:
        """What has to happen next."""
        return next_step(self.challenge, self.run_state)

    @property
    def promised_on(self) -> date | None:
        """By when the company expects to hear from the desk."""
        return promised_on(self.challenge)

    @property
    def has_probabilities(self) -> bool:
        """Whether there is a number that has to be explained."""
        return any(each.match.probability is not None for each in self.proposals)

    @property
    def first(self) -> Sequence[Proposal]:
        """The proposals nobody has to open."""
        return self.proposals[:SHOWN_FIRST]

    @property
    def more(self) -> Sequence[Proposal]:
        """Lower ranks that nobody has decided about; what was decided or added stays in sight."""
        return [each for each in self.proposals[SHOWN_FIRST:] if not _stays_in_sight(each)]

    @property
    def in_sight(self) -> Sequence[Proposal]:
        """The first ones, and lower ranks with a decision or found by a manager."""
        return [*self.first, *(p for p in self.proposals[SHOWN_FIRST:] if _stays_in_sight(p))]

    @cached_property
    def uncovered_by_all(self) -> list[MarkedAspect]:
        """The aspects that none of the proposals covers."""
        if not self.proposals:
            return list(self.aspects)
        left = [{each.number for each in proposal.uncovered} for proposal in self.proposals]
        numbers = set.intersection(*left)
        return [each for each in self.aspects if each.number in numbers]


def _stays_in_sight(proposal: Proposal) -> bool:
    return proposal.decision is not None or proposal.is_added


def review_of(session: Session, challenge: Challenge, user: Account, at: datetime) -> Review:
    """Load a case with its newest run and what was decided in older ones."""
    _load_case(session, challenge)
    run = challenge.match_runs[-1] if challenge.match_runs else None
    kept = _kept_matches(session, challenge, run)
    decided = _decided(kept)
    matches = [
        each
        for each in kept
        if each.run is run
        and (each.profile_id in decided or policies.may_propose(user, each.profile, challenge, at))
    ]
    ranked = [each.id for each in matches if each.rank is not None]
    proposed = {each.profile_id for each in matches}
    earlier = [each for each in decided.values() if each.profile_id not in proposed]
    everybody = [*matches, *earlier]
    loads = loads_of(session, [each.profile_id for each in everybody], user, at)
    aspects = _mark_aspects(run) if run else {}

    def shown(match: Match) -> Proposal:
        rank = ranked.index(match.id) + 1 if match.id in ranked else match.rank
        return _as_proposal(
            match, decided.get(match.profile_id), aspects, loads, rank=rank, user=user, at=at
        )

    return Review(
        challenge=challenge,
        run=run,
        run_state=run_state_of(session, challenge),
        aspects=list(dict.fromkeys(aspects.values())),
        proposals=[shown(each) for each in matches],
        earlier=[shown(each) for each in earlier],
        advice=advise(session, challenge, run, matches, user, at),
    )


def decided_match(session: Session, challenge: Challenge, profile: Profile) -> Match | None:
    """What a manager decided about somebody in any run of this case."""
    return _decided(_kept_matches(session, challenge)).get(profile.id)


def _load_case(session: Session, challenge: Challenge) -> None:
    session.scalars(
        select(Challenge)
        .where(Challenge.id == challenge.id)
        .options(
            joinedload(Challenge.company).selectinload(Company.accounts),
            joinedload(Challenge.company).joinedload(Company.municipality),
            joinedload(Challenge.municipality),
            joinedload(Challenge.lead),
            joinedload(Challenge.entered_by),
            selectinload(Challenge.support_rows),
            selectinload(Challenge.teasers),
            selectinload(Challenge.introductions),
            selectinload(Challenge.match_runs),
        )
    ).one()


def _kept_matches(
    session: Session, challenge: Challenge, run: MatchRun | None = None
) -> Sequence[Match]:
    """What a manager has decided in any run, and this run: the best first, then as added."""
    return session.scalars(
        select(Match)
        .join(Match.run)
        .outerjoin(Match.decision)
        .where(MatchRun.challenge_id == challenge.id)
        .where(Decision.match_id.is_not(None) | (Match.run == run))
        .order_by(MatchRun.started_at, Match.rank.is_(None), Match.rank, Match.created_at)
        .options(
            joinedload(Match.profile).options(*profile_loads()),
            joinedload(Match.decision).joinedload(Decision.decided_by),
            joinedload(Match.introduction),
            selectinload(Match.evidence).options(
                joinedload(Evidence.aspect), joinedload(Evidence.competence)
            ),
            selectinload(Match.flags).joinedload(Flag.competence),
        )
    ).all()


def _decided(matches: Iterable[Match]) -> dict[uuid.UUID, Match]:
    """By profile, the newest match about which a manager has decided."""
    return {each.profile_id: each for each in matches if each.decision}


def _mark_aspects(run: MatchRun) -> dict[uuid.UUID, MarkedAspect]:
    """Number the aspects that speak about the problem, in the order of the text."""
    challenge = run.challenge
    if run.text_version != challenge.text_version:
        return {}
    telling = [each for each in run.aspects if speaks_to_problem(each)]
    spans = sorted({(each.start_at, each.end_at) for each in telling})
    numbers = {span: number for number, span in enumerate(spans, start=1)}
    return {
        each.id: _marked(numbers[each.start_at, each.end_at], each, challenge) for each in telling
    }


def _marked(number: int, aspect: Aspect, challenge: Challenge) -> MarkedAspect:
    # A run's text is the title, a line break and the description.
    begin_of_description = len(challenge.title) + 1
    in_title = aspect.start_at < begin_of_description
    offset = 0 if in_title else begin_of_description
    return MarkedAspect(
        number=number,
        text=aspect.text,
        start_at=aspect.start_at - offset,
        end_at=aspect.end_at - offset,
        in_title=in_title,
    )


def _as_proposal(
    match: Match,
    decided: Match | None,
    aspects: dict[uuid.UUID, MarkedAspect],
    loads: dict[uuid.UUID, Load],
    *,
    rank: int | None,
    user: Account,
    at: datetime,
) -> Proposal:
    numbers = {key: aspect.number for key, aspect in aspects.items()}
    covered = {numbers.get(each.aspect_id) for each in match.evidence if is_covered_by(each)}
    return Proposal(
        match=match,
        decision=decided.decision if decided else None,
        introduction=decided.introduction if decided else None,
        evidence=[
            NumberedEvidence(number=numbers.get(each.aspect_id), evidence=each)
            for each in match.evidence
        ],
        uncovered=[
            aspect for aspect in dict.fromkeys(aspects.values()) if aspect.number not in covered
        ],
        rank=rank,
        load=loads.get(match.profile_id, Load()),
        shows_load=policies.may_view_load(user, match.profile, at),
        has_conflict=policies.may_learn_conflict(user, match.profile, match.run.challenge, at),
        takes_enquiries=policies.takes_enquiries(match.profile, at),
    )
