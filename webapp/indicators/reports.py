"""Which indicators stand in which report; what nobody has checked stays empty and says so."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from webapp.ledger.rules import RULES, Rule


@dataclass(frozen=True)
class ReportKind:
    """A choice of rules, and the words around it."""

    code: str
    title: LazyString
    lead: LazyString
    codes: Sequence[str]
    unchecked: Sequence[LazyString] = ()
    """What the programme itself would have to say, and nobody has looked up yet."""

    @property
    def rules(self) -> list[Rule]:
        """The indicators in it."""
        return [RULES[each] for each in self.codes]


OFFICIAL = (
    _l("Amtliche Bezeichnung und Abgrenzung der Kennzahlen"),
    _l("Förderquote und Höchstbetrag"),
    _l("Fristen für Antrag und Bericht"),
)
REPORTS: dict[str, ReportKind] = {
    each.code: each
    for each in (
        ReportKind(
            "alle",
            _l("Alle Kennzahlen"),
            _l("Was aus der Arbeit der Transferstellen geworden ist."),
            list(RULES),
        ),
        ReportKind(
            "stark",
            _l("Kennzahlen für STARK"),
            _l("Vernetzung, Wissenstransfer und Qualifizierung in der Kohleregion."),
            [
                "kontakte", "bedarfe", "vermittlungen", "kooperationen", "abschlussarbeiten",
                "qualifizierte", "arbeitsplaetze_gesichert", "arbeitsplaetze_neu",
            ],
            OFFICIAL,
        ),
        ReportKind(
            "5-standorte",
            _l("Kennzahlen für das 5-StandorteProgramm"),
            _l("Arbeit, Investition und Klimaschutz, die den Kohleausstieg ausgleichen sollen."),
            [
                "kooperationen", "qualifizierte", "arbeitsplaetze_gesichert", "arbeitsplaetze_neu",
                "euro", "tonnen", "co2",
            ],
            OFFICIAL,
        ),
        ReportKind(
            "jahresbericht",
            _l("Jahresbericht"),
            _l("Was in diesem Zeitraum gefragt, vermittelt und erreicht wurde."),
            list(RULES),
        ),
    )
}  # fmt: skip
