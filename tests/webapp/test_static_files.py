"""Static files: small for those who can unpack, kept for a year, the same for everybody."""

import gzip

import brotli
import pytest

from models import Role
from webapp import static_files
from webapp.passwords import hash_password

UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
SCRIPT = "/static/app.js"
PASSWORD = "ein langes Kennwort für die Vorführung"


@pytest.fixture
def packed(monkeypatch, tmp_path):
    """A folder of compressed copies as set-up leaves it."""
    monkeypatch.setattr(static_files, "PACKED", tmp_path / "packed")
    static_files.pack([static_files.STATIC / "app.js"])
    return tmp_path / "packed"


@pytest.fixture
def client(app):
    return app.test_client()


def asked(client, path, takes=None, **headers):
    """The answer to a browser that says what it can unpack."""
    said = {"Accept-Encoding": takes} if takes else {}
    return client.get(path, headers=said | headers)


@pytest.mark.parametrize(
    ("takes", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"), ("gzip, deflate", "gzip"), ("br;q=0.5, gzip", "gzip"),
        ("br;q=0, gzip;q=0", None), ("identity", None), ("zstd", None), (None, None), ("*", "br"),
    ],
)  # fmt: skip
def test_a_file_comes_as_the_client_likes_it_best(client, packed, takes, encoding):
    answer = asked(client, SCRIPT, takes)

    assert answer.headers.get("Content-Encoding") == encoding
    assert UNPACK[encoding](answer.data) == (static_files.STATIC / "app.js").read_bytes()
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.mimetype == "text/javascript"
    assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_a_file_is_kept_for_a_year_under_the_address_of_its_version(app, client, packed):
    with app.test_request_context():
        address = static_files.asset_url("app.js")

    kept = asked(client, address, "br")
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for other in (SCRIPT, SCRIPT + "?v=0123456789"):
        assert asked(client, other, "br").headers["Cache-Control"] == "no-cache"
    again = asked(client, address, "br", **{"If-None-Match": kept.headers["ETag"]})
    assert again.status_code == 304
    assert asked(client, address, "gzip").headers["ETag"] != kept.headers["ETag"]


def test_a_file_changes_its_address_and_its_copies_with_its_contents(monkeypatch, tmp_path):
    sheet, copies = tmp_path / "a.css", tmp_path / "packed"
    monkeypatch.setattr(static_files, "PACKED", copies)
    sheet.write_text("a{}" * 500, encoding="utf-8")
    static_files.pack([sheet])
    before, first = static_files.version_of(sheet), {each.name for each in copies.iterdir()}
    sheet.write_text("b{}" * 500, encoding="utf-8")
    static_files.pack([sheet])

    assert static_files.version_of(sheet) != before
    assert len(first) == 2
    assert first.isdisjoint(each.name for each in copies.iterdir())


def test_nothing_outside_the_folder_is_served(client):
    for path in ("/static/../config.py", "/static/%2e%2e/config.py", "/static/vendor", "/static/x"):
        assert client.get(path).status_code == 404


def test_files_do_not_vary_with_the_cookie(client, make):
    sign_in(client, make)
    answer = client.get(SCRIPT)

    assert "Cookie" not in answer.headers["Vary"]
    assert "Set-Cookie" not in answer.headers


def sign_in(client, make):
    account = make.account(Role.COMPANY, password_hash=hash_password(PASSWORD))
    client.application.config["WTF_CSRF_ENABLED"] = False
    answer = client.post("/anmelden", data={"email": account.email, "password": PASSWORD})
    assert answer.status_code == 302
