"""How the introductions of the demo go: asked, answered, introduced, met."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import DeclineReason, Introduction, Teaser
from seed_data.case import APPROVED_AFTER, Case
from seed_data.review import UNDECIDED

ANSWERED_AFTER, CONSENTED_AFTER, MET_AFTER, EXPIRED_AFTER = 4, 7, 16, 15
"""Days after the enquiry."""


@dataclass
class Enquiry:
    """One professor who is asked: by which text, when, and what comes of it."""

    case: Case
    introduction: Introduction
    teaser: Teaser
    proposal: dict[str, Any]

    def day(self, after: int, hour: int) -> datetime:
        """Office hours so many days after the enquiry."""
        return self.case.day(self.proposal.get("asked", APPROVED_AFTER) + after, hour)

    def note(self, verb: str, at: datetime, by: Any) -> None:
        """Remember what happened to the introduction."""
        self.case.note(verb, self.introduction, at, by)


def introduce(case: Case) -> None:
    """Ask everybody who was approved, once the company has released the Kurzfassung."""
    teaser = case.challenge.approved_teaser
    if teaser is None:
        return
    approved = [each for each in case.story.get("proposals", []) if each["step"] not in UNDECIDED]
    for introduction, proposal in zip(case.challenge.introductions, approved, strict=True):
        enquiry = Enquiry(case, introduction, teaser, proposal)
        asked_at = enquiry.day(0, 9)
        introduction.ask(teaser, asked_at)
        enquiry.note("angefragt", asked_at, case.manager)
        STEPS[proposal["step"]](enquiry)


def _wait(enquiry: Enquiry) -> None:
    professor = enquiry.introduction.profile.account
    enquiry.case.queue_mail("enquiry", professor, enquiry.introduction)


def _accept(enquiry: Enquiry) -> None:
    at = enquiry.day(ANSWERED_AFTER, 16)
    enquiry.introduction.accept(enquiry.teaser.text_version, at)
    enquiry.note("zugesagt", at, enquiry.introduction.profile.account)


def _accept_and_wait(enquiry: Enquiry) -> None:
    _accept(enquiry)
    case = enquiry.case
    case.queue_mail("professor_interested", case.company, enquiry.introduction)


def _consent(enquiry: Enquiry) -> None:
    _accept(enquiry)
    at = enquiry.day(CONSENTED_AFTER, 10)
    enquiry.introduction.consent(enquiry.teaser.text_version, at)
    enquiry.note("zugestimmt", at, enquiry.case.company)


def _meet(enquiry: Enquiry) -> None:
    _consent(enquiry)
    at = enquiry.day(MET_AFTER, 14)
    enquiry.introduction.note_meeting(at.date(), enquiry.proposal.get("note", ""))
    enquiry.note("erstgespraech_notiert", at, enquiry.introduction.profile.account)


def _decline(enquiry: Enquiry) -> None:
    enquiry.introduction.decline(DeclineReason(enquiry.proposal["reason"]))
    at = enquiry.day(ANSWERED_AFTER, 17)
    enquiry.note("abgesagt", at, enquiry.introduction.profile.account)


def _turn_down(enquiry: Enquiry) -> None:
    _accept(enquiry)
    enquiry.introduction.turn_down()
    enquiry.note("nicht_gewuenscht", enquiry.day(CONSENTED_AFTER, 12), enquiry.case.company)


def _expire(enquiry: Enquiry) -> None:
    at = enquiry.day(EXPIRED_AFTER, 19)
    enquiry.introduction.expire(at)
    enquiry.note("anfrage_abgelaufen", at, None)


def _stay_until_the_case_ends(_: Enquiry) -> None:
    """Closing the case takes the enquiry back."""


STEPS: dict[str, Callable[[Enquiry], None]] = {
    "asked": _wait,
    "interested": _accept_and_wait,
    "introduced": _consent,
    "met": _meet,
    "declined": _decline,
    "not_wanted": _turn_down,
    "expired": _expire,
    "revoked": _stay_until_the_case_ends,
}
