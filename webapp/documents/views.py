"""Words of the own university, and agreements to download."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import Introduction, policies
from webapp.access import current_user, permitted
from webapp.clock import now
from webapp.database import get_session
from webapp.documents import operations, queries
from webapp.documents.agreements import AGREEMENTS, Parties, parties_of, write_agreement
from webapp.documents.forms import WordingForm
from webapp.documents.previews import preview, standard_words
from webapp.downloads import as_download, safe_name
from webapp.wordings import KINDS

LANGUAGES = ("de", "en")

bp = Blueprint("documents", __name__, url_prefix="/vorlagen")


@bp.get("")
@permitted(policies.may_take_templates)
def index():
    """Agreements for everybody; mails and letters for those who write them."""
    user = current_user()
    writes = policies.may_write_wordings(user, now())
    return render_template(
        "documents/index.html",
        agreements=AGREEMENTS,
        kinds=KINDS if writes else {},
        wordings=queries.wordings_of(get_session(), user) if writes else {},
    )


@bp.route("/texte/<kind>", methods=["GET", "POST"])
@permitted(policies.may_write_wordings)
def write(kind: str):
    """Write own words, look at the whole mail, and keep them."""
    if kind not in KINDS:
        abort(404)
    user = current_user()
    known = queries.wordings_of(get_session(), user).get(kind, {})
    version = operations.version_of(known)
    standard = {language: standard_words(kind, language) for language in LANGUAGES}
    own = {language: each.text for language, each in known.items()}
    form = WordingForm(kind, data={**standard, **own, "seen": version})
    is_outdated = form.is_submitted() and (form.seen.data or "") != version
    is_right = form.validate_on_submit()
    if is_outdated:
        form.say_outdated(version)
    elif is_right and "look" not in request.form:
        operations.write_wording(
            get_session(), kind, form.own_texts(standard), now(), by=user, seen=version
        )
        flash(_("Ihr Text gilt ab der nächsten E-Mail."), "success")
        return redirect(url_for(".index"))
    shown = {} if form.errors else form.texts
    page = render_template(
        "documents/write.html",
        form=form,
        kind=kind,
        about=KINDS[kind],
        known=known,
        standard=standard["de"],
        preview=preview(kind, shown.get("de", ""), "de"),
    )
    return page, 409 if is_outdated else form.status


@bp.get("/vereinbarungen/<name>.docx")
@permitted(policies.may_take_templates)
def blank(name: str):
    """An agreement with lines to fill in."""
    if name not in AGREEMENTS:
        abort(404)
    return as_download(write_agreement(name, Parties()), safe_name(f"{name}.docx", "docx"), "docx")


@bp.get("/vereinbarungen/<name>/<uuid:introduction_id>.docx")
@permitted(policies.may_see_contacts, Introduction)
def prepared(introduction: Introduction, name: str):
    """The same with the names of both sides, once they know each other."""
    if name not in AGREEMENTS:
        abort(404)
    content = write_agreement(name, parties_of(introduction))
    reference = introduction.challenge.reference
    return as_download(content, safe_name(f"{name}-{reference}.docx", "docx"), "docx")
