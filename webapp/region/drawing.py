"""What the page of the region draws; hidden counts stay hidden in it."""

from flask_babel import gettext as _

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
            (f"monat-{kind}", titles[kind], [row.cells[place] for row in report.by_month], total)
            for place, kind in enumerate(COLUMNS)
            if (total := report.totals[kind]) is not None
        ],
    )
