"""What the pages about Anfragen and Vermittlungen read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    Account,
    Campus,
    Challenge,
    Department,
    Introduction,
    IntroductionState,
    Profile,
    ProfileState,
    policies,
)
from models.introduction import PENDING_STATES
from webapp.access import object_id
from webapp.matching import search_experts

MOST_COLLEAGUES = 8
RUNNING_STATES = {IntroductionState.INTERESTED, IntroductionState.INTRODUCED}


@dataclass(frozen=True)
class Dashboard:
    """A professor's enquiries: those that wait for her, those that run, those that are over."""

    profile: Profile | None
    waiting: Sequence[Introduction]
    running: Sequence[Introduction]
    past: Sequence[Introduction]
    asked_in_semester: int = 0
    """What counts against the limit for the semester, what came to nothing included."""

    @property
    def used(self) -> int:
        """How much of her capacity is taken by enquiries she knows of."""
        return sum(each.state in PENDING_STATES for each in [*self.waiting, *self.running])


@dataclass
class Reason:
    """An own statement that spoke to the Bedarf; never the sentence it spoke to."""

    statement: str
    words: set[str] = field(default_factory=set)


def dashboard(session: Session, professor: Account, at: datetime) -> Dashboard:
    """What the professor was asked, by urgency."""
    asked = session.scalars(
        select(Introduction)
        .where(policies.visible_introductions(professor, at))
        .options(
            joinedload(Introduction.teaser),
            joinedload(Introduction.challenge).options(
                selectinload(Challenge.support_rows), joinedload(Challenge.company)
            ),
        )
        .order_by(Introduction.asked_at.desc(), Introduction.id)
    ).all()
    waiting = [each for each in asked if each.state is IntroductionState.ASKED]
    running = [each for each in asked if each.state in RUNNING_STATES and each.challenge.is_open]
    profile = session.scalars(
        select(Profile)
        .where(Profile.account_id == professor.id)
        .options(selectinload(Profile.competences), selectinload(Profile.format_rows))
    ).one_or_none()
    has_limit = profile is not None and profile.semester_limit is not None
    asked_now = policies.asked_in_semester(profile, at) if has_limit else []
    return Dashboard(
        profile=profile,
        asked_in_semester=len(asked_now),
        waiting=sorted(waiting, key=lambda each: each.answer_due_at),
        running=running,
        past=[each for each in asked if each not in waiting and each not in running],
    )


def reasons(introduction: Introduction) -> list[Reason]:
    """The professor's own statements that carried the proposal, each once, strongest first."""
    found: dict[str, Reason] = {}
    for evidence in introduction.match.evidence:
        reason = found.setdefault(evidence.statement, Reason(evidence.statement))
        reason.words.update(evidence.words)
    return list(found.values())


def colleagues(
    session: Session, introduction: Introduction, words: str, at: datetime
) -> list[Profile]:
    """Whose published profile speaks to the words: what everybody may read, and nothing else."""
    among = and_(policies.visible_profiles(None, at), Profile.id != introduction.profile_id)
    found = search_experts(session, words, at, MOST_COLLEAGUES, among=among)
    rows = session.scalars(_as_shown().where(Profile.id.in_([each.profile.id for each in found])))
    by_id = {each.id: each for each in rows}
    return [by_id[each.profile.id] for each in found]


def colleague(session: Session, introduction: Introduction, key: str) -> Profile | None:
    """Somebody who was chosen among them."""
    profile_id = object_id(key)
    if profile_id is None or profile_id == introduction.profile_id:
        return None
    return session.scalar(
        _as_shown().where(Profile.id == profile_id, Profile.state == ProfileState.PUBLISHED)
    )


def _as_shown() -> Select[tuple[Profile]]:
    return select(Profile).options(
        joinedload(Profile.department).joinedload(Department.campus).joinedload(Campus.university),
        selectinload(Profile.competences),
    )


def company_contacts(introduction: Introduction) -> list[Account]:
    """Whom of the company to write to: whoever described the Bedarf first."""
    challenge = introduction.challenge
    accounts = [each for each in challenge.company.accounts if each.is_active]
    return sorted(accounts, key=lambda each: each.id != challenge.entered_by_id)


def company_readers(introduction: Introduction) -> list[Account]:
    """Everybody of the company who can sign in and read what a mail links to."""
    return [each for each in introduction.challenge.company.accounts if policies.is_active(each)]
