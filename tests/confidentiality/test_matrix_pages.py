"""The matrix against the real pages: what may be read stands there, what may not is nowhere."""

import re
import uuid

import pytest

from models.matrix import OF_A_CASE, Party, Stage, StandIn, Verb, load_matrix
from tests.confidentiality.canaries import columns_without_audience, misplaced, plant
from tests.confidentiality.visiting import words_of
from tests.confidentiality.worlds import World, build_worlds
from tests.conftest import START
from webapp.cells import CELLS, NO_OBJECT

READ, LIST, WRITE, EXPORT = Verb
SIGNED_IN = [each for each in Party if each not in {Party.ANONYMOUS, Party.DRAFTER, Party.WORKER}]
LOOK_AT_PAGES = [StandIn.DEPUTY, StandIn.FORMER_DEPUTY]
LOOK_FOR_WORDS = [StandIn.DEPUTY_OTHER_UNIVERSITY, StandIn.FORMER_LEAD]
"""Of those who stand in, each test asks one who still does and one who did; policies ask all."""
MANAGERS = {
    Party.MANAGER_LEAD, Party.MANAGER_SAME_UNIVERSITY, Party.MANAGER_OTHER_UNIVERSITY,
}  # fmt: skip

IDS = (
    "challenge_id", "attachment_id", "teaser_id", "introduction_id", "match_id", "profile_id",
    "comment_id", "hand_over_id", "topic_gap_id",
)  # fmt: skip
LISTS = (
    "/bedarfe", "/bedarfe/aufgenommen", "/anfragen", "/bedarfsradar", "/pruefung",
    "/pruefung?suche=Merkwort", "/planung", "/luecken", "/nachbarn",
    "/stoffstroeme",
    "/themenluecken", "/themenluecken?stand=einzeln", "/themenluecken/tabelle.csv?stand=einzeln",
    "/kennzahlen/regel/bedarfe", "/kennzahlen/regel/euro",
    "/foerderwege",
    "/region/faelle", "/region/faelle?art=ergebnisse", "/region/faelle?art=vermittlungen",
    "/api/v1/bedarfe", "/api/v1/faelle", "/api/v1/ungedeckte-bedarfe",
)  # fmt: skip
EXPORT_FILE = "/region/faelle.csv"
OTHER_PAGES = (
    "/", "/konto", "/konto/protokoll", "/konto/organisation", "/kompetenzen",
    "/kompetenzen/mein-profil", "/region", "/region/jahre", "/region/zahlen.csv", "/auswertung",
    "/auswertung/auslastung", "/auswertung/zahlen.csv", "/kennzahlen", "/kennzahlen/ziele",
    "/region/halbjahre", "/kennzahlen/staende", "/kennzahlen/berichte/stark",
    "/region/halbjahre/zahlen.csv", "/kennzahlen/berichte/alle/zahlen.csv",
    "/betrieb/auftraege", "/betrieb/konten", "/betrieb/protokoll", "/betrieb/notfallzugriff",
    "/pruefung/verbindungen", "/pruefung/fristen", "/pruefung/vertretung",
    "/fehlende-themen",
    "/konto/zugaenge", "/api/v1/profile", "/api/v1/kennzahlen/region", "/api/v1/kennzahlen/jahre",
)  # fmt: skip
"""Pages about no case, where words of one could stand all the same."""
PUBLIC = {"/kompetenzen/{profile_id}", "/api/v1/profile/{profile_id}"}

WORDS = {
    "O1": "O1", "O2": "O2", "O3": "O3", "O5_contact": "Ruf", "O8": "O8", "O9": "O9",
    "messages": "Frage", "follow_up": "Rueckblick", "comments": "Anmerkung",
    "funding": "Foerderweg",
}  # fmt: skip
"""Objects whose text holds a word of its own at each stage."""
SAME_WORDS = {"O2": ["radar"]}
"""Objects that show the words of another one to more readers."""
MUST_APPEAR = {"O1", "O9", "messages", "follow_up", "comments", "funding"}
"""On some page, for whoever may read them; names and contacts stand there for the other side.

A Kurzfassung has to appear for those who do not read the text itself.
"""


class Visit:
    """What one party gets at every address about a case: the status, and the page if it opens."""

    def __init__(self, client, world: World, urls) -> None:
        self.answers = {}
        known = {name: getattr(world, name) or uuid.uuid4() for name in IDS}
        known["match_id"] = world.neighbour_match_id or uuid.uuid4()
        for url in urls:
            answer = client.get(url.format(**known))
            text = words_of(answer) if answer.status_code == 200 else ""
            self.answers[url] = answer.status_code, text

    def text(self, *urls: str) -> str:
        return "\n".join(self.answers[each][1] for each in urls or self.answers)


def wrong_words(world, party, matrix, pages: str, files: str):
    """Words that stand where they may not, or nowhere although they may."""
    for thing, name in WORDS.items():
        is_told = thing != "O8" or matrix.party(party) is Party.MANAGER_LEAD
        cells = [matrix.cell(each, READ, party) for each in (thing, *SAME_WORDS.get(thing, ()))]
        reads = is_told and any(each.allows(world.stage) for each in cells)
        there = world.word(name) in pages
        must = thing in MUST_APPEAR or (
            thing == "O2" and not matrix.cell("O1", READ, party).allows(world.stage)
        )
        if (there and not reads) or (reads and must and not there):
            yield f"{thing} {party.value} {world.stage.value}: {there}"
        exports = is_told and matrix.cell(thing, EXPORT, party).allows(world.stage)
        if world.word(name) in files and not exports:
            yield f"{thing} {party.value} {world.stage.value}: in the file"


def wrong_files(world, party, matrix, pages: str):
    """A file the company has not released stands nowhere for a professor."""
    cell = matrix.cell("O1", READ, party)
    may = cell.allows(world.stage) and "released" not in cell.scopes
    if (world.word("O1_kept") in pages) != may:
        yield f"file that is not released {party.value} {world.stage.value}: {not may}"


def wrong_ranks(world, party, matrix, pages: str):
    """Ranks, chances and professors of others."""
    ranks = matrix.cell("O7", READ, party).allows(world.stage)
    if bool(re.search(r"\bRang \d|23 %", pages)) != ranks:
        yield f"ranks {party.value} {world.stage.value}"
    proposed = matrix.cell("O6", READ, party).allows(world.stage)
    if matrix.party(party) in MANAGERS and (world.word("O6") in pages) != proposed:
        yield f"who is proposed {party.value} {world.stage.value}"
    if (world.word("Nachbar") in pages) != ranks:
        yield f"who else is proposed {party.value} {world.stage.value}"


def wrong_doors(world, party, matrix, visit, pages_of):
    """Pages that open for a cell that forbids it, or answer a stranger otherwise than 404."""
    for url, (endpoint, (thing, verb)) in pages_of.items():
        status, _ = visit.answers[url]
        allowed = matrix.cell(thing, verb, party).allows(world.stage)
        knows = any(matrix.cell(each, READ, party).allows(world.stage) for each in OF_A_CASE)
        closed = {404, 409 if knows else 404}
        if endpoint.startswith("api_"):
            # Nobody has a key for it who has no such pages; the same answer whatever the id.
            closed.add(403)
        if (status == 200 and not allowed) or status not in {200, *closed}:
            yield f"{endpoint} {party.value} {world.stage.value}: {status}"


def pages_about_a_case(app) -> dict:
    """The address, endpoint and opening cell of every page about one case."""
    return {
        re.sub(r"<uuid:(\w+)>", r"{\1}", rule.rule): (rule.endpoint, CELLS[rule.endpoint][0])
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and rule.arguments and set(rule.arguments) <= set(IDS)
    }


OPENS = {
    "api_challenges.show": (Party.COMPANY_OWN, Stage.DRAFT),
    "api_profiles.show": (Party.SCOUT, Stage.CLOSED),
    "api_region.case": (Party.MANAGER_SAME_UNIVERSITY, Stage.PROPOSALS),
    "casework.comments": (Party.MANAGER_LEAD, Stage.SUBMITTED),
    "casework.hand_over": (Party.MANAGER_LEAD, Stage.PROPOSALS),
    "casework.offer": (Party.MANAGER_LEAD, Stage.WITHDRAWN),
    "casework.team": (Party.MANAGER_LEAD, Stage.INTRODUCED),
    "challenges.show": (Party.SCOUT, Stage.DRAFT),
    "challenges.edit": (Party.COMPANY_OWN, Stage.SUBMITTED),
    "challenges.withdraw": (Party.COMPANY_OWN, Stage.INTERESTED),
    "challenges.delete": (Party.COMPANY_OWN, Stage.CLOSED),
    "attachments.index": (Party.MANAGER_LEAD, Stage.WITHDRAWN),
    "attachments.download": (Party.PROFESSOR_ASKED, Stage.INTRODUCED),
    "attachments.release": (Party.COMPANY_OWN, Stage.INTRODUCED),
    "attachments.remove": (Party.SCOUT, Stage.DRAFT),
    "auditing.readers": (Party.MANAGER_LEAD, Stage.WITHDRAWN),
    "figures.closing": (Party.COMPANY_OWN, Stage.CLOSED),
    "figures.closing_pages": (Party.MANAGER_LEAD, Stage.CLOSED),
    "flows.add": (Party.COMPANY_OWN, Stage.SUBMITTED),
    "follow_ups.show": (Party.COMPANY_OWN, Stage.CLOSED),
    "funding.case.export_file": (Party.MANAGER_LEAD, Stage.WITHDRAWN),
    "funding.case.export_pages": (Party.MANAGER_LEAD, Stage.SUBMITTED),
    "funding.case.index": (Party.MANAGER_LEAD, Stage.WITHDRAWN),
    "funding.case.sketch": (Party.MANAGER_LEAD, Stage.CLOSED),
    "indicators.report_case": (Party.MANAGER_LEAD, Stage.CLOSED),
    "messages.index": (Party.COMPANY_OWN, Stage.WITHDRAWN),
    "review.show": (Party.MANAGER_LEAD, Stage.SUBMITTED),
    "review.follow": (Party.MANAGER_SAME_UNIVERSITY, Stage.PROPOSALS),
    "review.search": (Party.MANAGER_LEAD, Stage.PROPOSALS),
    "review.desk.progress": (Party.MANAGER_LEAD, Stage.SUBMITTED),
    "review.desk.compare": (Party.MANAGER_LEAD, Stage.PROPOSALS),
    "review.teaser": (Party.MANAGER_LEAD, Stage.SUBMITTED),
    "review.no_match": (Party.MANAGER_LEAD, Stage.TEASER_SENT),
    "review.close": (Party.MANAGER_LEAD, Stage.INTRODUCED),
    "review.reject": (Party.MANAGER_LEAD, Stage.PROPOSALS),
    "introductions.show": (Party.MANAGER_OTHER_UNIVERSITY, Stage.INTRODUCED),
    "introductions.decline": (Party.PROFESSOR_ASKED, Stage.TEASER_SENT),
    "introductions.hand_on": (Party.PROFESSOR_ASKED, Stage.TEASER_SENT),
    "introductions.turn_down": (Party.COMPANY_OWN, Stage.INTERESTED),
    "introductions.note_meeting": (Party.PROFESSOR_ASKED, Stage.INTRODUCED),
    "introductions.appointing.arrange": (Party.COMPANY_OWN, Stage.INTRODUCED),
    "introductions.appointing.download": (Party.COMPANY_OWN, Stage.WITHDRAWN),
    "introductions.record_nda": (Party.MANAGER_LEAD, Stage.INTRODUCED),
    "profiles.show": (Party.SUPPORTER, Stage.DRAFT),
    "themes.show_need": (Party.MANAGER_LEAD, Stage.WITHDRAWN),
    "topic_gaps.describe": (Party.MANAGER_SAME_UNIVERSITY, Stage.PROPOSALS),
    "topic_gaps.print_profile": (Party.MANAGER_OTHER_UNIVERSITY, Stage.CLOSED),
    "topic_gaps.show": (Party.MANAGER_LEAD, Stage.CLOSED),
    "topic_gaps.take_up": (Party.MANAGER_LEAD, Stage.INTRODUCED),
}
"""For each page about a case somebody it opens for, so that not everything is closed."""


@pytest.mark.parametrize("stage", Stage)
def test_pages_lists_and_files_show_what_the_matrix_allows(app, make, browser, stage):
    matrix, pages_of = load_matrix(), pages_about_a_case(app)
    world = build_worlds(make, START, [stage])[stage]
    found = []
    for party in (*SIGNED_IN, *LOOK_AT_PAGES):
        browser.login(world.parties[party])
        visit = Visit(browser.client, world, [*pages_of, *LISTS, EXPORT_FILE])
        pages = "\n".join(visit.text(url) for url in pages_of if url not in PUBLIC)
        found += wrong_words(
            world, party, matrix, pages + visit.text(*LISTS), visit.text(EXPORT_FILE)
        )
        found += wrong_files(world, party, matrix, pages)
        found += wrong_ranks(world, party, matrix, pages + visit.text("/planung"))
        found += wrong_doors(world, party, matrix, visit, pages_of)
        for url, (endpoint, _) in pages_of.items():
            if OPENS[endpoint] == (party, stage) and visit.answers[url][0] != 200:
                found.append(f"{endpoint} {party.value} {stage.value}: closed")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("stage", Stage)
def test_each_column_of_a_case_is_read_by_its_audience_alone(app, make, browser, stage):
    matrix, pages_of = load_matrix(), pages_about_a_case(app)
    world = build_worlds(make, START, [stage])[stage]
    with make.writing() as session:
        words = plant(session, world)
    found = []
    for party in (*SIGNED_IN, *LOOK_FOR_WORDS):
        browser.login(world.parties[party])
        visit = Visit(browser.client, world, [*pages_of, *LISTS, EXPORT_FILE, *OTHER_PAGES])
        found += misplaced(world, party, matrix, words, visit.text())
    assert not found, "\n".join(found)


def test_of_each_text_column_it_is_said_who_may_read_it():
    assert columns_without_audience() == set()


def test_how_busy_a_professor_is_stays_within_their_university(make, browser):
    world = build_worlds(make, START, [Stage.PROPOSALS])[Stage.PROPOSALS]
    browser.login(world.parties[Party.MANAGER_LEAD])

    seen = Visit(browser.client, world, ["/pruefung/{challenge_id}"]).text()

    assert "bis zu 7 Anfragen" in seen
    assert "bis zu 9 Anfragen" not in seen


def test_each_page_about_a_case_opens_for_somebody(app):
    assert {endpoint for endpoint, _ in pages_about_a_case(app).values()} == OPENS.keys()


def test_every_endpoint_is_mapped_to_a_cell(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}

    unmapped = endpoints - CELLS.keys() - NO_OBJECT
    assert not unmapped, f"say in webapp/cells.py which objects these touch: {sorted(unmapped)}"
    gone = (CELLS.keys() | NO_OBJECT) - endpoints
    assert not gone, f"these are no endpoints: {sorted(gone)}"


def test_every_mapped_object_is_one_of_the_matrix():
    names = load_matrix().names
    touched = {touch.thing for touches in CELLS.values() for touch in touches}

    assert touched <= names.keys()
    assert names.keys() - touched == {"O10"}, "this no page may touch"


def test_no_page_reads_what_the_matrix_allows_to_nobody_on_it(app):
    """Each object of a page is allowed to somebody whom the page itself opens for."""
    matrix = load_matrix()
    for endpoint, (first, *others) in CELLS.items():
        opens = {party for party in Party if matrix.cell(first.thing, first.verb, party).stages}
        for touch in others:
            allowed = {party for party in Party if matrix.cell(*touch, party).stages}
            assert opens & allowed, (endpoint, touch)
