"""What every form shares: messages at the field, clean text, the status of its page."""

import re
import unicodedata
from datetime import date
from typing import Any

from flask import abort, request
from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, ValidationError
from wtforms.fields import PasswordField, StringField, TextAreaField
from wtforms.validators import StopValidation

from webapp.config import LONGEST_TEXT_BYTES
from webapp.security import UNSTORABLE

HTML = re.compile(
    r"<\s*(?:!doctype|html|head|body|div|p|br|span|table|script|style|a|img|ul|li)\b[^<]*>", re.I
)
PDF_SOURCE = re.compile(r"%PDF-\d|\bendobj\b|\bendstream\b|\bxref\b\s+\d+\s+\d+")
PHONE = re.compile(r"\+?[\d\s/().–-]{5,39}")
MOST_NAMES, LONGEST_NAME = 20, 200
LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
"""Windows, old Macs, and the breaks that text programs set inside a paragraph."""
CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
MOST_CONTROLS = 3
"""A slip of copying; with more of them it was no text that was copied."""
REFILLED = "nur-ausfuellen"
"""The field that comes along when a form is to be shown with what was typed, and not sent."""


class Form(FlaskForm):
    """A form whose page answers 422 when something has to be put right.

    What people write is kept as they wrote it, but for six things: a line break is one sign,
    letters and their accents are joined (Unicode NFC), a byte order mark at the beginning, stray
    control signs and space around the text go, and a field of one line holds no line breaks.
    Passwords are only freed of the space around them.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            if isinstance(field, StringField) and isinstance(field.data, str):
                _tidy(field)

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Whether the form was sent and is right; not when it is only filled again."""
        return REFILLED not in request.form and super().validate_on_submit(extra_validators)

    @property
    def status(self) -> int:
        """200 for a fresh form, 422 for one with mistakes."""
        return 422 if self.errors else 200

    @property
    def values(self) -> dict[str, Any]:
        """The fields by name, without tokens and buttons."""
        return {
            name: value for name, value in self.data.items() if name not in {"csrf_token", "submit"}
        }


class TallLineField(TextAreaField):
    """One line that may be long, so that it is shown on several."""


def kept_texts() -> list[str]:
    """What somebody typed into a form that cannot be accepted any more, to be copied from a page.

    Nothing when another site sent it: a page of ours must not show what strangers wrote.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return []
    typed = [
        UNSTORABLE.sub("", text).strip()
        for name, texts in request.form.lists()
        for text in texts
        if "pass" not in name
    ]
    return [text for text in typed if re.search(r"\s", text)]


def names_in(text: str | None) -> list[str]:
    """The names in a text that has one in each line, each once."""
    lines = (" ".join(line.split()) for line in (text or "").splitlines())
    return list(dict.fromkeys(each for each in lines if each))


def _tidy(field: StringField) -> None:
    """Bound and trim a text; what no database can store becomes a message at the field."""
    if len(field.data.encode("utf-8", "replace")) > LONGEST_TEXT_BYTES:
        abort(413)
    field.data = _tidied(field)
    if UNSTORABLE.search(field.data):
        field.data = UNSTORABLE.sub("", field.data)
        field.process_errors.append(
            _(
                "Der Text enthielt Zeichen, die sich nicht speichern lassen. Wir haben sie "
                "entfernt. Bitte prüfen Sie den Text und senden Sie ihn noch einmal."
            )
        )


def _tidied(field: StringField) -> str:
    text = field.data.replace("\r\n", "\n").strip()
    if isinstance(field, PasswordField):
        return text
    if len(CONTROLS.findall(text)) > MOST_CONTROLS:
        field.process_errors.append(_from_inside_a_file())
        return text
    text = CONTROLS.sub("", LINE_BREAKS.sub("\n", text)).lstrip("\ufeff")
    text = unicodedata.normalize("NFC", text)
    has_lines = isinstance(field, TextAreaField) and not isinstance(field, TallLineField)
    return text.strip() if has_lines else " ".join(text.split())


def _from_inside_a_file() -> str:
    return _(
        "Das sieht nach dem Inneren einer Datei aus. Bitte öffnen Sie die Datei, "
        "kopieren Sie den lesbaren Text und fügen Sie ihn hier ein."
    )


class Required:
    """There has to be something, and the message says what."""

    field_flags = {"required": True}

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:
        """Stop at an empty field."""
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            # An empty choice is also no valid one; one message says it better than two.
            field.errors = list(field.process_errors)
            raise StopValidation(self.message)


class AtMost:
    """No more than so many characters; says by how many it is too long."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, form: Form, field: Field) -> None:
        """Count characters."""
        length = len(field.data or "")
        if length > self.limit:
            raise ValidationError(
                _(
                    "Bitte kürzen Sie auf höchstens %(limit)s Zeichen. Es sind %(more)s zu viel.",
                    limit=format_decimal(self.limit),
                    more=format_decimal(length - self.limit),
                )
            )


class PlainText:
    """Words people wrote, not the source of a web page or a file."""

    def __call__(self, form: Form, field: Field) -> None:
        """Look for traces of files and pages."""
        text = field.data or ""
        if PDF_SOURCE.search(text):
            raise ValidationError(_from_inside_a_file())
        if HTML.search(text):
            raise ValidationError(
                _(
                    "Das sieht nach dem Quelltext einer Internetseite aus. "
                    "Bitte schreiben Sie einfachen Text ohne HTML."
                )
            )


class EnoughWords:
    """At least so many words, because from one word nobody can tell what is needed."""

    def __init__(self, least: int, message: Any) -> None:
        self.least = least
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:
        """Count words of two letters and more."""
        if len(re.findall(r"\w{2,}", field.data or "")) < self.least:
            raise ValidationError(self.message)


class FewNames:
    """A list somebody can have meant: one name in each line."""

    def __call__(self, form: Form, field: Field) -> None:
        """Count names and their signs."""
        names = names_in(field.data)
        if len(names) > MOST_NAMES or any(len(each) > LONGEST_NAME for each in names):
            raise ValidationError(
                _("Bitte höchstens 20 Namen, jeden mit höchstens 200 Zeichen in eigener Zeile.")
            )


class NotBefore:
    """A day that is not over yet."""

    def __init__(self, first_day: Any, message: Any) -> None:
        self.first_day = first_day
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:
        """Compare with the first allowed day."""
        if isinstance(field.data, date) and field.data < self.first_day():
            raise ValidationError(self.message)


class Phone:
    """A number somebody can dial; empty is fine."""

    def __call__(self, form: Form, field: Field) -> None:
        """Digits and what people put between them."""
        if field.data and not PHONE.fullmatch(field.data):
            raise ValidationError(
                _("Bitte geben Sie eine Telefonnummer an, zum Beispiel 02307 123-45.")
            )
