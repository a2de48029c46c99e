"""The forms at the door, and the file with the events of others."""

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, FileField, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice

from webapp.addresses import Address, as_stored
from webapp.forms import AtMost, Form, PlainText, Required
from webapp.workshops.forms import ParticipantForm
from webapp.workshops.other_events import BIGGEST_CALENDAR
from webapp.workshops.people import Standing

LONGEST_SEARCH = 100
STANDINGS = {
    Standing.ALL: _l("Alle"),
    Standing.EXPECTED: _l("Noch nicht da"),
    Standing.THERE: _l("Da"),
    Standing.LEFT: _l("Gegangen"),
    Standing.WAITING: _l("Warteliste"),
    Standing.CANCELLED: _l("Abgemeldet"),
}


class PeopleFilter(Form):
    """Whom the list shows; an unknown choice is everybody."""

    suche = StringField(_l("Name oder Einrichtung"))
    stand = SelectField(_l("Stand"))

    def __init__(self) -> None:
        super().__init__(formdata=request.args, meta={"csrf": False})
        self.stand.choices = [
            SelectChoice(each.value, str(words)) for each, words in STANDINGS.items()
        ]
        if self.stand.data not in {each.value for each in Standing}:
            self.stand.data = Standing.ALL.value

    @property
    def words(self) -> str:
        """What is looked for."""
        return (self.suche.data or "")[:LONGEST_SEARCH]

    @property
    def standing(self) -> Standing:
        """Which of them."""
        return Standing(self.stand.data)


class ScanForm(Form):
    """What a scanner types into the page."""

    code = StringField(
        _l("Code auf dem Namensschild"),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )  # fmt: skip


class NameForm(Form):
    """Whoever has no badge at hand."""

    suche = StringField(_l("Name oder Einrichtung"), render_kw={"autocomplete": "off"})

    def __init__(self) -> None:
        super().__init__(formdata=request.args, meta={"csrf": False})

    @property
    def words(self) -> str:
        """What is looked for."""
        return (self.suche.data or "")[:LONGEST_SEARCH]


OF_SOMEBODY_ELSE = {
    "name": _l("Name"),
    "side": _l("Kommt als"),
    "areas": _l("Kommt wofür?"),
    "wants_talks": _l("Möchte Einzelgespräche führen."),
    "is_listed": _l("Andere Teilnehmende dürfen Namen und Einrichtung lesen."),
}
"""What a manager is asked who writes down somebody at the door."""


class GuestForm(ParticipantForm):
    """Somebody at the door, who need not give an address."""

    email = EmailField(
        _l("E-Mail-Adresse"),
        description=_l("Freiwillig. Ohne sie gibt es keinen Link zur eigenen Anmeldung."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    consent = BooleanField(
        _l("Die Person hat die Hinweise zum Datenschutz bekommen und ist einverstanden."),
        [Required(_l("Ohne Einverständnis dürfen wir die Angaben nicht speichern."))],
    )
    is_here = BooleanField(_l("Gleich einlassen"), default=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in OF_SOMEBODY_ELSE.items():
            self[name].label.text = words
        self.is_listed.description = ""

    def validate_email(self, field: EmailField) -> None:
        """None, or one that mail can be sent to."""
        if field.data:
            Address()(self, field)

    @property
    def address(self) -> str | None:
        """The mailbox, if there is one."""
        return as_stored(self.email.data) if self.email.data else None


class CalendarFileForm(Form):
    """A calendar file of somebody else, and whose it is."""

    organiser = StringField(
        _l("Wer veranstaltet das?"),
        [
            Required(_l("Bitte geben Sie an, wer die Veranstaltungen anbietet.")),
            AtMost(200),
            PlainText(),
        ],
        description=_l("Zum Beispiel „IHK zu Dortmund“. Das steht bei jeder Veranstaltung."),
    )
    file = FileField(
        _l("Kalenderdatei"),
        description=_l("Eine Datei mit der Endung .ics, höchstens 500 kB."),
        render_kw={"accept": ".ics,text/calendar"},
    )
    content: bytes = b""

    def validate_file(self, field: FileField) -> None:
        """There is one, and it is not too big."""
        # Somebody may send words where a browser sends a file.
        if not getattr(field.data, "filename", ""):
            raise ValidationError(_("Bitte wählen Sie eine Datei aus."))
        self.content = field.data.stream.read(BIGGEST_CALENDAR + 1)
        if len(self.content) > BIGGEST_CALENDAR:
            raise ValidationError(
                _("Die Datei ist größer als 500 kB. Bitte geben Sie nur die kommenden Termine aus.")
            )

    def refuse(self, message: Any) -> None:
        """Say at the field why the file was not read."""
        self.file.errors = [message]
