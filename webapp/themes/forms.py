"""What somebody chooses when correcting themes."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, ValidationError
from wtforms.fields import SelectChoice

from webapp.forms import Form
from webapp.matching import Theme
from webapp.theme_words import kind_words, name_of


class AddForm(Form):
    """One more theme, of those that do not stand there yet."""

    theme = SelectField(
        _l("Welches Thema fehlt?"),
        description=_l("Alle Themen mit ihrer Bedeutung stehen auf der Seite „Themen“."),
        validate_choice=False,
    )

    def __init__(self, themes: Iterable[Theme], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._codes = set()
        self.theme.choices = [SelectChoice("", _("Bitte wählen"))]
        for theme in themes:
            self._codes.add(theme.code)
            words = _("%(kind)s: %(name)s", kind=kind_words(theme.kind), name=name_of(theme))
            self.theme.choices.append(SelectChoice(theme.code, words))

    def validate_theme(self, field: SelectField) -> None:
        """One of the list."""
        if field.data not in self._codes:
            raise ValidationError(_("Bitte wählen Sie ein Thema aus der Liste."))


class RemoveForm(Form):
    """One theme that stands there, sent by its button; what is gone already changes nothing."""

    theme = HiddenField()

    def __init__(self, codes: set[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._codes = codes

    def validate_theme(self, field: HiddenField) -> None:
        """One that stands there."""
        if field.data not in self._codes:
            raise ValidationError(_("Dieses Thema steht nicht mehr da."))
