"""What a mail speaks of, and for each kind of mail whether it is still right to send it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from models import (
    Account,
    BrowserSession,
    Challenge,
    ChallengeState,
    InterimNeed,
    Introduction,
    IntroductionState,
    JointMember,
    Participant,
    PromiseKind,
    SeatState,
    TeaserState,
    Visit,
    WorkshopState,
    policies,
)
from models.base import local_date
from models.challenge import OPEN_STATES
from webapp import joint_letters
from webapp.draft_letters import need_waits, visit_waits
from webapp.reminders import (
    day_passed,
    has_deadlines,
    has_offers,
    has_unchecked_funding,
    mentions_somebody,
    waits_for_company,
    waits_for_follow_up,
    waits_for_second,
)


@dataclass(frozen=True)
class Letter:
    """A mail about to be written: the row and what it speaks of, as they are now."""

    recipient: Account | None
    """None for somebody who has no account yet."""
    challenge: Challenge | None
    introduction: Introduction | None
    at: datetime
    sign_in: BrowserSession | None = None
    address: str | None = None
    need: InterimNeed | None = None
    """What somebody without an account wants to hand in."""
    own_words: str | None = None
    """What the university in charge says instead of the first paragraph."""
    visit: Visit | None = None
    """What a scout wrote down after a visit."""
    participant: Participant | None = None
    """Somebody who registered for a workshop."""
    joint_member: JointMember | None = None
    queued_at: datetime | None = None
    missed: Sequence[Challenge] = ()
    """Of a digest, the cases in which a promised day has passed."""


Check = Callable[[Letter], bool]


def _is_active(letter: Letter) -> bool:
    return letter.recipient is not None and letter.recipient.is_active


def _waits_for_address(letter: Letter) -> bool:
    return _is_active(letter) and not letter.recipient.is_confirmed


def _waits_for_password(letter: Letter) -> bool:
    return _is_active(letter) and letter.recipient.password_hash is None


def _participant_is(*seats: SeatState) -> Check:
    """Registered like that, for this mailbox, and the workshop is still ahead or under way."""

    def check(letter: Letter) -> bool:
        participant = letter.participant
        return (
            participant is not None
            and participant.email is not None
            and participant.email == letter.address
            and participant.state in seats
            and participant.workshop.state in {WorkshopState.PUBLISHED, WorkshopState.RUNNING}
            and participant.workshop.ends_at > letter.at
        )

    return check


def _workshop_is_off(letter: Letter) -> bool:
    """Called off, and they were expected or waiting."""
    participant = letter.participant
    return (
        participant is not None
        and participant.email is not None
        and participant.email == letter.address
        and participant.state is not SeatState.CANCELLED
        and participant.workshop.state is WorkshopState.CANCELLED
    )


def _administers(letter: Letter) -> bool:
    return policies.may_administer(letter.recipient, letter.at)


def _about_challenge(*states: ChallengeState) -> Check:
    def check(letter: Letter) -> bool:
        challenge = letter.challenge
        return (
            challenge is not None
            and challenge.state in states
            and policies.may_view_challenge(letter.recipient, challenge, letter.at)
        )

    return check


_about_open_challenge = _about_challenge(*OPEN_STATES)


def _waits_for_lead(letter: Letter) -> bool:
    return _about_open_challenge(letter) and letter.challenge.lead_id is None


def _desks(letter: Letter) -> bool:
    return policies.is_manager(letter.recipient)


def _teaser_waits(letter: Letter) -> bool:
    teaser = letter.challenge.teaser if letter.challenge else None
    return (
        _about_open_challenge(letter)
        and teaser is not None
        and teaser.state is TeaserState.PRESENTED
    )


def _introduction_is(state: IntroductionState, *challenge_states: ChallengeState) -> Check:
    def check(letter: Letter) -> bool:
        introduction = letter.introduction
        return (
            introduction is not None
            and introduction.state is state
            and introduction.challenge.state in challenge_states
            and policies.may_view_introduction(letter.recipient, introduction, letter.at)
        )

    return check


def _appointment_is_set(letter: Letter) -> bool:
    introduction = letter.introduction
    appointment = introduction.appointment if introduction else None  # type: ignore[attr-defined]
    return (
        _introduced(letter)
        and appointment is not None
        and not appointment.is_cancelled
        and policies.may_see_contacts(letter.recipient, introduction, letter.at)
    )


def _appointment_is_off(letter: Letter) -> bool:
    """Told to whoever has it noted: the professor too who does not see the case any more."""
    introduction = letter.introduction
    appointment = introduction.appointment if introduction else None  # type: ignore[attr-defined]
    if introduction is None or appointment is None or not appointment.is_cancelled:
        return False
    return policies.may_view_introduction(letter.recipient, introduction, letter.at) or (
        policies.is_active(letter.recipient)
        and introduction.profile.account_id == letter.recipient.id
        and introduction.challenge.state is ChallengeState.WITHDRAWN
    )


_introduced = _introduction_is(IntroductionState.INTRODUCED, *OPEN_STATES)
_asks = _introduction_is(IntroductionState.ASKED, *OPEN_STATES)


def _still_asks(letter: Letter) -> bool:
    """Whoever opted out, paused or was barred since then is not disturbed any more."""
    introduction = letter.introduction
    return (
        introduction is not None
        and _asks(letter)
        and policies.keeps_enquiry(introduction, letter.at)
        and not policies.is_profile_barred(introduction.profile, introduction.challenge, letter.at)
        and not policies.is_topic_unwanted(introduction.profile, introduction.challenge)
    )


def _has_old_statements(letter: Letter) -> bool:
    """Whoever confirmed everything, or took the profile back, is not asked any more."""
    profile = letter.recipient.profile
    return (
        letter.recipient.is_active
        and letter.recipient.is_confirmed
        and profile is not None
        and profile.is_published
        and bool(profile.old_competences(local_date(letter.at)))
    )


def _meeting_waits(letter: Letter) -> bool:
    """The day that was hoped for is over, and no date lies ahead on which they meet."""
    return day_passed(PromiseKind.MEETING)(letter) and not any(
        each.appointment is not None
        and not each.appointment.is_cancelled
        and each.appointment.ends_at > letter.at
        for each in letter.challenge.introductions
    )


STILL_RIGHT: dict[str, Check] = {
    "confirm_address": _waits_for_address,
    "need_waits": need_waits,
    "visit_waits": visit_waits,
    "workshop_registered": _participant_is(SeatState.REGISTERED),
    "workshop_waiting": _participant_is(SeatState.WAITING),
    "workshop_moved_up": _participant_is(SeatState.REGISTERED),
    "workshop_already": _participant_is(SeatState.REGISTERED, SeatState.WAITING),
    "workshop_changed": _participant_is(SeatState.REGISTERED, SeatState.WAITING),
    "workshop_reminder": _participant_is(SeatState.REGISTERED),
    "workshop_cancelled": _workshop_is_off,
    "invitation": _waits_for_password,
    "set_password": _is_active,
    "second_factor_reset": _is_active,
    "new_device": _is_active,
    "program_access": _is_active,
    "change_address": _is_active,
    "address_changed": _is_active,
    "address_in_use": _is_active,
    "invited_elsewhere": _is_active,
    "challenge_received": _about_open_challenge,
    "challenge_arrived": _about_open_challenge,
    "challenge_withdrawn": _about_challenge(ChallengeState.WITHDRAWN),
    "teaser_waits": _teaser_waits,
    "teaser_decided": _about_open_challenge,
    "enquiry": _still_asks,
    "enquiry_changed": _still_asks,
    "answer_waits": _still_asks,
    "reply_waits": waits_for_company,
    "enquiry_reminder": _still_asks,
    "enquiry_answered": _about_open_challenge,
    "radar_interest": _about_open_challenge,
    "professor_interested": _introduction_is(IntroductionState.INTERESTED, *OPEN_STATES),
    "introduced": _introduction_is(
        IntroductionState.INTRODUCED, *OPEN_STATES, ChallengeState.CLOSED
    ),
    "appointment_set": _appointment_is_set,
    "appointment_cancelled": _appointment_is_off,
    "question_asked": _about_open_challenge,
    "question_answered": _about_open_challenge,
    "lead_changed": _about_open_challenge,
    "case_handed_over": _about_open_challenge,
    "case_open_again": _waits_for_lead,
    "comment_mentions": mentions_somebody,
    "deputy_named": _about_open_challenge,
    "hand_over_waits": has_offers,
    "hand_over_answered": _desks,
    "case_erased": _is_active,
    "enquiry_erased": _is_active,
    "follow_up": waits_for_follow_up,
    "promise_broken": day_passed(*(each for each in PromiseKind if each.is_ours)),
    "decision_waits": day_passed(PromiseKind.APPROVAL, PromiseKind.CONSENT),
    "meeting_waits": _meeting_waits,
    "no_match": _about_challenge(ChallengeState.CLOSED),
    "case_closed": _about_challenge(ChallengeState.CLOSED),
    "confirm_statements": _has_old_statements,
    "funding_unchecked": has_unchecked_funding,
    "confirmation_waits": waits_for_second,
    "deadlines_due": has_deadlines,
    "deadlines_unattended": _administers,
    "barrier_reported": _administers,
    "emergency_asked": _administers,
    "emergency_granted": _administers,
    "emergency_notice": _about_challenge(*ChallengeState),
    **joint_letters.CHECKS,
}
"""Every mail there is, and whether it may still leave at the moment of sending."""
