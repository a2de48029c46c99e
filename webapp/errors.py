"""Worded error pages: what happened, what was kept, what to do next."""

import structlog
from flask import Flask, Response, current_app, g, render_template, request, session
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from models import InvalidTransition
from webapp.forms import kept_texts
from webapp.kept import keep_form, kept_form
from webapp.logs import trace_without_contents
from webapp.paths import is_program
from webapp.problems import problem
from webapp.security import Uncounted

log = structlog.get_logger(__name__)
WORDED = {400, 403, 404, 409, 413, 422, 429, 500, 503}


def init_app(app: Flask) -> None:
    """Answer every error with a page people understand."""
    app.register_error_handler(HTTPException, _show)
    app.register_error_handler(SecurityError, _show_nothing)
    app.register_error_handler(CSRFError, lambda _: show_session_expired(400) or _page(400))
    app.register_error_handler(Uncounted, lambda _: _bare_page("uncounted", 503))
    app.register_error_handler(InvalidTransition, _show_conflict)
    app.register_error_handler(IntegrityError, _show_race)
    app.register_error_handler(OperationalError, _show_database_away)
    app.register_error_handler(Exception, _show_failure)


def show_session_expired(code: int):
    """Give back what was typed into a form that came too late; None when there is nothing."""
    carried = kept_form()
    texts = carried.texts if carried else kept_texts()
    if not texts:
        return None
    kept = None if carried else keep_form()
    page = render_template("errors/session_expired.html", texts=texts, kept=kept)
    return page, code


def _page(code: int):
    if code in {500, 503}:
        return _bare_page(str(code), code)
    if "session" in g:
        g.session.rollback()
    if is_program():
        return problem(code), code
    return render_template(f"errors/{code}.html"), code


def _bare_page(name: str, code: int):
    """A page that asks nobody anything, because the database may be what failed."""
    if is_program():
        return problem(code), code
    language = session.get("language", "de")
    with force_locale(language):
        template = current_app.jinja_env.get_template(f"errors/{name}.html")
        return template.render(page_language=language), code


def _show(error: HTTPException):
    if error.response is not None:
        return error
    code = error.code or 500
    if is_program():
        return _problem(error, code)
    if code == 405:
        code = 404
    if code not in WORDED:
        code = 400 if code < 500 else 500
    body, status = _page(code)
    response = current_app.make_response((body, status))
    if code in {429, 503} and (wait := getattr(error, "retry_after", None)):
        response.headers["Retry-After"] = str(wait)
    return response


def _problem(error: HTTPException, code: int) -> Response:
    """The same for a program, to which the status says more than a page would."""
    if "session" in g:
        g.session.rollback()
    response = problem(code if code >= 400 else 400, getattr(error, "detail", None))
    if (wait := getattr(error, "retry_after", None)) is not None:
        response.headers["Retry-After"] = str(wait)
    if methods := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(methods))
    return response


def _show_nothing(error: SecurityError):
    """Somebody called us by a name that is not ours; no page of ours knows where it would be."""
    with force_locale("de"):
        text = _("Unter dieser Adresse gibt es uns nicht. Bitte prüfen Sie die Adresse.")
    response = current_app.make_response((text + "\n", error.code))
    response.mimetype = "text/plain"
    return response


def _show_conflict(error: InvalidTransition):
    log.info("transition.refused", endpoint=request.endpoint, step=str(error))
    return _page(409)


def _show_race(error: IntegrityError):
    """Somebody else was faster, and a constraint kept one winner."""
    log.info("commit.lost_race", endpoint=request.endpoint)
    return _page(409)


def _show_database_away(error: DBAPIError):
    log.error("database.away", endpoint=request.endpoint, error=type(error.orig).__name__)
    return _page(503)


def _show_failure(error: Exception):
    if current_app.testing or current_app.debug:
        raise error
    log.error("request.failed", endpoint=request.endpoint, trace=trace_without_contents(error))
    return _page(500)
