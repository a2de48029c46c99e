"""Pages of the audit trail: who has read a need, whether the trail is whole, emergency access."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import Challenge, Emergency, policies
from webapp.access import current_user, permitted
from webapp.auditing import operations, queries
from webapp.auditing.forms import EmergencyForm
from webapp.clock import now
from webapp.database import after_commit, get_session
from webapp.deeds import deed_label
from webapp.jobs import wake_worker
from webapp.pages import page_asked
from webapp.stepping_up import proven
from webapp.verification import look_over

bp = Blueprint("auditing", __name__)


@bp.get("/bedarfe/<uuid:challenge_id>/gelesen")
@permitted(policies.may_view_readers, Challenge)
def readers(challenge: Challenge):
    """Answer „Wer hat das gelesen?“."""
    found = queries.readers_shown_to(get_session(), challenge, current_user())
    page = page_asked()
    first = (page - 1) * queries.PER_PAGE
    return render_template(
        "auditing/readers.html",
        challenge=challenge,
        readers=found[first : first + queries.PER_PAGE],
        emergencies=queries.emergencies(get_session(), challenge),
        page=page,
        pages=max(1, -(-len(found) // queries.PER_PAGE)),
    )


@bp.get("/konto/protokoll")
@permitted(policies.may_view_own_deeds)
def own():
    """Show what the trail keeps of whoever is signed in."""
    page = page_asked()
    found, count = queries.own_deeds(get_session(), current_user(), now(), page)
    return render_template(
        "auditing/own.html",
        deeds=found,
        deed_label=deed_label,
        page=page,
        pages=max(1, -(-count // queries.PER_PAGE)),
    )


@bp.get("/betrieb/protokoll")
@permitted(policies.may_administer)
def trail():
    """Show the end of the trail, its anchors and whether what came since is sound."""
    overview = look_over(get_session(), current_app.extensions["settings"].anchors)
    return render_template("auditing/trail.html", trail=overview)


@bp.route("/betrieb/notfallzugriff", methods=["GET", "POST"])
@permitted(policies.may_administer)
def emergencies():
    """Ask to read a case, and see what others ask for."""
    form = EmergencyForm()
    form.find(queries.challenge_of(get_session(), form.reference.data or ""))
    if form.validate_on_submit():
        operations.ask_for_emergency(
            get_session(), form.challenge, form.reason.data, now(), by=current_user()
        )
        after_commit(wake_worker)
        flash(_("Ihre Bitte liegt jetzt der zweiten Person vor."), "success")
        return redirect(url_for(".emergencies"))
    return _list(form), form.status


@bp.post("/betrieb/notfallzugriff/<uuid:emergency_id>/gewaehren")
@permitted(policies.may_grant_emergency, Emergency)
@proven()
def grant(emergency: Emergency):
    """Agree as the second person."""
    operations.grant_emergency(get_session(), emergency, now(), by=current_user())
    after_commit(wake_worker)
    flash(_("Der Zugriff ist für eine Stunde gewährt. Alle Betroffenen sind informiert."))
    return redirect(url_for(".emergencies"))


@bp.get("/betrieb/notfallzugriff/<uuid:emergency_id>")
@permitted(policies.may_read_in_emergency, Emergency)
def read(emergency: Emergency):
    """Show the case as long as the hour lasts."""
    return render_template("auditing/read.html", emergency=emergency, challenge=emergency.challenge)


def _list(form: EmergencyForm) -> Any:
    return render_template(
        "auditing/emergencies.html",
        form=form,
        emergencies=queries.emergencies(get_session()),
        others=queries.other_administrators(get_session(), current_user()),
        at=now(),
    )
