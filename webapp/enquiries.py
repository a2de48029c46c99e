"""Asking professors, which begins at the manager's desk or with the company's approval."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, Challenge, Introduction, IntroductionState, policies
from webapp.audit import record
from webapp.database import database, hold
from webapp.four_eyes import is_free
from webapp.mail import queue_mail

REMIND_BEFORE = timedelta(days=4)
"""Before the time to answer is over; done at night, so that three full days are left."""


def ask_prepared(
    session: Session, challenge: Challenge, at: datetime, *, by: Account
) -> list[Introduction]:
    """Send the approved Kurzfassung to everybody the manager chose and nobody has asked yet.

    Who paused or unpublished the profile in the meantime is left in peace, and so is whoever was
    asked often enough in this semester, does not want the topic or has declared a conflict of
    interest; before the end of an embargo nobody is asked, nor before a second person agrees where
    the case or its desk wants that.
    """
    teaser = challenge.approved_teaser
    if teaser is None or not policies.may_match(challenge, at):
        return []
    prepared = [
        each for each in challenge.introductions if each.state is IntroductionState.PREPARED
    ]
    # Two cases that ask for the last place of a semester wait for each other, in one order.
    for each in sorted(prepared, key=lambda each: each.profile_id):
        if each.profile.semester_limit is not None:
            hold(session, each.profile)
    asked = [
        each
        for each in prepared
        if policies.may_be_asked(each.profile, challenge, at) and is_free(session, each)
    ]
    for introduction in asked:
        introduction.ask(teaser, at)
        record(session, "angefragt", introduction, at, by=by, teaser_version=teaser.version)
        _write(session, "enquiry", introduction, at)
    return asked


def ask_again(
    session: Session, challenge: Challenge, at: datetime, *, by: Account
) -> list[Introduction]:
    """Send the approved Kurzfassung to everybody who was asked with an older one, answered or not.

    Whoever has been introduced stays so: both had agreed to one text. Whoever is barred by now
    does not read the new one; the enquiry ends, and nobody says why.
    """
    teaser = challenge.approved_teaser
    if teaser is None:
        return []
    outdated = [
        each
        for each in challenge.introductions
        if each.teaser_id not in {None, teaser.id} and each.is_pending
    ]
    for introduction in outdated:
        hold(session, introduction)
    outdated = [each for each in outdated if each.is_pending]
    for introduction in outdated:
        if policies.is_profile_barred(introduction.profile, challenge, at):
            introduction.revoke()
            record(session, "anfrage_zurueckgenommen", introduction, at, by=by)
            continue
        introduction.ask_again(teaser, at)
        record(session, "erneut_angefragt", introduction, at, by=by, teaser_version=teaser.version)
        _write(session, "enquiry_changed", introduction, at)
    return outdated


def remind_waiting(session: Session, at: datetime) -> int:
    """Remind every professor once, some days before the time to answer is over.

    The company learns nothing of it, because it does not learn either who was asked.
    """
    waiting = session.scalars(
        select(Introduction)
        .where(Introduction.state == IntroductionState.ASKED, Introduction.reminded_at.is_(None))
        .where(Introduction.answer_due_at > at, Introduction.answer_due_at <= at + REMIND_BEFORE)
        .order_by(Introduction.answer_due_at, Introduction.id)
        .with_for_update()
    ).all()
    for introduction in waiting:
        introduction.note_reminder(at)
        record(session, "anfrage_erinnert", introduction, at, by=None)
        _write(session, "enquiry_reminder", introduction, at)
    return len(waiting)


def remind_of_enquiries(at: datetime) -> None:
    """Once a night."""
    with database().writing() as session:
        remind_waiting(session, at)


def _write(session: Session, template: str, introduction: Introduction, at: datetime) -> None:
    queue_mail(
        session, template, introduction.profile.account, at,
        challenge=introduction.challenge, introduction=introduction,
    )  # fmt: skip


def expire_enquiries(at: datetime) -> int:
    """Close enquiries nobody answered in time; the manager sees it, the company does not."""
    with database().writing() as session:
        overdue = session.scalars(
            select(Introduction)
            .where(Introduction.state == IntroductionState.ASKED)
            .where(Introduction.answer_due_at <= at)
            .with_for_update()
        ).all()
        for introduction in overdue:
            introduction.expire(at)
            record(session, "anfrage_abgelaufen", introduction, at, by=None)
    return len(overdue)
