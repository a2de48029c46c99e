"""Which period a reader of figures has chosen."""

from datetime import date

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields import SelectChoice

from webapp.forms import Form
from webapp.periods import LAST_TWELVE, Period, last_twelve_months, year


class PeriodForm(Form):
    """The last twelve months or a calendar year; an unknown choice is the default."""

    zeitraum = SelectField(_l("Zeitraum"))

    def __init__(self, today: date, first_year: int) -> None:
        super().__init__(formdata=request.args, meta={"csrf": False})
        self._today = today
        years = range(today.year, first_year - 1, -1)
        self.zeitraum.choices = [
            SelectChoice(LAST_TWELVE, _("Letzte 12 Monate")),
            *(SelectChoice(str(each)) for each in years),
        ]
        if self.zeitraum.data not in {each.value for each in self.zeitraum.choices}:
            self.zeitraum.data = LAST_TWELVE

    @property
    def period(self) -> Period:
        """The months the choice stands for."""
        if self.zeitraum.data == LAST_TWELVE:
            return last_twelve_months(self._today)
        return year(int(self.zeitraum.data))
