"""The drawings of templates/icons: one hand, nothing missing, nothing left over."""

import re
from xml.etree import ElementTree

import pytest

from tests.conftest import ROOT
from webapp.assets import style_sources
from webapp.navigation import ICONS

TEMPLATES = ROOT / "webapp" / "templates"
DRAWINGS = {path.stem: path for path in (TEMPLATES / "icons").glob("*.svg")}
SOURCES = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
NAMED = re.compile(r'\bicon\("([\w-]+)"\)|\b(?:icon|sign)="([\w-]+)"')
TONES = {"info", "success", "warning", "danger"}
"""A notice shows the icon of its tone."""

ONE_HAND = {
    "class": "icon", "viewBox": "0 0 24 24", "width": "24", "height": "24", "fill": "none",
    "stroke": "currentColor", "stroke-width": "2", "stroke-linecap": "round",
    "stroke-linejoin": "round", "aria-hidden": "true", "focusable": "false",
}  # fmt: skip


def test_every_icon_that_is_named_is_drawn():
    named = {"".join(pair) for pair in NAMED.findall(SOURCES)} | set(ICONS.values()) | TONES

    assert len(named) > 25
    assert named - DRAWINGS.keys() == set()


def test_every_drawing_is_used():
    words = set(re.findall(r'"([\w-]+)"', SOURCES)) | set(ICONS.values()) | TONES

    assert DRAWINGS.keys() - words == set()


@pytest.mark.parametrize("name", sorted(DRAWINGS))
def test_drawings_are_of_one_hand_and_take_the_colour_of_their_words(name):
    source = DRAWINGS[name].read_text(encoding="utf-8")
    drawing = ElementTree.fromstring(source)

    assert drawing.attrib == ONE_HAND
    assert len(source) < 700, "an icon is a few strokes"
    for shape in drawing:
        assert shape.tag.partition("}")[2] in {"path", "circle", "rect"}
        assert not {"fill", "stroke", "style", "id", "class"} & shape.attrib.keys()


def test_every_link_of_the_navigation_has_an_icon_for_the_phone(app):
    assert ICONS.keys() <= app.view_functions.keys()


def test_no_page_asks_for_the_icons_of_another_style_sheet():
    css = "".join(path.read_text(encoding="utf-8") for path in style_sources())

    assert "kern-icon" not in SOURCES + css


def test_an_icon_is_drawn_into_the_page_and_not_read_out(browser):
    page = browser.get("/")

    drawn = page.select("svg.icon")
    assert len(drawn) >= 6, "the menu of visitors, the ladder, the phone"
    assert all(each["aria-hidden"] == "true" and each.find() for each in drawn)
    assert "macro" not in page.text
