"""The form by which an administrator asks to read a case."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField, ValidationError
from wtforms.validators import Length

from models import Challenge
from webapp.forms import AtMost, Form, PlainText, Required


class EmergencyForm(Form):
    """Which case, and why."""

    reference = StringField(
        _l("Fallnummer"),
        [Required(_l("Bitte geben Sie die Fallnummer an.")), AtMost(20)],
        description=_l("Zum Beispiel 7KX-M2P; das Unternehmen oder die Federführung kennt sie."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    reason = TextAreaField(
        _l("Warum müssen Sie den Fall lesen?"),
        [
            Required(_l("Bitte begründen Sie, warum es ohne den Inhalt nicht geht.")),
            Length(min=20, message=_l("Bitte begründen Sie es in einem ganzen Satz.")),
            AtMost(1000),
            PlainText(),
        ],
        description=_l("Das lesen die zweite Person, das Unternehmen und die Federführung."),
    )
    challenge: Challenge | None = None

    def find(self, challenge: Challenge | None) -> None:
        """The need that the number belongs to, if it belongs to one."""
        self.challenge = challenge

    def validate_reference(self, field: StringField) -> None:
        """There has to be such a case."""
        if self.challenge is None:
            raise ValidationError(_("Zu dieser Nummer gibt es keinen Fall."))
