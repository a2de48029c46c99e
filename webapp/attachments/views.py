"""The files of a need: listed, added, taken away, released for professors, and downloaded."""

import uuid
from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import Conflict, RequestEntityTooLarge

from models import Attachment, Challenge, Reading, policies
from webapp.access import current_user, permitted
from webapp.attachments import operations
from webapp.attachments.forms import REFUSALS, TOO_LARGE, FileForm
from webapp.attachments.receiving import receive
from webapp.clock import now
from webapp.database import after_commit, get_session, let_go
from webapp.downloads import as_download
from webapp.enclosed import visible_files
from webapp.identifying.preview import preview_of_file
from webapp.jobs import wake_worker
from webapp.reading_files.checking import Busy
from webapp.reading_files.refusals import Refused
from webapp.readings import note_reading
from webapp.stored_files import clean_name, file_store, names_of, original_name

bp = Blueprint("attachments", __name__, url_prefix="/bedarfe/<uuid:challenge_id>/dateien")


@bp.get("")
@permitted(policies.may_view_challenge, Challenge)
def index(challenge: Challenge):
    """Every file the reader may have, and what was read in it."""
    return _list(challenge, FileForm(challenge, formdata=None))


@bp.post("/anfuegen")
@permitted(policies.may_add_attachment, Challenge)
def add(challenge: Challenge):
    """Look a file through at once, so that what is wrong with it can be said here."""
    form = FileForm(challenge)
    if not form.validate_on_submit():
        return _list(challenge, form)
    let_go()
    try:
        received = receive(form.file.data, file_store())
    except (Refused, Busy, OSError) as error:
        form.refuse(_words_for(error))
        return _list(_again(challenge.id), form)
    operations.add_attachment(
        get_session(), _again(challenge.id), received, by=current_user(), at=now()
    )
    after_commit(wake_worker)
    flash(_("Die Datei „%(name)s“ ist angefügt. Wir lesen sie jetzt.", name=received.name))
    return redirect(url_for(".index", challenge_id=challenge.id))


@bp.errorhandler(RequestEntityTooLarge)
def refuse_too_large(error: RequestEntityTooLarge):
    """What is larger than the request may be is not read at all; the page says so at the field."""
    challenge = get_session().get(Challenge, (request.view_args or {})["challenge_id"])
    user = current_user()
    if challenge is None or not policies.may_add_attachment(user, challenge, now()):
        return error
    form = FileForm(challenge, formdata=None)
    form.refuse(TOO_LARGE)
    page, _status = _list(challenge, form)
    return page, 413


@bp.get("/<uuid:attachment_id>")
@permitted(policies.may_view_attachment, Attachment)
def download(attachment: Attachment, challenge_id: uuid.UUID):
    """The file as it was sent, to a professor its cleaned copy; never shown, always saved."""
    _belong_together(attachment, challenge_id)
    if policies.may_view_original(current_user(), attachment, now()):
        content = file_store().read(original_name(attachment), attachment.sha256)
    else:
        content = file_store().read(clean_name(attachment), attachment.clean_sha256)
    if content is None:
        abort(404)
    note_reading(attachment.challenge, Reading.FILE)
    return as_download(content, attachment.name, attachment.kind.value)


@bp.route("/<uuid:attachment_id>/entfernen", methods=["GET", "POST"])
@permitted(policies.may_remove_attachment, Attachment)
def remove(attachment: Attachment, challenge_id: uuid.UUID):
    """Ask whether it is meant, then take it away."""
    _belong_together(attachment, challenge_id)
    if request.method == "POST":
        after_commit(partial(file_store().remove, names_of([attachment])))
        operations.remove_attachment(get_session(), attachment, by=current_user(), at=now())
        flash(_("Die Datei ist entfernt."), "success")
        return redirect(url_for(".index", challenge_id=challenge_id))
    return render_template(
        "attachments/remove.html", file=attachment, challenge=attachment.challenge
    )


@bp.route("/<uuid:attachment_id>/freigeben", methods=["GET", "POST"])
@permitted(policies.may_release_attachment, Attachment)
def release(attachment: Attachment, challenge_id: uuid.UUID):
    """Show what a professor would get to see, then release it."""
    _belong_together(attachment, challenge_id)
    if request.method == "POST":
        operations.release_attachment(get_session(), attachment, by=current_user(), at=now())
        flash(_("Die Datei ist für Professorinnen und Professoren freigegeben."), "success")
        return redirect(url_for(".index", challenge_id=challenge_id))
    return render_template(
        "attachments/release.html",
        file=attachment,
        challenge=attachment.challenge,
        preview=preview_of_file(attachment.name, attachment.text, attachment.challenge),
    )


@bp.post("/<uuid:attachment_id>/zuruecknehmen")
@permitted(policies.may_release_attachment, Attachment)
def take_back(attachment: Attachment, challenge_id: uuid.UUID):
    """Let no professor have it any more."""
    _belong_together(attachment, challenge_id)
    operations.take_back_attachment(get_session(), attachment, by=current_user(), at=now())
    flash(_("Die Freigabe ist zurückgenommen."), "success")
    return redirect(url_for(".index", challenge_id=challenge_id))


def _list(challenge: Challenge, form: FileForm) -> Any:
    page = render_template(
        "attachments/index.html",
        challenge=challenge,
        files=visible_files(get_session(), challenge, current_user(), now()),
        form=form,
    )
    return page, form.status


def _again(challenge_id: uuid.UUID) -> Challenge:
    """The need as it is after a pause, if the rights are still what they were."""
    challenge = get_session().get(Challenge, challenge_id)
    if challenge is None:
        abort(404)
    if not policies.may_add_attachment(current_user(), challenge, now()):
        raise Conflict
    return challenge


def _words_for(error: Exception) -> Any:
    if isinstance(error, Refused):
        return REFUSALS[error.refusal]
    if isinstance(error, Busy):
        return _l(
            "Wir prüfen gerade eine andere Datei. Bitte fügen Sie Ihre in einem Augenblick noch "
            "einmal an."
        )
    return _l("Die Datei ließ sich nicht speichern. Bitte versuchen Sie es später noch einmal.")


def _belong_together(attachment: Attachment, challenge_id: uuid.UUID) -> None:
    if attachment.challenge_id != challenge_id:
        abort(404)
