"""The forms there are, found as people find them: by following links from page to page."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from bs4 import Tag

from tests.browser_client import Browser
from tests.hostile.crowd import Crowd

ALIKE = ("public.", "profiles.show", "profiles.index", "accounts.")
"""Pages that show everybody the same forms, so that one look is enough."""

OURS = {"csrf_token", "idempotency_key"}


@dataclass(frozen=True)
class Field:
    """Something in a form that somebody can write into or tamper with."""

    name: str
    kind: str
    """`textarea`, `select` or the type of an input."""

    @property
    def is_free(self) -> bool:
        """Whether people write what they like."""
        return self.kind in {"textarea", "text", "search"}


@dataclass(frozen=True)
class FoundForm:
    """A form on a page, with who found it and what stands in it."""

    who: str
    page: str
    target: str
    endpoint: str
    method: str
    fields: tuple[Field, ...]
    filled: tuple[tuple[str, str], ...]
    """What stands in it, and in every choice the first answer."""

    pressed: str
    """The name of the button, where it has one."""

    @property
    def key(self) -> tuple:
        names = tuple(sorted({each.name for each in self.fields}))
        return self.endpoint, self.method, self.pressed, names


def find_forms(crowd: Crowd) -> dict[tuple, FoundForm]:
    """Every form by where it leads and what it asks for, the first time somebody meets it."""
    found: dict[tuple, FoundForm] = {}
    known: set[str] = set()
    for who, browser in crowd.people.items():
        for url, page in walk(browser, crowd.starts[who], known):
            for form in page.select("form"):
                for each in read_form(crowd.app, who, url, form, browser):
                    found.setdefault(each.key, each)
    return found


def walk(browser: Browser, starts: list[str], known: set[str]):
    """The pages somebody reaches by links; those in everybody's reach once at all."""
    adapter = browser.app.url_map.bind("")
    waiting, seen = list(starts), set(starts)
    while waiting:
        url = waiting.pop(0)
        page = browser._page(browser.client.get(url))
        if page.response.mimetype != "text/html" or page.status not in {200, 302}:
            continue
        yield url, page
        for link in [each["href"] for each in page.select("a[href]")] + [page.response.location]:
            path = urlsplit(link or "").path
            if not path.startswith("/") or path in seen:
                continue
            seen.add(path)
            endpoint = adapter.match(path, method="GET")[0] if _is_page(adapter, path) else "static"
            if endpoint == "static" or endpoint in known:
                continue
            waiting.append(path)
            if endpoint.startswith(ALIKE) and endpoint != "accounts.show":
                known.add(endpoint)


def read_form(app, who: str, url: str, form: Tag, browser: Browser):
    """A form, and once more for each button that sends it elsewhere."""
    method = form.get("method", "get").upper()
    named = [each for each in form.select("[name]") if each["name"] not in OURS]
    fields = tuple(
        dict.fromkeys(Field(each["name"], _kind(each)) for each in named if each.name != "button")
    )
    filled = browser._prefilled(form) | _first_answers(named)
    pairs = tuple(
        (name, text)
        for name, texts in filled.items()
        for text in (texts if isinstance(texts, list) else [texts])
        if name not in OURS
    )
    buttons = form.select("button") or [form]
    ways = {
        (each.get("formaction") or form.get("action") or url, each.get("name", ""))
        for each in buttons
    }
    for target, pressed in sorted(ways):
        path = urlsplit(target).path
        endpoint = app.url_map.bind("").match(path, method=method)[0]
        if not {each.kind for each in fields} <= {"radio", "checkbox"}:
            button = ((pressed, "ja"),) if pressed not in {"", "language"} else ()
            yield FoundForm(
                who, url, target.split("#")[0], endpoint, method, fields, pairs + button, pressed
            )


def _first_answers(named: list[Tag]) -> dict[str, str]:
    answers: dict[str, str] = {}
    for tag in named:
        if tag.name == "select" and not tag.select("option[selected]"):
            values = [each["value"] for each in tag.select("option") if each.get("value")]
            answers |= {tag["name"]: values[0]} if values else {}
        elif tag.get("type") == "radio" or (tag.name == "button" and tag["name"] == "language"):
            answers.setdefault(tag["name"], tag["value"])
    return answers


def _kind(tag: Tag) -> str:
    return tag.name if tag.name in {"textarea", "select"} else tag.get("type", "text")


def _is_page(adapter, path: str) -> bool:
    return adapter.test(path, method="GET") and not re.search(r"\.\w+$", path)
