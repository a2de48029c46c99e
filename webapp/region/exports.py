"""What of the page can be taken along as a file: its table, and the cases behind it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask_babel import gettext as _

from models import Account, Challenge, Reading, policies
from webapp.disclosure import Cell, Hidden
from webapp.labels import label
from webapp.periods import Month
from webapp.readings import note_reading
from webapp.region.report import Report
from webapp.tables import write_csv


def write_cases(cases: Iterable[Challenge], user: Account | None, at: datetime) -> str:
    """All cases; what is wanted, by whom, and results stand only where the reader may view it."""
    return write_csv(
        [
            _("Fall"), _("Gemeinde"), _("AGS"), _("Monat"), _("Stand"), _("Ergebnis"),
            _("Gewünschte Unterstützung"), _("Vermittlungen"), _("Erstgespräche"),
            _("Unternehmen"), _("Titel"),
        ],
        (_case_row(case, policies.may_view_challenge(user, case, at)) for case in cases),
    )  # fmt: skip


def write_figures(report: Report) -> str:
    """The aggregated table, with the same cells hidden as on the page."""
    rows = [
        [_("Gemeinde"), each.subject.name, each.subject.ags, *map(show_cell, each.cells)]
        for each in report.by_municipality
    ]
    rows += [
        [_("Monat"), str(each.subject), "", *map(show_cell, each.cells)] for each in report.by_month
    ]
    rows += [
        [_("Ergebnis"), str(label(outcome)), "", "", "", show_cell(cell)]
        for outcome, cell in report.by_outcome
    ]
    shown = [show_cell(cell) for cell in (*report.totals.values(),)]
    rows.append([_("Summe"), f"{report.period.first} – {report.period.last}", "", *shown[:3]])
    return write_csv(
        [_("Gliederung"), _("Name"), _("AGS"), _("Bedarfe"), _("Vermittlungen"), _("Ergebnisse")],
        rows,
    )


def show_cell(cell: Cell) -> str:
    """A count in digits, or why there is none."""
    if cell is Hidden.SMALL:
        return _("unter 5")
    return _("nicht ausgewiesen") if cell is Hidden.SECOND else str(cell)


def _case_row(case: Challenge, may_view: bool) -> Sequence[str]:
    if may_view:
        note_reading(case, Reading.EXPORT)
    return [
        case.reference,
        case.municipality.name,
        case.municipality_ags,
        str(Month.of(case.submitted_at)) if case.submitted_at else "",
        str(label(case.state)),
        str(label(case.outcome)) if case.outcome and may_view else "",
        ", ".join(str(label(row.kind)) for row in case.support_rows) if may_view else "",
        str(sum(each.is_mutual for each in case.introductions)) if may_view else "",
        str(sum(each.met_on is not None for each in case.introductions)) if may_view else "",
        case.company.name if may_view else "",
        case.title if may_view else "",
    ]
