"""Kurzfassung and Vermittlung: what a professor reads, and when names are exchanged."""

import uuid
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from models.account import Account, Role
from models.challenge import OPEN_STATES, Challenge, ChallengeState, Teaser, TeaserState
from models.introduction import Introduction, IntroductionState
from models.match import Match, MatchRun
from models.organisation import Campus, Department
from models.policies.needs import (
    is_mutual,
    is_own,
    may_lead,
    may_view_case,
    may_view_challenge,
    visible_cases,
    visible_challenges,
)
from models.policies.people import has_role, is_active, is_manager
from models.policies.profiles import may_be_asked, may_learn_conflict, may_propose
from models.profile import Profile


def may_view_teaser(user: Account | None, teaser: Teaser, at: datetime) -> bool:
    """The managers of the case; its company once presented; the professor it was sent to.

    Other managers who may know of the case read what its company has approved.
    """
    if user is None or not is_active(user):
        return False
    if user.role is Role.PROFESSOR:
        return any(
            introduction.teaser_id == teaser.id and may_view_introduction(user, introduction, at)
            for introduction in teaser.challenge.introductions
        )
    if not is_manager(user):
        return is_own(user, teaser.challenge) and teaser.state is not TeaserState.DRAFT
    return may_view_challenge(user, teaser.challenge, at) or (
        teaser.state is TeaserState.APPROVED and may_view_case(user, teaser.challenge, at)
    )


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
    for the professor. Another university's managers learn of an introduction of their professor
    when both have agreed, until the case ends.
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
    return may_view_challenge(user, challenge, at) or (
        introduction.is_mutual
        and challenge.is_open
        and _is_of_own_university(user, introduction.profile, challenge)
        and may_view_case(user, challenge, at)
    )


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
    if not is_manager(user):
        return of_visible_challenge
    of_open_case = Introduction.challenge_id.in_(
        _led_elsewhere(user, at).where(Challenge.state.in_(OPEN_STATES))
    )
    return or_(
        of_visible_challenge,
        and_(is_mutual(), of_open_case, Introduction.profile_id.in_(_own_profiles(user))),
    )


def may_view_match(user: Account | None, match: Match, at: datetime) -> bool:
    """That a profile is proposed: whoever has the desk; another university's managers their own.

    The company learns of those who said yes, a professor of being asked.
    """
    challenge = match.run.challenge
    if user is None or not is_manager(user):
        introduction = match.introduction
        return introduction is not None and may_view_introduction(user, introduction, at)
    return may_view_challenge(user, challenge, at) or (
        _is_of_own_university(user, match.profile, challenge) and may_view_case(user, challenge, at)
    )


def visible_matches(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_match."""
    if user is None or not is_manager(user):
        asked = select(Introduction.match_id).where(visible_introductions(user, at))
        return Match.id.in_(asked)

    def of(challenges: Select[uuid.UUID]) -> ColumnElement[bool]:
        return Match.run_id.in_(select(MatchRun.id).where(MatchRun.challenge_id.in_(challenges)))

    return or_(
        of(select(Challenge.id).where(visible_challenges(user, at))),
        and_(of(_led_elsewhere(user, at)), Match.profile_id.in_(_own_profiles(user))),
    )


def may_decide_match(user: Account | None, match: Match, at: datetime) -> bool:
    """The lead decides about a proposal that nobody has decided about."""
    return may_lead(user, match.run.challenge, at) and match.is_open


def _is_of_own_university(user: Account, profile: Profile, challenge: Challenge) -> bool:
    """Whether a manager of another university than the lead's answers for this professor."""
    return (
        is_manager(user)
        and challenge.lead is not None
        and challenge.lead.university_id != user.university_id
        and profile.department.campus.university_id == user.university_id
    )


def _led_elsewhere(user: Account, at: datetime) -> Select[uuid.UUID]:
    """Cases the user may know of that somebody of another university leads."""
    return (
        select(Challenge.id)
        .join(Account, Challenge.lead_id == Account.id)
        .where(Account.university_id != user.university_id, visible_cases(user, at))
    )


def _own_profiles(user: Account) -> Select[uuid.UUID]:
    return (
        select(Profile.id)
        .join(Department, Profile.department_id == Department.id)
        .join(Campus, Department.campus_id == Campus.id)
        .where(Campus.university_id == user.university_id)
    )


def may_answer_enquiry(user: Account | None, introduction: Introduction, at: datetime) -> bool:
    """The professor who was asked, while there is time."""
    return (
        user is not None
        and has_role(user, Role.PROFESSOR)
        and introduction.profile.account_id == user.id
        and introduction.state is IntroductionState.ASKED
        and introduction.challenge.is_open
    )


def may_answer_by_link(user: Account | None, introduction: Introduction, at: datetime) -> bool:
    """Whoever may answer it on its page, from the mail and to the second."""
    return (
        may_answer_enquiry(user, introduction, at)
        and may_view_introduction(user, introduction, at)
        and introduction.answer_due_at is not None
        and at < introduction.answer_due_at
    )


def may_read_suggestion(user: Account | None, introduction: Introduction, at: datetime) -> bool:
    """Who would fit better is for the desk, as far as the desk may see that person at all.

    Whom the company has excluded is not there, so that a suggestion tells nothing of it.
    """
    suggested, challenge = introduction.suggested, introduction.challenge
    return (
        suggested is not None
        and is_manager(user)
        and may_view_challenge(user, challenge, at)
        and (
            may_propose(user, suggested, challenge, at)
            or may_learn_conflict(user, suggested, challenge, at)
        )
    )


def may_add_suggested(user: Account | None, introduction: Introduction, at: datetime) -> bool:
    """The lead adds whom a professor has suggested, if that person may be asked."""
    suggested, challenge = introduction.suggested, introduction.challenge
    return (
        suggested is not None
        and may_lead(user, challenge, at)
        and may_propose(user, suggested, challenge, at)
        and may_be_asked(suggested, challenge, at)
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
    """Both sides and the lead, while the case is open."""
    return (
        may_see_contacts(user, introduction, at)
        and introduction.challenge.is_open
        and (not is_manager(user) or may_view_challenge(user, introduction.challenge, at))
    )


def may_record_nda(user: Account | None, introduction: Introduction, at: datetime) -> bool:
    """The lead notes when both have signed what the company wants signed."""
    challenge = introduction.challenge
    return may_lead(user, challenge, at) and challenge.nda_required and introduction.is_mutual


def may_revoke_introduction(user: Account | None, introduction: Introduction, at: datetime) -> bool:
    """The lead takes an enquiry back before both sides have agreed."""
    return may_lead(user, introduction.challenge, at) and introduction.is_pending


def may_view_enquiries(user: Account | None, at: datetime) -> bool:
    """The dashboard of enquiries is the professors'."""
    return has_role(user, Role.PROFESSOR)
