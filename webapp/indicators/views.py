"""The indicators: overview, what stands behind each, targets, reports, freezes, and the region."""

from typing import Any

import structlog
from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import Challenge, IndicatorFreeze, IndicatorTarget, policies
from models.base import local_date
from webapp.access import permitted
from webapp.clock import now, today
from webapp.database import get_session, let_go
from webapp.downloads import as_download, safe_name
from webapp.indicators import documents, exports, figures, operations, queries
from webapp.indicators.forms import CaseValuesForm, FreezeForm, TargetForm
from webapp.indicators.reading import (
    choice_form,
    chosen_report,
    known_rule,
    report_kind,
    signed_in,
    span_words,
    this_year,
)
from webapp.indicators.reports import REPORTS
from webapp.ledger.dimensions import by_theme, known_dimensions
from webapp.ledger.reported import report_values, reported_values, reports_of
from webapp.ledger.rules import RULES
from webapp.ledger.words import shown, total_words, with_unit
from webapp.pages import page_asked
from webapp.printing import print_pdf
from webapp.tables import as_file

log = structlog.get_logger(__name__)
bp = Blueprint("indicators", __name__, url_prefix="/kennzahlen")
bp.add_app_template_global(shown, "shown_value")
bp.add_app_template_global(with_unit, "value_with_unit")
bp.add_app_template_global(total_words, "region_total")


@bp.get("")
@permitted(policies.may_view_exact_figures)
def show() -> Any:
    """Every indicator with its targets; each opens what stands behind it."""
    return _report_page("indicators/show.html", "alle")


@bp.get("/berichte/<name>")
@permitted(policies.may_view_exact_figures)
def report(name: str) -> Any:
    """A choice of indicators for a programme, or for the year."""
    return _report_page("indicators/report.html", name)


@bp.get("/berichte/<name>/zahlen.csv")
@permitted(policies.may_view_exact_figures)
def export_csv(name: str) -> Response:
    """The same as one table."""
    written = exports.write_table(_chosen(name))
    return as_file(written, f"ecotechub-kennzahlen-{name}.csv")


@bp.get("/berichte/<name>/zahlen.xlsx")
@permitted(policies.may_view_exact_figures)
def export_workbook(name: str) -> Response:
    """The same with numbers to go on with."""
    book = exports.write_workbook(_chosen(name))
    return as_download(book, f"ecotechub-kennzahlen-{name}.xlsx", "xlsx")


@bp.get("/berichte/<name>/bericht.pdf")
@permitted(policies.may_view_exact_figures)
def export_pages(name: str) -> Response:
    """The same to print, and to be read aloud."""
    document = exports.as_document(_chosen(name))
    let_go()
    return as_download(print_pdf(document), f"ecotechub-kennzahlen-{name}.pdf", "pdf")


@bp.get("/regel/<code>")
@permitted(policies.may_view_exact_figures)
def behind(code: str) -> Any:
    """How an indicator is counted, and every entry that it is made of."""
    rule, user, session = known_rule(code), signed_in(), get_session()
    form, page = choice_form(user), page_asked()
    entries, count = queries.entries_behind(session, code, form.choice, user, now(), page)
    rows = [
        each for each in queries.counted(session, form.choice, user, now()) if each.rule == code
    ]
    known = [*known_dimensions(session), by_theme()]
    return render_template(
        "indicators/behind.html",
        rule=rule,
        form=form,
        span=span_words(form.period),
        figure=figures.figure_of(rule, rows),
        splits=[(each, figures.split(each, [rule], rows)) for each in known],
        entries=entries,
        count=count,
        page=page,
        pages=-(-count // queries.ENTRIES_PER_PAGE),
    )


@bp.post("/nachtragen")
@permitted(policies.may_view_exact_figures)
def bring_up_to_date() -> Any:
    """Add now what the night would add."""
    added = operations.bring_up_to_date(get_session(), now(), by=signed_in())
    flash(_("Die Kennzahlen sind auf dem neuesten Stand.") if added else _("Es fehlte nichts."))
    return redirect(url_for(".show"))


@bp.route("/werte/<uuid:challenge_id>", methods=["GET", "POST"])
@permitted(policies.may_report_indicators, Challenge)
def report_case(challenge: Challenge) -> Any:
    """What came of a case in numbers, in the words of a source; the last report counts."""
    session, user = get_session(), signed_in()
    handed_in_on = local_date(challenge.submitted_at) if challenge.submitted_at else today()
    known = reported_values(session, challenge)
    standing = {code: each.entry.value for code, each in known.items() if not each.entry.is_void}
    form = CaseValuesForm(
        handed_in_on, today(), is_first_report=not standing,
        data={"occurred_on": today(), **standing},
    )  # fmt: skip
    if form.validate_on_submit():
        added = report_values(
            session, challenge, form.reported, now(), by=user, basis=form.chosen_basis,
            occurred_on=form.occurred_on.data, note=form.note.data or "",
        )  # fmt: skip
        flash(_("Gespeichert.") if added else _("Es hat sich nichts geändert."), "success")
        return redirect(url_for(".report_case", challenge_id=challenge.id))
    page = render_template(
        "indicators/report_case.html",
        challenge=challenge,
        form=form,
        reports=reports_of(session, challenge),
        rules=RULES,
    )
    return page, form.status


@bp.route("/ziele", methods=["GET", "POST"])
@permitted(policies.may_set_targets)
def targets() -> Any:
    """What is to be reached, how far that is, and everything that was aimed at before."""
    session, user = get_session(), signed_in()
    form = TargetForm(today(), data=this_year())
    if form.validate_on_submit():
        operations.set_target(session, at=now(), by=user, **form.values)
        flash(_("Das Ziel ist gesetzt."), "success")
        return redirect(url_for(".targets"))
    every = queries.targets(session, user)
    standing = figures.standing_targets(every)
    page = render_template(
        "indicators/targets.html",
        form=form,
        reached=figures.reached(session, standing, user, now(), today()),
        former=[each for each in every if each not in standing],
        rules=RULES,
    )
    return page, form.status


@bp.post("/ziele/<uuid:target_id>/aufgeben")
@permitted(policies.may_give_up_target, IndicatorTarget)
def give_up_target(target: IndicatorTarget) -> Any:
    """Aim at nothing any more."""
    operations.give_up_target(get_session(), target, now(), by=signed_in())
    flash(_("Das Ziel ist aufgegeben. Es bleibt in der Liste der früheren Ziele."))
    return redirect(url_for(".targets"))


@bp.route("/staende", methods=["GET", "POST"])
@permitted(policies.may_view_exact_figures)
def freezes() -> Any:
    """Figures that were kept for an application, and the form to keep them."""
    session, user, form = get_session(), signed_in(), FreezeForm(today(), data=this_year())
    if form.validate_on_submit():
        taken = operations.take_freeze(session, at=now(), by=user, **form.values)
        session.flush()
        flash(_("Der Stand ist festgehalten."), "success")
        return redirect(url_for(".show_freeze", freeze_id=taken.id))
    kept = queries.freezes(session, user, now())
    return render_template(
        "indicators/freezes.html", form=form, freezes=kept, reports=REPORTS
    ), form.status


@bp.get("/staende/<uuid:freeze_id>")
@permitted(policies.may_view_freeze, IndicatorFreeze)
def show_freeze(freeze: IndicatorFreeze) -> Any:
    """What was kept, with the case behind each entry for those who may read it."""
    return render_template(
        "indicators/freeze.html",
        freeze=freeze,
        kind=report_kind(freeze.report),
        frozen=queries.frozen_entries(get_session(), freeze),
        is_intact=operations.hash_of(freeze.document) == freeze.sha256,
        rules=RULES,
    )


@bp.get("/staende/<uuid:freeze_id>/stand.csv")
@permitted(policies.may_view_freeze, IndicatorFreeze)
def export_freeze(freeze: IndicatorFreeze) -> Response:
    """The file, bit by bit as it was taken."""
    name = safe_name(_("Stand %(purpose)s", purpose=freeze.purpose), "csv")
    log.info("freeze.exported", freeze=str(freeze.id), user=str(signed_in().id))
    return as_download(freeze.document.encode(), name, "csv")


@bp.get("/staende/<uuid:freeze_id>/stand.pdf")
@permitted(policies.may_view_freeze, IndicatorFreeze)
def export_freeze_pages(freeze: IndicatorFreeze) -> Response:
    """The same to print."""
    document = documents.as_document(freeze, str(report_kind(freeze.report).title))
    name = safe_name(_("Stand %(purpose)s", purpose=freeze.purpose), "pdf")
    let_go()
    return as_download(print_pdf(document), name, "pdf")


def _chosen(name: str) -> exports.Report:
    user = signed_in()
    return chosen_report(report_kind(name), choice_form(user), user)


def _report_page(template: str, name: str) -> str:
    user = signed_in()
    kind, form = report_kind(name), choice_form(user)
    return render_template(
        template,
        form=form,
        report=chosen_report(kind, form, user),
        reports=REPORTS,
        newest_at=queries.newest_entry_at(get_session()),
    )
