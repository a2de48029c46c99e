"""How many people each Bedarf should ask."""

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields import SelectChoice

from webapp.forms import Form
from webapp.matching import MOST_WANTED


class WantedForm(Form):
    """One to three; an unknown choice is one. Sent by GET, so it needs no token."""

    je = SelectField(_l("Angefragte je Bedarf"))

    def __init__(self) -> None:
        super().__init__(formdata=request.args, meta={"csrf": False})
        self.je.choices = [SelectChoice(str(each)) for each in range(1, MOST_WANTED + 1)]
        if self.je.data not in {each.value for each in self.je.choices}:
            self.je.data = "1"

    @property
    def wanted(self) -> int:
        """The choice as a number."""
        return int(self.je.data)
