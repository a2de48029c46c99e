"""A Bedarf: who reads it, who knows that it exists, who works on it."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, or_

from models.account import Account, Role
from models.challenge import OPEN_STATES, Challenge, ChallengeState
from models.introduction import Introduction, IntroductionState
from models.match import Match
from models.policies.people import has_role, is_active, is_manager
from models.profile import Profile


def may_submit_challenge(user: Account | None, at: datetime) -> bool:
    """Companies describe their needs."""
    return has_role(user, Role.COMPANY)


def may_enter_challenge(user: Account | None, at: datetime) -> bool:
    """Managers enter a need for a caller."""
    return is_manager(user)


def may_view_challenge(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Its company always; the lead once it is submitted, every manager until there is a lead.

    After a withdrawal only the company and the lead keep it. A professor reads the full text once
    both sides have agreed.
    """
    if user is None or not is_active(user):
        return False
    if user.role is Role.COMPANY:
        return user.company_id == challenge.company_id
    if user.role is Role.TRANSFER_MANAGER:
        if challenge.lead_id is not None:
            return user.id == challenge.lead_id
        if challenge.state is ChallengeState.DRAFT:
            return user.id == challenge.entered_by_id
        return challenge.state in OPEN_STATES
    if user.role is Role.PROFESSOR and challenge.state is not ChallengeState.WITHDRAWN:
        return any(
            introduction.is_mutual and introduction.profile.account_id == user.id
            for introduction in challenge.introductions
        )
    return False


def visible_challenges(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_challenge."""
    if user is None or not is_active(user):
        return false()
    if user.role is Role.COMPANY:
        return Challenge.company_id == user.company_id
    if user.role is Role.TRANSFER_MANAGER:
        return or_(
            Challenge.lead_id == user.id,
            and_(Challenge.lead_id.is_(None), Challenge.state.in_(OPEN_STATES)),
            and_(
                Challenge.lead_id.is_(None),
                Challenge.state == ChallengeState.DRAFT,
                Challenge.entered_by_id == user.id,
            ),
        )
    if user.role is Role.PROFESSOR:
        return and_(
            Challenge.state != ChallengeState.WITHDRAWN,
            exists()
            .where(Introduction.challenge_id == Challenge.id)
            .where(Introduction.state == IntroductionState.INTRODUCED)
            .where(Introduction.profile_id == Profile.id)
            .where(Profile.account_id == user.id),
        )
    return false()


def may_view_case(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """That a case exists, its reference, state and lead: every manager, unless withdrawn."""
    return may_view_challenge(user, challenge, at) or (
        is_manager(user) and challenge.state not in {ChallengeState.DRAFT, ChallengeState.WITHDRAWN}
    )


def visible_cases(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_case."""
    hidden = (ChallengeState.DRAFT, ChallengeState.WITHDRAWN)
    others = Challenge.state.not_in(hidden) if is_manager(user) else false()
    return or_(visible_challenges(user, at), others)


def is_own(user: Account | None, challenge: Challenge) -> bool:
    """Whether somebody of its company asks."""
    return (
        user is not None
        and has_role(user, Role.COMPANY)
        and user.company_id == challenge.company_id
    )


def may_follow_challenge(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Its company reads the story of the case and what happens next."""
    return is_own(user, challenge)


def may_edit_challenge(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """A draft can be rewritten by its company, or by the manager who is entering it."""
    if user is None or challenge.state is not ChallengeState.DRAFT:
        return False
    return is_own(user, challenge) or (is_manager(user) and user.id == challenge.entered_by_id)


def may_withdraw_challenge(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Its company, as long as somebody works on it."""
    return is_own(user, challenge) and challenge.is_open


def may_delete_challenge(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Its company, while nobody works on it: a draft, a withdrawn or a closed one."""
    return is_own(user, challenge) and not challenge.is_open


def may_review_challenge(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """The desk of a case is for the managers who may view it, once it is submitted."""
    return is_manager(user) and challenge.is_submitted and may_view_challenge(user, challenge, at)


def reviewable_challenges(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_review_challenge."""
    if not is_manager(user):
        return false()
    return and_(Challenge.submitted_at.is_not(None), visible_challenges(user, at))


def may_ask_for_lead(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Any manager may try; whoever is second learns that somebody was faster, not that it is gone.

    Only an open case that nobody leads is handed out: that is may_take_lead, and the transition.
    """
    return is_manager(user) and challenge.is_submitted and may_view_case(user, challenge, at)


def may_take_lead(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Any manager takes an open case that nobody leads."""
    return is_manager(user) and challenge.is_open and challenge.lead_id is None


def may_lead(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """The lead of an open case decides, writes the Kurzfassung, releases and closes."""
    return (
        user is not None and is_manager(user) and challenge.is_open and challenge.lead_id == user.id
    )


def may_decide_match(user: Account | None, match: Match, at: datetime) -> bool:
    """The lead decides about a proposal that nobody has decided about."""
    return may_lead(user, match.run.challenge, at) and match.is_open


def may_view_match(user: Account | None, match: Match, at: datetime) -> bool:
    """Proposals with ranks and scores are for the managers who may view the Bedarf."""
    return is_manager(user) and may_view_challenge(user, match.run.challenge, at)
