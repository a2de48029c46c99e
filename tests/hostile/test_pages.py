"""Whatever stands in the rows, pages show it letter by letter and run none of it."""

import re
from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Comment, Declaration, ProcessingInstruction

from tests.browser_client import Page
from tests.hostile.crowd import Crowd
from tests.hostile.walk import walk
from tests.hostile.written import MARK, write_everywhere
from webapp.unseen import reveal

TEMPLATES = Path(__file__).parents[2] / "webapp" / "templates"
MADE_IN_PYTHON = {"input", "textarea", "select", "optgroup", "option", "label"}
"""By the widgets of WTForms."""
ATTRIBUTES = re.compile(r"(aria|data|hx)-[a-z-]+|hx-headers:inherited|[a-z]+-?[a-z]*|[xy][12]")
ACTS = re.compile(r"on\w*|style|srcdoc|srcset|background|autofocus|xlink:.*|formaction|ping")
LEADS = re.compile(
    "/|#|[?]|mailto:|tel:|data:image/svg[+]xml|https://www[.]lbbp[.]nrw[.]de/ombudsstelle$"
)
"""Pages of ours, what a telephone or a mail program takes, a drawn code, and one authority."""
KEEP_THEIRS = {"textarea", "option"}
"""Fields, whose text goes back as it came."""
NEVER_SHOWN = {"exclusions.organisation", "conflicts_of_interest.organisation"}
"""On no page but the form of whoever named them."""


def elements_of_templates() -> set[str]:
    sources = [each.read_text() for each in TEMPLATES.rglob("*.html")]
    return {name for text in sources for name in re.findall(r"<([a-z][a-z0-9]*)", text)}


def strange_things(page: Page, known: set[str]):
    """Elements, attributes and addresses that no template of ours makes."""
    for tag in page.soup.find_all(True):
        if tag.name not in known:
            yield f"<{tag.name}>"
        for name, value in tag.attrs.items():
            ours = name == "formaction" and tag.name == "button" and str(value).startswith("/")
            if not ATTRIBUTES.fullmatch(name.lower()) or (
                ACTS.fullmatch(name.lower()) and not ours
            ):
                yield f"{tag.name} {name}={str(value)[:60]}"
            if name in {"href", "src", "action"} and not LEADS.match(value or "/"):
                yield f"{tag.name} {name}={value[:60]}"
    for text in page.soup.find_all(string=lambda text: reveal(str(text)) != str(text)):
        if text.parent.name not in KEEP_THEIRS:
            yield f"unseen signs in <{text.parent.name}>: {reveal(str(text))[:80]}"
    for odd in page.soup.find_all(string=lambda text: isinstance(text, Comment | Declaration)):
        yield f"comment {odd[:60]}"
    for odd in page.soup.find_all(string=lambda text: isinstance(text, ProcessingInstruction)):
        yield f"instruction {odd[:60]}"


def words_of(page: Page) -> str:
    """The text of a page and of its fields, without what is only for those who hear it."""
    if not MARK.search(page.response.get_data(as_text=True)):
        return ""
    soup = BeautifulSoup(str(page.soup), "html.parser")
    for extra in soup.select(".visually-hidden, [aria-hidden], .aspect-text__number, title"):
        extra.extract()
    values = [each["value"] for each in soup.select("[value]")]
    return " ".join(" ".join([soup.get_text(), *values]).split())


def is_shown(text: str, words: str) -> bool:
    """Whether a text stands there to its end, or to where three dots say that there is more."""
    revealed = " ".join(reveal(text).split())
    if text in words or revealed in words:
        return True
    there = words[words.index(revealed.partition(" ")[0]) :]
    same = next(
        at for at, (one, other) in enumerate(zip(revealed, there, strict=False)) if one != other
    )
    return there[same:].lstrip().startswith(("…", "..."))


@pytest.mark.once
def test_pages_show_texts_literally_and_make_nothing_of_them(app, make, database):
    crowd = Crowd(app, make)
    written = write_everywhere(database)
    known_elements = elements_of_templates() | MADE_IN_PYTHON
    found, seen, pages, known = [], Counter(), 0, set()
    for who, browser in crowd.people.items():
        for url, page in walk(browser, crowd.starts[who], known):
            pages += 1
            found += [f"{who} {url}: {each}" for each in strange_things(page, known_elements)]
            words = words_of(page)
            for number in map(int, MARK.findall(words)):
                column, text = written[number]
                seen[column] += 1
                if not is_shown(text, words):
                    start = words.index(f"Zettel{number}z")
                    found.append(f"{who} {url}: {column}: {words[start : start + 160]}")

    assert not found, f"{len(found)} on {pages} pages:\n" + "\n".join(found[:40])
    assert {column for column, _ in written.values()} - set(seen) <= NEVER_SHOWN
    assert pages > 150
