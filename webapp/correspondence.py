"""What is written between a company and its lead, as the pages of both show it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload
from wtforms import BooleanField, TextAreaField

from models import Account, Challenge, Message, Promise, policies, standing_promise
from models.base import local_date
from webapp.forms import AtMost, Form, PlainText, Required
from webapp.promises import due_on

LONGEST_MESSAGE = 3000


class MessageForm(Form):
    """A question of the company, or what the lead writes to it."""

    text = TextAreaField(
        _l("Ihre Nachricht"),
        [
            Required(_l("Bitte schreiben Sie, worum es geht.")),
            AtMost(LONGEST_MESSAGE),
            PlainText(),
        ],
    )
    names_day = BooleanField(_l("Damit einen neuen Termin nennen"))


@dataclass(frozen=True)
class Correspondence:
    """Everything both wrote about a case, oldest first, and the form of whoever reads it."""

    messages: Sequence[Message]
    form: MessageForm | None
    """None for somebody who only reads."""
    next_day: date | None
    """The day a lead would name anew; None when it is not our turn."""

    @property
    def due_on(self) -> date | None:
        """By when the oldest open question is answered."""
        days = [each.answer_due_on for each in self.messages if each.is_unanswered]
        return min((each for each in days if each is not None), default=None)


def correspondence_of(
    session: Session,
    challenge: Challenge,
    user: Account,
    at: datetime,
    form: MessageForm | None = None,
) -> Correspondence | None:
    """What somebody reads of it; None for those who may not know that there is any."""
    if not policies.may_view_messages(user, challenge, at):
        return None
    messages = session.scalars(
        select(Message)
        .where(Message.challenge_id == challenge.id, policies.visible_messages(user, at))
        .options(joinedload(Message.author))
        .order_by(Message.written_at, Message.id)
    ).all()
    next_day = next_day_for(challenge, user, at)
    shown = form
    if form is None and policies.may_write_message(user, challenge, at):
        shown = MessageForm(formdata=None)
    if shown is not None:
        shape_form(shown, challenge, user, at)
    return Correspondence(messages, shown, next_day)


def shape_form(form: MessageForm, challenge: Challenge, user: Account, at: datetime) -> None:
    """The words and fields of whoever writes."""
    is_company = policies.may_ask_question(user, challenge, at)
    form.text.label.text = (
        _l("Ihre Frage") if is_company else _l("Ihre Nachricht an das Unternehmen")
    )
    form.text.description = HINTS[is_company]
    if next_day_for(challenge, user, at) is None and "names_day" in form:
        del form.names_day


HINTS: dict[bool, LazyString] = {
    True: _l("Nur wer Ihren Fall in der Transferstelle bearbeitet, liest das."),
    False: _l("Absagen und Schweigen von Professorinnen und Professoren gehören nicht hierher."),
}


def next_day_for(challenge: Challenge, user: Account, at: datetime) -> date | None:
    """The day that would be named if the lead named one now, while it is our turn."""
    promise: Promise | None = standing_promise(challenge)
    if promise is None or not promise.kind.is_ours or not policies.may_lead(user, challenge, at):
        return None
    return due_on(promise.kind, local_date(at))


def open_questions(session: Session, case_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, date]:
    """By case, the day on which the oldest open question is to be answered."""
    rows = session.execute(
        select(Message.challenge_id, func.min(Message.answer_due_on))
        .where(Message.challenge_id.in_(case_ids))
        .where(Message.is_from_company, Message.answered_at.is_(None))
        .group_by(Message.challenge_id)
    )
    return {case_id: day for case_id, day in rows if day is not None}
