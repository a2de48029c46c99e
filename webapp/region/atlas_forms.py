"""What the reader of the atlas chooses: a theme or a kind of themes."""

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.fields import SelectChoice

from webapp.forms import Form
from webapp.matching import ThemeKind, vocabulary
from webapp.theme_words import kind_words, name_of


class AtlasForm(Form):
    """Which themes; an unknown one means all, and the half-year and the view stay as they are."""

    thema = SelectField(_l("Thema"))
    halbjahr = HiddenField()
    sicht = HiddenField()

    def __init__(self) -> None:
        super().__init__(formdata=request.args, meta={"csrf": False})
        choices = [SelectChoice("", _("Alle Themen"), optgroup=_("Überblick"))]
        for kind in ThemeKind:
            words = str(kind_words(kind))
            choices.append(
                SelectChoice(kind.value, _("%(kind)s: alle Themen", kind=words), optgroup=words)
            )
            choices += [
                SelectChoice(each.code, name_of(each), optgroup=words)
                for each in vocabulary().of_kind(kind)
            ]
        self.thema.choices = choices
        if self.thema.data not in {each.value for each in choices}:
            self.thema.data = ""

    @property
    def theme(self) -> str | None:
        """A code or the name of a kind, or nothing for all."""
        return self.thema.data or None
