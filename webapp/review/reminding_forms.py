"""Which of the chosen cases are reminded of."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.fields import SelectChoice

from webapp.forms import Form, Required
from webapp.review.reminding import Reminder


class RemindForm(Form):
    """A tick for every case in which a reminder can be sent."""

    fall = SelectMultipleField(
        _l("In welchen Fällen soll erinnert werden?"),
        choices=[],
        validate_choice=False,
        validators=[Required(_l("Bitte wählen Sie mindestens einen Fall."))],
    )

    def __init__(
        self, reminders: Sequence[Reminder], today: date, *args: Any, **kwargs: Any
    ) -> None:
        possible = [each for each in reminders if each.obstacle(today) is None]
        self._known = {str(each.case.challenge.id) for each in possible}
        super().__init__(*args, data={"fall": sorted(self._known)}, **kwargs)
        self.fall.choices = [
            SelectChoice(str(each.case.challenge.id), each.case.challenge.title)
            for each in possible
        ]

    @property
    def ids(self) -> list[uuid.UUID]:
        """The cases that were ticked, as far as they can be reminded of."""
        return [uuid.UUID(each) for each in self.fall.data or [] if each in self._known]

    @property
    def possible(self) -> set[uuid.UUID]:
        """All cases in which a reminder can be sent."""
        return {uuid.UUID(each) for each in self._known}
