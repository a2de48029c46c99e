"""Which cases a manager wants counted."""

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields import SelectChoice

from models import Municipality, sort_key
from webapp.figures.queries import Choice
from webapp.industries import BROAD_DIVISIONS, SECTOR_WORDS, sector_words
from webapp.period_form import PeriodForm

ALL = ""


class ChoiceForm(PeriodForm):
    """A period, a line of business and a municipality; an unknown choice means all."""

    branche = SelectField(_l("Branche"))
    gemeinde = SelectField(_l("Gemeinde"))

    def __init__(
        self, today: date, first_year: int, municipalities: Sequence[Municipality]
    ) -> None:
        super().__init__(today, first_year)
        sectors = [*sorted(set(BROAD_DIVISIONS.values()), key=sort_key), *SECTOR_WORDS]
        self.branche.choices = [
            SelectChoice(ALL, _l("Alle Branchen")),
            *(SelectChoice(each, sector_words(each)) for each in sectors),
        ]
        self.gemeinde.choices = [
            SelectChoice(ALL, _l("Alle Gemeinden")),
            *(SelectChoice(each.ags, each.name) for each in municipalities),
        ]
        for field in (self.branche, self.gemeinde):
            if field.data not in {each.value for each in field.choices}:
                field.data = ALL

    @property
    def choice(self) -> Choice:
        """What was chosen."""
        return Choice(self.period, self.branche.data or None, self.gemeinde.data or None)

    @property
    def address(self) -> dict[str, str]:
        """The choice as it stands in addresses, without what means everything."""
        chosen = {
            "zeitraum": self.zeitraum.data,
            "branche": self.branche.data,
            "gemeinde": self.gemeinde.data,
        }
        return {name: value for name, value in chosen.items() if value}

    @property
    def words(self) -> list[str]:
        """The narrowing in words, for files."""
        fields = [each for each in (self.branche, self.gemeinde) if each.data]
        return [str(dict(_pairs(each.choices))[each.data]) for each in fields]


def _pairs(choices: Sequence[SelectChoice]) -> list[tuple[str, str]]:
    return [(each.value, each.label or each.value) for each in choices]
