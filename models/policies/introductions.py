"""Kurzfassung and Vermittlung: what a professor reads, and when names are exchanged."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_, select

from models.account import Account, Role
from models.challenge import Challenge, ChallengeState, Teaser, TeaserState
from models.introduction import Introduction, IntroductionState
from models.organisation import Campus, Department
from models.policies.needs import is_own, may_lead, may_view_challenge, visible_challenges
from models.policies.people import has_role, is_active
from models.profile import Profile


def may_view_teaser(user: Account | None, teaser: Teaser, at: datetime) -> bool:
    """The managers of the case; its company once presented; the professor it was sent to."""
    if user is None or not is_active(user):
        return False
    if user.role is Role.PROFESSOR:
        return any(
            introduction.teaser_id == teaser.id and may_view_introduction(user, introduction, at)
            for introduction in teaser.challenge.introductions
        )
    if user.role is Role.COMPANY and teaser.state is TeaserState.DRAFT:
        return False
    return may_view_challenge(user, teaser.challenge, at)


def may_decide_teaser(user: Account | None, teaser: Teaser, at: datetime) -> bool:
    """The company approves or refuses the Kurzfassung that lies before it."""
    return (
        is_own(user, teaser.challenge)
        and teaser.challenge.is_open
        and teaser.state is TeaserState.PRESENTED
    )


def may_record_phone_approval(user: Account | None, teaser: Teaser, at: datetime) -> bool:
    """The lead notes the approval of a company that has nobody who could sign in."""
    return (
        may_lead(user, teaser.challenge, at)
        and teaser.state is TeaserState.PRESENTED
        and not any(is_active(each) for each in teaser.challenge.company.accounts)
    )


def may_view_introduction(user: Account | None, introduction: Introduction, at: datetime) -> bool:
    """The lead always; a professor from the enquiry on; the company once the professor said yes.

    What a professor left unanswered or declined never reaches the company. A withdrawal closes it
    for the professor.
    """
    if user is None or not is_active(user):
        return False
    challenge = introduction.challenge
    if user.role is Role.COMPANY:
        return (
            user.company_id == challenge.company_id
            and introduction.professor_consented_at is not None
        )
    if user.role is Role.PROFESSOR:
        return (
            introduction.profile.account_id == user.id
            and introduction.asked_at is not None
            and challenge.state is not ChallengeState.WITHDRAWN
        )
    if user.role is Role.TRANSFER_MANAGER:
        if may_view_challenge(user, challenge, at):
            return True
        university_id = introduction.profile.department.campus.university_id
        return introduction.is_mutual and university_id == user.university_id
    return False


def visible_introductions(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_introduction."""
    if user is None or not is_active(user):
        return false()
    of_visible_challenge = Introduction.challenge_id.in_(
        select(Challenge.id).where(visible_challenges(user, at))
    )
    if user.role is Role.COMPANY:
        return and_(of_visible_challenge, Introduction.professor_consented_at.is_not(None))
    if user.role is Role.PROFESSOR:
        return and_(
            Introduction.profile_id.in_(select(Profile.id).where(Profile.account_id == user.id)),
            Introduction.asked_at.is_not(None),
            Introduction.challenge_id.in_(
                select(Challenge.id).where(Challenge.state != ChallengeState.WITHDRAWN)
            ),
        )
    if user.role is Role.TRANSFER_MANAGER:
        of_own_university = Introduction.profile_id.in_(
            select(Profile.id)
            .join(Department, Profile.department_id == Department.id)
            .join(Campus, Department.campus_id == Campus.id)
            .where(Campus.university_id == user.university_id)
        )
        return or_(
            of_visible_challenge,
            and_(Introduction.state == IntroductionState.INTRODUCED, of_own_university),
        )
    return false()


def may_answer_enquiry(user: Account | None, introduction: Introduction, at: datetime) -> bool:
    """The professor who was asked, while there is time."""
    return (
        user is not None
        and has_role(user, Role.PROFESSOR)
        and introduction.profile.account_id == user.id
        and introduction.state is IntroductionState.ASKED
        and introduction.challenge.is_open
    )


def may_consent(user: Account | None, introduction: Introduction, at: datetime) -> bool:
    """The company, after the professor said yes."""
    return (
        is_own(user, introduction.challenge)
        and introduction.state is IntroductionState.INTERESTED
        and introduction.challenge.is_open
    )


def may_record_phone_consent(
    user: Account | None, introduction: Introduction, at: datetime
) -> bool:
    """The lead notes what a company said on the telephone that has nobody who could sign in."""
    return (
        may_lead(user, introduction.challenge, at)
        and introduction.state is IntroductionState.INTERESTED
        and not any(is_active(each) for each in introduction.challenge.company.accounts)
    )


def may_see_contacts(user: Account | None, introduction: Introduction, at: datetime) -> bool:
    """Both sides and the lead, only after both sides have said yes."""
    return introduction.is_mutual and may_view_introduction(user, introduction, at)


def may_note_meeting(user: Account | None, introduction: Introduction, at: datetime) -> bool:
    """Whoever takes part in an introduction, while the case is open."""
    return may_see_contacts(user, introduction, at) and introduction.challenge.is_open


def may_revoke_introduction(user: Account | None, introduction: Introduction, at: datetime) -> bool:
    """The lead takes an enquiry back before both sides have agreed."""
    return may_lead(user, introduction.challenge, at) and introduction.is_pending


def may_view_enquiries(user: Account | None, at: datetime) -> bool:
    """The dashboard of enquiries is the professors'."""
    return has_role(user, Role.PROFESSOR)
