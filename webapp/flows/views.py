"""Stoffströme of a need, what the software found among needs, and what came of it."""

import uuid
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import Challenge, DismissReason, JointProject, MaterialFlow, policies
from webapp import jobs
from webapp.access import current_user, permitted
from webapp.clock import now
from webapp.database import after_commit, get_session
from webapp.flows import consenting, operations, queries, words
from webapp.flows.flow_form import FlowForm
from webapp.flows.forms import DismissForm, InviteForm, PlanForm
from webapp.matching import flows_of, who_closes_gap

bp = Blueprint("flows", __name__)
bp.register_blueprint(consenting.bp)
for _shown in (
    words.flow_facts, words.material_words, words.name_of, words.part_rows, words.purity_words,
    words.quantity_words, words.year_words,
):  # fmt: skip
    bp.add_app_template_global(_shown)
bp.add_app_template_global(flows_of)


@bp.app_template_global("invitations_of")
def invitations_of(challenge: Challenge) -> Any:
    """The invitations of a need, for its company."""
    return [
        each
        for each in queries.asked_members(get_session(), challenge)
        if policies.may_view_joint_member(current_user(), each, now())
    ]


@bp.app_template_global("fact_label")
def fact_label(kind: str) -> Any:
    """What a fact is called."""
    return words.FACTS[kind]


@bp.get("/stoffstroeme")
@permitted(policies.may_view_flow_counts)
def index() -> Any:
    """What fits, what is on its way, and what came of it."""
    return render_template(
        "flows/index.html", overview=queries.overview(get_session(), current_user(), now())
    )


@bp.get("/stoffstroeme/<uuid:project_id>")
@permitted(policies.may_work_on_joint_project, JointProject)
def show_project(project: JointProject) -> Any:
    """One proposal: what was compared, what is in the way, who could help."""
    return _project_page(project)


@bp.post("/stoffstroeme/<uuid:project_id>/merken")
@permitted(policies.may_note_joint_project, JointProject)
def note(project: JointProject) -> Any:
    """Come back to it later."""
    operations.note_project(get_session(), project, now(), by=current_user())
    flash(_("Gemerkt. Der Vorschlag bleibt in der Liste."), "success")
    return redirect(url_for(".show_project", project_id=project.id))


@bp.post("/stoffstroeme/<uuid:project_id>/verwerfen")
@permitted(policies.may_dismiss_joint_project, JointProject)
def dismiss(project: JointProject) -> Any:
    """Say why it does not fit."""
    form = DismissForm()
    if not form.validate_on_submit():
        return _project_page(project, dismissal=form)
    operations.dismiss_project(
        get_session(), project, DismissReason(form.reason.data), now(), by=current_user()
    )
    flash(_("Verworfen. Die Software schlägt das nicht wieder vor."), "success")
    return redirect(url_for(".index"))


@bp.route("/stoffstroeme/<uuid:project_id>/einladen", methods=["GET", "POST"])
@permitted(policies.may_invite_to_joint_project, JointProject)
def invite(project: JointProject) -> Any:
    """Ask every company for itself."""
    further = queries.further_needs(get_session(), project, current_user(), now())
    form = InviteForm(project, further)
    if form.validate_on_submit():
        operations.invite_companies(
            get_session(), project, form.message.data, form.fields.data, form.ends_on.data,
            now(), by=current_user(), others=form.chosen_others,
        )  # fmt: skip
        after_commit(jobs.wake_worker)
        flash(_("Die Einladungen sind unterwegs, jede für sich."), "success")
        return redirect(url_for(".show_project", project_id=project.id))
    page = render_template(
        "flows/invite.html", shown=queries.shown_project(project), form=form,
        facts={each.id: words.facts_of(each) for each in project.members},
    )  # fmt: skip
    return page, form.status


@bp.get("/verbuende/<uuid:project_id>")
@permitted(policies.may_view_joint_project, JointProject)
def joined(project: JointProject) -> Any:
    """The common project: of each company exactly what was agreed."""
    if project.joined_at is None:
        return redirect(url_for(".show_project", project_id=project.id))
    return _joined_page(project, PlanForm(obj=project))


@bp.post("/verbuende/<uuid:project_id>/naechster-schritt")
@permitted(policies.may_plan_joint_project, JointProject)
def plan(project: JointProject) -> Any:
    """Say what all do next."""
    form = PlanForm()
    if not form.validate_on_submit():
        return _joined_page(project, form)
    operations.plan_next(
        get_session(), project, form.next_step.data, form.meeting_on.data, now(), by=current_user()
    )
    flash(_("Gespeichert. Alle beteiligten Betriebe lesen das."), "success")
    return redirect(url_for(".joined", project_id=project.id))


@bp.route("/bedarfe/<uuid:challenge_id>/stoffe", methods=["GET", "POST"])
@permitted(policies.may_write_flows, Challenge)
def add(challenge: Challenge) -> Any:
    """Add a Stoffstrom to a need."""
    places = queries.municipalities(get_session())
    form = FlowForm.fresh(places, challenge.municipality_ags)
    return _keep_flow(form, challenge, None)


@bp.route("/bedarfe/stoffe/<uuid:flow_id>", methods=["GET", "POST"])
@permitted(policies.may_edit_flow, MaterialFlow)
def edit(flow: MaterialFlow) -> Any:
    """Correct a Stoffstrom."""
    form = FlowForm.of(queries.municipalities(get_session()), flow)
    return _keep_flow(form, flow.challenge, flow)


@bp.post("/bedarfe/stoffe/<uuid:flow_id>/loeschen")
@permitted(policies.may_edit_flow, MaterialFlow)
def delete(flow: MaterialFlow) -> Any:
    """Take a Stoffstrom back."""
    challenge_id = flow.challenge_id
    operations.delete_flow(get_session(), flow, now(), by=current_user())
    flash(_("Der Stoffstrom ist gelöscht."), "success")
    return redirect(_case_url(challenge_id))


def _keep_flow(form: FlowForm, challenge: Challenge, flow: MaterialFlow | None) -> Any:
    if form.validate_on_submit():
        operations.keep_flow(get_session(), challenge, flow, form.facts, now(), by=current_user())
        flash(_("Gespeichert. Das liest nur, wer auch den Bedarf im Wortlaut liest."), "success")
        return redirect(_case_url(challenge.id))
    page = render_template(
        "flows/edit.html", form=form, challenge=challenge, flow=flow, back=_case_url(challenge.id)
    )
    return page, form.status


def _case_url(challenge_id: uuid.UUID) -> str:
    is_manager = policies.is_manager(current_user())
    page = "review.show" if is_manager else "challenges.show"
    return url_for(page, challenge_id=challenge_id, _anchor="stoffstroeme")


def _project_page(project: JointProject, dismissal: DismissForm | None = None) -> Any:
    session, user = get_session(), current_user()
    if user is None:
        abort(404)
    shown = queries.shown_project(project)
    needs = [each.challenge for each in project.members]
    page = render_template(
        "flows/project.html",
        shown=shown,
        project=project,
        gaps=[(words.GAPS[kind], said) for kind, said in queries.gap_words(shown)],
        found=who_closes_gap(session, queries.question_of(shown), needs, user, now()),
        place_of=queries.place_of,
        steps=queries.steps_of(session, project),
        dismissal=dismissal or DismissForm(formdata=None),
    )
    return page, 422 if dismissal else 200


def _joined_page(project: JointProject, form: PlanForm) -> Any:
    page = render_template(
        "flows/joined.html", project=project, form=form,
        own_company=current_user().company_id,
    )  # fmt: skip
    return page, form.status
