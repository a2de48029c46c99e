"""The handbooks: found from every page, short, whole, and with pictures that are there."""

from pathlib import Path

import pytest

from models import Role
from webapp.handbook import pictures

STATIC = Path(pictures.__file__).parents[1] / "static"
HANDBOOKS = {
    Role.COMPANY: "/handbuch/unternehmen",
    Role.PROFESSOR: "/handbuch/lehrgebiet",
    Role.TRANSFER_MANAGER: "/handbuch/transferstelle",
}
TWO_PAGES = 900
"""Words that fit two printed pages."""
HEAVIEST = 40_000


pytestmark = pytest.mark.once
"""Handbooks hold no data."""


def test_everybody_finds_the_handbooks_without_an_account(browser):
    page = browser.get("/")
    assert page.select_one("footer a[href='/handbuch']")

    index = browser.get("/handbuch")
    for path in HANDBOOKS.values():
        assert index.select_one(f"main a[href='{path}']")


def test_the_account_menu_leads_to_the_own_handbook(browser, make):
    for role in Role:
        browser.login(make.account(role))
        page = browser.get("/konto")
        own = HANDBOOKS.get(role, "/handbuch")
        assert page.select_one(f".account-menu a[href='{own}']"), role


def test_a_handbook_is_short_and_says_what_a_reader_asks(browser):
    for path in HANDBOOKS.values():
        page = browser.get(path)

        assert len(page.select_one(".prose").get_text(" ").split()) <= TWO_PAGES, path
        titles = {each.text for each in page.select("h2")}
        assert titles >= {"Was die Software nicht tut", "Wer sieht was?", "Wen Sie fragen können"}
        for link in page.select(".prose nav a"):
            assert page.select_one(f"h2{link['href']}").text == link.text
        assert "0221 4710 100" in page.text


def test_every_picture_is_there_light_described_and_shown_once(browser):
    shown = []
    for path in HANDBOOKS.values():
        images = browser.get(path).select(".prose img")
        assert 4 <= len(images) <= 6
        for image in images:
            file = image["src"].partition("?")[0].removeprefix("/static/")
            assert (STATIC / file).stat().st_size <= HEAVIEST
            assert len(image["alt"]) > 40
            shown.append(Path(file).stem)
            assert (image["width"], image["height"]) == tuple(
                str(each) for each in pictures.size_of(shown[-1])
            )

    kept = [each.stem for each in (STATIC / "handbook").glob("*.webp")]
    assert sorted(shown) == sorted(kept) == sorted(pictures.facts()["sizes"])
