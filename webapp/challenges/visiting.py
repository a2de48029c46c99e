"""Scouts' visits: a quick note on the way back, and a link by which the company decides.

The page behind the link is read by whoever has the mailbox. Where the address has an account, only
its owner changes and hands in; where it has none, the button opens one, as describing first does.
"""

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from models import Account, Challenge, Role, Visit, policies
from webapp import interims, visits
from webapp.access import current_user, permitted, public
from webapp.addresses import as_stored
from webapp.challenges import newcomers, operations
from webapp.challenges.describing import GONE, answer_by
from webapp.challenges.forms import ChallengeForm
from webapp.challenges.queries import scouted_visits
from webapp.challenges.visit_forms import NewcomerForm, VisitForm
from webapp.clock import now
from webapp.database import after_commit, get_session
from webapp.i18n import show_date
from webapp.jobs import wake_worker
from webapp.memberships import account_of_address
from webapp.security import limiter
from webapp.tokens import Purpose, make_token
from webapp.visit_links import read_visit_token


@permitted(policies.may_keep_visits)
def list_visits() -> Any:
    """Where each of the own visits stands."""
    listed = scouted_visits(get_session(), current_user(), now())
    return render_template("challenges/visits.html", visits=listed, at=now())


@permitted(policies.may_visit_companies)
@limiter.limit("60 per hour; 200 per day", methods=["POST"])
def begin_visit() -> Any:
    """Note a need on the way back."""
    begun = interims.present_need(get_session(), current_user(), now())
    is_fresh = request.method == "GET" and begun is not None
    form = VisitForm.begun(begun) if is_fresh else VisitForm()
    return _keep_or_show(form, None, begun)


@permitted(policies.may_visit_companies)
@limiter.limit("300 per 10 minutes; 3000 per day", methods=["POST"])
def keep_typed() -> Any:
    """Keep what was typed so far, for this scout alone; a part of the page."""
    begun = interims.keep_need(get_session(), VisitForm().typed, current_user(), now())
    return render_template("challenges/visit_kept.html", begun=begun)


@permitted(policies.may_edit_visit, Visit)
def edit_visit(visit: Visit) -> Any:
    """Go on with a draft, or correct what the company has not decided about."""
    form = VisitForm.begun(visit) if request.method == "GET" else VisitForm()
    return _keep_or_show(form, visit, None)


@permitted(policies.may_edit_visit, Visit)
def delete_visit(visit: Visit) -> Any:
    """Throw a draft away."""
    visits.delete_visit(get_session(), visit, now(), by=current_user())
    flash(_("Der Entwurf ist gelöscht. Ein Link, der unterwegs ist, gilt nicht mehr."), "success")
    return redirect(url_for(".list_visits"))


@public
@limiter.limit("60 per 10 minutes")
def confirm_visit(token: str) -> Any:
    """Let the company read, correct, hand in or refuse what a scout wrote down."""
    visit = read_visit_token(get_session(), token)
    if visit is None:
        return render_template("challenges/visit_gone.html"), GONE
    if "refuse" in request.form:
        visits.refuse_visit(get_session(), visit, now())
        flash(_("Der Entwurf ist gelöscht. Eingereicht wurde nichts."), "success")
        return redirect(url_for("public.start"))
    account = account_of_address(get_session(), visit.email or "")
    if account is not None and (account.role is not Role.COMPANY or not account.is_active):
        return render_template("challenges/need_not_taken.html"), 409
    if account is not None and current_user() != account:
        return _ask_owner(visit, account, token)
    kind = ChallengeForm if account is not None else NewcomerForm
    form = kind.begun(visit) if request.method == "GET" else kind()
    if form.validate_on_submit():
        return _hand_in(visit, form, account)
    page = render_template(
        "challenges/visit_confirm.html", form=form, visit=visit, token=token, answer_by=answer_by()
    )
    return page, form.status


def _keep_or_show(form: VisitForm, visit: Visit | None, begun: Any) -> Any:
    is_draft = "draft" in request.form
    if is_draft and not form.complaints_of_signs and form.company.data:
        visits.keep_visit(get_session(), visit, form.typed, now(), by=current_user())
        interims.forget_need(get_session(), current_user(), now())
        flash(_("Der Entwurf ist gespeichert. Nur Sie sehen ihn."), "success")
        return redirect(url_for(".list_visits"))
    if is_draft and not form.errors:
        form.company.errors = [_("Bitte nennen Sie wenigstens das Unternehmen.")]
    if not is_draft and form.validate_on_submit() and _may_send(form, visit):
        return _send(form, visit)
    page = render_template(
        "challenges/visit.html", form=form, visit=visit, begun=begun, at=now(),
        is_editable=True,
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _may_send(form: VisitForm, visit: Visit | None) -> bool:
    """Sparingly, and with the reason at the field where not."""
    user, email = current_user(), as_stored(form.email.data) or ""
    if visit is not None and not policies.may_send_visit(user, visit, now()):
        form.email.errors = [
            _("Das Unternehmen wurde schon dreimal gefragt. Bitte rufen Sie dort an.")
        ]
    elif visit is not None and not visits.may_ask_again(visit, email, now()):
        form.email.errors = [
            _(
                "Dorthin ging vor Kurzem eine E-Mail. Bitte warten Sie zwei Tage, bevor Sie noch "
                "einmal fragen; „Speichern“ ändert den Text auch ohne neue E-Mail."
            )
        ]
    elif user is None or visits.sent_today(get_session(), user, now()) >= visits.MOST_A_DAY:
        form.email.errors = [
            _("Heute gingen schon sehr viele E-Mails hinaus. Morgen geht es weiter.")
        ]
    return not form.errors


def _send(form: VisitForm, visit: Visit | None) -> Any:
    visit = visits.keep_visit(get_session(), visit, form.typed, now(), by=current_user())
    interims.forget_need(get_session(), current_user(), now())
    email = as_stored(form.email.data) or ""
    if visits.send_visit(get_session(), visit, email, now(), by=current_user()):
        flash(
            _("Der Entwurf ist unterwegs. Das Unternehmen entscheidet, ob es ihn einreicht."),
            "success",
        )
    else:
        flash(_("Gespeichert. In dieses Postfach ging heute aber schon zu viel."), "warning")
    after_commit(wake_worker)
    return redirect(url_for(".list_visits"))


def _ask_owner(visit: Visit, account: Account, token: str) -> Any:
    """The address has an account: its owner reads here, and signs in to hand it in."""
    if request.method == "POST":
        if account.password_hash is None:
            return redirect(
                url_for("accounts.set_password", token=make_token(account, Purpose.PASSWORD))
            )
        session["next"] = url_for(".confirm_visit", token=token)
        return redirect(url_for("accounts.sign_in"))
    form = VisitForm.begun(visit)
    return render_template("challenges/visit_read.html", form=form, visit=visit, token=token)


def _hand_in(visit: Visit, form: ChallengeForm, account: Account | None) -> Any:
    after_commit(wake_worker)
    if account is not None:
        challenge = operations.submit_challenge(
            get_session(), form.need, by=account, at=now(), answer_due_on=answer_by()
        )
        target = url_for(".show", challenge_id=challenge.id)
    else:
        challenge = newcomers.admit_newcomer(
            get_session(), visit.email or "", "de", form.need, form.newcomer, now(), answer_by()
        )
        target = url_for(
            "accounts.set_password", token=make_token(challenge.entered_by, Purpose.PASSWORD)
        )
    visits.confirm_visit(get_session(), visit, challenge, now())
    _say_handed_in(challenge)
    return redirect(target)


def _say_handed_in(challenge: Challenge) -> None:
    flash(
        _(
            "Ihr Bedarf ist eingereicht, Fallnummer %(reference)s. Sie hören bis zum %(date)s "
            "von uns.",
            reference=challenge.reference,
            date=show_date(challenge.answer_due_on),
        ),
        "success",
    )
