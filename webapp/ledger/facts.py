"""What the service itself knows to count: each fact with the row it rests on, and its dimensions.

A need that its company keeps from others until a day is not counted before; then it counts on the
day it was handed in.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from models import (
    Campus,
    Challenge,
    Company,
    Department,
    Exclusion,
    Introduction,
    IntroductionState,
    NoMatch,
    NoMatchReason,
    Outcome,
    Participant,
    Profile,
    Side,
    SizeClass,
    main_themes_of_needs,
)
from models.base import local_date
from models.policies.needs import SCOUTED_STATES, is_embargoed
from webapp.counting import (
    NO_COOPERATION,
    days_between,
    declined_moments,
    first_answer,
    first_presented_at,
)
from webapp.industries import division_of
from webapp.ledger.rules import thousandths_of


@dataclass(frozen=True)
class Dimensions:
    """What an entry is told apart by, as it is at the moment of counting."""

    municipality_ags: str | None
    sector: str
    size_class: SizeClass | None
    university_id: uuid.UUID | None = None
    theme: str | None = None


@dataclass(frozen=True)
class Fact:
    """Something that counts, and the row of the service that says so."""

    rule: str
    source_id: uuid.UUID
    occurred_on: date
    thousandths: int
    dimensions: Dimensions
    challenge_id: uuid.UUID | None = None
    workshop_id: uuid.UUID | None = None
    is_known_to_all: bool = True
    """Whether the case is kept from no university."""

    @property
    def key(self) -> tuple[str, uuid.UUID]:
        """By which the ledger finds it again."""
        return self.rule, self.source_id


ONE = 1000


def facts(session: Session, at: datetime, of: Challenge | None = None) -> list[Fact]:
    """Everything that counts at this moment, or of one case."""
    counted = and_(Challenge.state.in_(SCOUTED_STATES), ~is_embargoed(at))
    if of is not None:
        counted = and_(counted, Challenge.id == of.id)
    universities = introduced_universities(session, counted)
    themes = themes_by_case(session, counted)
    found = list(_of_needs(session, counted, universities, themes))
    found += _of_introductions(session, counted, themes)
    kept = kept_from_some(session, counted)
    found = [replace(each, is_known_to_all=each.challenge_id not in kept) for each in found]
    return found if of is not None else [*found, *_of_workshops(session)]


def kept_from_some(session: Session, counted: ColumnElement[bool]) -> set[uuid.UUID]:
    """Cases that are kept from a university, which could tell that from its own numbers."""
    query = (
        select(Exclusion.challenge_id)
        .join(Challenge, Exclusion.challenge_id == Challenge.id)
        .where(counted, Exclusion.university_id.is_not(None))
    )
    return set(session.scalars(query))


def dimensions_of(session: Session, challenge: Challenge) -> Dimensions:
    """What is known of a case and its company at this moment."""
    universities = introduced_universities(session, Challenge.id == challenge.id)
    company = challenge.company
    return Dimensions(
        challenge.municipality_ags, division_of(company.industry_code), company.size_class,
        universities.get(challenge.id),
        themes_by_case(session, Challenge.id == challenge.id).get(challenge.id),
    )  # fmt: skip


def themes_by_case(session: Session, counted: ColumnElement[bool]) -> dict[uuid.UUID, str]:
    """By case the theme it is counted under; a case in which none was found is missing."""
    themes = main_themes_of_needs().subquery()
    query = (
        select(themes.c.challenge_id, themes.c.theme)
        .join(Challenge, Challenge.id == themes.c.challenge_id)
        .where(counted)
    )
    return {row.challenge_id: row.theme for row in session.execute(query)}


def introduced_universities(
    session: Session, counted: ColumnElement[bool]
) -> dict[uuid.UUID, uuid.UUID]:
    """By case the university it was introduced to, where that is one and not several."""
    query = (
        _with_university(select(Introduction.challenge_id, Campus.university_id))
        .join(Challenge, Introduction.challenge_id == Challenge.id)
        .where(counted, Introduction.state == IntroductionState.INTRODUCED)
    )
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for challenge_id, university_id in session.execute(query):
        found[challenge_id].add(university_id)
    return {key: next(iter(each)) for key, each in found.items() if len(each) == 1}


def _of_needs(
    session: Session,
    counted: ColumnElement[bool],
    universities: dict[uuid.UUID, uuid.UUID],
    themes: dict[uuid.UUID, str],
) -> Iterator[Fact]:
    query = (
        select(
            Challenge.id, Challenge.submitted_at, Challenge.closed_at, Challenge.outcome,
            Challenge.municipality_ags, Company.industry_code, Company.size_class,
            NoMatch.reason, first_presented_at().label("presented_at"),
        )
        .join(Company, Challenge.company_id == Company.id)
        .outerjoin(NoMatch, NoMatch.challenge_id == Challenge.id)
        .where(counted)
        .order_by(Challenge.submitted_at, Challenge.id)
    )  # fmt: skip
    for row in session.execute(query):
        plain = Dimensions(
            row.municipality_ags, division_of(row.industry_code), row.size_class,
            theme=themes.get(row.id),
        )  # fmt: skip
        with_university = replace(plain, university_id=universities.get(row.id))
        handed_in_on = local_date(row.submitted_at)
        for rule in ("kontakte", "bedarfe"):
            yield Fact(rule, row.id, handed_in_on, ONE, plain, row.id)
        answered_at = first_answer(row.presented_at, row.closed_at)
        if answered_at is not None:
            yield Fact(
                "antwort_unternehmen", row.id, local_date(answered_at),
                _days(row.submitted_at, answered_at), plain, row.id,
            )  # fmt: skip
        if row.closed_at is None:
            continue
        closed_on = local_date(row.closed_at)
        if row.outcome is Outcome.NO_MATCH:
            yield Fact("ohne_treffer", row.id, closed_on, ONE, plain, row.id)
            if row.reason is NoMatchReason.TOPIC:
                yield Fact("thema_fehlt", row.id, closed_on, ONE, plain, row.id)
        if row.outcome in NO_COOPERATION:
            continue
        yield Fact("kooperationen", row.id, closed_on, ONE, with_university, row.id)
        if row.outcome is Outcome.THESIS:
            yield Fact("abschlussarbeiten", row.id, closed_on, ONE, with_university, row.id)


def _of_introductions(
    session: Session, counted: ColumnElement[bool], themes: dict[uuid.UUID, str]
) -> Iterator[Fact]:
    declined = declined_moments().subquery()
    query = (
        _with_university(
            select(
                Introduction, Campus.university_id, declined.c.at, Challenge.municipality_ags,
                Company.industry_code, Company.size_class,
            )
        )
        .join(Challenge, Introduction.challenge_id == Challenge.id)
        .join(Company, Challenge.company_id == Company.id)
        .outerjoin(declined, declined.c.object_id == Introduction.id)
        .where(counted)
        .order_by(Introduction.created_at, Introduction.id)
    )  # fmt: skip
    for each, university_id, declined_at, ags, industry_code, size_class in session.execute(query):
        case = each.challenge_id
        dimensions = Dimensions(
            ags, division_of(industry_code), size_class, university_id, themes.get(case)
        )
        if each.state is IntroductionState.INTRODUCED:
            day = local_date(each.company_consented_at)
            yield Fact("vermittlungen", each.id, day, ONE, dimensions, case)
        if each.met_on is not None:
            yield Fact("erstgespraeche", each.id, each.met_on, ONE, dimensions, case)
        sent_at = each.renewed_at or each.asked_at
        answered_at = each.professor_consented_at or (declined_at if each.decline_reason else None)
        if sent_at is not None and answered_at is not None:
            yield Fact(
                "antwort_lehrgebiet", each.id, local_date(answered_at),
                _days(sent_at, answered_at), dimensions, case,
            )  # fmt: skip


def _of_workshops(session: Session) -> Iterator[Fact]:
    query = (
        select(Participant)
        .where(Participant.checked_in_at.is_not(None), Participant.side == Side.COMPANY)
        .order_by(Participant.checked_in_at, Participant.id)
    )
    for each in session.scalars(query):
        dimensions = Dimensions(
            each.municipality_ags, division_of(each.industry_code), each.size_class
        )
        day = local_date(each.checked_in_at)  # type: ignore[arg-type]
        yield Fact("kontakte", each.id, day, ONE, dimensions, workshop_id=each.workshop_id)


def _with_university(query: Any) -> Any:
    return (
        query.select_from(Introduction)
        .join(Profile, Introduction.profile_id == Profile.id)
        .join(Department, Profile.department_id == Department.id)
        .join(Campus, Department.campus_id == Campus.id)
    )


def _days(begin: datetime, end: datetime) -> int:
    return thousandths_of(Decimal(str(round(days_between(begin, end), 3))))
