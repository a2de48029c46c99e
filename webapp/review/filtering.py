"""The filters of the inbox, as they stand in its address, and their names for another day."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, SearchField, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice

from models import ChallengeState
from models.saved_view import LONGEST_VIEW_NAME, MOST_VIEWS, SavedView
from webapp.forms import AtMost, Form, PlainText, Required
from webapp.labels import label
from webapp.review.cases import Due, Sieve, Turn
from webapp.review.inbox import Inbox

LONGEST_WORDS = 200
LIST, BOARD = "liste", "tafel"
FIELDS = ("suche", "zug", "frist", "zustand", "ort", "ansicht")


class FilterForm(Form):
    """Which cases the inbox shows and how; sent by GET, so it needs no token."""

    class Meta(Form.Meta):
        """Reading needs no token."""

        csrf = False

    suche = SearchField(_l("Text, Firma oder Nummer"), default="")
    zug = SelectField(
        _l("Wer ist am Zug?"),
        choices=[
            ("", _l("Alle")),
            (Turn.MINE.value, _l("Ich")),
            (Turn.OTHERS.value, _l("Andere")),
            (Turn.NOBODY.value, _l("Noch niemand")),
        ],
        validate_choice=False,
        default="",
    )
    frist = SelectField(
        _l("Nächster Termin"),
        choices=[
            ("", _l("Alle")),
            (Due.OVERDUE.value, _l("Überfällig")),
            (Due.SOON.value, _l("In den nächsten sieben Tagen")),
        ],
        validate_choice=False,
        default="",
    )
    zustand = SelectField(_l("Stand"), validate_choice=False, default="")
    ort = SelectField(_l("Gemeinde"), validate_choice=False, default="")
    ansicht = HiddenField(default=LIST)

    def show_counts(self, inbox: Inbox) -> None:
        """Offer what there is: every state, and the municipalities of open cases, with counts."""
        states = [each for each in ChallengeState if each is not ChallengeState.DRAFT]
        total = sum(inbox.counts.values())
        self.zustand.choices = [
            SelectChoice("", _("Alle (%(count)s)", count=total)),
            *(
                SelectChoice(each.value, f"{label(each)} ({inbox.counts.get(each, 0)})")
                for each in states
            ),
        ]
        self.ort.choices = [
            SelectChoice("", _("Alle")),
            *(
                SelectChoice(place.ags, f"{place.name} ({count})")
                for place, count in inbox.places.items()
            ),
        ]

    @property
    def sieve(self) -> Sieve:
        """The chosen filters; what is none of them lets everything through."""
        return Sieve(
            state=_member(ChallengeState, self.zustand.data),
            words=self.words,
            turn=_member(Turn, self.zug.data),
            due=_member(Due, self.frist.data),
            ags=(self.ort.data or "")[:8],
        )

    @property
    def words(self) -> str:
        """What to look for."""
        return (self.suche.data or "")[:LONGEST_WORDS].strip()

    @property
    def is_board(self) -> bool:
        """Whether the cases stand in columns."""
        return self.ansicht.data == BOARD

    @property
    def chosen(self) -> dict[str, str]:
        """The address's part of what is chosen, without what is chosen by itself."""
        chosen = {name: (getattr(self, name).data or "")[:LONGEST_WORDS] for name in FIELDS}
        return {
            name: value
            for name, value in chosen.items()
            if value and (name, value) != ("ansicht", LIST)
        }


class SaveViewForm(Form):
    """A name for the filters that are chosen."""

    name = StringField(
        _l("Name der Ansicht"),
        description=_l("Zum Beispiel „Überfällig in Bergkamen“. Nur Sie sehen Ihre Ansichten."),
        validators=[
            Required(_l("Bitte geben Sie der Ansicht einen Namen.")),
            AtMost(LONGEST_VIEW_NAME),
            PlainText(),
        ],
    )

    def __init__(self, known: list[SavedView], *args: Any, **kwargs: Any) -> None:
        self._known = known
        super().__init__(*args, **kwargs)

    def validate_name(self, field: StringField) -> None:
        """A name stands for one view, and a dozen is what somebody keeps in mind."""
        if any(each.name == field.data for each in self._known):
            raise ValidationError(_("So heißt schon eine Ansicht. Bitte wählen Sie einen anderen."))
        if len(self._known) >= MOST_VIEWS:
            raise ValidationError(
                _(
                    "Mehr als %(most)s gehen nicht. Bitte löschen Sie eine alte.",
                    most=MOST_VIEWS,
                )
            )


def sieve_of(view: SavedView | None) -> Sieve:
    """The filters of a saved view; without one, none."""
    return FilterForm(MultiDict(view.choices)).sieve if view is not None else Sieve()


def _member(kind: Any, value: str | None) -> Any:
    return {each.value: each for each in kind}.get(value or "")
