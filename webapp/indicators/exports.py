"""A report as files: a table, a workbook, pages to print."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import xlsxwriter
from flask_babel import get_locale
from flask_babel import gettext as _

from webapp.i18n import show_date
from webapp.indicators.figures import Figure, Reached, Split
from webapp.indicators.reports import ReportKind
from webapp.ledger.dimensions import Dimension
from webapp.ledger.rules import RULES
from webapp.ledger.words import plain, shown, with_unit
from webapp.printing import Block, Document, Facts, Grid, Heading, Paragraph
from webapp.tables import write_csv

WIDEST = 90
SPLIT_BY = ("bedarfe", "vermittlungen", "kooperationen")
"""What files tell apart by dimensions; a table of all would fit on no page."""


@dataclass(frozen=True)
class Report:
    """What page and files say alike."""

    kind: ReportKind
    span: str
    narrowed: Sequence[str]
    made_at: datetime
    figures: Sequence[Figure]
    splits: Sequence[Split]
    dimensions: Sequence[Dimension]
    targets: Sequence[Reached]


def whose_cases() -> str:
    """What is counted for a manager."""
    return _(
        "Gezählt sind die Fälle, die Sie einsehen dürfen, und alle Veranstaltungen. Was aus "
        "gelöschten Fällen blieb, steht nur in den Zahlen für die Region."
    )


def write_table(report: Report) -> str:
    """Every figure in a row, and those by dimension below."""
    rows = [
        [
            str(each.rule.words), "", plain(each.value), str(each.rule.unit_words),
            str(each.rule.rule), str(each.rule.version),
        ]
        for each in report.figures
    ]  # fmt: skip
    for each in report.splits:
        for words, values in each.rows:
            rows += [
                [str(RULES[code].words), words, plain(value), str(RULES[code].unit_words), "", ""]
                for code, value in zip(SPLIT_BY, values, strict=True)
            ]
    head = [
        _("Kennzahl"), _("Davon"), _("Wert"), _("Einheit"), _("Regel"), _("Fassung der Regel"),
    ]  # fmt: skip
    return write_csv(head, rows)


def write_workbook(report: Report) -> bytes:
    """A sheet of figures with numbers that are numbers, one for each dimension, one of rules."""
    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        made_at = report.made_at.astimezone(UTC).replace(tzinfo=None)
        title = str(report.kind.title)
        book.set_properties({"title": title, "author": "EcoTecHub", "created": made_at})
        _add_sheet(
            book,
            _("Kennzahlen"),
            [_("Kennzahl"), _("Wert"), _("Einheit")],
            [
                [str(each.rule.words), each.value, str(each.rule.unit_words)]
                for each in report.figures
            ],
        )
        for each, dimension in zip(report.splits, report.dimensions, strict=True):
            _add_sheet(
                book,
                str(dimension.words),
                [str(dimension.words), *(str(RULES[code].words) for code in SPLIT_BY)],
                [[words, *values] for words, values in each.rows],
            )
        _add_sheet(book, _("So wird gezählt"), [_("Kennzahl"), _("Regel")], _rules(report))
    return file.getvalue()


def as_document(report: Report) -> Document:
    """The report as it is printed."""
    blocks: list[Block] = [
        Paragraph(whose_cases()),
        Heading(_("Kennzahlen")),
        Grid(
            [_("Kennzahl"), _("Wert"), _("Einheit")],
            [
                [str(each.rule.words), shown(each.value), str(each.rule.unit_words)]
                for each in report.figures
            ],
            [False, True, False],
        ),
    ]
    if report.targets:
        blocks += [Heading(_("Ziele")), Facts([_target(each) for each in report.targets])]
    for each, dimension in zip(report.splits, report.dimensions, strict=True):
        if each.rows:
            blocks.append(Heading(_("Nach %(dimension)s", dimension=dimension.words)))
            blocks.append(
                Grid(
                    [str(dimension.words), *(str(RULES[code].words) for code in SPLIT_BY)],
                    [[words, *map(shown, values)] for words, values in each.rows],
                    [False, *(True for _code in SPLIT_BY)],
                )
            )
    blocks += [
        Heading(_("So wird gezählt")),
        Facts([(name, rule) for name, rule in _rules(report)]),
    ]
    return Document(
        title=str(report.kind.title),
        subtitle="\n".join([report.span, *report.narrowed]),
        footer=_("EcoTecHub · Kennzahlen vom %(day)s", day=show_date(report.made_at)),
        language=str(get_locale() or "de"),
        page_words=_("Seite"),
        blocks=blocks,
    )


def _rules(report: Report) -> list[list[str]]:
    rows = [
        [_("Zeitraum"), report.span],
        *([_("Auswahl"), each] for each in report.narrowed),
        [_("Wessen Fälle"), whose_cases()],
        *([str(each), _("nicht geprüft, daher leer")] for each in report.kind.unchecked),
    ]
    return [*rows, *([str(each.words), str(each.rule)] for each in report.kind.rules)]


def _target(each: Reached) -> tuple[str, str]:
    words = _(
        "%(value)s von %(goal)s, zu erreichen bis %(day)s",
        value=shown(each.value),
        goal=with_unit(each.rule, each.target.value),
        day=show_date(each.target.due_on),
    )
    return str(each.rule.words), words


def _add_sheet(
    book: xlsxwriter.Workbook,
    name: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str | Decimal | None]],
) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    number = book.add_format({"num_format": "#,##0.###", "valign": "top"})
    for place, words in enumerate(head):
        sheet.write_string(0, place, words, bold)
        texts = [str(row[place]) for row in rows]
        longest = max((len(each) for each in texts), default=0)
        sheet.set_column(place, place, min(WIDEST, max(14, longest + 2)))
    for line, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, Decimal):
                sheet.write_number(line, place, float(cell), number)
            elif cell is not None:
                sheet.write_string(line, place, cell, wrapped)
    sheet.freeze_panes(1, 1)
