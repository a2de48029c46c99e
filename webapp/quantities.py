"""Quantities as people write them: „12,5“, „1.200 t/a“, „250 kg pro Woche“."""

import re
from dataclasses import dataclass
from decimal import Decimal

from models import FlowPeriod, FlowUnit
from webapp.value_fields import number_of

UNITS: dict[FlowUnit, str] = {
    FlowUnit.KILOGRAM: r"kg|kilo|kilogramm",
    FlowUnit.TONNE: r"t|to|tonne|tonnen|tons?",
    FlowUnit.CUBIC_METRE: r"m3|m³|cbm|kubikmeter|qm3",
}
PERIODS: dict[FlowPeriod, str] = {
    FlowPeriod.WEEK: r"w|wo|woche|wöchentlich|week",
    FlowPeriod.MONTH: r"m|mo|monat|monatlich|month",
    FlowPeriod.YEAR: r"a|j|jahr|jährlich|p\.? ?a\.?|annum|year",
}
BETWEEN = r"[\s/]*(?:pro|je|im|in der|per|/)?\s*"
WRITTEN = re.compile(
    r"(?:ca\.?|etwa|rund)?\s*(?P<number>\d[\d.,\s]*)\s*(?P<rest>\D.*)?", re.IGNORECASE
)


@dataclass(frozen=True)
class Quantity:
    """A number, and the unit and period that were written with it, if they were."""

    number: Decimal
    unit: FlowUnit | None
    period: FlowPeriod | None


def read_quantity(text: str) -> Quantity | None:
    """What somebody typed, or None where it is no quantity.

    >>> read_quantity("1.200 t/a")
    Quantity(number=Decimal('1200'), unit=<FlowUnit.TONNE: 't'>, period=<FlowPeriod.YEAR: 'jahr'>)
    """
    found = WRITTEN.fullmatch(text.strip())
    number = number_of(found["number"]) if found else None
    if found is None or number is None:
        return None
    rest = (found["rest"] or "").strip()
    if not rest:
        return Quantity(number, None, None)
    for unit, words in UNITS.items():
        head = re.match(rf"(?:{words})(?![a-zäöüß0-9³])", rest, re.IGNORECASE)
        if head is None:
            continue
        period_words = rest[head.end() :].strip()
        if not period_words:
            return Quantity(number, unit, None)
        for period, names in PERIODS.items():
            if re.fullmatch(rf"{BETWEEN}(?:{names})", period_words, re.IGNORECASE):
                return Quantity(number, unit, period)
    return None
