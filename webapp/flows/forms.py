"""What a manager decides about a proposal, and what all do once they have agreed."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    Field,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from models import Challenge, DismissReason, JointKind, JointProject, policies
from webapp.clock import today
from webapp.flows.flow_form import one_of
from webapp.flows.words import FACTS, choosable
from webapp.forms import AtMost, Form, PlainText, Required
from webapp.identifying import TELLING, find_identifying
from webapp.labels import choices

LONGEST_MESSAGE, LONGEST_NOTE = 1500, 300
BEGINNINGS = {
    JointKind.TRIAD: _l(
        "Bei einem Betrieb in der Region fällt ein Stoff an, den ein anderer brauchen könnte. Ob "
        "das zusammengeht und wer dabei hilft, würden wir gern mit beiden besprechen."
    ),
    JointKind.POOL: _l(
        "Mehrere Betriebe in der Region haben ein ähnliches Anliegen. Gemeinsam käme man "
        "vielleicht weiter, und es kostet jeden weniger. Das würden wir gern mit allen besprechen."
    ),
}
"""A beginning that names nobody; the manager changes it as they like."""
USUAL, SHORTEST, LONGEST = timedelta(days=14), timedelta(days=5), timedelta(days=60)


class DismissForm(Form):
    """Why a proposal does not fit."""

    reason = RadioField(
        _l("Warum passt das nicht?"),
        [Required(_l("Bitte wählen Sie einen Grund."))],
        choices=choices(*DismissReason),
        validate_choice=False,
    )

    def validate_reason(self, field: Field) -> None:
        """One of the list."""
        one_of(field, {each.value for each in DismissReason})


class InviteForm(Form):
    """What every company reads before it decides, and until when."""

    message = TextAreaField(
        _l("Ihre Worte an die Betriebe"),
        [
            Required(_l("Bitte schreiben Sie, worum es geht.")),
            AtMost(LONGEST_MESSAGE),
            PlainText(),
        ],
        description=_l(
            "Alle lesen dieselben Worte, bevor jemand zugestimmt hat. Nennen Sie keinen Namen, "
            "keinen Ort und nichts, woran man einen der Betriebe erkennt."
        ),
    )
    fields = SelectMultipleField(_l("Was die Betriebe voneinander sehen, wenn alle zustimmen"))
    others = SelectMultipleField(_l("Auch diese Fälle passen zu allen"))
    ends_on = DateField(
        _l("Antwort bis"),
        [Required(_l("Bitte nennen Sie einen Tag."))],
        default=lambda: today() + USUAL,
    )

    def __init__(
        self, project: JointProject, others: Sequence[Challenge] = (), **kwargs: Any
    ) -> None:
        codes = choosable(project.kind)
        begun = {"fields": codes, "message": str(BEGINNINGS[project.kind])}
        super().__init__(**{"data": begun, **kwargs})
        self._needs = [each.challenge for each in project.members]
        self._others = others
        self.fields.choices = [SelectChoice(each, FACTS[each]) for each in codes]
        self.others.choices = [
            SelectChoice(str(each.id), f"{each.reference}: {each.title}") for each in others
        ]
        if not others:
            del self.others

    @property
    def chosen_others(self) -> list[Challenge]:
        """Further needs."""
        wanted = set(self.others.data or ()) if "others" in self else set()
        return [each for each in self._others if str(each.id) in wanted]

    def validate_message(self, field: Field) -> None:
        """Nothing in it tells one company who the other is."""
        text = field.data or ""
        found = [
            " ".join(text[each.start : each.end].split())
            for need in (*self._needs, *self.chosen_others)
            for each in find_identifying(text, need)
            if each.trace in TELLING
        ]
        if found:
            raise ValidationError(
                _(
                    "Daran erkennt man einen der Betriebe: %(words)s.",
                    words=", ".join(dict.fromkeys(found)),
                )
            )

    def validate_others(self, field: Field) -> None:
        """No two of them are of one company, or kept from each other."""
        if any(
            policies.are_kept_apart(one, other)
            for one, other in combinations([*self._needs, *self.chosen_others], 2)
        ):
            raise ValidationError(
                _("Nicht alle davon können zusammen gefragt werden. Bitte wählen Sie weniger aus.")
            )

    def validate_ends_on(self, field: Field) -> None:
        """Time to think, and an end."""
        first, last = today() + SHORTEST, today() + LONGEST
        if isinstance(field.data, date) and not first <= field.data <= last:
            raise ValidationError(
                _("Bitte lassen Sie den Betrieben mindestens fünf und höchstens sechzig Tage Zeit.")
            )


class PhoneAnswerForm(Form):
    """Who said what on the telephone."""

    answer = RadioField(
        _l("Was wurde gesagt?"),
        [Required(_l("Bitte wählen Sie eine Antwort."))],
        choices=[SelectChoice("ja", _l("Einverstanden")), SelectChoice("nein", _l("Möchte nicht"))],
        validate_choice=False,
    )
    note = StringField(
        _l("Wer hat es gesagt, und wann?"),
        [Required(_l("Bitte nennen Sie, wer geantwortet hat.")), AtMost(LONGEST_NOTE), PlainText()],
        description=_l("Zum Beispiel: Betriebsleitung, 10 Uhr. Eine Funktion genügt."),
    )

    def validate_answer(self, field: Field) -> None:
        """Yes or no."""
        one_of(field, {"ja", "nein"})


class PlanForm(Form):
    """What is to happen now that all have agreed."""

    next_step = TextAreaField(
        _l("Nächster Schritt"),
        [
            Required(_l("Bitte schreiben Sie, was als Nächstes geschieht.")),
            AtMost(LONGEST_MESSAGE),
            PlainText(),
        ],
        description=_l("Das lesen alle beteiligten Betriebe."),
    )
    meeting_on = DateField(_l("Gemeinsames Erstgespräch am"), [Optional()])
