"""Whose address counts: the client's as our own proxies saw it, and nothing a client writes."""

import pytest

from tests.browser_client import Browser
from webapp import create_app
from webapp.security import client_place

CLIENT, PROXY, SECOND_PROXY = "203.0.113.9", "192.0.2.1", "192.0.2.2"
SPOOFED = "198.51.100.77"


@pytest.fixture
def behind(settings, clock, database):
    """Builds the application behind so many proxies of ours."""
    built = []

    def build(proxies: int, **changes):
        changes = {"trusted_proxies": proxies, **changes}
        app = create_app(settings.model_copy(update=changes), now=clock)
        built.append(app)
        return app

    yield build
    for app in built:
        app.extensions["database"].engine.dispose()


def seen(app, peer: str, **headers: str) -> tuple[str, str, str]:
    """What the application takes for place, scheme and host."""
    found: list[tuple[str, str, str]] = []

    def look() -> None:
        from flask import request

        found.append((client_place(), request.scheme, request.host))

    app.before_request_funcs.setdefault(None, []).insert(0, look)
    written = {name.replace("_", "-"): value for name, value in headers.items()}
    app.test_client().get("/healthz", headers=written, environ_base={"REMOTE_ADDR": peer})
    app.before_request_funcs[None].remove(look)
    return found[0]


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "place"),
    [
        (0, CLIENT, None, CLIENT),
        (0, CLIENT, SPOOFED, CLIENT),
        (0, CLIENT, f"{SPOOFED}, 127.0.0.1", CLIENT),
        (1, PROXY, CLIENT, CLIENT),
        (1, PROXY, f"{SPOOFED}, {CLIENT}", CLIENT),
        (1, PROXY, f"{SPOOFED}, {SPOOFED},{CLIENT}", CLIENT),
        (1, PROXY, None, PROXY),
        (2, SECOND_PROXY, f"{SPOOFED}, {CLIENT}, {PROXY}", CLIENT),
        (2, SECOND_PROXY, CLIENT, SECOND_PROXY),
        (1, PROXY, "<script>", "nowhere"),
        (1, PROXY, "", PROXY),
    ],
)
def test_only_what_our_proxies_append_is_believed(behind, proxies, peer, forwarded, place):
    headers = {"X_Forwarded_For": forwarded} if forwarded is not None else {}

    assert seen(behind(proxies), peer, **headers)[0] == place


@pytest.mark.parametrize(("proxies", "scheme"), [(0, "http"), (1, "https")])
def test_scheme_is_believed_like_the_address_and_the_host_never(behind, proxies, scheme):
    found = seen(
        behind(proxies), PROXY, X_Forwarded_For=CLIENT, X_Forwarded_Proto="https",
        X_Forwarded_Host="evil.example", X_Forwarded_Port="8443", X_Forwarded_Prefix="/evil",
        Forwarded=f"for={SPOOFED};host=evil.example", X_Real_IP=SPOOFED,
    )  # fmt: skip

    assert found[1:] == (scheme, "localhost")
    assert SPOOFED not in found


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
    ],
)
def test_a_customer_of_ipv6_is_one_place(behind, address, place):
    assert seen(behind(0), address)[0] == place


def test_writing_another_address_each_time_buys_no_more_attempts(behind):
    browser = Browser(behind(0, environment="demo", answer_floor_ms=0))
    token = browser.get("/anmelden").select_one("main input[name=csrf_token]")["value"]
    answers = [
        browser.client.post(
            "/anmelden",
            data={"csrf_token": token, "email": "wer@auch.example", "password": "x" * 129},
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
        ).status_code
        for number in range(11)
    ]

    assert answers == [422] * 10 + [429]
