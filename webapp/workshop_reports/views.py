"""The report of a workshop, as page and as file, and several workshops compared."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import Workshop, policies
from webapp.access import current_user, permitted
from webapp.clock import now
from webapp.database import get_session, let_go
from webapp.downloads import as_download, safe_name
from webapp.printing import print_pdf
from webapp.workshop_reports import forms, operations, queries
from webapp.workshop_reports.documents import as_document
from webapp.workshop_reports.report import QUOTES, write_report
from webapp.workshop_reports.words import SPLITS, STEPS, subject_words

bp = Blueprint("workshop_reports", __name__, url_prefix="/veranstaltungen")


@bp.get("/<uuid:workshop_id>/bericht")
@permitted(policies.may_read_report, Workshop)
def show(workshop: Workshop):
    """Who came, what they expected and said, and what became of it."""
    return _page(workshop, forms.NextStepsForm(obj=workshop))


@bp.get("/<uuid:workshop_id>/bericht.pdf")
@permitted(policies.may_read_report, Workshop)
def export(workshop: Workshop):
    """The same to hand out; whoever takes it, it holds what everybody may read."""
    document = as_document(write_report(get_session(), workshop, None, now()))
    name = safe_name(_("Bericht %(title)s", title=workshop.title), "pdf")
    let_go()
    return as_download(print_pdf(document), name, "pdf")


@bp.post("/<uuid:workshop_id>/bericht/naechste-schritte")
@permitted(policies.may_edit_report, Workshop)
def write_next_steps(workshop: Workshop):
    """Keep what the hosts promise."""
    form = forms.NextStepsForm()
    if not form.validate_on_submit():
        return _page(workshop, form)
    operations.write_next_steps(
        get_session(), workshop, form.next_steps.data, now(), by=current_user()
    )
    flash(_("Gespeichert."))
    return redirect(url_for(".show", workshop_id=workshop.id, _anchor="wie-es-weitergeht"))


@bp.post("/<uuid:workshop_id>/bericht/freigeben")
@permitted(policies.may_edit_report, Workshop)
def release(workshop: Workshop):
    """Everybody may read it."""
    operations.release_report(get_session(), workshop, now(), by=current_user())
    flash(_("Der Bericht ist öffentlich."))
    return redirect(url_for(".show", workshop_id=workshop.id))


@bp.post("/<uuid:workshop_id>/bericht/zuruecknehmen")
@permitted(policies.may_edit_report, Workshop)
def withdraw(workshop: Workshop):
    """Nobody else may read it any more."""
    operations.withdraw_report(get_session(), workshop, now(), by=current_user())
    flash(_("Den Bericht lesen nur noch die Transferstellen."))
    return redirect(url_for(".show", workshop_id=workshop.id))


@bp.get("/leitung/vergleich")
@permitted(policies.may_run_workshops)
def compare():
    """Several workshops side by side."""
    session = get_session()
    return render_template(
        "workshop_reports/compare.html",
        workshops=queries.past_workshops(session),
        counts=queries.counts_by_workshop(session, current_user(), now()),
    )


def _page(workshop: Workshop, form: forms.NextStepsForm):
    return render_template(
        "workshop_reports/show.html",
        workshop=workshop,
        report=write_report(get_session(), workshop, current_user(), now()),
        form=form,
        quotes=QUOTES,
        splits=SPLITS,
        steps=STEPS,
        words=subject_words,
    ), form.status
