"""Stoffströme of demo needs, and what came of those that fit together."""

from decimal import Decimal
from typing import NamedTuple

from models import FlowDirection, FlowPeriod, FlowShape, FlowUnit


class Flow(NamedTuple):
    """A Stoffstrom of one need; purity in per cent."""

    need: str
    direction: FlowDirection
    material: str
    wording: str
    quantity: Decimal
    unit: FlowUnit
    period: FlowPeriod
    purity: tuple[int, int] | None
    shape: FlowShape | None
    contaminants: str = ""


class Invitation(NamedTuple):
    """Needs whose companies were asked, what they read, and who has agreed so far."""

    needs: tuple[str, ...]
    days_ago: int
    message: str
    agreed: tuple[str, ...]
    next_step: str = ""


RESIDUE, INPUT = FlowDirection.RESIDUE, FlowDirection.INPUT
TONNE, KILOGRAM = FlowUnit.TONNE, FlowUnit.KILOGRAM
YEAR, MONTH, WEEK = FlowPeriod.YEAR, FlowPeriod.MONTH, FlowPeriod.WEEK

FLOWS = (
    Flow("N50", RESIDUE, "polypropylen", "Mahlgut aus alten Klappboxen, bunt", Decimal(180), TONNE,
         YEAR, (94, 97), FlowShape.GRANULATE, "Etikettenreste, etwas Metall"),
    Flow("N01", INPUT, "polypropylen", "Regranulat für Abdeckkappen", Decimal(10), TONNE, MONTH,
         (98, 100), FlowShape.GRANULATE),
    Flow("N59", INPUT, "polypropylen", "PP-Mahlgut, geruchsarm", Decimal(60), TONNE, YEAR,
         (97, 100), FlowShape.GRANULATE),
    Flow("N22", RESIDUE, "sand", "Gießereialtsand", Decimal(75), TONNE, MONTH, None,
         FlowShape.BULK, "Reste vom Bindemittel"),
    Flow("N49", INPUT, "sand", "Bettungssand für Leitungsgräben", Decimal(1200), TONNE, YEAR, None,
         FlowShape.BULK),
    Flow("N38", RESIDUE, "lebensmittelreste", "Kartoffelschalen", Decimal(45), TONNE, WEEK, None,
         FlowShape.SLUDGE, "Erde"),
    Flow("N40", RESIDUE, "holz", "Holzstaub aus der Absaugung", Decimal(800), KILOGRAM, WEEK, None,
         FlowShape.POWDER),
)  # fmt: skip
"""Made up like everything of the demo."""

PAIR = Invitation(
    ("N50", "N01"), 3,
    "Bei einem Betrieb fällt Mahlgut aus Polypropylen an, ein anderer braucht Granulat daraus. "
    "Ob die Reinheit reicht und wer sie verbessern könnte, würden wir gern mit beiden besprechen.",
    ("N50",),
)  # fmt: skip
POOL = Invitation(
    ("N50", "N59"), 20,
    "Zwei Betriebe fragen, wie aus gebrauchtem Kunststoff wieder gute Ware wird. Ein gemeinsames "
    "Vorhaben könnte beiden helfen und kostet jeden weniger.",
    ("N50", "N59"),
    "Gemeinsames Gespräch im Technikum: Jeder bringt fünf Kilogramm Probenmaterial mit.",
)  # fmt: skip
