"""The words that a manager may change in a mail or a letter."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField, ValidationError

from models.wording import LONGEST_WORDING
from webapp.forms import AtMost, Form, PlainText
from webapp.wordings import KINDS, unknown_placeholders

ADDRESS = re.compile(r"https?://|\bwww\.|\b[\w-]+\.(?:de|com|eu|org|net|example)\b", re.I)


class WordingForm(Form):
    """Own words in German and English; an empty field stands for the standard."""

    de = TextAreaField(_l("Ihr Text"), validators=[AtMost(LONGEST_WORDING), PlainText()])
    en = TextAreaField(
        _l("Ihr Text auf Englisch"),
        description=_l("Für alle, die Englisch eingestellt haben."),
        validators=[AtMost(LONGEST_WORDING), PlainText()],
    )
    seen = HiddenField()
    """When these words had last been changed as the page was opened."""

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        self._kind = kind
        super().__init__(*args, **kwargs)

    def validate_de(self, field: TextAreaField) -> None:
        """Refuse marks that stay as they are, and addresses that lead elsewhere."""
        text = field.data or ""
        unknown = unknown_placeholders(self._kind, text)
        if unknown:
            raise ValidationError(
                _(
                    "Das wird hier nicht ersetzt: %(marks)s. Möglich ist: %(known)s.",
                    marks=", ".join(unknown),
                    known=", ".join(KINDS[self._kind].placeholders),
                )
            )
        if ADDRESS.search(text) and not KINDS[self._kind].is_letter:
            raise ValidationError(
                _("Links setzt der Dienst selbst. Bitte nehmen Sie die Adresse heraus.")
            )

    validate_en = validate_de

    def say_outdated(self, version: str) -> None:
        """Somebody was faster: say so at the field, and let who sends it again decide."""
        self.seen.data = version
        self.de.errors = [
            *self.de.errors,
            _(
                "Inzwischen hat jemand aus Ihrem Haus diesen Text geändert. Was jetzt gilt, steht "
                "unter „Zurzeit gilt“. Wenn Sie noch einmal speichern, gilt Ihrer."
            ),
        ]

    @property
    def texts(self) -> dict[str, str]:
        """By language."""
        return {"de": self.de.data or "", "en": self.en.data or ""}

    def own_texts(self, standard: dict[str, str]) -> dict[str, str]:
        """By language, and none where it still says what the standard says."""
        return {
            language: "" if text == standard.get(language) else text
            for language, text in self.texts.items()
        }
