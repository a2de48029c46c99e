"""Cuts the README's pictures from what the browser tests saw: run them first, then this."""

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

DOCS = Path(__file__).parent
SCREENSHOTS = DOCS.parent / "tests" / "browser" / "screenshots"
PICTURES = {
    "review": "pruefung-desktop",
    "describe": "beschreiben-hinweise-desktop",
    "papers": "profil-vorschlaege-desktop",
    "enquiry": "anfrage-desktop",
    "region": "region-transferstelle-desktop",
    "board": "tafel-desktop",
    "atlas": "atlas-transferstelle-desktop",
    "indicators": "kennzahlen-desktop",
    "groups": "workshop-leinwand-gruppen-desktop",
    "report": "workshop-bericht-desktop",
}
BELOW = {"atlas": 350}
"""Pictures that begin further down, in pixels of the README's width."""
WIDTH, HEIGHT = 900, 640


def main() -> None:
    """Scale each screenshot to the README's width and keep one screenful."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for name, screenshot in PICTURES.items():
            source = (SCREENSHOTS / f"{screenshot}.png").as_uri()
            frame = SCREENSHOTS / "frame.html"
            shift = f"margin:-{BELOW.get(name, 0)}px 0 0"
            frame.write_text(f'<body style="{shift}"><img width="{WIDTH}" src="{source}">')
            page.goto(frame.as_uri())
            page.screenshot(path=DOCS / "images" / f"{name}.jpg", type="jpeg", quality=80)
            frame.unlink()
        browser.close()


if __name__ == "__main__":
    main()
