"""Every page somebody comes to in the demo region, found as people find it: by its links."""

from collections import Counter, defaultdict, deque
from pathlib import Path
from typing import NamedTuple

from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.exceptions import HTTPException

from seed_data import DEMO_SIGN_INS
from tests.browser_client import Browser

GUEST = "Gast"
ROLES = {GUEST: None} | {
    role: email for role, email in DEMO_SIGN_INS.items() if role != "Transferstelle HSBO"
}
"""Both universities' managers see the same pages, so one of them looks."""
LIST = Path(__file__).parent / "views.tsv"
MOST = 6
"""How many pages of one kind are asked for; the region has hundreds of profiles."""
ENTRANCES = ("/", "/konto")


class View(NamedTuple):
    """A kind of page as one role meets it."""

    role: str
    endpoint: str


class Sight(NamedTuple):
    """One page: where it is, and what its headings say it shows."""

    path: str
    headings: tuple[str, ...]


def listed_views() -> list[View]:
    """What `python -m tests.browser.gallery` found last; a test keeps it true."""
    return [View(*line.split("\t")) for line in LIST.read_text("utf-8").splitlines()]


def find_sights(app: Flask, browser: Browser) -> dict[str, list[Sight]]:
    """The pages whoever sits before the browser can come to, by endpoint; the fullest first."""
    found: dict[str, list[tuple[int, Sight]]] = defaultdict(list)
    adapter, asked = app.url_map.bind("localhost"), Counter[str]()
    known, waiting = set(ENTRANCES), deque(ENTRANCES)
    while waiting:
        path = waiting.popleft()
        try:
            endpoint, _ = adapter.match(path.split("?")[0])
        except HTTPException:
            continue
        asked[endpoint] += 1
        if asked[endpoint] > MOST:
            continue
        answer = browser.client.get(path)
        if answer.status_code != 200 or answer.mimetype != "text/html" or b"<h1" not in answer.data:
            waiting.extend(_new([answer.headers.get("Location", "")], known))
            continue
        soup = BeautifulSoup(answer.data, "html.parser")
        headings = tuple(each.get_text(" ", strip=True) for each in soup.select("main h2"))
        found[endpoint].append((len(answer.data), Sight(path, headings)))
        waiting.extend(_new([each["href"] for each in soup.select("a[href]")], known))
    return {
        endpoint: [sight for _, sight in sorted(sights, key=lambda each: -each[0])]
        for endpoint, sights in found.items()
    }


def _new(addresses: list[str], known: set[str]) -> list[str]:
    """Addresses of ours nobody has asked for yet, without their places on the page."""
    new = []
    for address in addresses:
        path = address.split("#")[0].replace("http://localhost", "")
        if path.startswith("/") and path.split("?")[0] not in known:
            known.add(path.split("?")[0])
            new.append(path)
    return new
