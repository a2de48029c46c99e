"""What the desk writes about a programme in a case, and into a sketch."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, RadioField, StringField, TextAreaField, ValidationError
from wtforms.validators import Optional

from models import FundingSketch, FundingStep
from models.funding_case import PARTS, REPORTED_STEPS
from webapp.forms import AtMost, Form, PlainText, Required
from webapp.labels import choices
from webapp.value_fields import AmountField

LONGEST_REASON = 1000
LONGEST_SOURCE = 500
LONGEST_PART = 6000


class StepForm(Form):
    """What was said or happened about a programme in a case."""

    step = RadioField(
        _l("Was ist geschehen?"), choices=choices(*FundingStep), validate_choice=False
    )
    reason = TextAreaField(
        _l("Worum ging es?"),
        [AtMost(LONGEST_REASON), PlainText()],
        description=_l("Bei „Passt nicht“: warum. Das lesen nur, die den Fall führen."),
    )
    happened_on = DateField(
        _l("Am"), [Optional()], description=_l("Nötig bei beantragt, bewilligt und abgelehnt.")
    )
    euros = AmountField(
        _l("Bewilligte Summe"),
        description=_l("Nur bei „Bewilligt“, wenn Sie sie wissen. Sie zählt bei den Kennzahlen."),
    )
    source = TextAreaField(
        _l("Quelle"),
        [AtMost(LONGEST_SOURCE), PlainText()],
        description=_l(
            "Nötig bei beantragt, bewilligt und abgelehnt, zum Beispiel: Bescheid, am Telefon "
            "vorgelesen."
        ),
    )

    def __init__(self, first_on: date, today: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._first_on, self._today = first_on, today

    @property
    def chosen(self) -> FundingStep | None:
        """The step, where it is one."""
        known = {each.value: each for each in FundingStep}
        return known.get(self.step.data or "")

    @property
    def said(self) -> dict[str, Any]:
        """What was written, as it is noted; what a step has no use for is refused before."""
        return {
            "step": self.chosen,
            "reason": self.reason.data or "",
            "happened_on": self.happened_on.data,
            "euros": self.euros.amount,
            "source": self.source.data or "",
        }

    def validate_step(self, field: Field) -> None:
        """One of them."""
        if self.chosen is None:
            raise ValidationError(_("Bitte wählen Sie eine Antwort."))

    def validate_reason(self, field: Field) -> None:
        """Whoever lays something aside says why, for the next one who asks."""
        if self.chosen is FundingStep.UNSUITABLE and not field.data:
            raise ValidationError(_("Bitte schreiben Sie, warum es nicht passt."))

    def validate_happened_on(self, field: Field) -> None:
        """What somebody did or decided has a day, and it is not in the future."""
        if field.data is None:
            return
        if field.data > self._today:
            raise ValidationError(
                _("Bitte geben Sie einen Tag an, der nicht in der Zukunft liegt.")
            )
        if field.data < self._first_on:
            raise ValidationError(_("An diesem Tag war der Bedarf noch nicht eingereicht."))

    def validate_source(self, field: Field) -> None:
        """What is reported has a source."""
        if self.chosen in REPORTED_STEPS and not field.data:
            raise ValidationError(_("Bitte nennen Sie die Quelle."))

    def validate_euros(self, field: AmountField) -> None:
        """Only what is granted has a sum, and cents are the smallest part of it."""
        if field.amount is None:
            return
        if self.chosen is not FundingStep.GRANTED:
            raise ValidationError(_("Eine Summe gehört nur zu „Bewilligt“."))
        if field.amount <= 0 or field.amount * 100 % 1:
            raise ValidationError(
                _("Bitte geben Sie einen Betrag über 0 mit höchstens zwei Nachkommastellen ein.")
            )

    def validate(self, extra_validators: Any = None) -> bool:
        """Also what is left empty, which no validator of its own is asked about."""
        is_right = super().validate(extra_validators)
        if self.chosen in REPORTED_STEPS and not (self.happened_on.data or self.happened_on.errors):
            self.happened_on.errors = [_("Bitte geben Sie einen Tag an.")]
            return False
        return is_right


def _part(label: Any, hint: Any) -> TextAreaField:
    return TextAreaField(label, [AtMost(LONGEST_PART), PlainText()], description=hint)


class SketchForm(Form):
    """The parts of a sketch; what stands in square brackets is still to be filled in."""

    title = StringField(
        _l("Titel"), [Required(_l("Bitte geben Sie einen Titel an.")), AtMost(200), PlainText()]
    )
    company = _part(_l("Unternehmen"), _l("Wer es ist, in ein bis zwei Sätzen."))
    problem = _part(_l("Problem"), _l("Was heute nicht geht und was es kostet."))
    aim = _part(_l("Ziel"), _l("Was am Ende anders ist, und woran man es erkennt."))
    approach = _part(
        _l("Stand der Technik und Lösungsweg"), _l("Was es gibt, was fehlt, was neu ist.")
    )
    partners = _part(_l("Partner"), _l("Wer was beiträgt."))
    cooperation = _part(_l("Form der Zusammenarbeit"), _l("Zum Beispiel F&E-Projekt."))
    themes = _part(_l("Themen"), _l("Worum es geht, in Stichworten."))
    effect = _part(_l("Erwartete Wirkung"), _l("Nur Zahlen, die jemand begründen kann."))
    work_plan = _part(_l("Arbeitsplan"), _l("Schritte, Dauer, wer sie macht."))
    questions = _part(_l("Offene Fragen"), _l("Was vor einem Antrag geklärt sein muss."))

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> "SketchForm":
        """What was sent; else these texts."""
        return cls(data=dict(texts))

    @property
    def parts(self) -> list[Field]:
        """Everything below the title, in order."""
        return [self[name] for name in PARTS]

    @property
    def texts(self) -> dict[str, str]:
        """What was written."""
        return {name: self[name].data or "" for name in ("title", *PARTS)}


def texts_of(sketch: FundingSketch) -> dict[str, str]:
    """What a version says."""
    return {name: getattr(sketch, name) for name in ("title", *PARTS)}
