"""A first visit on the scales: bytes over the wire by kind, when something is seen, what moves."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, Page, Request, Route

ROUND_TRIP_MS, BITS_A_SECOND = 150, 1_600_000
WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}

PAGES: dict[str | None, dict[str, str]] = {
    None: {
        "start": "/",
        "need form": "/bedarfe/beschreiben",
        "competences": "/kompetenzen",
        "years of the region": "/region/jahre",
        "sign in": "/anmelden",
    },
    "Unternehmen": {"own needs": "/bedarfe", "case": "/bedarfe → /bedarfe/{id}"},
    "Professor:in": {
        "enquiries": "/anfragen",
        "enquiry": "/anfragen → /anfragen/{id}",
        "profile editor": "/kompetenzen/mein-profil",
    },
    "Transferstelle WH": {
        "inbox": "/pruefung",
        "board": "/pruefung?ansicht=tafel",
        "review page": "/pruefung → /pruefung/{id}",
        "figures": "/auswertung",
    },
    "Unterstützer": {"region": "/region"},
    "Administration": {"operations": "/betrieb/auftraege"},
}
"""The main pages of each role. After an arrow: the first link of that kind on the page before."""

ID = r"[0-9a-f]{8}-[0-9a-f-]{27}"

OBSERVE = """
window.seen = {largest: 0, moved: 0, movers: []};
new PerformanceObserver(list => {
    for (const each of list.getEntries()) seen.largest = each.startTime;
}).observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(list => {
    for (const each of list.getEntries()) {
        if (each.hadRecentInput) continue;
        seen.moved += each.value;
        for (const source of each.sources) {
            const node = source.node?.closest ? source.node : source.node?.parentNode;
            seen.movers.push(node ? node.tagName + "." + node.className : "?");
        }
    }
}).observe({type: "layout-shift", buffered: true});
"""
PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length > 0"
FOUND = """() => ({
    ...seen,
    first: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
    elements: document.querySelectorAll("*").length,
})"""
SETTLED = """() => document.fonts.ready.then(() => new Promise(
    done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50)))))"""


@dataclass
class Visit:
    """What one page cost somebody who had nothing of ours."""

    page: str
    device: str
    size: Counter[str] = field(default_factory=Counter)
    """Bytes over the wire with headers, by kind: Document, Stylesheet, Script, Font, Other."""
    requests: int = 0
    first_paint_ms: float = 0
    largest_paint_ms: float = 0
    moved: float = 0
    """Cumulative layout shift."""
    movers: list[str] = field(default_factory=list)
    elements: int = 0

    @property
    def bytes(self) -> int:
        """All that came over the wire."""
        return sum(self.size.values())


class Wire:
    """What comes over the line to a tab, and in what order if that is to be the same each time."""

    def __init__(self, tab: Page, visit: Visit) -> None:
        self._visit = visit
        self._kinds: dict[str, str] = {}
        self._held: list[Route] = []
        self._faces = 0
        self._protocol = tab.context.new_cdp_session(tab)
        self._protocol.on("Network.responseReceived", self._note_kind)
        self._protocol.on("Network.loadingFinished", self._note_size)
        self._protocol.send("Network.enable")

    def slow_down(self) -> None:
        """To the line that the aim is set for."""
        line = {"downloadThroughput": BITS_A_SECOND / 8, "uploadThroughput": BITS_A_SECOND / 16}
        conditions = {"offline": False, "latency": ROUND_TRIP_MS, **line}
        self._protocol.send("Network.emulateNetworkConditions", conditions)

    def hold(self, tab: Page, what: str) -> None:
        """Keep back what has such an address until it is let go."""
        tab.route(what, lambda route: self._held.append(route))

    def let_go(self) -> None:
        """Send what was kept back."""
        while self._held:
            self._held.pop().continue_()

    def count_faces(self, request: Request) -> None:
        """Let go once both faces of the typeface are there."""
        self._faces += request.resource_type == "font"
        if self._faces == 2:
            self.let_go()

    def _note_kind(self, event: dict[str, Any]) -> None:
        if not event["response"]["url"].startswith("data:"):
            self._kinds[event["requestId"]] = event["type"]

    def _note_size(self, event: dict[str, Any]) -> None:
        if kind := self._kinds.get(event["requestId"]):
            self._visit.requests += 1
            self._visit.size[kind] += int(event["encodedDataLength"])


def weigh(
    browser: Browser,
    url: str,
    visit: Visit,
    state: Any,
    order: Literal["as it comes", "typeface first", "typeface last"] = "as it comes",
    *,
    slowly: bool = False,
) -> Visit:
    """Open a page with an empty cache and note in `visit` what it cost.

    The order makes a visit come out the same on a busy machine: with the typeface before the style
    sheet nothing has been drawn without it, and with the typeface last everything has.
    """
    width, height = WIDTHS[visit.device]
    context = browser.new_context(
        locale="de-DE", viewport={"width": width, "height": height}, storage_state=state
    )
    tab = context.new_page()
    tab.add_init_script(OBSERVE)
    wire = Wire(tab, visit)
    if slowly:
        wire.slow_down()
    if order == "typeface first":
        wire.hold(tab, "**/app.css*")
        tab.on("requestfinished", wire.count_faces)
    elif order == "typeface last":
        wire.hold(tab, "**/*.woff2*")
    answer = tab.goto(url, wait_until="domcontentloaded")
    assert answer is not None
    assert answer.status == 200, f"{url}: {answer.status}"
    tab.wait_for_function(PAINTED)
    wire.let_go()
    tab.wait_for_load_state()
    tab.evaluate(SETTLED)
    found = tab.evaluate(FOUND)
    context.close()
    visit.first_paint_ms, visit.largest_paint_ms = found["first"], found["largest"]
    visit.moved, visit.movers, visit.elements = found["moved"], found["movers"], found["elements"]
    return visit


def sign_in(context: BrowserContext, server: str, email: str, password: str) -> Any:
    """Sign in as somebody; gives back what their browser then holds."""
    tab = context.new_page()
    tab.goto(server + "/anmelden")
    tab.get_by_label("E-Mail-Adresse").first.fill(email)
    tab.get_by_label("Passwort").first.fill(password)
    with tab.expect_navigation():
        tab.get_by_role("button", name="Anmelden").first.click()
    state = context.storage_state()
    tab.close()
    return state


def addresses(context: BrowserContext, server: str, role: str | None) -> Iterator[tuple[str, str]]:
    """The names of a role's pages, and where they are."""
    for name, path in PAGES[role].items():
        start, _, wanted = path.partition(" → ")
        if not wanted:
            yield name, start
            continue
        tab = context.new_page()
        tab.goto(server + start)
        links = tab.eval_on_selector_all("main a", "all => all.map(a => a.getAttribute('href'))")
        tab.close()
        shape = re.compile(re.escape(wanted).replace(re.escape("{id}"), ID))
        yield name, next(each for each in links if each and shape.fullmatch(each))
