"""What is kept of somebody, for themselves."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from models import (
    Account,
    ApiToken,
    AuditEntry,
    Challenge,
    IndicatorEntry,
    IndicatorReporter,
    IndicatorSource,
    InterimNeed,
    Introduction,
    MatchRun,
    Message,
    NeedSnapshot,
    Participant,
    Profile,
    ProfileSnapshot,
    Role,
    Teaser,
    Visit,
    WorkshopNote,
    policies,
)


def own_challenges(session: Session, user: Account, at: datetime) -> Sequence[Challenge]:
    """Every Bedarf of the user's company, oldest first."""
    return session.scalars(
        select(Challenge)
        .where(policies.visible_challenges(user, at), Challenge.company_id == user.company_id)
        .order_by(Challenge.created_at, Challenge.id)
    ).all()


def shown_teasers(challenge: Challenge, user: Account, at: datetime) -> list[Teaser]:
    """Every version that was laid before the company."""
    return [each for each in challenge.teasers if policies.may_view_teaser(user, each, at)]


def shown_introductions(
    session: Session, challenge: Challenge, user: Account, at: datetime
) -> Sequence[Introduction]:
    """Whoever said yes; of all others the company knows nothing."""
    return session.scalars(
        select(Introduction)
        .where(Introduction.challenge_id == challenge.id, policies.visible_introductions(user, at))
        .order_by(Introduction.professor_consented_at, Introduction.id)
    ).all()


def messages(session: Session, challenge: Challenge, user: Account, at: datetime):
    """What both sides wrote about the case."""
    return session.scalars(
        select(Message)
        .where(Message.challenge_id == challenge.id, policies.visible_messages(user, at))
        .order_by(Message.written_at, Message.id)
    ).all()


def own_entries(session: Session, user: Account) -> Sequence[AuditEntry]:
    """What the trail keeps of an account: what it did, and what was done to it."""
    is_account = and_(
        AuditEntry.object_type == Account.__tablename__, AuditEntry.object_id == user.id
    )
    return session.scalars(
        select(AuditEntry)
        .where(or_(AuditEntry.actor_id == user.id, is_account))
        .order_by(AuditEntry.sequence)
    ).all()


def own_profile(session: Session, user: Account) -> Profile | None:
    """The Kompetenzprofil of a professor."""
    if user.role is not Role.PROFESSOR:
        return None
    return session.scalars(select(Profile).where(Profile.account_id == user.id)).one_or_none()


def earlier_profiles(session: Session, profile: Profile) -> list[ProfileSnapshot]:
    """Earlier words of the profile that were compared for a need its owner was asked about.

    Of other needs even the existence of a version would tell that somebody handed one in; when
    a version was compared stays out for the same reason.
    """
    asked_about = (
        select(MatchRun.id)
        .join(Introduction, Introduction.challenge_id == MatchRun.challenge_id)
        .where(
            Introduction.profile_id == profile.id,
            Introduction.asked_at.is_not(None),
            MatchRun.started_at >= ProfileSnapshot.first_at,
            or_(
                ProfileSnapshot.replaced_at.is_(None),
                MatchRun.started_at < ProfileSnapshot.replaced_at,
            ),
        )
    )
    texts = sorted(each.text for each in profile.competences)
    today = profile.chair, profile.summary, texts
    kept = session.scalars(
        select(ProfileSnapshot)
        .where(ProfileSnapshot.profile_id == profile.id, asked_about.exists())
        .order_by(ProfileSnapshot.first_at, ProfileSnapshot.version)
    )
    return [
        each
        for each in kept
        if (each.heading, each.summary, sorted(row[-1] for row in each.statements)) != today
    ]


def own_reports(session: Session, challenge: Challenge) -> Sequence[IndicatorEntry]:
    """What the company itself reported of a case in numbers, oldest first."""
    return session.scalars(
        select(IndicatorEntry)
        .join(IndicatorSource, IndicatorSource.entry_id == IndicatorEntry.id)
        .where(
            IndicatorSource.challenge_id == challenge.id,
            IndicatorEntry.reporter == IndicatorReporter.COMPANY,
        )
        .order_by(IndicatorEntry.recorded_at, IndicatorEntry.rule)
    ).all()


def earlier_needs(session: Session, challenge: Challenge) -> Sequence[NeedSnapshot]:
    """Words of a need that are kept for the same reason."""
    return session.scalars(
        select(NeedSnapshot)
        .where(
            NeedSnapshot.challenge_id == challenge.id,
            NeedSnapshot.text_version != challenge.text_version,
        )
        .order_by(NeedSnapshot.title, NeedSnapshot.text_version)
    ).all()


def begun_need(session: Session, user: Account) -> InterimNeed | None:
    """What stands in the form and was never handed in."""
    return session.scalars(
        select(InterimNeed).where(InterimNeed.account_id == user.id)
    ).one_or_none()


def visits(session: Session, user: Account, at: datetime) -> Sequence[Visit]:
    """What a scout wrote down, as far as it is kept."""
    return session.scalars(
        select(Visit).where(policies.visible_visits(user, at)).order_by(Visit.begun_at, Visit.id)
    ).all()


def registrations(session: Session, user: Account) -> Sequence[Participant]:
    """Workshops that somebody registered for with this account."""
    return session.scalars(
        select(Participant)
        .where(Participant.account_id == user.id)
        .options(joinedload(Participant.workshop))
        .order_by(Participant.registered_at, Participant.id)
    ).all()


def tokens(session: Session, user: Account) -> Sequence[ApiToken]:
    """Which programs read, or read, in the account's name."""
    return session.scalars(
        select(ApiToken)
        .where(ApiToken.account_id == user.id)
        .order_by(ApiToken.created_at, ApiToken.id)
    ).all()


def notes_of(session: Session, participant: Participant) -> Sequence[WorkshopNote]:
    """What was written at tables with the code of this badge."""
    return session.scalars(
        select(WorkshopNote)
        .where(WorkshopNote.participant_id == participant.id)
        .order_by(WorkshopNote.written_at, WorkshopNote.id)
    ).all()


def company_challenges(session: Session, user: Account) -> Sequence[Challenge]:
    """Everything that would be erased with the company."""
    return session.scalars(
        select(Challenge)
        .where(Challenge.company_id == user.company_id)
        .order_by(Challenge.created_at, Challenge.id)
    ).all()
