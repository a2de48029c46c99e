"""Start, explanations, legal pages, language, and what machines ask for."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.exceptions import HTTPException

from models.matrix import load_matrix
from webapp.access import current_user, public
from webapp.clock import now
from webapp.config import Settings
from webapp.database import get_session
from webapp.i18n import LANGUAGES
from webapp.public import operations, queries, readiness
from webapp.public.sight import views_of

bp = Blueprint("public", __name__)


@bp.get("/")
@public
def start():
    """What it is, for somebody with two minutes."""
    return render_template(
        "public/start.html",
        published_profiles=queries.count_published_profiles(get_session(), now()),
        universities=queries.universities(get_session()),
        supporting_organisations=queries.supporting_organisations(get_session()),
    )


@bp.get("/so-funktioniert-es")
@public
def how_it_works():
    """How the matching works, who decides, and how to object."""
    return render_template("public/how_it_works.html")


@bp.get("/wer-sieht-was")
@public
def who_sees_what():
    """The confidentiality matrix in plain words."""
    return render_template("public/who_sees_what.html", views=views_of(load_matrix()))


@bp.get("/impressum")
@public
def imprint():
    """Who offers the service."""
    return render_template("public/imprint.html")


@bp.get("/datenschutz")
@public
def privacy():
    """What is kept about people, why, and what they can demand."""
    return render_template("public/privacy.html")


@bp.get("/barrierefreiheit")
@public
def accessibility():
    """The statement that BGG NRW asks for."""
    return render_template("public/accessibility.html")


@bp.get("/leichte-sprache")
@public
def easy_language():
    """What this is and how to find one's way, in Leichte Sprache (BITVNRW)."""
    return render_template("public/easy_language.html")


@bp.post("/sprache")
@public
def set_language():
    """Go on in another language, on the page one is on."""
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        abort(400)
    session["language"] = language
    operations.choose_language(get_session(), language, by=current_user())
    return redirect(_page_here(request.form.get("next", "")), 303)


@bp.get("/healthz")
@public
def healthz():
    """The process lives; nothing else is asked."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def readyz():
    """Requests can be answered and work gets done."""
    checks = readiness.check(get_session(), now())
    is_ready = set(checks.values()) == {readiness.FINE}
    return jsonify(status="ready" if is_ready else "not ready", checks=checks), (
        200 if is_ready else 503
    )


@bp.get("/robots.txt")
@public
def robots():
    """Search engines may read what is public; a demo is nothing to be found."""
    refused = "/" if _settings().is_demo else ""
    return Response(f"User-agent: *\nDisallow: {refused}\n", mimetype="text/plain")


@bp.get("/.well-known/security.txt")
@public
def security_txt():
    """Whom to tell about a weakness, after RFC 9116."""
    lines = {
        "Contact": f"mailto:{_settings().contact_email}",
        "Expires": (now() + timedelta(days=180)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Preferred-Languages": "de, en",
        "Canonical": _settings().base_url.rstrip("/") + url_for(".security_txt"),
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return Response(text, mimetype="text/plain")


def _settings() -> Settings:
    return current_app.extensions["settings"]


def _page_here(target: str) -> str:
    """The address if it is one of our own pages that can be opened, else the start page."""
    try:
        parts = urlsplit(target)
        current_app.url_map.bind("").match(parts.path, method="GET")
    except (HTTPException, ValueError):
        return url_for(".start")
    is_local = target.startswith("/") and not target.startswith(("//", "/\\"))
    is_clean = target.isprintable() and not parts.scheme and not parts.netloc
    return target if is_local and is_clean else url_for(".start")
