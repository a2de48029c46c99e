"""Kein passender Treffer as a decision: why, where else to ask, what is missing at both places."""

import uuid
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice

from models import Challenge, Gap, Neighbour, NoMatchReason
from webapp.access import current_user
from webapp.clock import now, today
from webapp.database import get_session
from webapp.forms import AtMost, PlainText, Required
from webapp.identifying import Trace, find_identifying
from webapp.labels import choices
from webapp.matching import who_covers
from webapp.neighbours import how_checked, offered_neighbours, with_words_about
from webapp.no_matches import open_gaps
from webapp.review import operations
from webapp.review.drafting import draft_no_match
from webapp.review.forms import NoMatchForm
from webapp.review.proposals import review_of
from webapp.wordings import letter_words

LONGEST_TOPIC = 200


class DecisionForm(NoMatchForm):
    """The honest answer, with what the Transferstellen learn from it."""

    reason = RadioField(
        _l("Warum passt niemand?"),
        choices=choices(*NoMatchReason),
        coerce=NoMatchReason,
        validate_choice=False,
        description=_l("Nur für die Transferstellen. Das Unternehmen erfährt den Grund nicht."),
        validators=[Required(_l("Bitte wählen Sie einen Grund."))],
    )
    neighbour = SelectField(
        _l("An wen verweisen Sie?"),
        description=_l(
            "Dorthin geht nichts: Das Unternehmen fragt selbst, wenn es möchte. Name und Adresse "
            "sieht es auch in seinem Fall."
        ),
        default="",
    )
    gap = SelectField(
        _l("Lücke, die schon eingetragen ist"),
        description=_l("Fehlt dasselbe Thema wie früher, wird es hier mitgezählt."),
        default="",
    )
    topic = StringField(
        _l("Oder neu: Welches Thema fehlt?"),
        description=_l(
            "In Ihren eigenen Worten und ohne alles, woran man das Unternehmen erkennt. Andere "
            "Transfermanager:innen lesen das im Lückenregister."
        ),
        validators=[AtMost(LONGEST_TOPIC), PlainText()],
    )

    def __init__(self, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._challenge = challenge
        session = get_session()
        self._neighbours = {str(each.id): each for each in offered_neighbours(session)}
        self._gaps = {str(each.id): each for each in open_gaps(session, current_user(), now())}
        self.neighbour.choices = [
            SelectChoice("", _("An niemanden")),
            *(
                SelectChoice(key, f"{each.name} ({how_checked(each, today())})")
                for key, each in self._neighbours.items()
            ),
        ]
        self.gap.choices = [
            SelectChoice("", _("Keine davon")),
            *(SelectChoice(key, each.topic) for key, each in self._gaps.items()),
        ]

    @property
    def chosen_neighbour(self) -> Neighbour | None:
        """To whom the company is sent."""
        return self._neighbours.get(self.neighbour.data or "")

    @property
    def chosen_gap(self) -> Gap | None:
        """The topic that was missing before."""
        return self._gaps.get(self.gap.data or "")

    @property
    def values(self) -> dict[str, Any]:
        """As the operation takes them."""
        return {
            "message": self.message.data,
            "reason": self.reason.data,
            "neighbour": self.chosen_neighbour,
            "gap": self.chosen_gap,
            "topic": self.topic.data or "",
        }

    def write_of_neighbour(self) -> None:
        """Let the words to the company speak of the chosen neighbour, and of no other."""
        self.message.data = with_words_about(
            self.message.data or "", self.chosen_neighbour, list(self._neighbours.values())
        )

    def validate_topic(self, field: StringField) -> None:
        """A missing topic is named, once, and without the company."""
        if field.data and self.gap.data:
            raise ValidationError(
                _("Bitte wählen Sie entweder eine eingetragene Lücke oder nennen Sie eine neue.")
            )
        if self.reason.data is NoMatchReason.TOPIC and not field.data and not self.gap.data:
            raise ValidationError(
                _("Bitte nennen Sie das Thema, das fehlt, oder wählen Sie es oben aus.")
            )
        words = telling_details(field.data or "", self._challenge)
        if words:
            raise ValidationError(
                _(
                    "Daran könnte man das Unternehmen erkennen: %(words)s. Bitte sagen Sie es "
                    "allgemeiner.",
                    words=", ".join(f"„{each}“" for each in words),
                )
            )


def telling_details(topic: str, challenge: Challenge) -> list[str]:
    """Words that point to the company; single words of its title may, as topics share them."""
    findings = find_identifying(topic, challenge) if topic else []
    return list(
        dict.fromkeys(each.words for each in findings if each.trace is not Trace.TITLE_WORD)
    )


def decide_no_match(challenge: Challenge) -> Any:
    """The page, or None when it is decided and the case closed."""
    own = letter_words(get_session(), "letter_no_match", current_user(), challenge)
    form = DecisionForm(challenge, message=draft_no_match(challenge, own))
    if "look" in request.form:
        form.write_of_neighbour()
        return _page(form, challenge)
    if form.validate_on_submit():
        operations.close_without_match(
            get_session(), challenge, now(), by=current_user(), covering=_covering(form),
            **form.values,
        )  # fmt: skip
        return None
    return _page(form, challenge), form.status


def _covering(form: DecisionForm) -> list[uuid.UUID]:
    topic = form.topic.data or ""
    covered = who_covers(get_session(), {"": topic}) if topic else {}
    return [each.id for each in covered.get("", [])]


def _page(form: DecisionForm, challenge: Challenge) -> str:
    review = review_of(get_session(), challenge, current_user(), now())
    return render_template(
        "review/no_match.html",
        form=form,
        challenge=challenge,
        uncovered=[each.text for each in review.uncovered_by_all] if review.run else [],
    )
