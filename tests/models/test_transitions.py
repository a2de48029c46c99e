"""Every state machine: each legal step leads where it should, each illegal one raises."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models import (
    Account,
    Challenge,
    ChallengeState,
    Competence,
    CompetenceKind,
    DeclineReason,
    Introduction,
    IntroductionState,
    InvalidTransition,
    Job,
    JobKind,
    Match,
    Outcome,
    Profile,
    ProfileState,
    RejectionReason,
    Role,
    Teaser,
    TeaserState,
    Verdict,
    WorkState,
)

NOW = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=14)


def manager() -> Account:
    return Account(role=Role.TRANSFER_MANAGER, email="transferstelle@wh.example")


def every_pair(states, steps):
    """Each state with each step; the step's target, or None where it is not allowed."""
    return [
        pytest.param(state, name, targets.get(state), id=f"{state.name}-{name}")
        for state in states
        for name, targets in steps.items()
    ]


# Bedarf

D, S, R, C, W = (
    ChallengeState.DRAFT, ChallengeState.SUBMITTED, ChallengeState.IN_REVIEW,
    ChallengeState.CLOSED, ChallengeState.WITHDRAWN,
)  # fmt: skip
CHALLENGE_STEPS = {
    "rewrite": {D: D, S: S},
    "submit": {D: S},
    "begin_review": {S: R, R: R},
    "take_lead": {S: S, R: R},
    "release_lead": {S: S, R: R},
    "withdraw": {S: W, R: W},
    "close": {S: C, R: C},
}
CHALLENGE_ARGUMENTS = {
    "rewrite": ("Neuer Titel", "Neuer Text"),
    "submit": (NOW, date(2026, 4, 3)),
    "begin_review": (),
    "take_lead": (manager(), NOW),
    "release_lead": (),
    "withdraw": (NOW,),
    "close": (Outcome.PROJECT, NOW),
}


@pytest.mark.parametrize(("state", "step", "target"), every_pair(ChallengeState, CHALLENGE_STEPS))
def test_challenge_takes_only_the_steps_it_knows(state, step, target):
    challenge = Challenge(title="Titel", description="Text", state=state)

    if target is None:
        with pytest.raises(InvalidTransition):
            getattr(challenge, step)(*CHALLENGE_ARGUMENTS[step])
        target = state
    else:
        getattr(challenge, step)(*CHALLENGE_ARGUMENTS[step])

    assert challenge.state is target


def test_somebody_elses_lead_is_not_taken():
    challenge = Challenge(title="Titel", description="Text", state=R)
    challenge.take_lead(manager(), NOW)

    with pytest.raises(InvalidTransition):
        challenge.take_lead(manager(), NOW)


def test_no_match_needs_words():
    challenge = Challenge(title="Titel", description="Text", state=R)

    with pytest.raises(InvalidTransition):
        challenge.close(Outcome.NO_MATCH, NOW, message="  ")


@pytest.mark.parametrize("end", ["withdraw", "close"])
@pytest.mark.parametrize("state", list(IntroductionState))
def test_the_end_of_a_case_takes_back_what_is_pending_and_nothing_else(end, state):
    introduction = an_introduction(state)
    getattr(introduction.challenge, end)(*CHALLENGE_ARGUMENTS[end])

    pending = {
        IntroductionState.PREPARED, IntroductionState.ASKED, IntroductionState.INTERESTED,
    }  # fmt: skip
    expected = IntroductionState.REVOKED if state in pending else state
    assert introduction.state is expected


# Kurzfassung

DRAFT, PRESENTED, APPROVED, REFUSED = TeaserState
TEASER_STEPS = {
    "edit": {DRAFT: DRAFT},
    "present": {DRAFT: PRESENTED},
    "approve": {PRESENTED: APPROVED},
    "refuse": {PRESENTED: REFUSED},
}


@pytest.mark.parametrize(("state", "step", "target"), every_pair(TeaserState, TEASER_STEPS))
def test_teaser_takes_only_the_steps_it_knows(state, step, target):
    teaser = Teaser(text="Kurz", state=state)
    arguments = {
        "edit": ("Anders", manager(), NOW),
        "present": (NOW,),
        "approve": (teaser.text_version, NOW),
        "refuse": ("Man erkennt uns.", NOW),
    }[step]

    if target is None:
        with pytest.raises(InvalidTransition):
            getattr(teaser, step)(*arguments)
        target = state
    else:
        getattr(teaser, step)(*arguments)

    assert teaser.state is target


def test_an_approval_is_for_the_text_that_was_read():
    teaser = Teaser(text="Kurz", state=PRESENTED)
    read = teaser.text_version
    teaser.text = "Doch etwas anderes"

    with pytest.raises(InvalidTransition):
        teaser.approve(read, NOW)


def test_only_the_newest_teaser_counts_as_approved():
    challenge = Challenge(title="Titel", description="Text", state=R)
    Teaser(challenge=challenge, text="Alt", state=APPROVED)
    Teaser(challenge=challenge, text="Neu", state=DRAFT)

    assert challenge.approved_teaser is None


# Vermittlung

PREP, ASKED, INTERESTED, INTRODUCED, DECLINED, NOT_WANTED, EXPIRED, REVOKED = IntroductionState
INTRODUCTION_STEPS = {
    "ask": {PREP: ASKED},
    "accept": {ASKED: INTERESTED},
    "decline": {ASKED: DECLINED},
    "expire": {ASKED: EXPIRED},
    "consent": {INTERESTED: INTRODUCED},
    "turn_down": {INTERESTED: NOT_WANTED},
    "revoke": {PREP: REVOKED, ASKED: REVOKED, INTERESTED: REVOKED},
    "note_meeting": {INTRODUCED: INTRODUCED},
}


def an_introduction(state):
    challenge = Challenge(title="Titel", description="Text", state=R)
    teaser = Teaser(challenge=challenge, text="Kurz", state=APPROVED)
    return Introduction(
        challenge=challenge,
        state=state,
        teaser=None if state is PREP else teaser,
        answer_due_at=None if state is PREP else LATER,
    )


@pytest.mark.parametrize(
    ("state", "step", "target"), every_pair(IntroductionState, INTRODUCTION_STEPS)
)
def test_introduction_takes_only_the_steps_it_knows(state, step, target):
    introduction = an_introduction(state)
    teaser = introduction.challenge.approved_teaser
    arguments = {
        "ask": (teaser, NOW),
        "accept": (teaser.text_version, NOW),
        "decline": (DeclineReason.NO_CAPACITY,),
        "expire": (LATER,),
        "consent": (teaser.text_version, NOW),
        "turn_down": (),
        "revoke": (),
        "note_meeting": (date(2026, 3, 20),),
    }[step]

    if target is None:
        with pytest.raises(InvalidTransition):
            getattr(introduction, step)(*arguments)
        target = state
    else:
        getattr(introduction, step)(*arguments)

    assert introduction.state is target


def test_another_reason_than_the_known_ones_is_said_in_words():
    introduction = an_introduction(ASKED)

    with pytest.raises(InvalidTransition):
        introduction.decline(DeclineReason.OTHER, "  ")
    introduction.decline(DeclineReason.OTHER, "Forschungssemester")

    assert introduction.state is DECLINED


@pytest.mark.parametrize(("state", "step"), [(ASKED, "accept"), (INTERESTED, "consent")])
def test_consent_is_for_the_text_that_was_read(state, step):
    introduction = an_introduction(state)
    read = introduction.teaser.text_version
    introduction.teaser.text = "Doch etwas anderes"

    with pytest.raises(InvalidTransition):
        getattr(introduction, step)(read, NOW)


@pytest.mark.parametrize("state", [DRAFT, PRESENTED, REFUSED])
def test_nobody_is_asked_with_a_text_the_company_did_not_approve(state):
    introduction = an_introduction(PREP)
    teaser = introduction.challenge.teaser
    teaser.state = state

    with pytest.raises(InvalidTransition):
        introduction.ask(teaser, NOW)


def test_an_enquiry_does_not_expire_early():
    introduction = an_introduction(ASKED)

    with pytest.raises(InvalidTransition):
        introduction.expire(LATER - timedelta(seconds=1))


# Entscheidung, Kompetenzprofil, work


def test_a_match_is_decided_once():
    match = Match()
    match.decide(Verdict.APPROVED, manager(), NOW)

    with pytest.raises(InvalidTransition):
        match.decide(Verdict.REJECTED, manager(), NOW, reason=RejectionReason.CONFLICT)


def test_a_profile_without_competences_is_not_published():
    with pytest.raises(InvalidTransition):
        Profile(chair="Lehrgebiet").publish(NOW)


def test_a_profile_is_published_and_hidden_again():
    profile = Profile(
        chair="Lehrgebiet", competences=[Competence(text="x", kind=CompetenceKind.METHOD)]
    )

    profile.publish(NOW)
    profile.publish(LATER)
    assert (profile.state, profile.published_at) == (ProfileState.PUBLISHED, NOW)

    profile.unpublish()
    assert (profile.state, profile.published_at) == (ProfileState.DRAFT, None)


@pytest.mark.parametrize("state", list(WorkState))
def test_only_dead_work_is_revived(state):
    job = Job(kind=JobKind.MATCH_CHALLENGE, created_at=NOW, state=state, attempts=5)

    job.revive(LATER)

    revived = state is WorkState.DEAD
    assert job.state is (WorkState.QUEUED if revived else state)
    assert job.attempts == (0 if revived else 5)


@pytest.mark.parametrize(
    ("attempts", "state"),
    [
        (1, WorkState.QUEUED),
        (4, WorkState.QUEUED),
        (5, WorkState.DEAD),
    ],
)
def test_failing_work_dies_after_the_fifth_attempt(attempts, state):
    job = Job(kind=JobKind.MATCH_CHALLENGE, created_at=NOW, attempts=attempts)

    job.fail("no", LATER)

    assert (job.state, job.lease_until) == (state, None)
