"""Erasing a case: its rows go in one transaction, its files and what a disk still held after it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from models import Account, Challenge, Introduction, IntroductionState
from models.introduction import PENDING_STATES
from webapp.audit import record
from webapp.database import after_commit, database, hold
from webapp.ledger.noting import note_case
from webapp.mail import queue_mail
from webapp.stored_files import file_store, names_of

CONCERNED = {*PENDING_STATES, IntroductionState.INTRODUCED} - {IntroductionState.PREPARED}
"""Professors in these states knew of the case and are told that it is gone."""


def erase_challenge(session: Session, challenge: Challenge, at: datetime, *, by: Account) -> None:
    """Erase a Bedarf with all that hangs on it; only the entry that it happened remains."""
    hold(session, challenge)
    # Its numbers stay, and lead to nothing once the rows they rest on go along with it.
    note_case(session, challenge, at)
    record(
        session, "geloescht", challenge, at, by=by,
        state=challenge.state.value, reference=challenge.reference,
    )  # fmt: skip
    if challenge.is_open:
        tell_of_the_end(session, challenge, at)
    session.delete(challenge)
    session.flush()


def tell_of_the_end(session: Session, challenge: Challenge, at: datetime) -> None:
    """Write to the lead and to whoever was asked; the mails name nothing that is erased."""
    if challenge.lead is not None:
        queue_mail(session, "case_erased", challenge.lead, at)
    for introduction in challenge.introductions:
        if _knew_of_it(introduction):
            queue_mail(session, "enquiry_erased", introduction.profile.account, at)


def sweep_after_commit(challenges: Sequence[Challenge]) -> None:
    """Once the rows are gone for good: delete the files, and what the log of the database holds."""
    names = [name for each in challenges for name in names_of(each.attachments)]  # type: ignore[attr-defined]
    after_commit(partial(file_store().remove, names))
    after_commit(database().forget_log)


def _knew_of_it(introduction: Introduction) -> bool:
    return introduction.state in CONCERNED and introduction.asked_at is not None
