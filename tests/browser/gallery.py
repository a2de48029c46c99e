"""Makes docs/gallery.md: every page of every role from the demo region, by `make gallery`.

Run by pytest for its fixtures: first the list of pages is brought up to date, then the baseline,
then the pictures, which are looked at by a person before they are committed.
"""

import io
import shutil
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.browser import baseline
from tests.browser.seats import clock, database_url, onlooker, region_file, sit_down
from tests.browser.views import LIST, ROLES, View, find_sights, listed_views
from tests.browser.visits import Visit, chosen_visits

DOCS = Path(__file__).resolve().parents[2] / "docs"
PICTURES = DOCS / "gallery"
NAMES = {
    "Gast": "gast", "Unternehmen": "unternehmen", "Professor:in": "professur",
    "Transferstelle WH": "transferstelle", "Unterstützer": "unterstuetzer", "Scout": "scout",
    "Administration": "administration",
}  # fmt: skip
HEIGHT = 430
"""Of a picture in the gallery: a desktop and a phone beside each other, 810 wide."""
GAP = 12
DARK = {
    "challenges.describe", "profiles.edit", "review.inbox", "review.show", "public.start",
    "introductions.show", "figures.show", "challenges.show",
}  # fmt: skip
"""Shown in dark colours, too."""
INTRODUCTION = """# Every page, as it looks

All pages of all roles in the demo region, German, on a desk (1280 × 900) and on a phone
(390 × 844), the first screenful of each; some in dark colours, too. Everybody in them is invented.
`make gallery` makes this page, its pictures and the baseline that the browser tests compare with.
"""
captions: dict[str, list[tuple[str, str, Path]]] = {}
"""Of every role: what a page is called, where it is, and its picture."""
shown: set[tuple[str, tuple[str, ...]]] = set()
"""A page that looks the same for the next role is in the gallery already."""
__all__ = ["clock", "database_url", "onlooker", "region_file", "sit_down"]


@pytest.mark.parametrize("role", ROLES)
def look_list_pages(role, app, browser, sit_down):
    sit_down(role)
    others = {view for view in listed_views() if view.role != role}
    views = others | {View(role, endpoint) for endpoint in find_sights(app, browser)}
    LIST.write_text("".join(f"{each.role}\t{each.endpoint}\n" for each in sorted(views)), "utf-8")


@pytest.mark.parametrize("role", ROLES)
def look_keep_pictures(role, app, browser, sit_down, onlooker):
    sit_down(role)
    sights = find_sights(app, browser)
    visits = chosen_visits(listed_views())
    wanted = {"|".join(each) for each in visits}
    pictures = {
        name: kept for name, kept in baseline.read(onlooker.engine).items() if name in wanted
    }
    for way in visits:
        if way.role == role:
            onlooker.open(sights[way.endpoint][0], way)
            pictures["|".join(way)] = baseline.patches_of(onlooker.picture())
    baseline.write(pictures, onlooker.engine)

    folder = PICTURES / NAMES[role]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    rules = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    captions[role] = []
    for endpoint, (sight, *_) in sorted(sights.items(), key=lambda each: rules[each[0]]):
        if (endpoint, sight.headings) in shown:
            continue
        shown.add((endpoint, sight.headings))
        for scheme in ("light", "dark") if endpoint in DARK else ("light",):
            pair = []
            for device in ("desktop", "phone"):
                onlooker.open(sight, Visit(role, endpoint, "de", device, scheme))
                pair.append(onlooker.picture(whole=False))
            file = folder / f"{endpoint}-{scheme}.webp"
            beside(pair).save(file, quality=62, method=6)
            title = onlooker.page.locator("h1").inner_text()
            captions[role].append((title, rules[endpoint], file))


def beside(pictures: list[bytes]) -> Image.Image:
    """Screenshots side by side, brought to one height."""
    scaled = []
    for picture in pictures:
        image = Image.open(io.BytesIO(picture)).convert("RGB")
        size = (round(image.width * HEIGHT / image.height), HEIGHT)
        scaled.append(image.resize(size, Image.Resampling.LANCZOS))
    width = sum(each.width for each in scaled) + GAP * (len(scaled) - 1)
    sheet, left = Image.new("RGB", (width, HEIGHT), "#8a938f"), 0
    for each in scaled:
        sheet.paste(each, (left, 0))
        left += each.width + GAP
    return sheet


def look_write_page():
    parts = [INTRODUCTION]
    for role, pages in captions.items():
        parts.append(f"\n## {role}\n")
        for title, rule, file in pages:
            where = file.relative_to(DOCS).as_posix()
            scheme = ", dark" if file.stem.endswith("dark") else ""
            parts.append(f"\n**{title}** (`{rule}`{scheme})\n\n![{title}]({where})\n")
    (DOCS / "gallery.md").write_text("".join(parts), "utf-8")


def main() -> int:
    """Run the three steps one after the other."""
    return pytest.main([__file__, "-p", "no:randomly", "-o", "python_functions=look_*"])


if __name__ == "__main__":
    sys.exit(main())
