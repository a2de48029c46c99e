"""Whom to invite into the own organisation."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, StringField

from webapp.addresses import Address
from webapp.forms import AtMost, Form, PlainText, Required


class InviteColleagueForm(Form):
    """An address, and what somebody does in the organisation."""

    display_name = StringField(
        _l("Funktion"),
        [
            Required(_l("Bitte geben Sie die Funktion an, zum Beispiel „Produktionsleitung“.")),
            AtMost(200),
            PlainText(),
        ],
        description=_l("So erscheint das Konto. Einen Namen brauchen wir nicht."),
        render_kw={"autocomplete": "off"},
    )
    email = EmailField(
        _l("E-Mail-Adresse"),
        [Required(_l("Bitte geben Sie die E-Mail-Adresse an.")), Address()],
        description=_l("Hierhin geht die Einladung mit einem Link, der vierzehn Tage gilt."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
