"""What is chosen when clusters are named, merged and filled."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice

from models import NoteCluster, WorkshopNote
from webapp.forms import AtMost, Form, PlainText, Required

NEW, LOOSE = "neu", "einzeln"


class RenameForm(Form):
    """A heading in a person's words."""

    title = StringField(
        _l("Überschrift der Gruppe"),
        [Required(_l("Bitte geben Sie der Gruppe eine Überschrift.")), AtMost(200), PlainText()],
    )


class MergeForm(Form):
    """The cluster that says the same."""

    into = SelectField(
        _l("Zusammenführen mit"), [Required(_l("Bitte wählen Sie die andere Gruppe."))]
    )

    def __init__(self, others: Sequence[NoteCluster], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._others = {str(each.id): each for each in others}
        self.into.choices = [
            SelectChoice("", _l("Bitte wählen")),
            *(SelectChoice(key, each.title) for key, each in self._others.items()),
        ]

    @property
    def chosen(self) -> NoteCluster:
        """The cluster that was picked."""
        return self._others[self.into.data]


class MoveForm(Form):
    """Which notes go where."""

    notes = SelectMultipleField(
        _l("Welche Notizen?"), [Required(_l("Bitte wählen Sie wenigstens eine Notiz."))]
    )
    target = SelectField(
        _l("Wohin?"), [Required(_l("Bitte wählen Sie, wohin die Notizen sollen."))]
    )

    def __init__(
        self,
        notes: Sequence[WorkshopNote],
        others: Sequence[NoteCluster],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._notes = {str(each.id): each for each in notes}
        self.notes.choices = [SelectChoice(key, each.text) for key, each in self._notes.items()]
        self.target.choices = [
            SelectChoice(NEW, _l("In eine neue Gruppe")),
            *(SelectChoice(str(each.id), each.title) for each in others),
            SelectChoice(LOOSE, _l("In keine Gruppe")),
        ]

    @property
    def chosen_notes(self) -> list[WorkshopNote]:
        """The notes that were ticked, in the order in which they were written."""
        return [each for key, each in self._notes.items() if key in self.notes.data]
