"""The fields by which a company and whoever speaks for it are reached, the same in every form."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TelField

from webapp.forms import AtMost, Phone, PlainText, Required


def company_field(description: Any = "") -> StringField:
    """The company's name."""
    return StringField(
        _l("Name des Unternehmens"),
        [Required(_l("Bitte geben Sie den Namen des Unternehmens an.")), AtMost(200), PlainText()],
        description=description,
        render_kw={"autocomplete": "organization"},
    )


def function_field() -> StringField:
    """What somebody is in the company; never a name."""
    return StringField(
        _l("Ihre Funktion"),
        [
            Required(_l("Bitte nennen Sie Ihre Funktion, zum Beispiel „Geschäftsführung“.")),
            AtMost(200),
            PlainText(),
        ],
        description=_l("Zum Beispiel „Geschäftsführung“. Ihren Namen brauchen wir nicht."),
        render_kw={"autocomplete": "organization-title"},
    )


def phone_field() -> TelField:
    """A number to call back."""
    return TelField(
        _l("Telefon"),
        [Phone()],
        description=_l("Damit wir bei Fragen kurz anrufen können."),
        render_kw={"autocomplete": "tel"},
    )
