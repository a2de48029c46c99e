"""What is chosen, reported, aimed at and kept."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice

from models import Municipality, SizeClass, University, sort_key
from webapp.forms import AtMost, Form, PlainText, Required
from webapp.indicators.queries import Choice
from webapp.indicators.reports import REPORTS
from webapp.industries import division_words
from webapp.labels import label
from webapp.ledger.dimensions import SECTORS
from webapp.ledger.rules import RULES
from webapp.period_form import PeriodForm
from webapp.theme_words import theme_words
from webapp.value_fields import AmountField, ReportedValues

ALL = ""
LONGEST_SOURCE = 500
LONGEST_PURPOSE = 200
FURTHEST = timedelta(days=366 * 20)
NO_DAY = _l("Bitte geben Sie einen Tag an.")


class ChoiceForm(PeriodForm):
    """A period and one value of each dimension; an unknown choice means all."""

    gemeinde = SelectField(_l("Gemeinde"))
    branche = SelectField(_l("Branche"))
    groesse = SelectField(_l("Größe"))
    hochschule = SelectField(_l("Hochschule"))
    thema = SelectField(_l("Thema"))

    def __init__(
        self,
        today: date,
        first_year: int,
        municipalities: Sequence[Municipality],
        universities: Sequence[University],
        themes: Sequence[str],
    ) -> None:
        super().__init__(today, first_year)
        sectors = sorted(SECTORS, key=lambda each: sort_key(str(division_words(each))))
        self.gemeinde.choices = [
            SelectChoice(ALL, _l("Alle Gemeinden")),
            *(SelectChoice(each.ags, each.name) for each in municipalities),
        ]
        self.branche.choices = [
            SelectChoice(ALL, _l("Alle Branchen")),
            *(SelectChoice(each, division_words(each)) for each in sectors),
        ]
        self.groesse.choices = [
            SelectChoice(ALL, _l("Alle Größen")),
            *(SelectChoice(each.value, label(each)) for each in SizeClass),
        ]
        self.hochschule.choices = [
            SelectChoice(ALL, _l("Alle Hochschulen")),
            *(SelectChoice(str(each.id), each.name) for each in universities),
        ]
        self.thema.choices = [
            SelectChoice(ALL, _l("Alle Themen")),
            *(SelectChoice(each, theme_words(each)) for each in themes),
        ]
        for field in self.narrowing:
            if field.data not in {each.value for each in field.choices}:
                field.data = ALL

    @property
    def narrowing(self) -> list[SelectField]:
        """Everything but the period."""
        return [self.gemeinde, self.branche, self.groesse, self.hochschule, self.thema]

    @property
    def choice(self) -> Choice:
        """What was chosen."""
        first_on, after = self.period.days
        return Choice(
            first_on, after, self.gemeinde.data or None, self.branche.data or None,
            SizeClass(self.groesse.data) if self.groesse.data else None,
            uuid.UUID(self.hochschule.data) if self.hochschule.data else None,
            self.thema.data or None,
        )  # fmt: skip

    @property
    def address(self) -> dict[str, str]:
        """The choice as it stands in addresses, without what means everything."""
        chosen = {"zeitraum": self.zeitraum.data} | {
            each.name: each.data for each in self.narrowing
        }
        return {name: value for name, value in chosen.items() if value}

    @property
    def words(self) -> list[str]:
        """The narrowing in words, for files."""
        return [
            str(next(choice.label for choice in each.choices if choice.value == each.data))
            for each in self.narrowing
            if each.data
        ]


class CaseValuesForm(ReportedValues):
    """What a manager reports of a case, with where it is from."""

    occurred_on = DateField(_l("Stand vom"), [Required(NO_DAY)])
    note = TextAreaField(
        _l("Quelle"),
        [
            Required(_l("Bitte nennen Sie die Quelle.")),
            AtMost(LONGEST_SOURCE),
            PlainText(),
        ],
        description=_l(
            "Zum Beispiel: Telefonat mit der Werkleitung am 3. März. Das lesen nur, die den Fall "
            "führen."
        ),
    )

    def __init__(
        self, first_on: date, today: date, *, is_first_report: bool, **kwargs: object
    ) -> None:
        super().__init__(**kwargs)
        self._first_on, self._today = first_on, today
        self._is_first_report = is_first_report

    def validate_note(self, field: Field) -> None:
        """A source of nothing would be lost."""
        if self._is_first_report and not any(each is not None for each in self.reported.values()):
            raise ValidationError(_("Bitte geben Sie oben mindestens eine Zahl an."))

    def validate_occurred_on(self, field: Field) -> None:
        """Nothing came of a need before it was handed in, and nobody knows the future."""
        if field.data > self._today:
            raise ValidationError(
                _("Bitte geben Sie einen Tag an, der nicht in der Zukunft liegt.")
            )
        if field.data < self._first_on:
            raise ValidationError(_("An diesem Tag war der Bedarf noch nicht eingereicht."))


class TargetForm(Form):
    """What is to be reached, in which time, and by when."""

    rule = SelectField(
        _l("Kennzahl"), choices=[SelectChoice(each.code, each.words) for each in RULES.values()]
    )
    value = AmountField(
        _l("Zielwert"),
        [Required(_l("Bitte geben Sie einen Wert an."))],
        description=_l("Bei Antwortzeiten: so viele Tage oder weniger."),
    )
    first_on = DateField(_l("Gezählt ab"), [Required(NO_DAY)])
    last_on = DateField(_l("Gezählt bis"), [Required(NO_DAY)])
    due_on = DateField(_l("Zu erreichen bis"), [Required(NO_DAY)])

    def __init__(self, today: date, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._today = today

    def validate_value(self, field: Field) -> None:
        """Nothing is no aim."""
        if field.amount is not None and field.amount <= 0:
            raise ValidationError(_("Bitte geben Sie einen Wert über null an."))

    def validate_last_on(self, field: Field) -> None:
        """It ends after it begins, and within a life of work."""
        refuse_backwards(self.first_on, field)
        refuse_far_days(field, self._today)

    def validate_first_on(self, field: Field) -> None:
        """Within a life of work."""
        refuse_far_days(field, self._today)

    def validate_due_on(self, field: Field) -> None:
        """Within a life of work."""
        refuse_far_days(field, self._today)

    @property
    def values(self) -> dict[str, Any]:
        """The fields by name, the value as a number."""
        return {**super().values, "value": self.value.amount}


class FreezeForm(Form):
    """What is kept, and for what."""

    purpose = StringField(
        _l("Wofür"),
        [Required(_l("Bitte sagen Sie, wofür.")), AtMost(LONGEST_PURPOSE), PlainText()],
        description=_l("Zum Beispiel: Antrag im Frühjahr, Zwischenbericht."),
    )
    report = SelectField(
        _l("Welche Kennzahlen"),
        choices=[SelectChoice(each.code, each.title) for each in REPORTS.values()],
    )
    first_on = DateField(_l("Gezählt ab"), [Required(NO_DAY)])
    last_on = DateField(_l("Gezählt bis"), [Required(NO_DAY)])

    def __init__(self, today: date, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._today = today

    def validate_last_on(self, field: Field) -> None:
        """It ends after it begins."""
        refuse_backwards(self.first_on, field)
        refuse_far_days(field, self._today)

    def validate_first_on(self, field: Field) -> None:
        """Within a life of work."""
        refuse_far_days(field, self._today)


def refuse_backwards(first_on: Field, last_on: Field) -> None:
    """What ends before it begins holds nothing."""
    if first_on.data and last_on.data < first_on.data:
        raise ValidationError(_("Das Ende liegt vor dem Anfang."))


def refuse_far_days(field: Field, today: date) -> None:
    """A year with a digit too many is a slip."""
    if abs(field.data - today) > FURTHEST:
        raise ValidationError(_("Bitte prüfen Sie das Jahr."))
