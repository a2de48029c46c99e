"""The matrix against the link in the mail: whoever has it is the professor asked, and only that."""

import pytest
from bs4 import BeautifulSoup

from models import Introduction
from models.matrix import Party, Stage, Verb, load_matrix
from tests.confidentiality.canaries import misplaced, plant
from tests.confidentiality.test_matrix_pages import SIGNED_IN, WORDS
from tests.confidentiality.worlds import build_worlds
from tests.conftest import START
from webapp.answer_links import make_answer_token
from webapp.cells import CELLS

ANSWERING = [each for each in CELLS if each.startswith("introductions.answering.")]
VISITOR = Party.PROFESSOR_ASKED


@pytest.fixture
def link(app, database):
    """The address of the link for the enquiry of a case, as far as it was ever asked."""

    def path(world) -> str | None:
        with app.app_context(), database.reading() as session:
            row = session.get(Introduction, world.introduction_id or world.challenge_id)
            if row is None or row.teaser is None:
                return None
            return f"/anfragen/antwort/{make_answer_token(row)}"

    return path


def main_of(client, url: str) -> tuple[int, str]:
    answer = client.get(url)
    page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    for field in page.select("main [name=csrf_token]"):
        field.decompose()
    return answer.status_code, str(page.select_one("main"))


@pytest.mark.parametrize("stage", Stage)
def test_the_link_opens_only_while_the_enquiry_waits(app, make, link, stage):
    world = build_worlds(make, START, [stage])[stage]
    url = link(world)

    if url is None:
        assert stage in {Stage.DRAFT, Stage.SUBMITTED, Stage.PROPOSALS}
        return
    status, _ = main_of(app.test_client(), url)

    assert (status == 200) == (stage is Stage.TEASER_SENT)


def test_the_link_shows_what_the_matrix_allows_the_professor_asked(app, make, link):
    world = build_worlds(make, START, [Stage.TEASER_SENT])[Stage.TEASER_SENT]
    with make.writing() as session:
        words = plant(session, world)
    matrix, url = load_matrix(), link(world)

    page = "".join(main_of(app.test_client(), f"{url}{ending}")[1] for ending in ("", "/absagen"))

    assert world.word("O2") in page
    for thing, name in WORDS.items():
        if not matrix.cell(thing, Verb.READ, VISITOR).allows(world.stage):
            assert world.word(name) not in page, thing
    for thing in ("Nachbar", "O1_kept", "Schlusswort"):
        assert world.word(thing) not in page
    assert not [
        each for each in misplaced(world, VISITOR, matrix, words, page) if "is shown" in each
    ]


def test_whoever_is_signed_in_reads_the_same_by_the_link(browser, make, link):
    world = build_worlds(make, START, [Stage.TEASER_SENT])[Stage.TEASER_SENT]
    url = link(world)
    pages = {main_of(browser.client, url)}

    for party in SIGNED_IN:
        browser.login(world.parties[party])
        pages.add(main_of(browser.client, url))

    assert len(pages) == 1


def test_each_page_behind_the_link_is_open_to_the_professor_asked_alone_at_that_stage():
    matrix = load_matrix()
    assert ANSWERING
    for endpoint in ANSWERING:
        for touch in CELLS[endpoint]:
            assert matrix.cell(*touch, VISITOR).allows(Stage.TEASER_SENT), (endpoint, touch)
