"""The form in which somebody names a date for the Erstgespräch."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, SelectField, StringField, TimeField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from models import Appointment, Introduction
from models.appointment import LONGEST_PLACE
from models.base import LOCAL_ZONE
from webapp.appointments import sequence_of
from webapp.forms import AtMost, Form, PlainText

LENGTHS = (30, 45, 60, 90, 120, 180)
FURTHEST = timedelta(days=366)


class DateForm(Form):
    """Day, time, length and place; in the time of the region."""

    day = DateField(_l("Tag"), [InputRequired(_l("Bitte wählen Sie einen Tag."))])
    time = TimeField(
        _l("Uhrzeit"),
        [InputRequired(_l("Bitte geben Sie die Uhrzeit an, zum Beispiel 14:30."))],
    )
    minutes = SelectField(_l("Dauer"), coerce=int, default=60)
    place = StringField(
        _l("Wo?"),
        [AtMost(LONGEST_PLACE), PlainText()],
        description=_l(
            "Raum, Adresse oder der Link einer Videokonferenz. Das lesen beide Seiten und die "
            "Transferstelle."
        ),
    )
    sequence = HiddenField()
    """The version of the date that was read when the page was opened."""

    def __init__(self, introduction: Introduction, now: datetime, **kwargs: Any) -> None:
        self._introduction, self._now = introduction, now
        super().__init__(data=_facts(introduction), **kwargs)
        self.minutes.choices = [
            SelectChoice(each, _("%(minutes)s Minuten", minutes=each)) for each in LENGTHS
        ]

    @property
    def is_outdated(self) -> bool:
        """Whether somebody else changed the date since the page was opened."""
        return self.sequence.data != str(sequence_of(self._introduction))

    @property
    def starts_at(self) -> datetime:
        """The moment the day and the time stand for."""
        return datetime.combine(self.day.data, self.time.data, LOCAL_ZONE)

    @property
    def values(self) -> dict[str, Any]:
        """As the operation takes them."""
        return {
            "starts_at": self.starts_at,
            "minutes": self.minutes.data,
            "place": self.place.data or "",
            "sequence": int(self.sequence.data),
        }

    def validate_day(self, field: DateField) -> None:
        """Ahead, and within a year."""
        if field.data is None:
            return
        today = self._now.astimezone(LOCAL_ZONE).date()
        if field.data < today:
            raise ValidationError(_("Dieser Tag ist schon vorbei."))
        if field.data > today + FURTHEST:
            raise ValidationError(_("Bitte wählen Sie einen Tag innerhalb eines Jahres."))

    def validate_time(self, field: TimeField) -> None:
        """An hour that exists: when the clocks go forward, one is left out."""
        if field.data is None or self.day.data is None or self.day.errors:
            return
        if self.starts_at <= self._now:
            raise ValidationError(_("Diese Uhrzeit ist schon vorbei."))
        there = self.starts_at.astimezone(UTC).astimezone(LOCAL_ZONE)
        if there.replace(tzinfo=None) != self.starts_at.replace(tzinfo=None):
            raise ValidationError(
                _("Diese Uhrzeit gibt es an dem Tag nicht, weil die Uhren umgestellt werden.")
            )


def _facts(introduction: Introduction) -> dict[str, Any]:
    sequence = str(sequence_of(introduction))
    appointment: Appointment | None = introduction.appointment  # type: ignore[attr-defined]
    if appointment is None or appointment.is_cancelled:
        return {"sequence": sequence, "minutes": 60}
    local = appointment.starts_at.astimezone(LOCAL_ZONE)
    return {
        "day": local.date(),
        "time": local.time(),
        "minutes": appointment.minutes,
        "place": appointment.place,
        "sequence": sequence,
    }
