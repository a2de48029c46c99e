"""Declining in favour of somebody else: a word to the lead, of which that person learns nothing."""

from flask import request
from flask_babel import gettext as _

from models import Account, Introduction
from webapp.clock import now
from webapp.database import get_session
from webapp.introductions import operations, queries
from webapp.introductions.forms import HandOnForm
from webapp.searches import TOO_MANY, Searched, count_search, words_for_too_many

LOOK = "look"
"""The button that searches; the other one declines."""


def words_for_handing_on() -> str:
    """What the professor reads afterwards, whoever was suggested."""
    return _(
        "Danke! Die Transferstelle liest Ihre Empfehlung und entscheidet, wen sie fragt. Das "
        "Unternehmen und die empfohlene Person erfahren nichts davon."
    )


class HandingOn:
    """One look at the form, filled or not: who was found, and whether the enquiry is declined."""

    def __init__(self, introduction: Introduction, by: Account, *, by_link: bool = False) -> None:
        session = get_session()
        self.introduction = introduction
        self.form = HandOnForm(
            queries.colleague(session, introduction, request.form.get("colleague", ""))
        )
        self.has_looked = LOOK in request.form
        self.is_done = False
        self.status = 200
        if self.has_looked:
            self._look(by)
        elif self.form.validate_on_submit():
            operations.decline_enquiry(
                session, introduction, now(), by=by, by_link=by_link, **self.form.values
            )
            self.is_done = True
        else:
            self.status = self.form.status

    def _look(self, by: Account) -> None:
        """Published profiles alone, so that nobody learns who is busy, excluded or tied."""
        form = self.form
        if not form.validate_words_alone():
            self.status = form.status
        elif not count_search(Searched.COLLEAGUES, by):
            form.words.errors, self.status = [words_for_too_many()], TOO_MANY
        else:
            form.offer(queries.colleagues(get_session(), self.introduction, form.words.data, now()))
