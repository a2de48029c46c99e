"""The file of a freeze: figures, their rules, and every entry as evidence. Written once, and kept.

It names no company and no case: an entry has a number by lot, which leads to its case only in the
service, and only for those who may read it. So nothing in it has to be erased later.
"""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import get_locale
from flask_babel import gettext as _

from models import IndicatorEntry, IndicatorFreeze
from webapp.i18n import show_date, show_moment
from webapp.indicators.figures import Figure
from webapp.indicators.reports import ReportKind
from webapp.labels import label
from webapp.ledger.rules import RULES
from webapp.ledger.words import plain
from webapp.printing import Block, Document, Facts, Grid, Heading, Paragraph
from webapp.tables import write_csv

MARK = "\ufeff"
FACTS, FIGURES, EVIDENCE = "stand", "kennzahl", "beleg"
"""The first cell of each line says what it is."""


def write_document(
    kind: ReportKind,
    purpose: str,
    first_on: date,
    last_on: date,
    at: datetime,
    figures: Sequence[Figure],
    evidence: Sequence[IndicatorEntry],
) -> str:
    """One table that a spreadsheet opens: facts, figures with their rules, entries."""
    rows = [
        [FACTS, _("Wofür"), purpose],
        [FACTS, _("Bericht"), str(kind.title)],
        [FACTS, _("Zeitraum"), f"{first_on.isoformat()} – {last_on.isoformat()}"],
        [FACTS, _("Festgehalten"), show_moment(at)],
        [FACTS, _("Wessen Fälle"), _("Gezählt sind die Fälle, die Sie einsehen dürfen.")],
        *([FACTS, str(each), _("nicht geprüft")] for each in kind.unchecked),
    ]
    rows += [
        [
            FIGURES, str(each.rule.words), plain(each.value), str(each.rule.unit_words),
            f"{each.rule.code} {each.rule.version}", str(each.rule.rule), str(each.rule.evidence),
        ]
        for each in figures
    ]  # fmt: skip
    rows += [
        [
            EVIDENCE, each.reference, plain(each.value), str(RULES[each.rule].unit_words),
            f"{each.rule} {each.rule_version}", each.occurred_on.isoformat(),
            each.municipality.name if each.municipality else "",
            str(label(each.reporter)), str(label(each.basis)) if each.basis else "",
        ]
        for each in evidence
    ]  # fmt: skip
    head = [
        _("Art"), _("Name oder Beleg"), _("Wert"), _("Einheit"), _("Regel und Fassung"),
        _("Tag oder Regel in Worten"), _("Gemeinde oder Nachweis"), _("Gemeldet von"),
        _("Grundlage"),
    ]  # fmt: skip
    return MARK + write_csv(head, rows)


def as_document(freeze: IndicatorFreeze, title: str) -> Document:
    """The same to print, read from the file as it was kept."""
    lines = list(csv.reader(io.StringIO(freeze.document.removeprefix(MARK)), delimiter=";"))[1:]
    of = {
        each: [line[1:] for line in lines if line[0] == each] for each in (FACTS, FIGURES, EVIDENCE)
    }
    blocks: list[Block] = [
        Facts([(line[0], line[1]) for line in of[FACTS]]),
        Heading(_("Kennzahlen")),
        Grid(
            [_("Kennzahl"), _("Wert"), _("Einheit")],
            [line[:3] for line in of[FIGURES]],
            [False, True, False],
        ),
        Heading(_("So wird gezählt")),
        Facts([(f"{line[0]} ({line[3]})", f"{line[4]} {line[5]}") for line in of[FIGURES]]),
        Heading(_("Belege")),
        Paragraph(
            _("Jeder Beleg führt im Dienst zu seinem Fall, für alle, die ihn einsehen dürfen."),
            is_quiet=True,
        ),
        Grid(
            [_("Beleg"), _("Regel"), _("Tag"), _("Wert"), _("Gemeinde"), _("Gemeldet von")],
            [[line[0], line[3], line[4], line[1], line[5], line[6]] for line in of[EVIDENCE]],
            [False, False, False, True, False, False],
        ),
        Paragraph(f"SHA-256: {freeze.sha256}", is_quiet=True),
    ]
    return Document(
        title=title,
        subtitle=freeze.purpose,
        footer=_("EcoTecHub · Stand vom %(day)s", day=show_date(freeze.taken_at)),
        language=str(get_locale() or "de"),
        page_words=_("Seite"),
        blocks=blocks,
    )
