"""What people answer in a Vermittlung."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Optional

from models import DeclineReason
from webapp.forms import AtMost, Form, NotBefore, PlainText, Required
from webapp.labels import choices


class ConsentForm(Form):
    """A yes, bound to the text that was read."""

    text_version = HiddenField()

    @property
    def agreed_to(self) -> str:
        """The version of the text on the page; no text when somebody removed it."""
        return self.text_version.data or ""


class PhoneConsentForm(ConsentForm):
    """A yes that was said on the telephone."""

    note = TextAreaField(
        _l("Wer hat wann zugestimmt?"),
        [
            Required(_l("Bitte notieren Sie, wer am Telefon zugestimmt hat.")),
            AtMost(500),
            PlainText(),
        ],
        description=_l("Zum Beispiel: „Betriebsleitung, Anruf heute um 10 Uhr“."),
    )


class DeclineForm(Form):
    """A no, with a reason for the Transferstelle."""

    reason = RadioField(
        _l("Warum passt es nicht?"),
        [InputRequired(_l("Bitte wählen Sie einen Grund."))],
        choices=choices(*DeclineReason),
    )
    note = TextAreaField(
        _l("Möchten Sie etwas dazu sagen?"),
        [AtMost(1000), PlainText()],
        description=_l(
            "Zum Beispiel, wer besser passt. Das liest nur die Transferstelle, nie das Unternehmen."
        ),
    )

    def validate_note(self, field: TextAreaField) -> None:
        """A reason that stands in no list has to be said in words."""
        if self.reason.data == DeclineReason.OTHER.value and not (field.data or "").strip():
            raise ValidationError(_l("Bitte nennen Sie den Grund in ein paar Worten."))

    @property
    def values(self) -> dict[str, Any]:
        """As the operation takes them."""
        return {"reason": DeclineReason(self.reason.data), "note": self.note.data or ""}


class AgreementForm(Form):
    """The days on which the two sides signed the confidentiality agreement."""

    company_on = DateField(_l("Wann hat das Unternehmen unterschrieben?"), [Optional()])
    professor_on = DateField(_l("Wann hat das Lehrgebiet unterschrieben?"), [Optional()])

    def __init__(self, last_day: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.last_day = last_day

    def validate_company_on(self, field: DateField) -> None:
        """Nobody has signed in the future."""
        if field.data and field.data > self.last_day:
            raise ValidationError(_l("Dieser Tag kommt erst noch."))

    validate_professor_on = validate_company_on


class MeetingForm(Form):
    """The day of the Erstgespräch and what it came to."""

    met_on = DateField(
        _l("Wann haben Sie gesprochen?"),
        [InputRequired(_l("Bitte geben Sie den Tag des Gesprächs an."))],
    )
    note = TextAreaField(
        _l("Was haben Sie vereinbart?"),
        [AtMost(2000), PlainText()],
        description=_l("Diese Notiz lesen beide Seiten und die Transferstelle."),
    )

    def __init__(self, first_day: date, last_day: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.first_day, self.last_day = first_day, last_day

    def validate_met_on(self, field: DateField) -> None:
        """After both had agreed, and not in the future."""
        NotBefore(
            lambda: self.first_day,
            _l("Der Tag liegt vor der Vermittlung. Bitte prüfen Sie das Datum."),
        )(self, field)
        if field.data and field.data > self.last_day:
            raise ValidationError(
                _l("Dieser Tag kommt erst noch. Bitte notieren Sie das Gespräch danach.")
            )

    @property
    def values(self) -> dict[str, Any]:
        """As the operation takes them."""
        return {"met_on": self.met_on.data, "note": self.note.data or ""}
