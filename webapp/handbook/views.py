"""The handbooks, open to everybody, for they hold no secrets; and the first steps."""

from flask import Blueprint, redirect, render_template

from models import policies
from webapp.access import current_user, permitted, public
from webapp.clock import now
from webapp.database import get_session
from webapp.handbook import operations
from webapp.handbook.pictures import size_of
from webapp.links import home_url

bp = Blueprint("handbook", __name__)


@bp.context_processor
def _pictures() -> dict[str, object]:
    return {"size_of": size_of}


@bp.get("/handbuch")
@public
def index():
    """Which handbook is whose."""
    return render_template("handbook/index.html")


@bp.get("/handbuch/unternehmen")
@public
def company():
    """For those who have a problem and look for somebody who knows more."""
    return render_template("handbook/company.html")


@bp.get("/handbuch/lehrgebiet")
@public
def professor():
    """For those who are asked."""
    return render_template("handbook/professor.html")


@bp.get("/handbuch/transferstelle")
@public
def transfer_office():
    """For those who decide in between, all day."""
    return render_template("handbook/transfer_office.html")


@bp.post("/konto/erste-schritte/ausblenden")
@permitted(policies.may_use_account)
def hide_first_steps():
    """Somebody knows their way."""
    operations.hide_first_steps(get_session(), current_user(), now())
    return redirect(home_url(current_user()))


@bp.post("/konto/erste-schritte/zeigen")
@permitted(policies.may_use_account)
def show_first_steps():
    """Somebody would like to see the first steps once more."""
    operations.show_first_steps(get_session(), current_user(), now())
    return redirect(home_url(current_user()))
