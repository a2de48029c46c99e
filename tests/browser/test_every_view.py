"""Every page of every role in a real browser: pairwise chosen in the suite, all in the long run."""

import os

import pytest

from tests.browser import baseline
from tests.browser.seats import clock, database_url, onlooker, region_file, sit_down
from tests.browser.views import ROLES, View, find_sights, listed_views
from tests.browser.visits import Visit, all_visits, chosen_visits

UNSTEADY = {"admin.mailbox", "indicators.behind", "workshop_notes.posters"}
"""Mails of one moment stand in the order of their ids, which are drawn by lot like the numbers of
entries in the ledger and the port of the server, which is part of the addresses that posters
show."""
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "verify"
__all__ = ["clock", "database_url", "onlooker", "region_file", "sit_down"]


pytestmark = pytest.mark.once


def test_pages_have_been_looked_at():
    assert baseline.FILE.is_file(), "there is nothing to compare with: run `make gallery`"


@pytest.mark.sized
@pytest.mark.parametrize("role", ROLES)
def test_pages_are_whole_in_every_way(role, app, browser, sit_down, onlooker):
    sit_down(role)
    sights = find_sights(app, browser)
    listed = [view for view in listed_views() if view.role == role]
    assert {View(role, endpoint) for endpoint in sights} == set(listed), (
        "pages came or went: `make gallery` brings list, baseline and pictures up to date"
    )
    kept = baseline.read(onlooker.engine)

    flaws, changed = [], []
    for way in all_visits(listed) if LONG else chosen_visits(listed_views()):
        for number, sight in enumerate(sights[way.endpoint] if way.role == role else []):
            if number and not LONG:
                break
            onlooker.open(sight, way)
            before = None if number or way.endpoint in UNSTEADY else kept.get("|".join(way))
            if before is not None:
                seen = baseline.patches_of(onlooker.picture())
                changed += [f"{' '.join(way)}: {baseline.differs(seen, before)}"]
            flaws += onlooker.flaws(sight, way)

    assert not flaws, "\n".join(flaws)
    changed = [each for each in changed if not each.endswith(": ")]
    assert not changed, "look at them, then `make gallery`:\n" + "\n".join(changed)


MOVING = """() => [...document.querySelectorAll("*")].filter((each) => {
  const style = getComputedStyle(each);
  return style.animationName !== "none" || parseFloat(style.transitionDuration) > 0;
}).map((each) => each.outerHTML.slice(0, 80))"""
UNSEEN = """() => [...document.querySelectorAll(
  "main .button:not(.button--quiet), main input:not([type=hidden]), main select, main textarea, "
    + ".switch, .card, .notice"
)].filter((each) => {
  const box = each.getBoundingClientRect(), style = getComputedStyle(each);
  const edges = ["Top", "Right", "Bottom", "Left"];
  return box.width && each.type !== "checkbox" && each.type !== "radio"
    && !edges.some((edge) => parseFloat(style["border" + edge + "Width"]) > 0)
    && !(each.parentElement && parseFloat(getComputedStyle(each.parentElement).borderTopWidth) > 0);
}).map((each) => each.outerHTML.slice(0, 80))"""
SIGNATURE_PAGES = {
    "Unternehmen": ("challenges.submit", "challenges.show", "challenges.index"),
    "Professor:in": ("profiles.edit", "introductions.show"),
    "Transferstelle WH": ("review.inbox", "review.show", "figures.show"),
}


@pytest.mark.parametrize("role", SIGNATURE_PAGES)
def test_pages_hold_without_motion_and_without_our_colours(role, app, browser, sit_down, onlooker):
    sit_down(role)
    sights = find_sights(app, browser)

    for endpoint in SIGNATURE_PAGES[role]:
        way = Visit(role, endpoint, "de", "desktop", "light")
        onlooker.page.emulate_media(reduced_motion="reduce", forced_colors="active")
        onlooker.open(sights[endpoint][0], way)

        assert onlooker.page.evaluate(MOVING) == [], endpoint
        assert onlooker.page.evaluate(UNSEEN) == [], endpoint
