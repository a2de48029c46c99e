"""What somebody writes at a table, and what is typed from a card."""

import re
import uuid
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice

from models import Participant, Workshop, WorkshopTable
from models.workshop_note import LONGEST_NOTE
from webapp.database import get_session
from webapp.forms import AtMost, Form, PlainText, Required
from webapp.workshop_notes.queries import participant_of_badge

KEY = re.compile("[0-9A-Za-z-]{8,64}")
SAYS_SOMETHING = [
    Required(_l("Bitte schreiben Sie ein paar Worte.")),
    AtMost(LONGEST_NOTE),
    PlainText(),
]


class NoteForm(Form):
    """A few words, and who may be asked about them, if the writer likes."""

    text = TextAreaField(_l("Ihre Notiz"), SAYS_SOMETHING)
    badge = StringField(
        _l("Code auf Ihrem Namensschild"),
        [AtMost(40), PlainText()],
        description=_l("Die ersten sechs Zeichen genügen. Ohne Code bleibt die Notiz ohne Namen."),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    key = HiddenField()

    participant: Participant | None = None

    @property
    def note_key(self) -> str:
        """What makes a note that is sent again the same note."""
        return self.key.data if KEY.fullmatch(self.key.data or "") else uuid.uuid4().hex

    def finds_participant(self, workshop: Workshop) -> bool:
        """Whether the badge, if any, belongs to somebody here; else the field says so."""
        if not self.badge.data:
            return True
        self.participant = participant_of_badge(get_session(), workshop, self.badge.data)
        if self.participant is None:
            self.badge.errors = [
                _(
                    "Diesen Code kennen wir nicht. Bitte prüfen Sie ihn, oder lassen Sie das Feld "
                    "leer."
                )
            ]
        return self.participant is not None


class BadgeForm(Form):
    """Who wants to vote without having scanned the wall."""

    badge = StringField(
        _l("Code auf Ihrem Namensschild"),
        [Required(_l("Bitte geben Sie die ersten sechs Zeichen ein.")), AtMost(40), PlainText()],
        description=_l("Die ersten sechs Zeichen genügen."),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


class CardForm(Form):
    """A paper card: at which table it was written, and what stands on it."""

    table = SelectField(_l("Tisch"), [Required(_l("Bitte wählen Sie den Tisch."))])
    text = TextAreaField(_l("Was auf der Karte steht"), SAYS_SOMETHING)

    def __init__(self, tables: Sequence[WorkshopTable], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tables = {str(each.id): each for each in tables}
        self.table.choices = [SelectChoice(key, each.name) for key, each in self._tables.items()]

    @property
    def chosen_table(self) -> WorkshopTable:
        """The table that was picked."""
        return self._tables[self.table.data]
