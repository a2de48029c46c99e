"""Takes the pictures of the handbooks from the demo region, by `make handbook`.

Each shows the part of a page that its handbook speaks of, and no more. Run by pytest for its
fixtures; a test takes them all again and says which page has changed since.
"""

import io
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image
from sqlalchemy import select

from models import Account
from seed_data import DEMO_SIGN_INS
from tests.browser.seats import clock, database_url, onlooker, region_file
from tests.browser.views import Sight
from tests.browser.visits import Visit
from webapp.handbook import pictures

FOLDER = Path(pictures.__file__).parents[1] / "static" / "handbook"
COMPANY, PROFESSOR, MANAGER = (
    DEMO_SIGN_INS[role] for role in ("Unternehmen", "Professor:in", "Transferstelle WH")
)
ASKED_COMPANY = "kontakt@zerkleinerungswerk-beverbach.example"
"""Its Kurzfassung waits for a yes."""
WIDTH = 680
MARGIN = 10
MOST_BYTES = 40_000
__all__ = ["clock", "database_url", "onlooker", "region_file"]


class Subject(NamedTuple):
    """What a picture shows: whose page, the links that lead to it, and the part of it."""

    email: str | None
    start: str
    links: tuple[str, ...]
    part: str
    height: int = 560
    """At most; what is longer goes on where the picture ends."""


SUBJECTS = {
    "unternehmen-beschreiben": Subject(None, "/bedarfe/beschreiben", (), "#schritt-1", 420),
    "unternehmen-stand": Subject(COMPANY, "/bedarfe", (), ".card-list"),
    "unternehmen-kurzfassung": Subject(
        ASKED_COMPANY, "/bedarfe", ("Wann sind die Messer stumpf?",), "#kurzfassung", 880
    ),
    "unternehmen-zustimmen": Subject(
        COMPANY, "/bedarfe",
        ("Jeder BigBag läuft anders", "Lehrgebiet Maschinelles Lernen und Datenanalyse"),
        "section:has(> h2:text('Möchten Sie miteinander sprechen?'))",
    ),
    "lehrgebiet-kompetenzen": Subject(
        PROFESSOR, "/kompetenzen/mein-profil", (), "#kompetenzen", 418
    ),
    "lehrgebiet-probe": Subject(
        PROFESSOR, "/kompetenzen/mein-profil", ("So werden Sie gefunden",), "main form"
    ),
    "lehrgebiet-anfrage": Subject(
        PROFESSOR, "/anfragen", ("Ein Hersteller von Kunststoffbehältern",),
        "main .page > .stack", 630,
    ),
    "lehrgebiet-belege": Subject(
        PROFESSOR, "/anfragen", ("Ein Hersteller von Kunststoffbehältern",),
        "section:has(> h2:text('Warum'))", 480,
    ),
    "transferstelle-eingang": Subject(MANAGER, "/pruefung?ansicht=liste", (), "#meine", 357),
    "transferstelle-vorschlag": Subject(
        MANAGER, "/pruefung?ansicht=liste", ("Plastikfetzen im Kompost",), ".proposal >> nth=0", 700
    ),
    "transferstelle-kurzfassung": Subject(
        MANAGER, "/pruefung?ansicht=liste", ("Jeder BigBag läuft anders",), "#kurzfassung"
    ),
    "transferstelle-vermittlungen": Subject(
        MANAGER, "/pruefung?ansicht=liste", ("Jeder BigBag läuft anders",), "#vermittlungen"
    ),
    "transferstelle-weiter": Subject(
        MANAGER, "/pruefung?ansicht=liste", ("Plastikfetzen im Kompost",), "#weiter"
    ),
    "transferstelle-workshop": Subject(
        MANAGER, "/veranstaltungen/leitung", ("Werkstatt Kreislaufwirtschaft", "Gruppen"),
        ".card-list", 480,
    ),
}  # fmt: skip


@pytest.fixture
def take(app, browser, database, onlooker):
    """Takes one picture, as PNG."""

    def take(subject: Subject) -> bytes:
        if subject.email:
            with database.reading() as session:
                query = select(Account).where(Account.email == subject.email)
                browser.login(session.scalars(query).one())
        onlooker.open(Sight(subject.start, ()), Visit("", "", "de", "desktop", "light"))
        page = onlooker.page
        page.set_viewport_size({"width": WIDTH, "height": 900})
        for words in subject.links:
            onlooker.visitor.press(page.get_by_role("link", name=words).first)
        box = page.locator(subject.part).first.bounding_box()
        scrolled = page.evaluate("window.scrollY")
        clip = {
            "x": max(0, box["x"] - MARGIN),
            "y": max(0, box["y"] + scrolled - MARGIN),
            "width": min(WIDTH - max(0, box["x"] - MARGIN), box["width"] + 2 * MARGIN),
            "height": min(subject.height, box["height"] + 2 * MARGIN),
        }
        return page.screenshot(full_page=True, clip=clip, animations="disabled", caret="hide")

    return take


def look_take_pictures(take, onlooker):
    FOLDER.mkdir(exist_ok=True)
    lines = [f'engine = "{onlooker.engine}"\n\n[sizes]\n']
    for name, subject in SUBJECTS.items():
        image = Image.open(io.BytesIO(take(subject))).convert("RGB")
        image.save(FOLDER / f"{name}.webp", quality=45, method=6)
        lines.append(f"{name} = [{image.width}, {image.height}]\n")
    for file in FOLDER.glob("*.webp"):
        if file.stem not in SUBJECTS:
            file.unlink()
    pictures.FILE.write_text("".join(lines), "utf-8")


def main() -> int:
    """Take them all."""
    return pytest.main([__file__, "-p", "no:randomly", "-o", "python_functions=look_*"])


if __name__ == "__main__":
    sys.exit(main())
