"""Mails in a real browser, as wide as a column of a mail program and as a telephone."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import SCREENSHOTS
from webapp import create_app
from webapp.config import Settings
from webapp.documents.previews import preview
from webapp.letter_pages import set_letter

OWN_WORDS = """Danke, dass Sie uns „Risse in Sichtbeton“ geschildert haben.

Noch ein Satz mit einem sehr langen Wort: Donaudampfschifffahrtsgesellschaftskapitänsmütze<b>!</b>
Und eine Adresse: https://anderswo.example/mit/einem/langen/pfad/der/nirgends/umbrochen/werden/kann"""
MAILS = {
    "anfrage": ("enquiry", "", "de"),
    "kurzfassung": ("teaser_waits", OWN_WORDS, "de"),
    "kein-treffer": ("no_match", "", "en"),
}
WIDTHS = (600, 360, 320)


@pytest.fixture
def app(tmp_path: Path):
    """Nothing of a mail's look comes out of a database."""
    return create_app(
        Settings(
            environment="test", secret_key="x" * 40, database_url="sqlite://", data_dir=tmp_path
        )
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_mails_are_read_by_everybody_on_any_device(app, chromium, scheme):
    complaints = []
    context = chromium.new_context(color_scheme=scheme)
    page = context.new_page()
    page.on("request", lambda request: complaints.append(f"asks for {request.url}"))
    SCREENSHOTS.mkdir(exist_ok=True)
    for name, (kind, words, language) in MAILS.items():
        with app.test_request_context():
            subject, body = preview(kind, words, language)
            page.set_content(set_letter(subject, body, language))
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if too_wide > 0:
                complaints.append(f"{name}: {too_wide} px too wide at {width}")
            page.screenshot(path=SCREENSHOTS / f"mail-{name}-{scheme}-{width}.png", full_page=True)
        complaints += [
            f"{name}: {each['id']}: {each['nodes'][0]['html'][:200]}"
            for each in Axe().run(page).response["violations"]
        ]
        button = page.locator(".letter__go")
        assert button.count() == 1
        assert button.bounding_box()["height"] >= 44
        assert page.locator(".letter__preview").is_hidden()
    context.close()

    assert not complaints, "\n".join(complaints)
