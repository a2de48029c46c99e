"""Asking professors, which begins at the manager's desk or with the company's approval."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Account, Challenge, Introduction, IntroductionState, policies
from webapp.audit import record
from webapp.mail import queue_mail


def ask_prepared(
    session: Session, challenge: Challenge, at: datetime, *, by: Account
) -> list[Introduction]:
    """Send the approved Kurzfassung to everybody the manager chose and nobody has asked yet.

    Who paused or unpublished the profile in the meantime is left in peace, and so is whoever has
    declared a conflict of interest; before the end of an embargo nobody is asked.
    """
    teaser = challenge.approved_teaser
    if teaser is None or not policies.may_match(challenge, at):
        return []
    asked = [
        each
        for each in challenge.introductions
        if each.state is IntroductionState.PREPARED
        and policies.takes_enquiries(each.profile, at)
        and not policies.is_profile_barred(each.profile, challenge)
    ]
    for introduction in asked:
        introduction.ask(teaser, at)
        record(session, "angefragt", introduction, at, by=by, teaser_version=teaser.version)
        queue_mail(
            session,
            "enquiry",
            introduction.profile.account,
            at,
            challenge=challenge,
            introduction=introduction,
        )
    return asked
