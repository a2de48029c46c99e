"""What of the page can be taken along as a file: its table, and the cases behind it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask_babel import gettext as _

from models import Account, Challenge, Reading, policies
from webapp.labels import label
from webapp.ledger.rules import RULES
from webapp.ledger.settled import TABLED
from webapp.ledger.settled import Report as SettledReport
from webapp.ledger.words import shown, total_words
from webapp.periods import Month
from webapp.readings import note_reading
from webapp.region.report import COLUMNS, Report
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
    """The aggregated table of a manager."""
    rows = [
        [_("Gemeinde"), each.subject.name, each.subject.ags, *map(str, each.cells)]
        for each in report.by_municipality
    ]
    rows += [[_("Monat"), str(each.subject), "", *map(str, each.cells)] for each in report.by_month]
    rows += [
        [_("Ergebnis"), str(label(outcome)), "", "", "", str(count)]
        for outcome, count in report.by_outcome
    ]
    sums = [str(report.totals[kind]) for kind in COLUMNS]
    rows.append([_("Summe"), f"{report.period.first} – {report.period.last}", "", *sums])
    return write_csv(
        [_("Gliederung"), _("Name"), _("AGS"), _("Bedarfe"), _("Vermittlungen"), _("Ergebnisse")],
        rows,
    )


def write_half_year(report: SettledReport) -> str:
    """What everybody may read, with the same cells hidden as on the page."""
    rows = [
        [_("Gesamt"), "", str(RULES[code].words), total_words(RULES[code], value)]
        for code, value in report.totals.items()
    ]
    for dimension in report.dimensions:
        for line in report.tables[dimension.name]:
            rows += [
                [
                    str(dimension.words),
                    line.words or _("Übrige"),
                    str(RULES[code].words),
                    shown(cell),
                ]
                for code, cell in zip(TABLED, line.cells, strict=True)
            ]
    return write_csv([_("Gliederung"), _("Name"), _("Kennzahl"), _("Wert")], rows)


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
