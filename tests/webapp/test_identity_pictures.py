"""By what others know the service: sign, touch icon, and the card a messenger shows for a link."""

import hashlib
import re
import struct

import pytest

from models import Role
from tests.conftest import ROOT
from tests.webapp.test_letters import contrast
from webapp.sharing import CARD, CARD_SIZE, WORDS
from webapp.static_files import asset_url

STATIC = ROOT / "webapp" / "static"
TABS = ("#ffffff", "#dee1e6", "#202124", "#2b2a33", "#35363a")
"""Tabs of browsers, light and dark, chosen and not."""


@pytest.mark.parametrize(
    ("name", "size", "most_bytes"),
    [("social-card", CARD_SIZE, 80_000), ("touch-icon", (180, 180), 6_000)],
)
def test_the_bitmaps_are_drawn_from_the_drawings_of_today(name, size, most_bytes):
    picture = (STATIC / "identity" / f"{name}.png").read_bytes()
    drawing = (STATIC / "identity" / f"{name}.svg").read_bytes()

    assert struct.unpack(">II", picture[16:24]) == size
    assert len(picture) <= most_bytes
    digest = hashlib.sha256(drawing).hexdigest().encode()
    assert b"tEXtSource\0" + digest in picture, "run `python docs/identity.py`"


def test_the_favicon_is_told_apart_on_every_tab():
    drawing = (STATIC / "favicon.svg").read_text(encoding="utf-8")
    leaf = re.search(r'fill="(#\w{6})"', drawing)[1]

    assert all(contrast(leaf, tab) >= 2.9 for tab in TABS)
    assert contrast(leaf, "#ffffff") >= 3, "the vein on the leaf"
    assert 'viewBox="0 0 16 16"' in drawing
    assert float(re.search(r'stroke-width="([\d.]+)"', drawing)[1]) >= 2, "two pixels at sixteen"
    assert len(drawing) < 500


def meta(page) -> dict[str, str]:
    """What a page says of itself to others."""
    found = page.select("meta[property], meta[name=description]")
    return {each.get("property") or each["name"]: each["content"] for each in found}


def test_pages_that_strangers_read_are_described_with_absolute_addresses(app, browser):
    base = app.extensions["settings"].base_url
    for endpoint, (title, description) in WORDS.items():
        (rule,) = app.url_map.iter_rules(endpoint)
        said = meta(browser.get(f"{rule.rule}?suche=Galvanik&seite=1"))

        assert said["og:title"] == str(title)
        assert said["og:description"] == said["description"] == str(description)
        assert said["og:url"] == base + rule.rule
        with app.test_request_context():
            assert said["og:image"] == base + asset_url(CARD)
        assert "Galvanik" not in "".join(said.values())
        assert 40 <= len(str(description)) <= 160


def test_the_card_is_served(app, browser):
    image = meta(browser.get("/"))["og:image"]
    answer = app.test_client().get(image.removeprefix(app.extensions["settings"].base_url))

    assert answer.mimetype == "image/png"
    touch = browser.get("/").select_one("link[rel=apple-touch-icon]")["href"]
    assert app.test_client().get(touch).mimetype == "image/png"


def test_no_page_about_one_object_is_described(app):
    for endpoint in WORDS:
        assert all(not rule.arguments for rule in app.url_map.iter_rules(endpoint))


def test_pages_of_cases_and_people_say_nothing_of_themselves(browser, make):
    company = make.account(Role.COMPANY)
    need = make.challenge(company=company.company, entered_by=company)
    profile = make.profile()
    browser.login(company)

    for path in (f"/bedarfe/{need.id}", "/bedarfe", "/konto", f"/kompetenzen/{profile.id}"):
        assert meta(browser.get(path)) == {}, path
    assert meta(browser.get("/bedarfe/beschreiben/einreichen/x", status=410)) == {}
    assert meta(browser.get("/gibt-es-nicht", status=404)) == {}
