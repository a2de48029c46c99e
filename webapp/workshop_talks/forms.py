"""What is asked before a timetable is made, when somebody cannot talk, and where a talk goes."""

import uuid
from collections.abc import Collection, Mapping, Sequence

from flask import request
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from models import Talk, TalkRound
from webapp.forms import AtMost, Form

MOST_IN_A_ROW = 6
LONGEST_SEARCH = 100


class SearchForm(Form):
    """A name to look for. Sent by GET, so it needs no token."""

    suche = StringField(_l("Name, Organisation oder Lehrgebiet"), [AtMost(LONGEST_SEARCH)])

    def __init__(self) -> None:
        super().__init__(formdata=request.args, meta={"csrf": False})

    @property
    def words(self) -> str:
        """What is looked for; nothing of what is far too long."""
        return (self.suche.data or "")[:LONGEST_SEARCH]


class PlanForm(Form):
    """How the timetable is to be."""

    in_a_row = SelectField(
        _l("Gespräche ohne Pause"),
        description=_l(
            "Wer länger am Stück spricht, hört schlechter zu. Es kostet aber Gespräche."
        ),
    )
    only_present = BooleanField(
        _l("Nur wer da ist"),
        description=_l("Wer noch nicht eingecheckt ist, bekommt keine Gespräche."),
    )

    def __init__(self) -> None:
        super().__init__()
        self.in_a_row.choices = [
            SelectChoice("", _("Beliebig viele")),
            *(
                SelectChoice(str(each), _("Höchstens %(number)s", number=each))
                for each in range(1, MOST_IN_A_ROW + 1)
            ),
        ]
        self.in_a_row.data = self.in_a_row.data or ""

    @property
    def most_in_a_row(self) -> int | None:
        """The choice as a number."""
        return int(self.in_a_row.data) if self.in_a_row.data else None


class BreaksForm(Form):
    """Rounds in which somebody cannot talk."""

    rounds = SelectMultipleField(
        _l("Kein Gespräch um"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, rounds: Sequence[TalkRound], away: Collection[uuid.UUID] = ()) -> None:
        super().__init__()
        self.rounds.choices = [SelectChoice(str(each.id), time_of(each)) for each in rounds]
        if not self.is_submitted():
            self.rounds.data = [str(each) for each in away]

    @property
    def chosen(self) -> list[uuid.UUID]:
        """The rounds by id."""
        return [uuid.UUID(each) for each in self.rounds.data or ()]


class MoveForm(Form):
    """The round a talk moves to; those that cannot be say who has something else then."""

    round = RadioField(_l("Neue Zeit"))

    def __init__(
        self,
        talk: Talk,
        rounds: Sequence[TalkRound],
        conflicts: Mapping[uuid.UUID, str],
        begun: Collection[uuid.UUID],
    ) -> None:
        super().__init__()
        self._conflicts = conflicts
        self.round.choices = [
            SelectChoice(str(each.id), self._words(each))
            for each in rounds
            if each.id != talk.round_id and each.id not in begun
        ]

    def _words(self, each: TalkRound) -> str:
        if each.id not in self._conflicts:
            return _("%(time)s – beide sind frei", time=time_of(each))
        return _(
            "%(time)s – %(name)s kann dann nicht",
            time=time_of(each), name=self._conflicts[each.id],
        )  # fmt: skip

    def validate_round(self, field: RadioField) -> None:
        """Nobody is in two places at once."""
        chosen = uuid.UUID(field.data) if field.data in self._known else None
        if chosen in self._conflicts:
            field.errors = [
                *field.errors,
                _(
                    "%(name)s hat um diese Zeit ein anderes Gespräch oder kann nicht. Sagen Sie "
                    "das andere zuerst ab, oder wählen Sie eine andere Zeit.",
                    name=self._conflicts[chosen],
                ),
            ]

    @property
    def _known(self) -> set[str]:
        return {str(each.value) for each in self.round.choices}

    @property
    def chosen(self) -> uuid.UUID:
        """The round by id."""
        return uuid.UUID(self.round.data)


def time_of(each: TalkRound) -> str:
    """“14:15 bis 14:30 Uhr”."""
    return _(
        "%(start)s bis %(end)s Uhr",
        start=format_datetime(each.starts_at, "H:mm"), end=format_datetime(each.ends_at, "H:mm"),
    )  # fmt: skip
