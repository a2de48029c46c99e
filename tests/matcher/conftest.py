"""Experts and needs small enough to judge by eye."""

from pathlib import Path

import pytest

from matcher import Expert, Matcher
from tests.matcher.factories import make_expert

DEVELOPMENT_SET = Path(__file__).parent.parent / "data"


@pytest.fixture(scope="session")
def experts() -> list[Expert]:
    return [
        make_expert("ash", "Verwertung von Holzasche aus Feuerungen", "Analytik von Kesselstaub"),
        make_expert("noise", "Schallschutz an lauten Maschinen", "Messung von Lärm im Freien"),
        make_expert("odour", "Gerüche in Rezyklaten aus Kunststoff", "Gaschromatographie"),
        make_expert("pump", "Wirkungsgrad von Kreiselpumpen", "Prüfstand für Pumpen"),
        make_expert("rain", "Versickerung von Regenwasser auf Betriebshöfen"),
    ]


@pytest.fixture(scope="session")
def matcher(experts: list[Expert]) -> Matcher:
    return Matcher(experts)


@pytest.fixture(scope="session")
def development_set() -> Path:
    return DEVELOPMENT_SET
