"""The forms of a visit: what a scout notes on the way back, and what the company makes of it."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice

from webapp.addresses import Address
from webapp.challenges.forms import (
    NEEDED_DESCRIPTION,
    WORDS_FOR_DESCRIPTION,
    NeedForm,
    municipality_choices,
)
from webapp.challenges.newcomers import DescribeForm
from webapp.forms import AtMost, PlainText, Required
from webapp.reaching import company_field, phone_field

LONGEST_NOTE = 1000


class VisitForm(NeedForm):
    """A need as the scout heard it, and where the company is asked about it."""

    description = TextAreaField(
        _l("Das Problem in den Worten des Unternehmens"),
        description=WORDS_FOR_DESCRIPTION["description"],
        validators=NEEDED_DESCRIPTION,
    )
    company = company_field()
    municipality_ags = SelectField(
        _l("In welcher Gemeinde ist das Unternehmen?"),
        [Required(_l("Bitte wählen Sie die Gemeinde aus."))],
    )
    function = StringField(
        _l("Mit wem haben Sie gesprochen, nach Funktion?"),
        [
            Required(_l("Bitte nennen Sie die Funktion, zum Beispiel „Werkstattleitung“.")),
            AtMost(200),
            PlainText(),
        ],
        description=_l("Zum Beispiel „Geschäftsführung“ oder „Werkstattleitung“. Keinen Namen."),
    )
    email = EmailField(
        _l("E-Mail-Adresse des Unternehmens"),
        [Required(_l("Bitte geben Sie an, wohin der Link gehen soll.")), Address()],
        description=_l(
            "Die Adresse, die man Ihnen beim Besuch gegeben hat. Dorthin geht der Link."
        ),
        render_kw={"spellcheck": "false"},
    )
    phone = phone_field()
    note = TextAreaField(
        _l("Notiz für das Unternehmen"),
        [AtMost(LONGEST_NOTE), PlainText()],
        description=_l(
            "Zum Beispiel, was Sie verabredet haben. Das liest nur das Unternehmen, wenn es den "
            "Entwurf öffnet; danach ist es gelöscht. Bitte nichts Vertrauliches."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.municipality_ags.choices = [
            SelectChoice("", _l("Bitte wählen")),
            *municipality_choices(),
        ]


class NewcomerForm(DescribeForm):
    """What a company without an account corrects; its mailbox is known from the link."""

    email = None
