"""The whole set of headers on every route, for every role, with every status."""

from collections import Counter

import pytest

from models import IntroductionState, Role
from tests.browser_client import Browser
from tests.confidentiality.test_requests import addresses, known_ids, rules
from webapp import create_app
from webapp.errors import WORDED
from webapp.links import account_link
from webapp.security import limiter

POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'",
    "img-src": "'self' data:", "font-src": "'self'", "connect-src": "'self'",
    "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
}  # fmt: skip
FILE_POLICY = {"default-src": "'none'", "frame-ancestors": "'none'", "sandbox": ""}
ALWAYS = {
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}  # fmt: skip
MAY_BE_THERE = {
    "Content-Type", "Content-Length", "Content-Security-Policy", "Cache-Control", "Set-Cookie",
    "Vary", "Location", "Retry-After", "X-Request-Id", "Content-Disposition", "Last-Modified",
    "ETag", "Date", "Expires", "Allow", "Accept-Ranges", "Content-Encoding",
    "Link", "WWW-Authenticate", *ALWAYS,
}  # fmt: skip
"""No name of a server, no version, nothing for other sites."""


UNPACKING = {"Accept-Encoding": "gzip, br", "Sec-Fetch-Site": "same-origin"}
"""What a browser says on our pages; the others ask like a program."""
ODD = {None, Role.TRANSFER_MANAGER}
"""Who also tries what no page of ours does."""


@pytest.fixture
def app(settings, clock, compiled_words, monkeypatch):
    """As in production, but that it neither throttles nor asks for a second factor."""
    facts = {
        "environment": "production", "smtp_host": "localhost", "trusted_hosts": ["localhost"],
        "base_url": "https://localhost",
    }  # fmt: skip
    app = create_app(settings.model_copy(update=facts), now=clock)
    monkeypatch.setattr(limiter, "enabled", False)
    app.extensions["wake"] = lambda: None
    app.testing = True
    yield app
    app.extensions["database"].engine.dispose()


def wrong_headers(answer, is_personal: bool):
    """What is missing, different or too much."""
    headers = dict(answer.headers)
    policy = {
        name: value
        for name, _, value in (
            each.strip().partition(" ") for each in headers["Content-Security-Policy"].split(";")
        )
    }
    is_file = headers.get("Content-Disposition", "").startswith("attachment")
    if policy != (FILE_POLICY if is_file else POLICY):
        yield str(policy)
    wanted = dict(ALWAYS)
    at_the_door = answer.request.path.endswith("/leitung/einlass")
    if at_the_door and is_personal and answer.request.method != "PUT":
        # Badges are scanned there, by the camera of whoever runs the workshop.
        wanted["Permissions-Policy"] = wanted["Permissions-Policy"].replace("()", "(self)", 1)
    yield from (
        f"{name}: {headers.get(name)}" for name in wanted if headers.get(name) != wanted[name]
    )
    yield from set(headers) - MAY_BE_THERE
    if is_personal and headers.get("Cache-Control") != "no-store":
        yield f"kept by the browser: {headers.get('Cache-Control')}"
    for cookie in answer.headers.getlist("Set-Cookie"):
        flags = {each.strip().lower() for each in cookie.split(";")[1:]}
        if not cookie.startswith("__Host-") or not {"secure", "httponly", "path=/"} <= flags:
            yield cookie
        if not {"samesite=lax", "samesite=strict"} & flags:
            yield cookie
    if "text/html" in headers.get("Content-Type", "") and "charset=utf-8" not in (
        headers["Content-Type"].lower()
    ):
        yield headers["Content-Type"]


@pytest.mark.once
def test_every_answer_to_everybody_carries_every_header(app, make, database):
    make.introduction(IntroductionState.INTRODUCED)
    make.language_model()
    ids = {name: values[:1] for name, values in known_ids(database).items()}
    found, seen = [], Counter()
    for role in [None, *Role]:
        visitor = make.account(role) if role else None
        browser = Browser(app)
        browser.client.environ_base["wsgi.url_scheme"] = "https"
        with app.app_context():
            invited = visitor or make.account(Role.COMPANY, confirmed_at=None)
            token = account_link(invited, "password").rpartition("/")[2]
        if role:
            browser.login(visitor)
        for method in ("GET", "POST", *(("PUT", "HEAD", "OPTIONS") if role in ODD else ())):
            for rule in rules(app, "GET" if method != "POST" else "POST"):
                for url in addresses(app, rule, ids, token):
                    said = UNPACKING if role in ODD else {}
                    answer = browser.client.open(url, method=method, headers=said)
                    seen[answer.status_code] += 1
                    seen[answer.headers.get("Content-Encoding", "")] += 1
                    is_open = role is None or rule.endpoint == "static"
                    personal = not is_open or "token" in rule.arguments
                    where = f"{role} {method} {url} {answer.status_code}: "
                    found += [where + each for each in wrong_headers(answer, personal)]
                    if role and rule.endpoint == "accounts.sign_out":
                        browser.login(visitor)

    assert not found, "\n".join(found[:40])
    assert {200, 302, 400, 404, "", "br"} <= set(seen), seen
    assert sum(count for kind, count in seen.items() if isinstance(kind, int)) > 900


def test_every_worded_error_carries_every_header(app, browser):
    app.testing = False
    for code in sorted(WORDED - {500}):
        app.add_url_rule(f"/fehler-{code}", f"error{code}", _raiser(code))
    app.add_url_rule("/fehler-500", "error500", _raiser(None))
    for code in sorted({*WORDED, 401, 405, 410, 414, 415}):
        answer = app.test_client().get(f"/fehler-{code}")
        assert not list(wrong_headers(answer, is_personal=False)), code
        if code in WORDED:
            assert answer.status_code == code
            assert "<h1" in answer.get_data(as_text=True)


def _raiser(code: int | None):
    def view():
        from flask import abort

        if code is None:
            raise RuntimeError
        abort(code)

    view.policy = "public"
    return view


def test_a_refused_host_and_a_refused_size_carry_them_too(app):
    client = app.test_client()
    answers = [
        client.get("/", headers={"Host": "x.example"}),
        client.post("/anmelden", headers={"Host": "x.example"}),
        client.post("/anmelden", data={"x": "x" * 800_000}),
        client.get("/" + "x" * 9_000),
        client.get("/%00"),
    ]

    assert [each.status_code for each in answers] == [400, 400, 413, 400, 422]
    for answer in answers:
        assert not list(wrong_headers(answer, is_personal=False))
