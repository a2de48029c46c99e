"""Numbers as people in Germany write them, and the form in which values of a case are reported."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.numbers import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, StringField, ValidationError
from wtforms.fields import SelectChoice

from models import IndicatorBasis
from models.indicator import LARGEST_VALUE
from webapp.forms import Form
from webapp.labels import label
from webapp.ledger.rules import ASKED, WHOLE_UNITS, Rule

GERMAN = re.compile(r"[1-9]\d{0,2}(\.\d{3})+(,\d{1,3})?|\d+(,\d{1,3})?")
PLAIN = re.compile(r"\d+(\.\d{1,3})?")
LONGEST_NUMBER = 24


def number_of(text: str) -> Decimal | None:
    """A number as somebody typed it, or None.

    >>> number_of("1.250,5"), number_of("1.250"), number_of("0.75"), number_of("zwölf")
    (Decimal('1250.5'), Decimal('1250'), Decimal('0.75'), None)
    """
    text = re.sub(r"[\s\u00a0\u202f]", "", text)
    if len(text) > LONGEST_NUMBER or not text.isascii():
        return None
    if GERMAN.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif not PLAIN.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:  # pragma: no cover (the expressions let no such text through)
        return None


def typed(number: Decimal) -> str:
    """A number as `number_of` reads it, whatever the language of the page.

    >>> typed(Decimal("1200.125"))
    '1200,125'
    """
    return format_decimal(number, "0.###", locale="de")


class AmountField(StringField):
    """A number of zero or more; what was typed stays in the field as any other text does."""

    amount: Decimal | None = None
    """The number, once the field was found to hold one."""

    def __init__(self, *args: Any, is_whole: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **{"render_kw": {"inputmode": "decimal"}, **kwargs})
        self.is_whole = is_whole

    def process_data(self, value: Any) -> None:
        """Show a number that is known already as it is read again."""
        super().process_data(typed(value) if value is not None else None)

    def pre_validate(self, form: Any) -> None:
        """Read the number, or say how one is written."""
        self.amount = None
        if not self.data:
            return
        number = number_of(self.data)
        if number is None:
            raise ValidationError(
                _(
                    "Bitte geben Sie eine Zahl mit höchstens drei Nachkommastellen ein, zum "
                    "Beispiel 12 oder 1.250,5."
                )
            )
        if number > LARGEST_VALUE:
            raise ValidationError(_("Diese Zahl ist zu groß. Bitte prüfen Sie sie."))
        if self.is_whole and number != number.to_integral_value():
            raise ValidationError(_("Bitte geben Sie eine ganze Zahl ein."))
        self.amount = number


class ReportedValues(Form):
    """What came of a case, in numbers; each is voluntary."""

    basis = RadioField(
        _l("Woher wissen Sie das?"),
        choices=[SelectChoice(each.value, label(each)) for each in IndicatorBasis],
        default=IndicatorBasis.ESTIMATED.value,
    )

    @property
    def rules(self) -> list[Rule]:
        """What is asked for, in order."""
        return list(ASKED)

    @property
    def reported(self) -> dict[str, Decimal | None]:
        """The values by rule."""
        return {each.code: self[each.code].amount for each in ASKED}

    @property
    def chosen_basis(self) -> IndicatorBasis:
        """Estimated or measured."""
        return IndicatorBasis(self.basis.data)

    def validate_basis(self, field: Field) -> None:
        """Something has to be reported at all, unless something was."""
        if field.data not in {each.value for each in IndicatorBasis}:
            raise ValidationError(_("Bitte wählen Sie eine Antwort."))


for _rule in ASKED:
    setattr(
        ReportedValues,
        _rule.code,
        AmountField(_rule.question or _rule.words, is_whole=_rule.unit in WHOLE_UNITS),
    )
