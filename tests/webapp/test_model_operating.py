"""What operators and administrators see of language models and do with them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import ChallengeState, LanguageModel, Role
from tests.webapp.terminal import Terminal
from tests.webapp.tiny_models import NEED, STATEMENT, model_of, stored, work_off
from webapp import matching
from webapp.clock import system_clock
from webapp.matching import vectors

ROLES = ("need", "statement")


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"embedding_model": "first"})


@pytest.fixture
def type_in(monkeypatch, capfd, settings, clock, shelf) -> Terminal:
    """A terminal on the data of the workers, whose clock is not behind it."""
    clock.at = system_clock() + timedelta(hours=1)
    terminal = Terminal(monkeypatch, capfd, settings)
    terminal.set(ECOTECHUB_EMBEDDING_MODEL="first")
    return terminal


@pytest.fixture
def prepared(start, make, session):
    """Two ready models, the first at work, four profiles that take enquiries and one that does not.

    Gives back the worker.
    """
    for number in range(4):
        make.profile(f"Verfahren {number}", chair=f"Fach {number}")
    make.profile("Verfahren 4", capacity=0)
    worker = start()
    with worker.app_context():
        while not matching.prepare_model("second"):
            pass
    return worker


def test_an_operator_prepares_uses_and_forgets_a_model(type_in, start, shelf, make, session):
    make.profile(STATEMENT)
    assert "No model has matched yet" in type_in("model", "status").out
    worker = start()

    assert "cannot be loaded" in type_in("model", "prepare", "third", status=1).sentence
    assert "not ready" in type_in("model", "use", "second", "--yes", status=1).sentence
    type_in("model", "prepare", "second", "--download")
    work_off(worker)
    assert shelf.fetched == ["second"], "the worker itself never goes to the internet"
    lines = type_in("model", "status").out.splitlines()
    assert [each.split()[:2] for each in lines] == [["active", "first"], ["ready", "second"]]
    assert all("2 of 2 texts" in each for each in lines)
    type_in("model", "use", "second", "--yes")
    assert "The language model is second" in type_in("check").out
    assert "in use" in type_in("model", "forget", "second", status=1).sentence
    type_in("model", "forget", shelf["first"].sha256[:12])

    session.rollback()
    assert {each.name for each in session.scalars(select(LanguageModel))} == {"second"}
    assert stored(session, shelf["first"]) == {}
    assert "No model" in type_in("model", "forget", "first", status=1).sentence


def test_before_a_switch_an_operator_reads_what_it_changes(
    type_in, prepared, make, match, shelf, session, clock
):
    need = make.challenge(title="Geheimer Titel", description=NEED)
    make.challenge(ChallengeState.CLOSED)
    make.challenge(embargo_until=clock() + timedelta(days=1))

    report = type_in("model", "use", "second")

    summary, changes, *_, line, last = report.out.splitlines()
    assert summary == "first -> second. Open needs: 1. Published profiles: 5."
    assert "The first three change for 1 of 1 needs. Of the first ten 100% stay" in changes
    assert line.split()[0] == need.reference
    assert line.endswith("other first three")
    assert last == "Nothing has changed yet: `ecotechub model use second --yes` switches."
    assert "Geheimer" not in report.out
    assert "Rezyklat" not in report.out
    made = {vectors.key_of(each, role) for each in (need.title, NEED) for role in ROLES}
    assert not made & {key for model in shelf.values() for key in stored(session, model)}
    assert model_of(match(prepared, need)) == "first"
    assert type_in("model", "compare", "second").out.splitlines() == report.out.splitlines()[:-1]


def test_a_model_that_answers_alike_changes_nothing(type_in, prepared, make, shelf):
    first, twin = shelf["first"], shelf.put("twin")
    twin.vector = first.vector
    with prepared.app_context():
        while not matching.prepare_model("twin"):
            pass
    make.challenge(description=NEED)

    report = type_in("model", "compare", "twin").out

    assert "The first three change for 0 of 1 needs" in report
    assert "tau of all ranks is 1.00" in report


def test_without_an_open_need_there_is_nothing_to_report(type_in, prepared):
    assert type_in("model", "compare", "second").out == (
        "first -> second. Open needs: 0. Published profiles: 5.\n"
    )


def test_what_cannot_be_compared_is_said_in_a_sentence(type_in, start, make, shelf, prepared):
    third = shelf.put("third")

    def problem(name: str) -> str:
        return type_in("model", "compare", name, status=1).sentence

    assert "not ready, 0 of 10 published texts are encoded" in problem("third")
    assert "cannot be loaded" in problem("fourth")
    assert "in use already" in problem("first")
    shelf["second"].chokes_on = "Rezyklat"
    make.challenge(description=NEED)
    assert "no answer to Rezyklat" in problem("second")
    shelf["first"] = third
    assert "not those any more" in problem("second")


def test_before_any_model_has_matched_there_is_nothing_to_compare(type_in, make):
    assert "nothing to compare" in type_in("model", "compare", "second", status=1).sentence


def test_administrators_see_which_model_matches(browser, make, start, match, shelf):
    make.profile(STATEMENT)
    worker = start()
    shelf["first"].problem = "out of memory"
    match(worker)
    browser.login(make.account(Role.ADMIN))

    page = browser.get("/betrieb/auftraege")

    assert "Im Einsatz" in page.text
    assert shelf["first"].sha256[:12] in page.text
    assert "Ein offener Bedarf ist nur nach Wörtern abgeglichen" in page.text
