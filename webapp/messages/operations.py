"""A question of a company, and what the lead writes back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, Challenge, InvalidTransition, Message, Role, policies
from webapp.audit import record
from webapp.database import hold
from webapp.mail import queue_mail, write_to_company
from webapp.promises import answer_due_on, promise_anew, whose_turn


def write_message(
    session: Session,
    challenge: Challenge,
    text: str,
    at: datetime,
    *,
    by: Account,
    names_day: bool = False,
) -> Message:
    """Put a word beside the case; the other side only hears that there is something new."""
    hold(session, challenge)
    if not policies.may_write_message(by, challenge, at):
        raise InvalidTransition("only the company and the lead of an open case write here")
    if by.role is Role.COMPANY:
        return _ask(session, challenge, text, at, by)
    return _answer(session, challenge, text, at, by, names_day)


def _ask(session: Session, challenge: Challenge, text: str, at: datetime, by: Account) -> Message:
    message = Message(
        challenge=challenge, author=by, is_from_company=True, text=text, written_at=at,
        answer_due_on=answer_due_on(at),
    )  # fmt: skip
    # Whoever has an open question of this company already knows that it waits.
    is_first = not _open_questions(session, challenge)
    session.add(message)
    record(session, "frage_gestellt", challenge, at, by=by)
    for manager in whose_turn(session, challenge, at) if is_first else []:
        queue_mail(session, "question_asked", manager, at, challenge=challenge)
    return message


def _answer(
    session: Session, challenge: Challenge, text: str, at: datetime, by: Account, names_day: bool
) -> Message:
    message = Message(
        challenge=challenge, author=by, is_from_company=False, text=text, written_at=at
    )
    for question in _open_questions(session, challenge):
        question.note_answer(at)
    session.add(message)
    record(session, "nachricht_geschrieben", challenge, at, by=by)
    if names_day:
        promise_anew(session, challenge, at)
        record(session, "termin_erneuert", challenge, at, by=by)
    write_to_company(session, "question_answered", challenge, at)
    return message


def _open_questions(session: Session, challenge: Challenge) -> list[Message]:
    return list(
        session.scalars(
            select(Message)
            .where(Message.challenge_id == challenge.id)
            .where(Message.is_from_company, Message.answered_at.is_(None))
        )
    )
