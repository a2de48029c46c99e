"""The company's side: describe a Bedarf, follow it, approve its Kurzfassung, take it back."""

import uuid
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import Challenge, Teaser, policies
from webapp import interims
from webapp.access import current_user, permitted
from webapp.challenges import approving, describing, operations, queries, visiting
from webapp.challenges.entering import EnterForm
from webapp.challenges.forms import ApprovalForm, ChallengeForm, PhoneApprovalForm, RefusalForm
from webapp.clock import now, today
from webapp.correspondence import correspondence_of
from webapp.database import after_commit, get_session
from webapp.enclosed import visible_files
from webapp.erasing import erase_challenge, sweep_after_commit
from webapp.i18n import show_date
from webapp.identifying.preview import preview_of
from webapp.jobs import wake_worker
from webapp.looking_back import next_asking
from webapp.matching import guess_language
from webapp.stepping_up import proven
from webapp.teasers import radar_entry_of

bp = Blueprint("challenges", __name__, url_prefix="/bedarfe")

for rule, view, methods in (
    ("/beschreiben", describing.describe, ["GET", "POST"]),
    ("/beschreiben/hinweise", describing.advise_writer, ["POST"]),
    ("/beschreiben/unterwegs", describing.described, ["GET"]),
    ("/beschreiben/einreichen/<token>", describing.hand_in, ["GET", "POST"]),
    ("/besuche", visiting.list_visits, ["GET"]),
    ("/besuche/neu", visiting.begin_visit, ["GET", "POST"]),
    ("/besuche/merken", visiting.keep_typed, ["POST"]),
    ("/besuche/<uuid:visit_id>", visiting.edit_visit, ["GET", "POST"]),
    ("/besuche/<uuid:visit_id>/loeschen", visiting.delete_visit, ["POST"]),
    ("/besuche/bestaetigen/<token>", visiting.confirm_visit, ["GET", "POST"]),
):
    bp.add_url_rule(rule, view_func=view, methods=methods)


@bp.get("")
@permitted(policies.may_submit_challenge)
def index():
    """Her needs, what comes next and when she hears from us."""
    cases = queries.own_cases(get_session(), current_user(), now())
    return render_template("challenges/index.html", cases=cases, today=today())


@bp.route("/neu", methods=["GET", "POST"])
@permitted(policies.may_submit_challenge)
def submit():
    """Describe a need and hand it in, or keep it as a draft."""
    begun = interims.present_need(get_session(), current_user(), now())
    is_fresh = request.method == "GET" and begun is not None
    form = ChallengeForm.begun(begun) if is_fresh else ChallengeForm.read()
    if form.validate_on_submit():
        interims.forget_need(get_session(), current_user(), now())
        return _keep(form)
    page = render_template(
        "challenges/submit.html", form=form, begun=begun, answer_by=describing.answer_by()
    )
    return page, form.status


@bp.route("/aufnehmen", methods=["GET", "POST"])
@permitted(policies.may_enter_challenge)
def enter():
    """Write down what a caller says."""
    if policies.may_visit_companies(current_user(), now()):
        return redirect(url_for(".begin_visit"))
    form = EnterForm()
    if form.validate_on_submit():
        challenge = operations.enter_challenge(
            get_session(), form.need, company=form.company, by=current_user(), at=now(),
            answer_due_on=describing.answer_by(),
        )  # fmt: skip
        after_commit(wake_worker)
        flash(_("Der Bedarf ist aufgenommen. Sie haben die Federführung."), "success")
        _hint_at_language(challenge)
        return redirect(url_for(".show", challenge_id=challenge.id))
    companies = [
        queries.company_label(each)
        for each in queries.companies(get_session(), current_user(), now())
    ]
    return render_template(
        "challenges/enter.html",
        form=form,
        companies=companies,
        answer_by=describing.answer_by(),
    ), form.status


@bp.get("/aufgenommen")
@permitted(policies.may_enter_challenge)
def entered():
    """What became of the needs somebody wrote down for companies."""
    cases = queries.entered_cases(get_session(), current_user(), now())
    return render_template("challenges/entered.html", cases=cases)


@bp.get("/<uuid:challenge_id>")
@permitted(policies.may_view_challenge, Challenge)
def show(challenge: Challenge):
    """Where it stands, what comes next, what was said."""
    return _show(challenge)


@bp.route("/<uuid:challenge_id>/bearbeiten", methods=["GET", "POST"])
@permitted(policies.may_edit_challenge, Challenge)
def edit(challenge: Challenge):
    """Go on with a draft."""
    form = ChallengeForm.read(challenge)
    if form.validate_on_submit():
        return _keep(form, challenge)
    return _edit(form, challenge)


@bp.post("/<uuid:challenge_id>/einreichen")
@permitted(policies.may_hand_in_challenge, Challenge)
def send(challenge: Challenge):
    """Hand in a draft as it is; what is missing is shown at its field."""
    form = ChallengeForm.of(challenge)
    if not form.validate():
        return _edit(form, challenge)
    operations.send_challenge(
        get_session(), challenge, by=current_user(), at=now(), answer_due_on=describing.answer_by()
    )
    return _handed_in(challenge)


@bp.route("/<uuid:challenge_id>/zurueckziehen", methods=["GET", "POST"])
@permitted(policies.may_withdraw_challenge, Challenge)
def withdraw(challenge: Challenge):
    """Ask whether it is meant, then take it back."""
    if request.method == "POST":
        operations.withdraw_challenge(get_session(), challenge, by=current_user(), at=now())
        after_commit(wake_worker)
        flash(_("Ihr Bedarf ist zurückgezogen."), "success")
        return redirect(url_for(".show", challenge_id=challenge.id))
    return render_template("challenges/withdraw.html", challenge=challenge)


@bp.route("/<uuid:challenge_id>/loeschen", methods=["GET", "POST"])
@permitted(policies.may_delete_challenge, Challenge)
@proven()
def delete(challenge: Challenge):
    """Ask whether it is meant, then erase it."""
    if request.method == "POST":
        sweep_after_commit([challenge])
        erase_challenge(get_session(), challenge, now(), by=current_user())
        flash(_("Ihr Bedarf ist gelöscht."), "success")
        return redirect(url_for(".index"))
    return render_template("challenges/delete.html", challenge=challenge)


@bp.post("/<uuid:challenge_id>/kurzfassung/<uuid:teaser_id>/freigeben")
@permitted(policies.may_decide_teaser, Teaser)
def approve_teaser(teaser: Teaser, challenge_id: uuid.UUID):
    """Allow exactly the text that was read."""
    _belong_together(teaser, challenge_id)
    approving.approve_teaser(
        get_session(), teaser, request.form.get("text_version", ""), by=current_user(), at=now(),
        for_radar=ApprovalForm().radar.data,
    )  # fmt: skip
    after_commit(wake_worker)
    flash(_("Danke. Die Kurzfassung ist freigegeben, wir gehen jetzt auf die Suche."), "success")
    return redirect(url_for(".show", challenge_id=challenge_id))


@bp.post("/<uuid:challenge_id>/kurzfassung/<uuid:teaser_id>/ablehnen")
@permitted(policies.may_decide_teaser, Teaser)
def refuse_teaser(teaser: Teaser, challenge_id: uuid.UUID):
    """Ask for other words."""
    _belong_together(teaser, challenge_id)
    form = RefusalForm()
    if not form.validate():
        return _show(teaser.challenge, refusal=form)
    approving.refuse_teaser(get_session(), teaser, form.comment.data, by=current_user(), at=now())
    after_commit(wake_worker)
    flash(_("Danke für den Hinweis. Die Transferstelle schreibt eine neue Fassung."), "success")
    return redirect(url_for(".show", challenge_id=challenge_id))


@bp.post("/<uuid:challenge_id>/kurzfassung/<uuid:teaser_id>/telefonisch-freigegeben")
@permitted(policies.may_record_phone_approval, Teaser)
def record_phone_approval(teaser: Teaser, challenge_id: uuid.UUID):
    """Note who agreed on the telephone, for a company that has nobody who could sign in."""
    _belong_together(teaser, challenge_id)
    form = PhoneApprovalForm()
    if not form.validate():
        return _show(teaser.challenge, phone_approval=form)
    approving.record_phone_approval(
        get_session(), teaser, request.form.get("text_version", ""), form.note.data,
        by=current_user(), at=now(), for_radar=form.radar.data,
    )  # fmt: skip
    after_commit(wake_worker)
    flash(_("Die Freigabe am Telefon ist festgehalten."), "success")
    return redirect(url_for(".show", challenge_id=challenge_id))


def _keep(form: ChallengeForm, challenge: Challenge | None = None) -> Any:
    if challenge is not None and challenge.is_submitted:
        operations.change_challenge(
            get_session(), form.need, by=current_user(), at=now(), challenge=challenge
        )
        after_commit(wake_worker)
        flash(_("Ihre Änderungen sind gespeichert."), "success")
        return redirect(url_for(".show", challenge_id=challenge.id))
    if form.is_draft:
        challenge = operations.save_draft(
            get_session(), form.need, by=current_user(), at=now(), challenge=challenge
        )
        flash(_("Ihr Entwurf ist gespeichert. Außerhalb Ihres Unternehmens sieht ihn niemand."))
        return redirect(url_for(".show", challenge_id=challenge.id))
    challenge = operations.submit_challenge(
        get_session(), form.need, by=current_user(), at=now(), answer_due_on=describing.answer_by(),
        challenge=challenge,
    )  # fmt: skip
    return _handed_in(challenge)


def _handed_in(challenge: Challenge) -> Any:
    after_commit(wake_worker)
    flash(
        _(
            "Ihr Bedarf ist eingereicht. Sie hören bis zum %(date)s von uns.",
            date=show_date(challenge.answer_due_on),
        ),
        "success",
    )
    _hint_at_language(challenge)
    return redirect(url_for(".show", challenge_id=challenge.id))


def _hint_at_language(challenge: Challenge) -> None:
    language = guess_language(f"{challenge.title}. {challenge.description}")
    if language not in operations.ANALYSED_LANGUAGES:
        flash(
            _(
                "Ihr Text scheint weder deutsch noch englisch zu sein. Wir nehmen ihn gern so an. "
                "Auf Deutsch oder Englisch findet unsere Suche aber mehr; die Transferstelle "
                "hilft Ihnen bei Bedarf."
            ),
            "info",
        )


def _edit(form: ChallengeForm, challenge: Challenge) -> Any:
    page = render_template(
        "challenges/edit.html", form=form, challenge=challenge, answer_by=describing.answer_by()
    )
    return page, form.status


def _show(
    challenge: Challenge,
    refusal: RefusalForm | None = None,
    phone_approval: PhoneApprovalForm | None = None,
) -> Any:
    case = queries.case_of(get_session(), challenge, current_user(), now())
    page = render_template(
        "challenges/show.html",
        case=case,
        challenge=challenge,
        files=visible_files(get_session(), challenge, current_user(), now()),
        teaser_preview=preview_of(case.teaser.text, challenge) if case.teaser else None,
        radar_entry=radar_entry_of(get_session(), case.teaser),
        approval=ApprovalForm(formdata=None),
        history=queries.history(get_session(), case),
        thread=correspondence_of(get_session(), challenge, current_user(), now()),
        today=today(),
        promised=describing.answer_by(),
        asked_again_on=next_asking(challenge, today()),
        refusal=refusal or RefusalForm(formdata=None),
        phone_approval=phone_approval or PhoneApprovalForm(formdata=None),
    )
    return page, 422 if refusal or phone_approval else 200


def _belong_together(teaser: Teaser, challenge_id: uuid.UUID) -> None:
    if teaser.challenge_id != challenge_id:
        abort(404)
