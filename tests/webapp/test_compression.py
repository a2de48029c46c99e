"""Pages on their way: small for those who can unpack, but never for somebody else to try out."""

import pytest

from tests.webapp.test_static_files import UNPACK, asked, sign_in

OWN, FOREIGN = {"Sec-Fetch-Site": "same-origin"}, {
    "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document",
}  # fmt: skip
"""A page of ours that asks, and a link on another site."""


@pytest.fixture
def client(app):
    return app.test_client()


def encoding_of(client, path="/", takes="gzip, br", **headers):
    return asked(client, path, takes, **headers).headers.get("Content-Encoding")


def test_a_page_comes_smaller_and_says_the_same(app):
    for takes, encoding in (("gzip, br", "br"), ("gzip", "gzip"), (None, None)):
        answer = asked(app.test_client(), "/so-funktioniert-es", takes)
        assert answer.headers.get("Content-Encoding") == encoding
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert int(answer.headers["Content-Length"]) == len(answer.data)
        assert "So funktioniert" in UNPACK[encoding](answer.data).decode()


def test_a_page_for_somebody_is_compressed_only_if_we_or_they_asked_for_it(client, make):
    sign_in(client, make)

    assert encoding_of(client, "/bedarfe", **OWN) == "br"
    assert encoding_of(client, "/bedarfe", **{"Sec-Fetch-Site": "none"}) == "br"
    assert encoding_of(client, "/bedarfe", **FOREIGN) is None
    assert encoding_of(client, "/bedarfe") is None
    assert encoding_of(client, "/", **FOREIGN) is None


def test_what_a_visitor_has_begun_without_an_account_is_theirs_too(client):
    assert encoding_of(client, "/bedarfe/beschreiben", **FOREIGN) == "br"

    assert encoding_of(client, "/bedarfe/beschreiben", **FOREIGN) is None
    assert encoding_of(client, "/bedarfe/beschreiben", **OWN) == "br"


def test_a_mailed_link_and_a_filled_form_are_not_for_others_to_try(client):
    client.application.config["WTF_CSRF_ENABLED"] = False
    said = {"Accept-Encoding": "br", "Origin": "null"}

    assert encoding_of(client, "/passwort/falscher-link") is None
    assert encoding_of(client, "/passwort/falscher-link", **OWN) == "br"
    answer = client.post("/anmelden", data={"email": "x"}, headers=said)
    assert "Content-Encoding" not in answer.headers


def test_downloads_stay_as_they_are(client):
    answer = asked(client, "/robots.txt", "br")

    assert "Content-Encoding" not in answer.headers
