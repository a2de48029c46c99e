"""What a program is called, what it is for, and for how long."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice

from models import Scope
from webapp.forms import AtMost, Form, PlainText, Required
from webapp.labels import choices
from webapp.scope_labels import SCOPE_HINTS

LONGEST_NAME = 100
MONTH, QUARTER, YEAR = "30", "90", "365"


class CreateTokenForm(Form):
    """A new Zugang; its key is shown once it is made."""

    name = StringField(
        _l("Welches Programm ist es?"),
        [
            Required(_l("Bitte sagen Sie, wofür der Zugang ist, zum Beispiel „ERP“.")),
            AtMost(LONGEST_NAME),
            PlainText(),
        ],
        description=_l("So finden Sie den Zugang in der Liste wieder."),
        render_kw={"autocomplete": "off"},
    )
    scopes = SelectMultipleField(
        _l("Was darf das Programm?"),
        [Required(_l("Bitte wählen Sie mindestens einen Zweck."))],
        description=_l("Nie mehr, als Sie selbst dürfen. Nur lesen, nichts ändern."),
    )
    days = SelectField(
        _l("Wie lange?"),
        choices=[
            SelectChoice(MONTH, _l("30 Tage")),
            SelectChoice(QUARTER, _l("90 Tage")),
            SelectChoice(YEAR, _l("Ein Jahr")),
        ],
        default=QUARTER,
    )

    def offer(self, scopes: Sequence[Scope]) -> None:
        """Show only what the owner may give away."""
        self.scopes.choices = choices(*scopes)

    @property
    def hints(self) -> dict[str, object]:
        """What each purpose lets a program read."""
        return {scope.value: words for scope, words in SCOPE_HINTS.items()}
