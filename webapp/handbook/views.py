"""The handbooks: pages like any other, open to everybody, for they hold no secrets."""

from flask import Blueprint, render_template

from webapp.access import public
from webapp.handbook.pictures import size_of

bp = Blueprint("handbook", __name__, url_prefix="/handbuch")


@bp.context_processor
def _pictures() -> dict[str, object]:
    return {"size_of": size_of}


@bp.get("")
@public
def index():
    """Which handbook is whose."""
    return render_template("handbook/index.html")


@bp.get("/unternehmen")
@public
def company():
    """For those who have a problem and look for somebody who knows more."""
    return render_template("handbook/company.html")


@bp.get("/lehrgebiet")
@public
def professor():
    """For those who are asked."""
    return render_template("handbook/professor.html")


@bp.get("/transferstelle")
@public
def transfer_office():
    """For those who decide in between, all day."""
    return render_template("handbook/transfer_office.html")
