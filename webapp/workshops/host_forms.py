"""The forms of those who set a workshop up and run it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.validators import InputRequired, NumberRange

from models import AgendaKind, Workshop
from models.base import LOCAL_ZONE
from models.workshop import DEFAULT_DOTS, LONGEST_PLACE, LONGEST_SUMMARY, MOST_DOTS, MOST_PLACES
from webapp.forms import AtMost, Form, PlainText, Required, TallLineField
from webapp.labels import choices

FURTHEST = timedelta(days=3 * 366)
NEEDS_TIME = _l("Bitte geben Sie die Uhrzeit an, zum Beispiel 14:30.")


def _number(label: Any, least: int, most: int, default: int, description: Any = "") -> IntegerField:
    words = _l("Bitte geben Sie eine Zahl von %(least)s bis %(most)s an.", least=least, most=most)
    return IntegerField(
        label, [InputRequired(words), NumberRange(least, most, words)], default=default,
        description=description,
    )  # fmt: skip


class WorkshopForm(Form):
    """What, when, where, how many; all of it may change until the doors open."""

    title = StringField(
        _l("Titel"),
        [Required(_l("Bitte geben Sie dem Workshop einen Titel.")), AtMost(200), PlainText()],
    )
    summary = TextAreaField(
        _l("Worum geht es?"),
        [AtMost(LONGEST_SUMMARY), PlainText()],
        description=_l("Zwei, drei Sätze für die Ankündigung. Alle lesen das."),
    )
    day = DateField(_l("Tag"), [InputRequired(_l("Bitte wählen Sie einen Tag."))])
    begins = TimeField(_l("Beginn"), [InputRequired(NEEDS_TIME)])
    ends = TimeField(_l("Ende"), [InputRequired(NEEDS_TIME)])
    place = TallLineField(
        _l("Ort"),
        [
            Required(_l("Bitte geben Sie an, wo der Workshop stattfindet.")),
            AtMost(LONGEST_PLACE),
            PlainText(),
        ],
        description=_l("Haus, Straße und Ort, wie in einer Einladung."),
    )
    contact = StringField(
        _l("Wen fragen Teilnehmende?"),
        [Required(_l("Bitte geben Sie an, wen man fragen kann.")), AtMost(200), PlainText()],
        description=_l("Nach Funktion, mit Telefonnummer oder E-Mail-Adresse."),
    )
    capacity = _number(_l("Plätze"), 1, MOST_PLACES, 60)
    closing_day = DateField(
        _l("Anmeldung möglich bis"), [InputRequired(_l("Bitte wählen Sie einen Tag."))]
    )
    closing_time = TimeField(
        _l("Uhrzeit des Anmeldeschlusses"), [InputRequired(NEEDS_TIME)], default=time(12)
    )
    dots = _number(
        _l("Punkte je Person"), 1, MOST_DOTS, DEFAULT_DOTS,
        _l("So viele Punkte vergibt jede Person an die Gruppen von Notizen."),
    )  # fmt: skip
    talk_minutes = _number(_l("Minuten je Einzelgespräch"), 5, 60, 15)
    most_talks = _number(_l("Höchstens so viele Gespräche je Person"), 1, 40, 8)

    def __init__(self, at: datetime, **kwargs: Any) -> None:
        self._at = at
        super().__init__(**kwargs)

    @classmethod
    def of(cls, workshop: Workshop, at: datetime) -> "WorkshopForm":
        """Filled with what is known."""
        starts, ends = _local(workshop.starts_at), _local(workshop.ends_at)
        closing = _local(workshop.registration_until)
        names = ("title", "summary", "place", "contact", "capacity", "dots", "talk_minutes",
                 "most_talks")  # fmt: skip
        return cls(
            at,
            data={
                **{name: getattr(workshop, name) for name in names},
                "day": starts.date(), "begins": starts.time(), "ends": ends.time(),
                "closing_day": closing.date(), "closing_time": closing.time(),
            },
        )  # fmt: skip

    @property
    def facts(self) -> dict[str, Any]:
        """As a workshop keeps them."""
        names = ("title", "place", "contact", "capacity", "dots", "talk_minutes", "most_talks")
        return {
            **{name: getattr(self, name).data for name in names},
            "summary": self.summary.data or "",
            "starts_at": _moment(self.day.data, self.begins.data),
            "ends_at": _moment(self.day.data, self.ends.data),
            "registration_until": _moment(self.closing_day.data, self.closing_time.data),
        }

    def validate_day(self, field: DateField) -> None:
        """Ahead, and not in another decade."""
        if field.data is None:
            return
        if field.data < _local(self._at).date():
            raise ValidationError(_("Dieser Tag ist schon vorbei."))
        if field.data > _local(self._at).date() + FURTHEST:
            raise ValidationError(_("Bitte wählen Sie einen Tag innerhalb von drei Jahren."))

    def validate_begins(self, field: TimeField) -> None:
        """An hour that exists."""
        _require_hour(self.day.data, field)

    def validate_ends(self, field: TimeField) -> None:
        """After the beginning."""
        _require_hour(self.day.data, field)
        if field.data and self.begins.data and field.data <= self.begins.data:
            raise ValidationError(_("Das Ende muss nach dem Beginn liegen."))

    def validate_closing_time(self, field: TimeField) -> None:
        """Before the end."""
        _require_hour(self.closing_day.data, field)
        times = (self.day.data, self.ends.data, self.closing_day.data, field.data)
        if None in times:
            return
        if _moment(self.closing_day.data, field.data) > _moment(self.day.data, self.ends.data):
            raise ValidationError(_("Die Anmeldung muss vor dem Ende des Workshops schließen."))


class PartForm(Form):
    """A part of the day."""

    kind = SelectField(_l("Art"), choices=choices(*AgendaKind))
    title = StringField(
        _l("Was"),
        [Required(_l("Bitte geben Sie an, was dann geschieht.")), AtMost(200), PlainText()],
    )
    begins = TimeField(_l("Von"), [InputRequired(NEEDS_TIME)])
    ends = TimeField(_l("Bis"), [InputRequired(NEEDS_TIME)])

    def __init__(self, workshop: Workshop, **kwargs: Any) -> None:
        self._workshop = workshop
        super().__init__(prefix="teil-", **kwargs)

    @property
    def facts(self) -> dict[str, Any]:
        """As the agenda keeps them."""
        day = _local(self._workshop.starts_at).date()
        return {
            "kind": AgendaKind(self.kind.data),
            "title": self.title.data,
            "starts_at": _moment(day, self.begins.data),
            "ends_at": _moment(day, self.ends.data),
        }

    def validate_begins(self, field: TimeField) -> None:
        """Not before the doors open."""
        if field.data and field.data < _local(self._workshop.starts_at).time():
            raise ValidationError(_("Der Workshop beginnt erst später."))

    def validate_ends(self, field: TimeField) -> None:
        """After its beginning, before the end of the day."""
        if not field.data:
            return
        if self.begins.data and field.data <= self.begins.data:
            raise ValidationError(_("Das Ende muss nach dem Beginn liegen."))
        if field.data > _local(self._workshop.ends_at).time():
            raise ValidationError(_("Der Workshop ist dann schon zu Ende."))


class TableForm(Form):
    """A table with a name of its own."""

    name = StringField(
        _l("Name des Tisches"),
        [Required(_l("Bitte geben Sie dem Tisch einen Namen.")), AtMost(200), PlainText()],
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(prefix="tisch-", **kwargs)


def _local(at: datetime) -> datetime:
    return at.astimezone(LOCAL_ZONE)


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, LOCAL_ZONE)


def _require_hour(day: date | None, field: TimeField) -> None:
    """When the clocks go forward, an hour is left out."""
    if day is None or field.data is None:
        return
    moment = _moment(day, field.data)
    there = moment.astimezone(UTC).astimezone(LOCAL_ZONE)
    if there.replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise ValidationError(
            _("Diese Uhrzeit gibt es an dem Tag nicht, weil die Uhren umgestellt werden.")
        )
