"""What the page of the region draws; hidden counts stay hidden in it."""

from flask_babel import gettext as _

from webapp.ledger.dimensions import MONTH
from webapp.ledger.rules import RULES
from webapp.ledger.settled import TABLED
from webapp.ledger.settled import Report as SettledReport
from webapp.pictures import Columns, draw_columns
from webapp.region import queries
from webapp.region.report import COLUMNS, Report


def draw_months(report: Report) -> list[Columns]:
    """Needs, introductions and outcomes over the months, on one scale."""
    titles = {
        queries.NEEDS: _("Bedarfe"),
        queries.INTRODUCTIONS: _("Vermittlungen"),
        queries.OUTCOMES: _("Ergebnisse"),
    }
    return draw_columns(
        [row.subject.first_day for row in report.by_month],  # type: ignore[union-attr]
        [
            (
                f"monat-{kind}",
                titles[kind],
                [row.cells[place] for row in report.by_month],
                report.totals[kind],
            )
            for place, kind in enumerate(COLUMNS)
        ],
    )


def draw_half_year(report: SettledReport) -> list[Columns]:
    """What is told apart, over the months of a half-year, on one scale."""
    months = [month for each in report.dimensions if each.name == MONTH for month, _ in each.values]
    lines = report.tables.get(MONTH, ())
    return (
        draw_columns(
            [each.first_day for each in months],
            [
                (
                    f"monat-{code}",
                    str(RULES[code].words),
                    [line.cells[place] for line in lines],
                    report.totals[code],
                )
                for place, code in enumerate(TABLED)
            ],
        )
        if lines
        else []
    )
