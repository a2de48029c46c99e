"""A Vermittlung as the professor, the company and the Transferstelle see it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import Introduction, Role, policies
from models.base import local_date
from webapp import jobs
from webapp.access import current_user, permitted
from webapp.clock import now, today
from webapp.database import after_commit, get_session
from webapp.enclosed import visible_files
from webapp.introductions import answering, appointing, operations, queries
from webapp.introductions.forms import (
    AgreementForm,
    ConsentForm,
    DeclineForm,
    MeetingForm,
    PhoneConsentForm,
)
from webapp.introductions.handing_on import HandingOn, words_for_handing_on
from webapp.stepping_up import proven

bp = Blueprint("introductions", __name__, url_prefix="/anfragen")
bp.register_blueprint(answering.bp)
bp.register_blueprint(appointing.bp)

PAGES = {
    Role.PROFESSOR: "introductions/show_professor.html",
    Role.COMPANY: "introductions/show_company.html",
    Role.TRANSFER_MANAGER: "introductions/show_manager.html",
}


@bp.get("")
@permitted(policies.may_view_enquiries)
def index():
    """The professor's dashboard."""
    dashboard = queries.dashboard(get_session(), current_user(), now())
    return render_template("introductions/index.html", dashboard=dashboard, today=today())


@bp.get("/<uuid:introduction_id>")
@permitted(policies.may_view_introduction, Introduction)
def show(introduction: Introduction):
    """One introduction, as far as the viewer's side may know it."""
    return _page(introduction, PhoneConsentForm())


@bp.post("/<uuid:introduction_id>/zusagen")
@permitted(policies.may_answer_enquiry, Introduction)
def accept(introduction: Introduction):
    """The professor is interested in the text on the page."""
    operations.accept_enquiry(
        get_session(), introduction, ConsentForm().agreed_to, now(), by=current_user()
    )
    after_commit(jobs.wake_worker)
    flash(_("Danke! Jetzt entscheidet das Unternehmen. Wir schreiben Ihnen."), "success")
    return redirect(url_for(".show", introduction_id=introduction.id))


@bp.route("/<uuid:introduction_id>/absagen", methods=["GET", "POST"])
@permitted(policies.may_answer_enquiry, Introduction)
def decline(introduction: Introduction):
    """The professor says no, with a reason."""
    form = DeclineForm()
    if form.validate_on_submit():
        operations.decline_enquiry(
            get_session(), introduction, now(), by=current_user(), **form.values
        )
        after_commit(jobs.wake_worker)
        flash(_("Danke für Ihre Antwort. Das Unternehmen erfährt davon nichts."), "success")
        return redirect(url_for(".index"))
    page = render_template("introductions/decline.html", introduction=introduction, form=form)
    return page, form.status


@bp.route("/<uuid:introduction_id>/weitergeben", methods=["GET", "POST"])
@permitted(policies.may_answer_enquiry, Introduction)
def hand_on(introduction: Introduction):
    """The professor says no and who would fit better."""
    handing_on = HandingOn(introduction, current_user())
    if handing_on.is_done:
        after_commit(jobs.wake_worker)
        flash(words_for_handing_on(), "success")
        return redirect(url_for(".index"))
    page = render_template("introductions/hand_on.html", handing_on=handing_on)
    return page, handing_on.status


@bp.post("/<uuid:introduction_id>/zustimmen")
@permitted(policies.may_consent, Introduction)
@proven()
def consent(introduction: Introduction):
    """The company agrees to the introduction."""
    operations.consent_to_introduction(
        get_session(), introduction, ConsentForm().agreed_to, now(), by=current_user()
    )
    after_commit(jobs.wake_worker)
    flash(_("Sie sind vermittelt. Beide Seiten sehen jetzt die Kontaktdaten."), "success")
    return redirect(url_for(".show", introduction_id=introduction.id))


@bp.route("/<uuid:introduction_id>/ablehnen", methods=["GET", "POST"])
@permitted(policies.may_consent, Introduction)
def turn_down(introduction: Introduction):
    """The company does not want this introduction."""
    form = ConsentForm()
    if form.validate_on_submit():
        operations.turn_down_introduction(get_session(), introduction, now(), by=current_user())
        flash(_("Diese Vermittlung kommt nicht zustande. Gründe nennen wir niemandem."), "success")
        return redirect(url_for(".show", introduction_id=introduction.id))
    return render_template("introductions/turn_down.html", introduction=introduction), form.status


@bp.post("/<uuid:introduction_id>/telefonisch-zugestimmt")
@permitted(policies.may_record_phone_consent, Introduction)
@proven()
def record_phone_consent(introduction: Introduction):
    """The lead notes a yes that was said on the telephone."""
    form = PhoneConsentForm()
    if not form.validate():
        return _page(introduction, form)
    operations.record_phone_consent(
        get_session(), introduction, form.agreed_to, now(), by=current_user(), note=form.note.data
    )
    after_commit(jobs.wake_worker)
    flash(_("Die Zustimmung ist notiert. Beide Seiten sind vermittelt."), "success")
    return redirect(url_for(".show", introduction_id=introduction.id))


@bp.route("/<uuid:introduction_id>/erstgespraech", methods=["GET", "POST"])
@permitted(policies.may_note_meeting, Introduction)
def note_meeting(introduction: Introduction):
    """Somebody who took part notes the Erstgespräch."""
    form = MeetingForm(
        first_day=local_date(introduction.company_consented_at),
        last_day=today(),
        data={"met_on": introduction.met_on, "note": introduction.meeting_note},
    )
    if form.validate_on_submit():
        operations.note_meeting(
            get_session(), introduction, now(), by=current_user(), **form.values
        )
        flash(_("Das Erstgespräch ist notiert."), "success")
        return redirect(url_for(".show", introduction_id=introduction.id))
    page = render_template("introductions/note_meeting.html", introduction=introduction, form=form)
    return page, form.status


@bp.route("/<uuid:introduction_id>/vertraulichkeit", methods=["GET", "POST"])
@permitted(policies.may_record_nda, Introduction)
def record_nda(introduction: Introduction):
    """The lead notes the signatures under the confidentiality agreement."""
    form = AgreementForm(
        last_day=today(),
        data={
            "company_on": introduction.nda_company_signed_on,
            "professor_on": introduction.nda_professor_signed_on,
        },
    )
    if form.validate_on_submit():
        operations.record_agreement(
            get_session(), introduction, now(), by=current_user(), **form.values
        )
        flash(_("Die Unterschriften sind festgehalten."), "success")
        return redirect(url_for(".show", introduction_id=introduction.id))
    page = render_template("introductions/record_nda.html", introduction=introduction, form=form)
    return page, form.status


def _page(introduction: Introduction, form: PhoneConsentForm):
    user = current_user()
    named = policies.may_see_contacts(user, introduction, now())
    page = render_template(
        PAGES[user.role],
        introduction=introduction,
        reasons=queries.reasons(introduction),
        contacts=queries.company_contacts(introduction) if named else [],
        files=visible_files(get_session(), introduction.challenge, user, now()),
        form=form,
    )
    return page, form.status
