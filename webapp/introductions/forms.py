"""What people answer in a Vermittlung."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from models import DeclineReason, Profile
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


class HandOnForm(DeclineForm):
    """A no that names somebody who fits better: one of the published profiles, or in words."""

    words = StringField(
        _l("Wonach suchen Sie?"),
        [AtMost(200), PlainText()],
        description=_l("Thema, Verfahren oder Lehrgebiet, an beiden Hochschulen."),
    )
    colleague = RadioField(_l("Wer passt besser?"), [Optional()], validate_choice=False)
    note = TextAreaField(
        _l("Oder in Ihren Worten: Wer passt besser, und warum?"),
        [AtMost(1000), PlainText()],
        description=_l("Ein Name genügt. Das liest nur die Transferstelle, nie das Unternehmen."),
    )

    def __init__(self, chosen: Profile | None, **kwargs: Any) -> None:
        super().__init__(data={"reason": DeclineReason.WRONG_FIELD.value}, **kwargs)
        self.chosen = chosen
        self.offer([chosen] if chosen else [])

    def offer(self, profiles: Sequence[Profile]) -> None:
        """Whom one can choose."""
        self.offered = list(dict.fromkeys([*([self.chosen] if self.chosen else []), *profiles]))
        self.colleague.choices = [SelectChoice(str(each.id), each.chair) for each in self.offered]

    @property
    def hints(self) -> dict[str, str]:
        """Where each of them is and what their profile says first."""
        return {
            str(each.id): " · ".join(
                [
                    each.department.campus.university.name,
                    *(one.text for one in each.competences[:1]),
                ]
            )
            for each in self.offered
        }

    def validate_words_alone(self) -> bool:
        """Whether there is something to look for."""
        if not self.words.data and not self.words.process_errors:
            self.words.errors = [_l("Bitte schreiben Sie, wonach Sie suchen.")]
            return False
        return bool(self.words.validate(self))

    def validate_colleague(self, field: RadioField) -> None:
        """Somebody who was found a moment ago may have hidden the profile since."""
        if field.data and self.chosen is None:
            raise ValidationError(
                _l("Dieses Profil gibt es nicht mehr. Bitte suchen Sie noch einmal.")
            )

    def validate_note(self, field: TextAreaField) -> None:
        """Without a choice, words have to say who is meant."""
        super().validate_note(field)
        if not self.colleague.data and not (field.data or "").strip():
            raise ValidationError(
                _l("Bitte wählen Sie oben jemanden aus, oder schreiben Sie hier, wen Sie meinen.")
            )

    @property
    def values(self) -> dict[str, Any]:
        """As the operation takes them."""
        return super().values | {"suggested": self.chosen}


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
