"""Neighbours, the register of what is missing, and what became of a Verweis."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import Gap, Neighbour, NoMatch, Role, policies
from webapp.access import current_user, permitted
from webapp.clock import now, today
from webapp.database import get_session
from webapp.neighbours import how_checked
from webapp.referrals import operations, queries
from webapp.referrals.figures import figures
from webapp.referrals.forms import MergeForm, NeighbourForm, OutcomeForm

bp = Blueprint("referrals", __name__)


@bp.get("/nachbarn")
@permitted(policies.may_review)
def neighbours() -> Any:
    """To whom a company can be sent."""
    listed = queries.neighbours(get_session(), current_user(), now())
    return render_template("referrals/neighbours.html", listed=listed, today=today())


@bp.route("/nachbarn/neu", methods=["GET", "POST"])
@permitted(policies.may_review)
def add_neighbour() -> Any:
    """Put somebody on the list."""
    return _write_neighbour(NeighbourForm.of(None), None)


@bp.route("/nachbarn/<uuid:neighbour_id>", methods=["GET", "POST"])
@permitted(policies.may_edit_neighbour, Neighbour)
def edit_neighbour(neighbour: Neighbour) -> Any:
    """What is known of one of them, and who was sent there."""
    return _write_neighbour(NeighbourForm.of(neighbour), neighbour)


@bp.post("/nachbarn/<uuid:neighbour_id>/archivieren")
@permitted(policies.may_edit_neighbour, Neighbour)
def archive_neighbour(neighbour: Neighbour) -> Any:
    """Take it off the list."""
    operations.archive_neighbour(get_session(), neighbour, now(), by=current_user())
    flash(_("Die Stelle steht nicht mehr zur Auswahl. Frühere Verweise bleiben."), "success")
    return redirect(url_for(".neighbours"))


@bp.post("/nachbarn/<uuid:neighbour_id>/wieder-aufnehmen")
@permitted(policies.may_edit_neighbour, Neighbour)
def restore_neighbour(neighbour: Neighbour) -> Any:
    """Offer it again."""
    operations.restore_neighbour(get_session(), neighbour, now(), by=current_user())
    flash(_("Die Stelle steht wieder zur Auswahl."), "success")
    return redirect(url_for(".neighbours"))


@bp.route("/verweise/<uuid:no_match_id>", methods=["GET", "POST"])
@permitted(policies.may_note_referral, NoMatch)
def note_outcome(no_match: NoMatch) -> Any:
    """Say whether it helped to ask there."""
    form = OutcomeForm(obj=no_match)
    is_company = current_user().role is Role.COMPANY
    page = "challenges.show" if is_company else "review.show"
    back = url_for(page, challenge_id=no_match.challenge_id)
    if form.validate_on_submit():
        operations.note_outcome(get_session(), no_match, now(), by=current_user(), **form.values)
        flash(_("Danke. Das hilft uns, das nächste Unternehmen besser zu verweisen."), "success")
        return redirect(back)
    page = render_template("referrals/outcome.html", form=form, no_match=no_match, back=back)
    return page, form.status


@bp.get("/luecken")
@permitted(policies.may_review)
def gaps() -> Any:
    """What is missing at both universities."""
    is_closed = request.args.get("stand") == "geschlossen"
    found = queries.themes(get_session(), current_user(), now(), closed=is_closed)
    return render_template("referrals/gaps.html", themes=found, is_closed=is_closed)


@bp.get("/luecken/zahlen")
@permitted(policies.may_view_region)
def show_figures() -> Any:
    """Why needs find nobody, in numbers; others read which topics are missing, by half-year."""
    if not policies.may_view_exact_figures(current_user(), now()):
        return redirect(url_for("topic_gaps.published"))
    counted = figures(get_session(), current_user(), now())
    return render_template("referrals/figures.html", figures=counted)


@bp.get("/luecken/<uuid:gap_id>")
@permitted(policies.may_view_gap, Gap)
def show_gap(gap: Gap) -> Any:
    """One topic, the cases behind it, and whether somebody covers it now."""
    return _gap_page(gap)


@bp.post("/luecken/<uuid:gap_id>/zusammenlegen")
@permitted(policies.may_work_on_gap, Gap)
def merge(gap: Gap) -> Any:
    """Let it count with another one."""
    form = _merge_form(gap)
    if not form.validate_on_submit() or form.chosen is None:
        return _gap_page(gap, form)
    operations.merge_gaps(
        get_session(), gap.root or gap, form.chosen.root or form.chosen, now(), by=current_user()
    )
    flash(_("Die beiden Themen zählen jetzt zusammen."), "success")
    return redirect(url_for(".show_gap", gap_id=gap.id))


@bp.post("/luecken/<uuid:gap_id>/schliessen")
@permitted(policies.may_work_on_gap, Gap)
def close_gap(gap: Gap) -> Any:
    """Nobody has to look for it any more."""
    operations.close_gap(get_session(), gap.root or gap, now(), by=current_user())
    flash(_("Die Lücke ist geschlossen."), "success")
    return redirect(url_for(".gaps"))


@bp.post("/luecken/<uuid:gap_id>/wieder-oeffnen")
@permitted(policies.may_work_on_gap, Gap)
def reopen_gap(gap: Gap) -> Any:
    """It is missing after all."""
    operations.reopen_gap(get_session(), gap.root or gap, now(), by=current_user())
    flash(_("Die Lücke ist wieder offen."), "success")
    return redirect(url_for(".show_gap", gap_id=gap.id))


def _write_neighbour(form: NeighbourForm, neighbour: Neighbour | None) -> Any:
    if form.validate_on_submit():
        operations.write_neighbour(
            get_session(), neighbour, now(), today(), by=current_user(), **form.values
        )
        flash(_("Gespeichert."), "success")
        return redirect(url_for(".neighbours"))
    referrals = (
        queries.referrals_to(get_session(), neighbour, current_user(), now()) if neighbour else []
    )
    page = render_template(
        "referrals/neighbour.html",
        form=form,
        neighbour=neighbour,
        referrals=referrals,
        checked=how_checked(neighbour, today()) if neighbour else None,
    )
    return page, form.status


def _merge_form(gap: Gap) -> MergeForm:
    every = queries.themes(get_session(), current_user(), now(), closed=False)
    return MergeForm([each.gap for each in every if each.root.id != (gap.root_id or gap.id)])


def _gap_page(gap: Gap, form: MergeForm | None = None) -> Any:
    theme = queries.theme_of(get_session(), gap, current_user(), now())
    form = form or _merge_form(gap)
    page = render_template("referrals/gap.html", theme=theme, form=form)
    return page, form.status
