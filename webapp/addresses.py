"""E-mail addresses: checked without asking the network, and one form of each in the database."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from wtforms import Field, ValidationError


def as_stored(typed: str) -> str | None:
    """An address in lower case with an ASCII domain, as accounts keep it; None if it is none."""
    try:
        found = validate_email(typed.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    return (found.ascii_email or found.normalized).lower()


class Address:
    """An address mail can be sent to."""

    def __call__(self, form: Any, field: Field) -> None:
        """Look at its form only; whether somebody reads it, the mailed link shows."""
        if as_stored(field.data or "") is None or len(field.data) > 254:
            raise ValidationError(
                _(
                    "Das ist keine vollständige E-Mail-Adresse. "
                    "Sie sieht zum Beispiel so aus: name@firma.example"
                )
            )
