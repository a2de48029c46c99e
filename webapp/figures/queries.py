"""Loads what is counted: a fixed number of statements, however many cases there are."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from models import (
    Account,
    AuditEntry,
    Campus,
    Challenge,
    Company,
    Decision,
    Department,
    Introduction,
    Match,
    MatchRun,
    Municipality,
    Profile,
    Promise,
    Teaser,
    University,
    Verdict,
    policies,
)
from webapp.counting import declined_moments
from webapp.figures.facts import Case, Enquiry, Promised
from webapp.industries import BROAD_DIVISIONS, NO_SECTOR, OTHER_SECTORS, sector_of
from webapp.periods import Period


@dataclass(frozen=True)
class Choice:
    """Which cases are counted."""

    period: Period
    sector: str | None = None
    ags: str | None = None


def first_submission(session: Session, user: Account, at: datetime) -> datetime | None:
    """When the first need came in that this reader counts."""
    query = select(func.min(Challenge.submitted_at)).where(policies.countable_results(user, at))
    return session.scalar(query)


def municipalities(session: Session) -> Sequence[Municipality]:
    """All of them, those of the district first."""
    query = select(Municipality).order_by(Municipality.is_in_district.desc(), Municipality.sort_key)
    return session.scalars(query).all()


def universities(session: Session) -> list[str]:
    """Their names in order."""
    return list(session.scalars(select(University.name).order_by(University.sort_key)))


def cases(session: Session, choice: Choice, user: Account, at: datetime) -> list[Case]:
    """Every case that counts for this reader, oldest first."""
    counted = _counted(choice, user, at)
    proposed, approved = _proposed_at(session, counted), _approved_at(session, counted)
    presented, rejections = _presented_at(session, counted), _rejections(session, counted)
    enquiries, promised = _enquiries(session, counted), _promises(session, counted)
    rows = session.execute(
        select(
            Challenge.id,
            Challenge.state,
            Challenge.created_at,
            Challenge.submitted_at,
            Challenge.closed_at,
            Challenge.outcome,
            Company.industry_code,
            Company.size_class,
            Municipality.name.label("municipality"),
        )
        .join(Company, Challenge.company_id == Company.id)
        .join(Municipality, Challenge.municipality_ags == Municipality.ags)
        .where(Challenge.id.in_(counted))
        .order_by(Challenge.submitted_at, Challenge.id)
    )
    return [
        Case(
            id=each.id,
            state=each.state,
            created_at=each.created_at,
            submitted_at=each.submitted_at,
            closed_at=each.closed_at,
            outcome=each.outcome,
            municipality=each.municipality,
            sector=sector_of(each.industry_code),
            size_class=each.size_class,
            proposed_at=proposed.get(each.id),
            approved_at=approved.get(each.id),
            presented_at=presented.get(each.id),
            rejections=rejections[each.id],
            enquiries=enquiries[each.id],
            promises=promised[each.id],
        )
        for each in rows
    ]


def _counted(choice: Choice, user: Account, at: datetime) -> Select[tuple[uuid.UUID]]:
    first, after = choice.period.moments
    company = aliased(Company)
    query = (
        select(Challenge.id)
        .join(company, Challenge.company_id == company.id)
        .where(policies.countable_results(user, at))
        .where(Challenge.submitted_at >= first, Challenge.submitted_at < after)
    )
    if choice.ags:
        query = query.where(Challenge.municipality_ags == choice.ags)
    if choice.sector:
        query = query.where(_of_sector(company, choice.sector))
    return query


def _of_sector(company: Any, sector: str) -> Any:
    division = func.substr(company.industry_code, 1, 2)
    if sector == NO_SECTOR:
        return or_(company.industry_code.is_(None), company.industry_code == "")
    if sector == OTHER_SECTORS:
        return and_(company.industry_code != "", division.not_in(BROAD_DIVISIONS))
    return division.in_([code for code, words in BROAD_DIVISIONS.items() if words == sector])


def _proposed_at(session: Session, counted: Any) -> dict[uuid.UUID, datetime]:
    query = (
        select(MatchRun.challenge_id, func.min(Match.created_at))
        .join(Match, Match.run_id == MatchRun.id)
        .where(MatchRun.challenge_id.in_(counted))
        .group_by(MatchRun.challenge_id)
    )
    return _as_dict(session.execute(query))


def _approved_at(session: Session, counted: Any) -> dict[uuid.UUID, datetime]:
    query = (
        select(MatchRun.challenge_id, func.min(Decision.decided_at))
        .join(Match, Match.run_id == MatchRun.id)
        .join(Decision, Decision.match_id == Match.id)
        .where(MatchRun.challenge_id.in_(counted), Decision.verdict == Verdict.APPROVED)
        .group_by(MatchRun.challenge_id)
    )
    return _as_dict(session.execute(query))


def _presented_at(session: Session, counted: Any) -> dict[uuid.UUID, datetime]:
    query = (
        select(Teaser.challenge_id, func.min(Teaser.presented_at))
        .where(Teaser.challenge_id.in_(counted), Teaser.presented_at.is_not(None))
        .group_by(Teaser.challenge_id)
    )
    return _as_dict(session.execute(query))


def _rejections(session: Session, counted: Any) -> dict[uuid.UUID, list[Any]]:
    query = (
        select(MatchRun.challenge_id, Decision.reason)
        .join(Match, Match.run_id == MatchRun.id)
        .join(Decision, Decision.match_id == Match.id)
        .where(MatchRun.challenge_id.in_(counted), Decision.verdict == Verdict.REJECTED)
    )
    return _grouped(session.execute(query))


def _enquiries(session: Session, counted: Any) -> dict[uuid.UUID, list[Enquiry]]:
    declined = declined_moments().where(AuditEntry.challenge_id.in_(counted)).subquery()
    query = (
        select(Introduction, University.name, declined.c.at)
        .join(Profile, Introduction.profile_id == Profile.id)
        .join(Department, Profile.department_id == Department.id)
        .join(Campus, Department.campus_id == Campus.id)
        .join(University, Campus.university_id == University.id)
        .outerjoin(declined, declined.c.object_id == Introduction.id)
        .where(Introduction.challenge_id.in_(counted))
    )
    return _grouped(
        (
            each.challenge_id,
            Enquiry(
                university=university,
                state=each.state,
                asked_at=each.asked_at,
                renewed_at=each.renewed_at,
                accepted_at=each.professor_consented_at,
                declined_at=declined_at if each.decline_reason else None,
                declined_for=each.decline_reason,
                consented_at=each.company_consented_at,
                met_on=each.met_on,
            ),
        )
        for each, university, declined_at in session.execute(query)
    )


def _promises(session: Session, counted: Any) -> dict[uuid.UUID, list[Promised]]:
    query = select(Promise).where(Promise.challenge_id.in_(counted))
    return _grouped(
        (each.challenge_id, Promised(each.kind, each.due_on, each.ended_at))
        for each in session.scalars(query)
    )


def _as_dict(rows: Any) -> dict[uuid.UUID, datetime]:
    return {key: value for key, value in rows}  # noqa: C416 (rows are no pairs to dict())


def _grouped(pairs: Iterable[Any]) -> dict[uuid.UUID, list[Any]]:
    groups: dict[uuid.UUID, list[Any]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
