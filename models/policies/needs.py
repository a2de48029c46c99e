"""A Bedarf: who reads it, who knows that it exists, who works on it."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_

from models.account import Account, Role
from models.challenge import OPEN_STATES, Challenge, ChallengeState, Teaser
from models.deputy import Deputy, deputies_of
from models.introduction import Introduction, IntroductionState
from models.policies.barriers import barred_challenges, is_barred, is_profile_barred
from models.policies.people import has_role, is_active, is_manager
from models.profile import Profile

KNOWN_STATES = {ChallengeState.IN_REVIEW, ChallengeState.CLOSED}
"""In which other managers may know that a case exists."""
SCOUTED_STATES = {*OPEN_STATES, ChallengeState.CLOSED}
"""In which whoever entered a need for a company still follows what becomes of it."""


def may_submit_challenge(user: Account | None, at: datetime) -> bool:
    """Companies describe their needs."""
    return has_role(user, Role.COMPANY)


def may_enter_challenge(user: Account | None, at: datetime) -> bool:
    """Managers enter a need for a caller, scouts after a visit."""
    return has_role(user, Role.TRANSFER_MANAGER, Role.SCOUT)


def counts_as_lead(user: Account, challenge: Challenge) -> bool:
    """The lead and the named deputies; until there is a lead, every manager of an open case.

    Whom something bars, is none of them, whoever named them.
    """
    if not is_manager(user) or is_barred(user, challenge):
        return False
    if challenge.lead_id is None:
        return challenge.is_open
    return user.id == challenge.lead_id or is_deputy(user, challenge)


def is_deputy(user: Account, challenge: Challenge) -> bool:
    """Whether somebody was named for this case; whether they may act, counts_as_lead says."""
    return any(each.account_id == user.id for each in deputies_of(challenge))


def led_by(user: Account) -> ColumnElement[bool]:
    """Cases somebody leads or was named deputy of."""
    deputised = exists().where(Deputy.challenge_id == Challenge.id, Deputy.account_id == user.id)
    return or_(Challenge.lead_id == user.id, and_(Challenge.lead_id.is_not(None), deputised))


def may_view_challenge(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Its company always; lead and deputies once it is submitted, every manager until then.

    Who enters it for a company reads it until the company hands it in. After a withdrawal only the
    company and the lead keep it. A professor reads the full text once both sides have agreed and,
    where the company wants that, signed.
    """
    if user is None or not is_active(user):
        return False
    if user.role is Role.COMPANY:
        return user.company_id == challenge.company_id
    if user.role is Role.PROFESSOR and challenge.state is not ChallengeState.WITHDRAWN:
        return any(
            introduction.is_full_text_open
            and introduction.profile.account_id == user.id
            and not is_profile_barred(introduction.profile, challenge, at)
            for introduction in challenge.introductions
        )
    return counts_as_lead(user, challenge) or _is_entering(user, challenge)


def visible_challenges(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_challenge."""
    if user is None or not is_active(user):
        return false()
    if user.role is Role.COMPANY:
        return Challenge.company_id == user.company_id
    if user.role is Role.PROFESSOR:
        return and_(
            Challenge.state != ChallengeState.WITHDRAWN,
            not_(barred_challenges(user, at)),
            exists()
            .where(Introduction.challenge_id == Challenge.id, is_mutual())
            .where(
                or_(
                    Challenge.nda_required.is_(False),
                    and_(
                        Introduction.nda_company_signed_on.is_not(None),
                        Introduction.nda_professor_signed_on.is_not(None),
                    ),
                )
            )
            .where(Introduction.profile_id == Profile.id)
            .where(Profile.account_id == user.id),
        )
    entered = and_(
        Challenge.state == ChallengeState.DRAFT,
        Challenge.entered_by_id == user.id,
    )
    if user.role is Role.SCOUT:
        return entered
    if user.role is not Role.TRANSFER_MANAGER:
        return false()
    led = or_(
        led_by(user),
        and_(Challenge.lead_id.is_(None), Challenge.state.in_(OPEN_STATES)),
    )
    return or_(and_(led, not_(barred_challenges(user, at))), entered)


def is_mutual() -> ColumnElement[bool]:
    """SQL twin of Introduction.is_mutual: both said yes, and to the text as it is now."""
    return and_(
        Introduction.state == IntroductionState.INTRODUCED,
        Introduction.professor_consented_to == Introduction.company_consented_to,
        exists()
        .where(Teaser.id == Introduction.teaser_id)
        .where(Teaser.text_version == Introduction.company_consented_to)
        .correlate(Introduction),
    )


def may_view_case(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """That a case exists, its reference, state and lead: managers once there are proposals.

    Whoever entered it for a company follows its state. Before the end of an embargo, and after a
    withdrawal, only the company and the lead know of it.
    """
    if may_view_challenge(user, challenge, at):
        return True
    if user is None or challenge.is_embargoed(at):
        return False
    if has_role(user, Role.SCOUT):
        return challenge.entered_by_id == user.id and challenge.state in SCOUTED_STATES
    return is_manager(user) and challenge.state in KNOWN_STATES and not is_barred(user, challenge)


def visible_cases(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_case."""
    if user is not None and is_manager(user):
        others = and_(Challenge.state.in_(KNOWN_STATES), not_(barred_challenges(user, at)))
    elif user is not None and has_role(user, Role.SCOUT):
        others = and_(Challenge.entered_by_id == user.id, Challenge.state.in_(SCOUTED_STATES))
    else:
        return visible_challenges(user, at)
    return or_(visible_challenges(user, at), and_(others, not_(is_embargoed(at))))


def countable_challenges(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """Needs in statistics: to a manager those they may know of, to others all without embargo."""
    counted = Challenge.state.in_(SCOUTED_STATES)
    if is_manager(user):
        return and_(counted, visible_cases(user, at))
    return and_(counted, not_(is_embargoed(at)))


def countable_results(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """Needs whose introductions and outcomes are counted: to a manager those of the own desk."""
    countable = countable_challenges(user, at)
    return and_(countable, visible_challenges(user, at)) if is_manager(user) else countable


def may_match(challenge: Challenge, at: datetime) -> bool:
    """The software compares open needs, and none before the end of its embargo."""
    return challenge.is_open and not challenge.is_embargoed(at)


def is_embargoed(at: datetime) -> ColumnElement[bool]:
    """SQL twin of Challenge.is_embargoed."""
    return and_(Challenge.embargo_until.is_not(None), Challenge.embargo_until > at)


def _is_entering(user: Account, challenge: Challenge) -> bool:
    return (
        has_role(user, Role.TRANSFER_MANAGER, Role.SCOUT)
        and challenge.state is ChallengeState.DRAFT
        and user.id == challenge.entered_by_id
    )


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


def may_read_closing_words(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """What was said at the end was said to the company; beside it the desk reads it."""
    return is_own(user, challenge) or may_review_challenge(user, challenge, at)


def may_edit_challenge(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Its company until there are proposals; a draft also whoever enters it."""
    if user is None:
        return False
    if is_own(user, challenge):
        return challenge.state in {ChallengeState.DRAFT, ChallengeState.SUBMITTED}
    return _is_entering(user, challenge)


def may_hand_in_challenge(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Its company confirms a draft, whoever wrote it down, and so does a manager on the phone."""
    return challenge.state is ChallengeState.DRAFT and (
        is_own(user, challenge)
        or (user is not None and is_manager(user) and _is_entering(user, challenge))
    )


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


def may_follow_case(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Where a case stands, for managers who may know of it, whoever works on it."""
    return is_manager(user) and may_view_case(user, challenge, at)


def may_ask_for_lead(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Any manager may try; whoever is second learns that somebody was faster, not that it is gone.

    Only an open case that nobody leads is handed out: that is may_take_lead, and the transition.
    """
    return is_manager(user) and challenge.is_submitted and may_view_case(user, challenge, at)


def may_take_lead(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Any manager takes an open case that nobody leads, unless something bars them."""
    return user is not None and challenge.lead_id is None and counts_as_lead(user, challenge)


def may_lead(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Lead and deputies of an open case decide, write the Kurzfassung, release and close."""
    return (
        user is not None
        and challenge.is_open
        and challenge.lead_id is not None
        and counts_as_lead(user, challenge)
    )
