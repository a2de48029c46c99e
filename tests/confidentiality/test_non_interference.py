"""Two worlds that differ only in what somebody may not see look the same to them.

Built once, a neighbourhood is changed in secret again and again; after each change everybody who
may not notice gets, byte for byte, what they got before, and somebody who may gets something else.
"""

import itertools
import os
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from models import Challenge, policies
from models.matrix import Party
from tests.confidentiality.neighbourhood import Neighbourhood, Viewer, build_neighbourhood
from tests.confidentiality.secret_changes import CHANGES, Change, Scene
from tests.confidentiality.visiting import ask, rules
from tests.confidentiality.worlds import World, rows_of
from tests.conftest import START
from webapp import matching

FULL = os.environ.get("HYPOTHESIS_PROFILE") == "verify"
SEEDS = range(4) if FULL else [5]
FEWEST_PAIRS = 1500 if FULL else 200
FEWEST_OF_A_ROLE = 60 if FULL else 10
STEPS = 3 * len(CHANGES) if FULL else 52
VIEWERS_A_STEP = 26 if FULL else 4
LINKED_PER_ENDPOINT = 3 if FULL else 1
LISTS, ASIDE, OWN = (99, 9, 99) if FULL else (5, 1, 3)
"""How many lists, other pages, and pages of the changed case itself a pair looks at."""

NOTED_BY_LOOKING = ("/gelesen", "/betrieb/protokoll", "/konto/protokoll")
"""What others read stands there, so these are asked last before a change and first after it."""
OF_ROWS = (
    "/bedarf", "/anfragen", "/pruefung", "/planung", "/region", "/kompetenzen", "/betrieb",
    "/konto/protokoll", "/auswertung", "/abschlussbericht", "/api/v1/",
)  # fmt: skip
"""Where pages begin that depend on rows; the others say the same to everybody."""
SEARCHES = ("/pruefung?suche={word}", "/kompetenzen?suche={word}", "/region/faelle?ags={word}")
"""For words that stand in nothing but what was changed."""
OBJECTS = (
    "challenge_id", "attachment_id", "teaser_id", "introduction_id", "match_id", "profile_id",
)  # fmt: skip
LINK = re.compile(r'(?:href|action)="(/[^"#]*)')
"""Forms are followed too: what a page sends to by GET is a page."""


@dataclass
class Watch:
    """Changes a neighbourhood step by step and compares what everybody gets."""

    app: object
    make: object
    work_off: object
    clock: object
    rng: random.Random
    hood: Neighbourhood
    known: dict[str, dict[str, object]] = field(default_factory=dict)
    pages: dict[str, list[str]] = field(default_factory=dict)
    pairs: Counter = field(default_factory=Counter)
    unwatched: set[str] = field(default_factory=set)
    """Who only serves to see that a change can be seen at all."""
    compared: int = 0
    unseen: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)

    def step(self, change: Change, world: World) -> None:
        """One change of one case, and everybody chosen who may not notice it."""
        word = "w" + "".join(self.rng.choice("abcdefghkmnprst") for _ in range(14))
        blind = [each for each in self.hood.viewers if not self._notices(each, change, world)]
        chosen = self._choose(blind)
        urls = {each.name: self._look_at(each, world, word) for each in chosen}
        control = self._control(change, world)
        before = control and ask(*control)
        for late in (False, True):
            for viewer in chosen:
                self._see(viewer, urls[viewer.name], late)
        self.app.sent.clear()
        self._change(change, world, word)
        for late in (True, False):
            for viewer in chosen:
                self._compare(viewer, urls[viewer.name], late, f"{change.name} {world.word('')}")
        if control and ask(*control) == before:
            self.unseen.append(f"{change.name} {world.word('')} at {control[1]}")
        mails = self._mails()
        for viewer in chosen:
            if viewer.account is not None and viewer.account.email in mails:
                self.leaks.append(f"{change.name}: a mail to {viewer.name}")
            self.pairs[viewer.name.split(" Merkwort")[0]] += 1
        for viewer in self.hood.viewers:
            if viewer not in blind:
                self.known.pop(viewer.name, None)
                if FULL:
                    self.pages.pop(viewer.name, None)

    def _notices(self, viewer: Viewer, change: Change, world: World) -> bool:
        if viewer.name in change.also:
            return True
        if change.thing is not None:
            return self.hood.sees(viewer, world, change.thing)
        return viewer.party(world) in change.seen_by

    def _choose(self, blind: list[Viewer]) -> list[Viewer]:
        """Those of whom the fewest pairs were seen, drawn by lot among equals."""
        waiting = [each for each in blind if FULL or each.name not in self.unwatched]
        shuffled = self.rng.sample(waiting, len(waiting))
        shuffled.sort(key=lambda each: self.pairs[each.name.split(" Merkwort")[0]])
        return shuffled[:VIEWERS_A_STEP]

    def _control(self, change: Change, world: World):
        if change.shown_to is None:
            return None
        for viewer in self.hood.viewers:
            is_it = viewer.name == change.shown_to or (
                isinstance(change.shown_to, Party)
                and viewer.party(world) is change.shown_to
                and self._notices(viewer, change, world)
            )
            if is_it:
                return viewer.browser.client, self._address(change.at, world)
        return None

    def _address(self, template: str, world: World) -> str:
        return template.format(**{name: getattr(world, name) for name in OBJECTS})

    def _look_at(self, viewer: Viewer, world: World, word: str) -> list[str]:
        if viewer.name not in self.pages:
            self.pages[viewer.name] = self._crawl(viewer)
        pages = self.pages[viewer.name]
        lists = [each for each in pages if not re.search(r"[0-9a-f-]{36}", each)]
        rest = [each for each in pages if each not in lists]
        templates = [re.sub(r"<uuid:(\w+)>", r"{\1}", rule.rule) for rule in rules(self.app, "GET")]
        own = [
            self._address(each, world)
            for each in templates
            if (names := set(re.findall(r"{(\w+)}", each)))
            and names <= set(OBJECTS)
            and all(getattr(world, name) for name in names)
        ]
        searches = [each.format(word=word) for each in SEARCHES if each.partition("?")[0] in lists]
        chosen = [*self._some(lists, LISTS), *self._some(rest, ASIDE), *self._some(own, OWN)]
        return list(dict.fromkeys([*chosen, *searches]))

    def _some(self, pages: list[str], most: int) -> list[str]:
        return self.rng.sample(pages, min(len(pages), most))

    def _crawl(self, viewer: Viewer) -> list[str]:
        """Every page without an object, and what they lead to, few of a kind."""
        adapter = self.app.url_map.bind("")
        waiting = [rule.rule for rule in rules(self.app, "GET") if not rule.arguments]
        waiting = [each for each in waiting if FULL or _depends_on_rows(each)]
        seen, counts, found = set(waiting), Counter(), []
        while waiting:
            url = waiting.pop(0)
            answer = ask(viewer.browser.client, url)
            if answer.status == 200 or FULL:
                found.append(url)
                self.known.setdefault(viewer.name, {})[url] = answer
            for link in LINK.findall(answer.body) if answer.status == 200 else ():
                link = link.replace("&amp;", "&")
                if link in seen or not _depends_on_rows(link):
                    continue
                try:
                    endpoint, _ = adapter.match(link.split("?")[0], method="GET")
                except Exception:
                    continue
                seen.add(link)
                counts[endpoint] += 1
                if counts[endpoint] <= LINKED_PER_ENDPOINT:
                    waiting.append(link)
        return found

    def _is_late(self, url: str) -> bool:
        return url.endswith(NOTED_BY_LOOKING)

    def _see(self, viewer: Viewer, urls: list[str], late: bool) -> None:
        known = self.known.setdefault(viewer.name, {})
        for url in urls:
            if self._is_late(url) is late and (late or url not in known):
                known[url] = ask(viewer.browser.client, url)

    def _compare(self, viewer: Viewer, urls: list[str], late: bool, what: str) -> None:
        for url in urls:
            if self._is_late(url) is not late:
                continue
            found, expected = ask(viewer.browser.client, url), self.known[viewer.name][url]
            self.compared += 1
            if found != expected:
                self.leaks.append(f"{what}: {viewer.name} at {url}\n{difference(expected, found)}")
                self.known[viewer.name][url] = found

    def _change(self, change: Change, world: World, word: str) -> None:
        with self.make.writing() as session:
            change.do(
                Scene(
                    session, rows_of(session, world), self.clock(), word, self.hood.spare,
                    self.hood.people, self.make,
                )
            )  # fmt: skip
        self.work_off()

    def _mails(self) -> set[str]:
        return {each["To"] for each in self.app.sent}


def _depends_on_rows(url: str) -> bool:
    """Public profiles are searched for what was changed, which says more than their filters."""
    return url in {"/", "/konto"} or (
        url.startswith(OF_ROWS) and not url.startswith("/kompetenzen?")
    )


def difference(expected, found) -> str:
    """The first place at which two answers differ."""
    if expected[:2] != found[:2]:
        return f"{expected[:2]} {found[:2]}"
    places = (at for at, pair in enumerate(zip(expected.body, found.body, strict=False))
              if pair[0] != pair[1])  # fmt: skip
    at = next(places, min(len(expected.body), len(found.body)))
    around = slice(max(0, at - 80), at + 120)
    return f"  - {expected.body[around]!r}\n  + {found.body[around]!r}"


@pytest.fixture
def watch(app, make, work_off, clock) -> Watch:
    hood = build_neighbourhood(app, make, clock)
    return Watch(app, make, work_off, clock, random.Random(4), hood)


def deal(watch: Watch, steps: int):
    """Each change at a world that has come so far, as evenly as chance allows."""
    rng = watch.rng
    for number in range(steps):
        change = CHANGES[number % len(CHANGES)]
        worlds = [
            each
            for each in watch.hood.worlds
            if each.stage in change.stages
            and (change.under is None or change.under in watch.hood.modifiers[each.word("")])
        ]
        yield change, rng.choice(worlds)


@pytest.mark.sized
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_notices_what_they_may_not_see(watch, seed):
    watch.rng.seed(seed)
    with_a_case = [each for each in watch.hood.viewers if " Merkwort" in each.name]
    watch.unwatched = {each.name for each in watch.rng.sample(with_a_case, len(with_a_case) - 8)}

    for change, world in deal(watch, STEPS):
        watch.step(change, world)

    assert not watch.leaks, "\n".join(watch.leaks[:20])
    assert not watch.unseen, "\n".join(watch.unseen)
    assert watch.pairs.total() >= FEWEST_PAIRS
    assert min(watch.pairs.values()) >= FEWEST_OF_A_ROLE
    print(f"{watch.pairs.total()} pairs, {watch.compared} answers compared: {dict(watch.pairs)}")


@pytest.mark.sized
def test_what_the_software_proposes_does_not_move_when_something_is_hidden(watch):
    """Ranks, chances and evidence for somebody's own need, compared anew after each change."""
    viewer = next(each for each in watch.hood.viewers if each.name == "manager_same_university")
    case_id = watch.hood.desks[viewer.account.id]
    url = f"/pruefung/{case_id}/suche"
    token = re.search(r'name="csrf_token" value="([^"]*)"', viewer.browser.client.get(url).text)[1]
    search = {"csrf_token": token, "words": "Alterung und Versprödung von Rezyklaten"}

    seconds = itertools.count(1)

    def look() -> tuple:
        watch.clock.at = START + timedelta(seconds=next(seconds))
        with watch.app.app_context():
            matching.match_challenge(case_id)
        watch.clock.at = START
        with watch.app.extensions["database"].reading() as session:
            run = session.get_one(Challenge, case_id).match_runs[-1]
            proposed = [
                (each.rank, each.profile_id, each.score, each.probability, each.band,
                 [(e.statement, e.words, e.strength) for e in each.evidence])
                for each in run.matches
            ]  # fmt: skip
        return proposed, ask(viewer.browser.client, url, "POST", data=search)

    before = look()
    assert len(before[0]) > 5
    assert "Treffer" in before[1].body
    changed = 0
    for change, world in deal(watch, 2 * len(CHANGES) if FULL else len(CHANGES)):
        # A pause is meant to be felt: whoever takes no enquiries is as if they did not exist.
        if change.name == "pause" or watch._notices(viewer, change, world):
            continue
        watch._change(change, world, "w" + "".join(watch.rng.choices("abcdefghkmnprst", k=14)))
        assert look() == before, change.name
        changed += 1
    assert changed > 25


def test_a_list_that_shows_more_than_it_may_is_noticed(watch, monkeypatch):
    everything = policies.Challenge.submitted_at.is_not(None)
    monkeypatch.setattr("models.policies.visible_cases", lambda user, at: everything)
    watch.hood.viewers = [
        each for each in watch.hood.viewers if each.name == "manager_same_university"
    ]
    (change,) = [each for each in CHANGES if each.name == "hand_in_a_need_under_embargo"]
    watch.pages = {each.name: ["/pruefung"] for each in watch.hood.viewers}

    watch.step(change, watch.hood.worlds[0])

    assert any("at /pruefung" in each for each in watch.leaks)
