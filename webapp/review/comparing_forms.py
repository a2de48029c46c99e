"""Whom to compare; sent by GET, so that a comparison can be kept and gone back to."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields import SelectChoice

from webapp.forms import Form
from webapp.review.proposals import Proposal


class CompareForm(Form):
    """Two people of one case."""

    class Meta(Form.Meta):
        """Reading needs no token."""

        csrf = False

    eins = SelectField(_l("Links"), validate_choice=False)
    zwei = SelectField(_l("Rechts"), validate_choice=False)

    def __init__(self, proposals: Sequence[Proposal], args: Any) -> None:
        # The ticks of the review page send one name twice.
        ticked = args.getlist("wen")
        first = [str(each.profile.id) for each in proposals[:2]]
        chosen = [args.get("eins") or "", args.get("zwei") or ""]
        start = chosen if any(chosen) else ticked if len(ticked) == 2 else first
        start = [*start, "", ""][:2]
        super().__init__(data={"eins": start[0], "zwei": start[1]}, formdata=None)
        self.eins.choices = self.zwei.choices = [
            SelectChoice(str(each.profile.id), each.profile.chair) for each in proposals
        ]
        if len(ticked) > 2:
            self.zwei.errors = [_("Vergleichen lassen sich immer zwei. Bitte wählen Sie hier aus.")]
        elif any(start) and start[0] == start[1]:
            self.zwei.errors = [_("Bitte wählen Sie zwei verschiedene Lehrgebiete.")]

    @property
    def pair(self) -> tuple[uuid.UUID, uuid.UUID] | None:
        """The two that were chosen; None while they are not two."""
        known = {choice.value for choice in self.eins.choices}
        if self.eins.data == self.zwei.data or not {self.eins.data, self.zwei.data} <= known:
            return None
        return uuid.UUID(self.eins.data), uuid.UUID(self.zwei.data)
