"""What guards the edge: headers, cross-site tokens, throttles, bounded and clean input."""

import re
from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, abort, request, session
from flask_limiter import Limiter, RateLimitExceeded
from flask_wtf import CSRFProtect
from limits import RateLimitItem
from werkzeug.exceptions import NotFound, ServiceUnavailable
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp.config import Settings
from webapp.database import SAFE_METHODS
from webapp.paths import is_program
from webapp.reading_files.refusals import BIGGEST_FILE

log = structlog.get_logger(__name__)

MAX_REQUEST_BYTES = 700_000
"""200 kB of text grow threefold when a browser encodes umlauts for a form."""

MOST_FIELDS = 500
LONGEST_ADDRESS = 8_000
"""Our own are a tenth of it."""

LARGER_REQUESTS = {
    "attachments.add": BIGGEST_FILE + 100_000,
    "importing.read": BIGGEST_FILE + MAX_REQUEST_BYTES,
}
"""A file and the words around it; only from somebody who has signed in."""

LONGER_FORMS = {"importing.take_over": 900}
"""Four fields for each of 200 statements; only from somebody who has signed in."""

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}

CAMERA_PAGES = {"workshops.check_in"}
"""Where our own page may ask for the camera, to scan badges."""
WITH_CAMERA = "camera=(self), geolocation=(), microphone=(), payment=()"

DOWNLOAD_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""For what is saved and not shown: should a browser show it after all, nothing in it acts."""

UNSTORABLE = re.compile("[\0\ud800-\udfff]|%ED%[AB][0-9A-F]%[89AB][0-9A-F]")
"""NUL and lone surrogates; the form parser leaves the latter percent-encoded."""

OWN_SITES = {"same-origin", "none"}
"""What Sec-Fetch-Site says of our own pages, and of what people type themselves."""


class Uncounted(ServiceUnavailable):
    """Attempts cannot be counted, so none is looked at."""


class ClosingLimiter(Limiter):
    """Refuses what it cannot count: whoever makes the store fail must not guess freely."""

    def _check_request_limit(self, *arguments: Any, **named: Any) -> None:
        try:
            super()._check_request_limit(*arguments, **named)
        except RateLimitExceeded:
            raise
        except Exception as error:
            log.error("limiter.away", error=type(error).__name__)
            raise Uncounted from error

    def allows(self, limits: Iterable[RateLimitItem], *what: str) -> bool:
        """Count once more what has no route of its own; whether it is within all the limits."""
        if not self.enabled:
            return True
        try:
            return all(self.limiter.hit(each, *what) for each in limits)
        except Exception as error:
            log.error("limiter.away", error=type(error).__name__)
            raise Uncounted from error


def client_place() -> str:
    """Where a request comes from: an address, of IPv6 the network that one customer gets."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "nowhere"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return f"{IPv6Address(int(address) >> 64 << 64)}/64"
    return str(address)


csrf = CSRFProtect()
limiter = ClosingLimiter(client_place, headers_enabled=False, strategy="moving-window")


def init_app(app: Flask, settings: Settings) -> None:
    """Configure sizes, cookies and tokens and put the headers on every answer."""
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST_BYTES,
        MAX_FORM_PARTS=MOST_FIELDS,
        SECRET_KEY=settings.secret_keys[-1],
        SECRET_KEY_FALLBACKS=settings.secret_keys[:-1],
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_production,
        SESSION_COOKIE_NAME="__Host-sitzung" if settings.is_production else "sitzung",
        TRUSTED_HOSTS=settings.trusted_hosts or None,
        WTF_CSRF_TIME_LIMIT=None,
        # It asks for the referrer, which our pages tell browsers not to send.
        WTF_CSRF_SSL_STRICT=False,
        RATELIMIT_STORAGE_URI=settings.limiter_storage,
        RATELIMIT_ENABLED=settings.environment != "test",
        RATELIMIT_SWALLOW_ERRORS=False,
    )
    if settings.trusted_proxies:
        # Address and scheme only, as the outermost proxy of ours saw them; never the host, which
        # strangers write.
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]
    own_hosts = {urlsplit(settings.base_url).netloc}
    app.before_request(_refuse_overlong_addresses)
    app.before_request(_allow_larger_requests)
    app.before_request(_refuse_endless_forms)
    app.before_request(lambda: _refuse_foreign_posts(own_hosts))
    app.before_request(_refuse_foreign_looks)
    csrf.init_app(app)
    limiter.init_app(app)
    app.before_request(_refuse_unstorable_addresses)
    hsts = settings.is_production

    @app.after_request
    def add_headers(response: Response) -> Response:
        if "Content-Disposition" in response.headers and _is_sent_from_elsewhere():
            # A tab that downloads stays where it was, and whoever opened it would notice.
            response = app.make_response(app.handle_user_exception(NotFound()))
        response.headers.update(HEADERS)
        if request.endpoint in CAMERA_PAGES and "_user_id" in session:
            response.headers["Permissions-Policy"] = WITH_CAMERA
        if response.headers.get("Content-Disposition", "").startswith("attachment"):
            response.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
        if hsts:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store" if _is_personal() else "no-cache"
        return response


def _allow_larger_requests() -> None:
    # Before anything reads the form, which both the next guard and CSRFProtect do.
    if request.endpoint in LARGER_REQUESTS and "_user_id" in session:
        request.max_content_length = LARGER_REQUESTS[request.endpoint]


def _refuse_foreign_posts(own_hosts: set[str]) -> None:
    """What a browser says another site made it send, token or not.

    Our pages name no referrer, so their own forms come with the origin `null`.
    """
    if request.method in SAFE_METHODS:
        return
    origin = request.headers.get("Origin", "null")
    is_ours = origin == "null" or urlsplit(origin).netloc in {request.host, *own_hosts}
    if not is_ours or _is_sent_from_elsewhere():
        abort(400)


def _refuse_foreign_looks() -> None:
    """Another site may lead people here, but not ask behind their backs what there is.

    It cannot read an answer, yet it may notice how a page, picture or frame loads; so all of them
    get one answer before anything is looked up. What opens in a tab of its own shows it nothing.
    """
    if request.method not in SAFE_METHODS or not _is_sent_from_elsewhere():
        return
    opens_a_tab = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    if any(request.headers.get(name) != value for name, value in opens_a_tab.items()):
        abort(404)


def _is_sent_from_elsewhere() -> bool:
    return request.headers.get("Sec-Fetch-Site", "none") not in OWN_SITES


def _is_personal() -> bool:
    """Answers to somebody signed in or about to be, to a link or a key, and to a filled form."""
    return (
        not {"_user_id", "waiting", "new_factor"}.isdisjoint(session)
        or "token" in (request.view_args or {})
        or (is_program() and "Authorization" in request.headers)
        or request.method not in SAFE_METHODS
    )


def _refuse_overlong_addresses() -> None:
    if len(request.environ.get("QUERY_STRING", "")) + len(request.path) > LONGEST_ADDRESS:
        abort(414)


def _refuse_endless_forms() -> None:
    if request.method in SAFE_METHODS:
        return
    # MAX_FORM_PARTS counts only those that come in parts.
    most = LONGER_FORMS.get(request.endpoint or "", 0) if "_user_id" in session else 0
    if sum(map(len, request.form.listvalues())) > max(most, MOST_FIELDS):
        abort(413)
    # Of a body without a length werkzeug reads the beginning and drops the rest in silence.
    is_open_ended = request.content_length is None and request.environ.get("wsgi.input_terminated")
    if is_open_ended and request.environ["wsgi.input"].read(1):
        abort(413)


def _refuse_unstorable_addresses() -> None:
    # Forms answer at the field (webapp.forms); addresses have no field to answer at.
    texts = [request.path, *request.args.keys(), *request.args.values()]
    if any(UNSTORABLE.search(text) for text in texts):
        abort(422)
