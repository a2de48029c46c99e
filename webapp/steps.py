"""What has to happen next in a case, and how far it has come."""

import enum
import uuid
from collections import Counter
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Challenge,
    ConfirmationKind,
    IntroductionState,
    Job,
    JobKind,
    TeaserState,
    WorkState,
)
from models.confirmation import waiting_confirmations


class RunState(enum.Enum):
    """How far the newest Abgleich of a case is."""

    RUNNING = "laeuft"
    FAILED = "gescheitert"
    DONE = "fertig"


class Step(enum.Enum):
    """What has to happen next in a case; the waiting ones are somebody else's turn."""

    TAKE_LEAD = "federfuehrung"
    REPORT_FAILURE = "abgleich_gescheitert"
    WAIT_FOR_RUN = "abgleich_laeuft"
    DECIDE = "vorschlaege_entscheiden"
    WRITE_TEASER = "kurzfassung_schreiben"
    REWRITE_TEASER = "kurzfassung_neu_schreiben"
    ASK = "anfragen"
    NOTE_MEETING = "erstgespraech"
    CLOSE = "abschliessen"
    WAIT_FOR_APPROVAL = "freigabe_abwarten"
    WAIT_FOR_CONSENT = "zustimmung_abwarten"
    WAIT_FOR_ANSWER = "antwort_abwarten"
    LOOK_FURTHER = "weitersuchen"
    WAIT_FOR_CONFIRMATION = "bestaetigung_abwarten"
    NONE = "nichts"

    @property
    def is_waiting(self) -> bool:
        """Whether somebody else has to act."""
        return self.name.startswith("WAIT_")


class Lane(enum.Enum):
    """A column of the board: how far a case has come, seen from the desk."""

    TAKE = "uebernehmen"
    CHOOSE = "auswaehlen"
    WRITE = "kurzfassung"
    ASK = "anfragen"
    TALK = "erstgespraech"
    FINISH = "abschliessen"


LANES = {
    Step.TAKE_LEAD: Lane.TAKE,
    Step.WAIT_FOR_RUN: Lane.CHOOSE,
    Step.REPORT_FAILURE: Lane.CHOOSE,
    Step.DECIDE: Lane.CHOOSE,
    Step.LOOK_FURTHER: Lane.CHOOSE,
    Step.WRITE_TEASER: Lane.WRITE,
    Step.REWRITE_TEASER: Lane.WRITE,
    Step.WAIT_FOR_APPROVAL: Lane.WRITE,
    Step.ASK: Lane.ASK,
    Step.WAIT_FOR_ANSWER: Lane.ASK,
    Step.WAIT_FOR_CONSENT: Lane.ASK,
    Step.WAIT_FOR_CONFIRMATION: Lane.CHOOSE,
    Step.NOTE_MEETING: Lane.TALK,
    Step.CLOSE: Lane.FINISH,
}
"""Every step of an open case has its column; a test holds that."""


def answered_at(challenge: Challenge) -> datetime | None:
    """When the company first heard from a person: a Kurzfassung was laid before it."""
    return min((each.presented_at for each in challenge.teasers if each.presented_at), default=None)


def next_step(challenge: Challenge, run_state: RunState) -> Step:
    """The one thing to do next, the manager's own turn before everybody else's."""
    if not challenge.is_open:
        return Step.NONE
    if challenge.lead_id is None:
        return Step.TAKE_LEAD
    waiting = waiting_confirmations(challenge)
    if any(each.kind is ConfirmationKind.NO_MATCH for each in waiting):
        return Step.WAIT_FOR_CONFIRMATION
    states = Counter(each.state for each in challenge.introductions)
    teaser = challenge.teaser
    if states[IntroductionState.PREPARED] or _is_being_rewritten(challenge):
        if teaser is None or teaser.state is TeaserState.DRAFT:
            return Step.WRITE_TEASER
        if teaser.state is TeaserState.REFUSED:
            return Step.REWRITE_TEASER
        if teaser.state is TeaserState.APPROVED:
            return Step.WAIT_FOR_CONFIRMATION if waiting else Step.ASK
        return Step.WAIT_FOR_APPROVAL
    introduced = [each for each in challenge.introductions if each.is_mutual]
    if any(each.met_on is None for each in introduced):
        return Step.NOTE_MEETING
    if states[IntroductionState.INTERESTED]:
        return Step.WAIT_FOR_CONSENT
    if states[IntroductionState.ASKED]:
        return Step.WAIT_FOR_ANSWER
    if introduced:
        return Step.CLOSE
    if challenge.introductions:
        return Step.LOOK_FURTHER
    return {
        RunState.RUNNING: Step.WAIT_FOR_RUN,
        RunState.FAILED: Step.REPORT_FAILURE,
        RunState.DONE: Step.DECIDE,
    }[run_state]


def _is_being_rewritten(challenge: Challenge) -> bool:
    """Whether an approved Kurzfassung waits for its successor."""
    return challenge.approved_teaser is None and any(
        each.state is TeaserState.APPROVED for each in challenge.teasers
    )


def run_states(session: Session, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, RunState]:
    """The state of the newest job of each case."""
    jobs = session.execute(
        select(Job.challenge_id, Job.state)
        .where(Job.kind == JobKind.MATCH_CHALLENGE, Job.challenge_id.in_(ids))
        .order_by(Job.created_at, Job.id)
    )
    newest = dict(jobs.all())
    return {case_id: _as_run_state(state) for case_id, state in newest.items()}


def _as_run_state(state: WorkState) -> RunState:
    if state in {WorkState.QUEUED, WorkState.CLAIMED}:
        return RunState.RUNNING
    return RunState.FAILED if state is WorkState.DEAD else RunState.DONE
