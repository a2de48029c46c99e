"""What the pages about Kompetenzprofile read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    Account,
    Campus,
    Competence,
    CompetenceKind,
    CooperationFormat,
    Department,
    Profile,
    ProfileFormat,
    ProfileState,
    University,
    policies,
)
from models.semester import Semester, semester_of
from webapp.cursors import behind
from webapp.matching import search_experts

PER_PAGE = 20
MOST_FOUND = 100


@dataclass(frozen=True)
class Listed:
    """A profile in the list; with the statements and words that answer a search."""

    profile: Profile
    statements: Sequence[str] = ()
    words: Sequence[str] = ()


@dataclass(frozen=True)
class ProfilePage:
    """One page of the list and how many there are in all."""

    rows: Sequence[Listed]
    page: int
    pages: int
    total: int


def list_profiles(
    session: Session,
    user: Account | None,
    at: datetime,
    *,
    text: str = "",
    university: str = "",
    cooperation: str = "",
    page: int = 1,
) -> ProfilePage:
    """Published profiles: the best answers to a search first, else by name."""
    query = _published(user, at, university, cooperation)
    if text:
        rows = _found(session, query, text, at)
        page, pages = _place(page, len(rows))
        shown = rows[(page - 1) * PER_PAGE : page * PER_PAGE]
        return ProfilePage(shown, page, pages, len(rows))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    page, pages = _place(page, total)
    rows = session.scalars(
        query.order_by(Profile.sort_key, Profile.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
        .options(*_shown())
    ).all()
    return ProfilePage([Listed(profile) for profile in rows], page, pages, total)


def profiles_after(
    session: Session,
    at: datetime,
    *,
    after: tuple[str, UUID] | None,
    count: int,
    university: str = "",
    cooperation: str = "",
) -> Sequence[Profile]:
    """Published profiles behind a place in their order, for everybody."""
    query = _published(None, at, university, cooperation)
    if after is not None:
        query = query.where(behind(Profile.sort_key, Profile.id, *after))
    return session.scalars(
        query.order_by(Profile.sort_key, Profile.id).limit(count).options(*_shown())
    ).all()


def best_profiles(
    session: Session, at: datetime, text: str, *, university: str = "", cooperation: str = ""
) -> Sequence[Listed]:
    """The best answers to a search, for everybody."""
    return _found(session, _published(None, at, university, cooperation), text, at)


def own_profile(session: Session, owner: Account) -> Profile | None:
    """The profile an account keeps."""
    query = select(Profile).where(Profile.account_id == owner.id).options(*_shown())
    return session.scalars(query.options(selectinload(Profile.competences))).one_or_none()


@dataclass(frozen=True)
class SemesterLoad:
    """How often the owner was asked in the running semester, and whether that is enough."""

    semester: Semester
    asked: int
    is_full: bool


def semester_load(profile: Profile, at: datetime) -> SemesterLoad:
    """What counts against the limit that the owner has set, or could set."""
    return SemesterLoad(
        semester=semester_of(at),
        asked=len(policies.asked_in_semester(profile, at)),
        is_full=policies.is_semester_full(profile, at),
    )


def universities(session: Session) -> Sequence[University]:
    """Both universities by name."""
    return session.scalars(select(University).order_by(University.sort_key)).all()


def departments(session: Session) -> Sequence[Department]:
    """Every Fachbereich by university, campus and name."""
    query = (
        select(Department)
        .join(Department.campus)
        .join(Campus.university)
        .options(joinedload(Department.campus).joinedload(Campus.university))
        .order_by(University.sort_key, Campus.sort_key, Department.sort_key)
    )
    return session.scalars(query).all()


def competences_by_kind(profile: Profile) -> list[tuple[CompetenceKind, list[Competence]]]:
    """The statements of a profile in groups, each kind once."""
    groups = [
        (kind, [each for each in profile.competences if each.kind is kind])
        for kind in CompetenceKind
    ]
    return [(kind, statements) for kind, statements in groups if statements]


def _published(
    user: Account | None, at: datetime, university: str, cooperation: str
) -> Select[tuple[Profile]]:
    query = select(Profile).where(
        policies.visible_profiles(user, at), Profile.state == ProfileState.PUBLISHED
    )
    if university:
        query = query.where(
            Profile.department_id.in_(
                select(Department.id)
                .join(Department.campus)
                .join(Campus.university)
                .where(University.short == university)
            )
        )
    if cooperation:
        query = query.where(
            Profile.id.in_(
                select(ProfileFormat.profile_id).where(
                    ProfileFormat.format == CooperationFormat(cooperation)
                )
            )
        )
    return query


def _found(
    session: Session, query: Select[tuple[Profile]], text: str, at: datetime
) -> Sequence[Listed]:
    found = search_experts(session, text, at, k=MOST_FOUND)
    ids = [each.profile.id for each in found]
    listable = {
        profile.id: profile
        for profile in session.scalars(query.where(Profile.id.in_(ids)).options(*_shown()))
    }
    return [
        Listed(listable[each.profile.id], each.statements, each.words)
        for each in found
        if each.profile.id in listable
    ]


def _place(page: int, total: int) -> tuple[int, int]:
    pages = max(1, -(-total // PER_PAGE))
    return min(max(page, 1), pages), pages


def _shown() -> tuple:
    return (
        joinedload(Profile.department).joinedload(Department.campus).joinedload(Campus.university),
        selectinload(Profile.format_rows),
    )
