"""The door „Profil aus Unterlagen füllen“ and the page of proposals behind it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import RequestEntityTooLarge

from models import policies
from webapp.access import current_user, permitted
from webapp.clock import now, today
from webapp.database import get_session, let_go
from webapp.importing import operations, queries
from webapp.importing.forms import (
    ALL_KNOWN,
    BUSY,
    NOTHING_FOUND,
    REFUSALS,
    TEXT_TOO_LONG,
    TOO_LARGE,
    DocumentForm,
    Selection,
)
from webapp.importing.proposing import Document, known_texts, read_document
from webapp.reading_files.checking import Busy
from webapp.reading_files.refusals import Refused
from webapp.security import UNSTORABLE

bp = Blueprint("importing", __name__, url_prefix="/kompetenzen/mein-profil/aus-unterlagen")


@bp.route("", methods=["GET", "POST"])
@permitted(policies.may_keep_profile)
def read():
    """Take a text or a file, and show what it says; nothing of it is kept."""
    profile = queries.own_profile(get_session(), current_user())
    if profile is None:
        return redirect(url_for("profiles.edit"))
    form = DocumentForm()
    if form.validate_on_submit():
        document = _read(form, known_texts(profile))
        if document is not None and document.proposals:
            selection = Selection.of(document.proposals)
            return render_template(
                "importing/proposals.html", selection=selection, document=document
            )
        if document is not None:
            form.refuse(ALL_KNOWN if document.known else NOTHING_FOUND)
    return render_template("importing/read.html", form=form), form.status


@bp.errorhandler(RequestEntityTooLarge)
def refuse_too_large(error: RequestEntityTooLarge):
    """What is larger than the request may be is not read at all; the page says so at the field."""
    user = current_user()
    is_door = request.endpoint == "importing.read"
    if not is_door or user is None or not policies.may_keep_profile(user, now()):
        return error
    form = DocumentForm(formdata=None)
    try:
        form.text.data = UNSTORABLE.sub("", request.form.get("text", ""))
    except RequestEntityTooLarge:
        form.text.data = ""
    field, message = (form.text, TEXT_TOO_LONG) if form.text.data else (form.file, TOO_LARGE)
    field.errors = [message]
    return render_template("importing/read.html", form=form), 413


@bp.route("/vorschlaege", methods=["GET", "POST"])
@permitted(policies.may_keep_profile)
def take_over():
    """Put what was ticked into the profile; before that nothing is stored."""
    profile = queries.own_profile(get_session(), current_user())
    if profile is None or request.method == "GET":
        return redirect(url_for(".read" if profile else "profiles.edit"))
    selection = Selection.sent(request.form, len(profile.competences))
    if not selection.rows:
        return redirect(url_for(".read"))
    if selection.validate(request.form):
        taken = operations.take_over(
            get_session(), profile, selection.accepted, now(), by=current_user()
        )
        _tell(taken)
        return redirect(url_for("profiles.edit"))
    page = render_template("importing/proposals.html", selection=selection, document=None)
    return page, selection.status


def _read(form: DocumentForm, known: list[str]) -> Document | None:
    name = form.file_name or _("Eingefügter Text")
    year = today().year
    let_go()
    try:
        return read_document(form.content, name, known, year)
    except Refused as error:
        form.refuse(REFUSALS[error.refusal])
    except Busy:
        form.refuse(BUSY)
    return None


def _tell(taken: operations.Taken) -> Any:
    words = ngettext(
        "%(num)d Kompetenz ist übernommen.", "%(num)d Kompetenzen sind übernommen.", taken.added
    )
    if taken.known:
        words += " " + ngettext(
            "%(num)d stand schon in Ihrem Profil.",
            "%(num)d standen schon in Ihrem Profil.",
            taken.known,
        )
    flash(words, "success")
