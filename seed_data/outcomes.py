"""What came of closed cases of the demo in numbers, and what its Transferstellen aim at."""

from decimal import Decimal
from typing import NamedTuple


class Reported(NamedTuple):
    """Numbers of one case: by the company itself where nobody else is named as source."""

    need: str
    days_later: int
    is_measured: bool
    source: str
    values: dict[str, Decimal]


class Aim(NamedTuple):
    """A target of one university for a calendar year."""

    university: str
    rule: str
    value: Decimal


def _said(
    need: str, days_later: int, *, measured: bool = False, source: str = "", **values: str
) -> Reported:
    numbers = {rule: Decimal(value) for rule, value in values.items()}
    return Reported(need, days_later, measured, source, numbers)


REPORTED = (
    _said("N45", 92, arbeitsplaetze_gesichert="3", euro="42000", tonnen="18.5", co2="31"),
    _said("N07", 90, euro="6500"),
    _said("N16", 30, source="Telefonat mit der Werkleitung", tonnen="2.4"),
    _said("N32", 91, measured=True, euro="12800", co2="9.2"),
    _said("N39", 92, source="Bericht zur Abschlussarbeit", tonnen="7", co2="12.5"),
    _said("N57", 20, source="Teilnahmeliste der Schulung", measured=True, qualifizierte="14"),
    _said("N23", 95, arbeitsplaetze_neu="1.5", euro="88000", co2="54"),
    _said("N55", 93, euro="4200", tonnen="3.1"),
    _said("N52", 60, source="Gespräch im Betrieb", arbeitsplaetze_gesichert="2", euro="30500"),
    _said("N06", 55, tonnen="1.2", co2="0.8"),
    _said("N26", 25, source="Teilnahmeliste der Schulung", measured=True, qualifizierte="9"),
    _said("N46", 40, arbeitsplaetze_gesichert="1", euro="15000", co2="6.4"),
)  # fmt: skip
"""Made up like everything of the demo."""

AIMS = (
    Aim("WH", "bedarfe", Decimal(30)),
    Aim("WH", "kooperationen", Decimal(8)),
    Aim("WH", "qualifizierte", Decimal(40)),
    Aim("WH", "antwort_unternehmen", Decimal(14)),
    Aim("HSBO", "bedarfe", Decimal(30)),
    Aim("HSBO", "kooperationen", Decimal(8)),
    Aim("HSBO", "co2", Decimal(100)),
)
