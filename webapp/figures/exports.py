"""The report as files: one long table, a workbook, and pages to print."""

import io
import re
from collections.abc import Sequence
from datetime import UTC, date

import xlsxwriter
from flask_babel import format_date, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.figures.report import Report
from webapp.figures.tables import Cell, Kind, Table, show
from webapp.i18n import show_date
from webapp.periods import Period
from webapp.printing import Bars, Block, Document, Facts, Grid, Heading, Paragraph
from webapp.tables import write_csv

SHEETS = {
    "weg": _l("Weg der Bedarfe"),
    "antwortzeiten": _l("Antwortzeiten"),
    "termine": _l("Termine"),
    "ergebnisse": _l("Ergebnisse"),
    "vermittlungen": _l("Vermittlungen"),
    "absagen": _l("Absagen"),
    "ablehnungen": _l("Ablehnungen"),
    "monate": _l("Monate"),
    "branchen": _l("Branchen"),
    "gemeinden": _l("Gemeinden"),
    "groessen": _l("Größen"),
    "hochschulen": _l("Hochschulen"),
}
"""What the sheets of the workbook are called; others by their title."""
NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
LONGEST_SHEET_NAME = 31
FORMATS = {Kind.COUNT: "#,##0", Kind.SHARE: "0.0%", Kind.DAYS: "0.0", Kind.MONTH: "mmmm yyyy"}
WIDEST = 60


def write_csv_of(report: Report) -> str:
    """Every cell in a row of its own, so that one file holds tables of any shape."""
    return write_csv(
        [_("Tabelle"), _("Zeile"), _("Kennzahl"), _("Wert")],
        [
            [str(table.title), _plain(row[0], table.columns[0].kind), str(column.words), value]
            for table in report.tables
            for row in table.rows
            for cell, column in zip(row[1:], table.columns[1:], strict=True)
            if (value := _plain(cell, column.kind)) != ""
        ],
    )


def write_workbook(report: Report, narrowed: Sequence[str]) -> bytes:
    """A sheet for every table with numbers that are numbers, and one that says how was counted."""
    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        made_at = report.made_at.astimezone(UTC).replace(tzinfo=None)
        book.set_properties({"title": _("Auswertung"), "author": "EcoTecHub", "created": made_at})
        for table in report.tables:
            _add_sheet(book, table)
        _add_rules(book, report, narrowed)
    return file.getvalue()


def as_document(report: Report, narrowed: Sequence[str]) -> Document:
    """The report as it is printed."""
    blocks: list[Block] = [Paragraph(_whose_cases())]
    for table in report.tables:
        blocks += _blocks_of(table)
    blocks.append(Heading(_("So wird gezählt")))
    blocks.append(Facts([(str(each.words), str(each.rule)) for each in report.figures]))
    return Document(
        title=_("Auswertung"),
        subtitle="\n".join([period_words(report.choice.period), *narrowed]),
        footer=_("EcoTecHub · Auswertung vom %(day)s", day=show_date(report.made_at)),
        language=str(get_locale() or "de"),
        page_words=_("Seite"),
        blocks=blocks,
    )


def period_words(period: Period) -> str:
    """The months in words."""
    first, last = (format_date(each.first_day, "MMMM y") for each in (period.first, period.last))
    return _("%(first)s bis %(last)s", first=first, last=last)


def _whose_cases() -> str:
    return _("Gezählt sind die Fälle, die Sie einsehen dürfen.")


def _blocks_of(table: Table) -> list[Block]:
    blocks: list[Block] = [Heading(str(table.title))]
    if table.is_chart and not table.is_plain_chart and not table.is_empty:
        spoken = ", ".join(f"{words} {count}" for words, count in table.bars)
        blocks.append(
            Bars(
                title=str(table.columns[1].words),
                alt=_("Balkendiagramm mit den Zahlen der Tabelle darunter: %(rows)s", rows=spoken),
                rows=table.bars,
            )
        )
    blocks.append(
        Grid(
            head=[str(each.words) for each in table.columns],
            rows=[table.show_row(row) for row in table.rows],
            numeric=[each.kind not in {Kind.WORDS, Kind.MONTH} for each in table.columns],
            is_summed=table.is_summed,
        )
    )
    return blocks


def _add_sheet(book: xlsxwriter.Workbook, table: Table) -> None:
    sheet = book.add_worksheet(_sheet_name(table))
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    formats = {kind: book.add_format({"num_format": each}) for kind, each in FORMATS.items()}
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, str(column.words), head)
        longest = max((len(show(row[place], column.kind)) for row in table.rows), default=0)
        sheet.set_column(place, place, min(WIDEST, max(14, longest + 2)))
    for line, row in enumerate(table.rows, start=1):
        for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            if isinstance(cell, date):
                sheet.write_datetime(line, place, cell, formats[Kind.MONTH])
            elif isinstance(cell, int | float):
                sheet.write_number(line, place, cell, formats[column.kind])
            elif cell is not None:
                sheet.write_string(line, place, str(cell))
    sheet.freeze_panes(1, 1)


def _add_rules(book: xlsxwriter.Workbook, report: Report, narrowed: Sequence[str]) -> None:
    sheet = book.add_worksheet(_("So wird gezählt"))
    bold = book.add_format({"bold": True, "valign": "top", "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 40, wrapped)
    sheet.set_column(1, 1, 90, wrapped)
    sheet.write_string(0, 0, _("Kennzahl"), bold)
    sheet.write_string(0, 1, _("Regel"), bold)
    rows = [
        (_("Zeitraum"), period_words(report.choice.period)),
        *((_("Auswahl"), each) for each in narrowed),
        (_("Wessen Fälle"), _whose_cases()),
        *((str(each.words), str(each.rule)) for each in report.figures),
    ]
    for line, (name, rule) in enumerate(rows, start=1):
        sheet.write_string(line, 0, name, wrapped)
        sheet.write_string(line, 1, rule, wrapped)
    sheet.freeze_panes(1, 0)


def _sheet_name(table: Table) -> str:
    name = str(SHEETS.get(table.name, table.title))
    return NOT_IN_SHEET_NAMES.sub(" ", name)[:LONGEST_SHEET_NAME]


def _plain(cell: Cell, kind: Kind) -> str:
    """A value for a spreadsheet: no thousands, a comma before the fraction as Germans write it."""
    if cell is None:
        return ""
    if kind is Kind.MONTH and isinstance(cell, date):
        return cell.isoformat()[:7]
    if isinstance(cell, float):
        digits = f"{cell:.4f}" if kind is Kind.SHARE else f"{cell:.1f}"
        return digits.replace(".", ",") if str(get_locale()) != "en" else digits
    return str(cell)
