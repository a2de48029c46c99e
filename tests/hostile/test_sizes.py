"""Far too much of everything: refused at once, in words, and without being kept in memory."""

import io
import tracemalloc

import pytest
from werkzeug.test import create_environ
from werkzeug.wrappers import Response

from models import Role
from webapp.security import MAX_REQUEST_BYTES

FIFTY_MEGABYTES = 50_000_000
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=grenze"


class Long(io.RawIOBase):
    """A body of fifty megabytes that is nowhere until somebody reads it."""

    def __init__(self, head: bytes) -> None:
        self.head, self.left = head, FIFTY_MEGABYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        piece = self.head or b"x" * min(len(buffer), self.left)
        piece, self.head = piece[: len(buffer)], self.head[len(buffer) :]
        buffer[: len(piece)] = piece
        self.left -= len(piece)
        return len(piece)


PART = b'--grenze\r\nContent-Disposition: form-data; name="email"\r\n\r\n'


@pytest.mark.parametrize("says_how_long", [True, False], ids=["with length", "chunked"])
@pytest.mark.parametrize(
    ("kind", "head"), [(URLENCODED, b"email="), (MULTIPART, PART), ("application/json", b'{"a":"')]
)
def test_fifty_megabytes_are_refused_without_being_kept(app, says_how_long, kind, head):
    app.test_client().get("/anmelden")
    body = Long(head)
    environ = create_environ("/anmelden", method="POST", content_type=kind)
    environ |= {"wsgi.input": io.BufferedReader(body)} | (
        {"CONTENT_LENGTH": str(FIFTY_MEGABYTES)} if says_how_long
        else {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    )  # fmt: skip

    tracemalloc.start()
    answer = Response.from_app(app, environ)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert answer.status_code == 413
    assert "<h1" in answer.get_data(as_text=True)
    assert most < 20_000_000
    assert FIFTY_MEGABYTES - body.left <= MAX_REQUEST_BYTES + 200_000


def test_a_hundred_thousand_parts_are_refused(app):
    part = b'--grenze\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
    few = MAX_REQUEST_BYTES // len(part) - 1
    for number in (few, 100_000):
        answer = app.test_client().post(
            "/anmelden", data=part * number + b"--grenze--", content_type=MULTIPART
        )
        assert answer.status_code == 413
        assert "Das ist zu groß" in answer.get_data(as_text=True)


def test_a_hundred_thousand_fields_in_one_line_are_refused(app, browser):
    token = browser.get("/anmelden").select_one("main [name=csrf_token]")["value"]
    body = f"csrf_token={token}&" + "a=&" * 100_000

    assert browser.client.post("/anmelden", data=body, content_type=URLENCODED).status_code == 413


@pytest.mark.parametrize(
    "url", ["/" + "a" * 1_000_000, "/kompetenzen?suche=" + "a" * 1_000_000, "/?" + "a&" * 100_000]
)
def test_an_address_of_a_megabyte_is_refused_in_words(app, url):
    answer = app.test_client().get(url)

    assert answer.status_code == 400
    assert "<h1" in answer.get_data(as_text=True)
    assert len(answer.headers.get("Set-Cookie", "")) < 4_000


@pytest.mark.parametrize(
    "header", ["Cookie", "User-Agent", "Accept-Language", "X-Forwarded-For", "Origin", "Referer"]
)
def test_a_header_of_a_megabyte_does_no_harm(app, make, header):
    answer = app.test_client().get("/", headers={header: "sitzung=" + "a" * 1_000_000})

    assert answer.status_code in {200, 400}


def test_bytes_that_are_no_text_are_refused_in_words(app, browser, make):
    browser.login(make.account(Role.COMPANY))
    for body in (b"title=\xff\xfe\x00", b"\xff=\xff", b"=&=&&;", b"%", b"%zz=%u1234", b"\x00\x01"):
        answer = browser.client.post("/bedarfe/neu", data=body, content_type=URLENCODED)
        assert answer.status_code == 400, body
    for kind in (MULTIPART, "multipart/form-data", "multipart/form-data; boundary=", "text/plain;"):
        answer = browser.client.post("/bedarfe/neu", data=b"\xff\xfe--grenze", content_type=kind)
        assert answer.status_code == 400, kind
        assert "<h1" in answer.get_data(as_text=True)
