"""Describe first, register later: the pages of a need for people who have no account.

The text is kept while they type, for this browser alone. Handing it in asks a mailbox: a link in a
mail opens a page, and only the button there hands the need in, because mail scanners open links.
"""

from datetime import date
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from models import InterimNeed, Role, policies
from webapp import interims
from webapp.access import current_user, public
from webapp.addresses import as_stored
from webapp.challenges import newcomers
from webapp.challenges.coaching import Advice, advise
from webapp.challenges.forms import ChallengeForm
from webapp.challenges.newcomers import DescribeForm
from webapp.clock import now, today
from webapp.database import after_commit, database, get_session, let_go
from webapp.i18n import show_date
from webapp.jobs import wake_worker
from webapp.links import home_url
from webapp.mail import queue_need_mail
from webapp.memberships import account_of_address
from webapp.security import limiter
from webapp.tokens import Purpose, make_token, read_need_token
from webapp.working_days import add_working_days

GONE = 410


@public
@limiter.limit("30 per 10 minutes; 100 per day", methods=["POST"])
def describe() -> Any:
    """Write a need down before any account exists."""
    user = current_user()
    if policies.may_submit_challenge(user, now()):
        return redirect(url_for("challenges.submit"))
    if user is not None:
        return redirect(home_url(user))
    begun = interims.present_need(get_session(), user, now())
    form = DescribeForm.begun(begun) if begun and request.method == "GET" else DescribeForm()
    if "draft" in request.form and not form.complaints_of_signs:
        interims.keep_need(get_session(), form.typed, user, now())
        flash(_("Ihr Text ist gespeichert, vierzehn Tage lang und nur in diesem Browser."))
        return redirect(url_for("challenges.describe"))
    if "draft" not in request.form and form.validate_on_submit():
        return _ask_mailbox(form)
    page = render_template(
        "challenges/describe.html", form=form, begun=begun, answer_by=answer_by()
    )
    return page, form.status


@public
@limiter.limit("300 per 10 minutes; 3000 per day", methods=["POST"])
def advise_writer() -> Any:
    """Keep what was typed so far, and say what would help; a part of the page."""
    user = current_user()
    advice = _advice_for(request.form.get("title", ""), request.form.get("description", ""))
    begun, form = None, DescribeForm() if user is None else ChallengeForm()
    keeps = request.args.get("speichern") != "nein"
    if keeps and (user is None or policies.may_submit_challenge(user, now())):
        begun = interims.keep_need(get_session(), form.typed, user, now())
    return render_template(
        "challenges/advice.html", advice=advice, begun=begun, done=form.steps_done
    )


@public
def described() -> Any:
    """Say that a mail is on its way, and to where; only this browser reads it."""
    begun = interims.present_need(get_session(), current_user(), now())
    if begun is None or begun.email is None:
        return redirect(url_for("challenges.describe"))
    return render_template("challenges/described.html", begun=begun)


@public
@limiter.limit("60 per 10 minutes")
def hand_in(token: str) -> Any:
    """Show the owner of a mailbox what is to be handed in; the button does it."""
    begun = read_need_token(get_session(), token)
    if begun is None:
        return render_template("challenges/need_gone.html"), GONE
    form = DescribeForm.begun(begun)
    is_complete = form.validate()
    if request.method == "POST" and request.form.get("action") == "delete":
        get_session().delete(begun)
        flash(_("Der Text ist gelöscht. Eingereicht wurde nichts."), "success")
        return redirect(url_for("public.start"))
    if request.method == "POST" and is_complete:
        return _hand_in(begun, form)
    page = render_template(
        "challenges/hand_in.html",
        form=form,
        begun=begun,
        token=token,
        answer_by=answer_by(),
        is_complete=is_complete,
    )
    return page, 422 if request.method == "POST" else 200


def answer_by() -> date:
    """The day by which a company hears back that hands a need in today."""
    return add_working_days(today(), current_app.extensions["settings"].answer_days)


def _ask_mailbox(form: DescribeForm) -> Any:
    begun = interims.keep_need(get_session(), form.typed, None, now())
    email = as_stored(form.email.data)
    if begun is None or email is None:
        abort(422)
    begun.send_to(email, now())
    if not queue_need_mail(get_session(), begun, now()):
        flash(
            _("Dorthin ging heute schon oft eine E-Mail. Bitte sehen Sie auch bei „Spam“ nach."),
            "info",
        )
    after_commit(wake_worker)
    return redirect(url_for("challenges.described"))


def _hand_in(begun: InterimNeed, form: DescribeForm) -> Any:
    account = account_of_address(get_session(), begun.email or "")
    if account is None:
        challenge = newcomers.admit_newcomer(
            get_session(), begun.email or "", begun.language, form.need, form.newcomer, now(),
            answer_by(),
        )  # fmt: skip
        get_session().delete(begun)
        after_commit(wake_worker)
        flash(
            _(
                "Ihr Bedarf ist eingereicht, Fallnummer %(reference)s. Sie hören bis zum %(date)s "
                "von uns. Legen Sie noch ein Passwort fest, dann können Sie ihn verfolgen.",
                reference=challenge.reference,
                date=show_date(challenge.answer_due_on),
            ),
            "success",
        )
        token = make_token(challenge.entered_by, Purpose.PASSWORD)
        return redirect(url_for("accounts.set_password", token=token))
    if account.role is not Role.COMPANY or not account.is_active:
        return render_template("challenges/need_not_taken.html"), 409
    newcomers.give_to_account(get_session(), begun, account, now())
    flash(
        _(
            "Zu dieser Adresse gibt es schon ein Konto. Melden Sie sich an: Ihr Text steht dann im "
            "Formular, und Sie reichen ihn mit einem Klick ein."
        ),
        "info",
    )
    if account.password_hash is None:
        return redirect(
            url_for("accounts.set_password", token=make_token(account, Purpose.PASSWORD))
        )
    session["next"] = url_for("challenges.submit")
    return redirect(url_for("accounts.sign_in"))


def _advice_for(title: str, description: str) -> Advice:
    # Nothing is to be written yet: the first comparison reads all profiles, which takes seconds.
    let_go()
    with database().reading() as reading:
        return advise(reading, title[:200], description[:20_000])
