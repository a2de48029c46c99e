"""What managers write about neighbours, and what became of a Verweis."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice

from models import Gap, Neighbour, ReferralOutcome
from models.referral import LONGEST_WEB_ADDRESS
from webapp.forms import AtMost, Form, PlainText, Required
from webapp.labels import choices

WEB_ADDRESS = re.compile(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)+(/\S*)?", re.IGNORECASE)
LONGEST_GOOD_FOR = 600


class NeighbourForm(Form):
    """A Nachbarstelle: what is not known stays empty."""

    name = StringField(
        _l("Name der Stelle"),
        [Required(_l("Bitte nennen Sie die Stelle.")), AtMost(200), PlainText()],
    )
    good_for = TextAreaField(
        _l("Wofür ist sie gut?"),
        [AtMost(LONGEST_GOOD_FOR), PlainText()],
        description=_l("Ein bis zwei Sätze, wie sie ein Unternehmen versteht; es liest sie so."),
    )
    web_address = StringField(
        _l("Internetadresse"),
        [AtMost(LONGEST_WEB_ADDRESS)],
        description=_l("Mit https:// am Anfang."),
    )
    contact = StringField(
        _l("Ansprechstelle, nach Funktion"),
        [AtMost(200), PlainText()],
        description=_l("Zum Beispiel „Erstberatung, Telefon 0221 4710 0“. Keine Personen."),
    )
    is_checked = BooleanField(
        _l("Ich habe alle Angaben heute geprüft"),
        description=_l("Ein Jahr lang gelten sie dann als geprüft."),
    )

    @classmethod
    def of(cls, neighbour: Neighbour | None) -> "NeighbourForm":
        """What was sent; else the entry as it is."""
        return cls(obj=neighbour)

    def validate_web_address(self, field: StringField) -> None:
        """An address of the web, and no other kind of link."""
        if field.data and not WEB_ADDRESS.fullmatch(field.data):
            raise ValidationError(
                _("Bitte geben Sie eine Adresse an, die mit https:// oder http:// beginnt.")
            )


class OutcomeForm(Form):
    """What became of a Verweis."""

    outcome = RadioField(
        _l("Was ist daraus geworden?"),
        choices=choices(*ReferralOutcome),
        coerce=ReferralOutcome,
        validate_choice=False,
        validators=[Required(_l("Bitte wählen Sie eine Antwort."))],
    )


class MergeForm(Form):
    """Which other topic means the same."""

    other = SelectField(
        _l("Welches Thema meint dasselbe?"),
        description=_l("Beide zählen danach zusammen. Beide Wortlaute bleiben stehen."),
    )

    def __init__(self, others: list[Gap], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._others = {str(each.id): each for each in others}
        self.other.choices = [
            SelectChoice("", _("Bitte wählen")),
            *(SelectChoice(key, each.topic) for key, each in self._others.items()),
        ]

    @property
    def chosen(self) -> Gap | None:
        """The other topic."""
        return self._others.get(self.other.data or "")

    def validate_other(self, field: SelectField) -> None:
        """One has to be chosen."""
        if not field.data:
            raise ValidationError(_("Bitte wählen Sie ein Thema."))
