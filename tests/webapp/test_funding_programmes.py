"""The list of Förderprogramme: nothing without a source, stale ones say so, and a full history."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models import (
    FundingChange,
    FundingProgramme,
    FundingRevision,
    FundingState,
    InvalidTransition,
    Role,
)
from models.base import local_date
from models.funding import CHECKED_FOR, FACTS
from seed_data import load_funding, load_places
from seed_data.funding import PROGRAMMES
from tests.webapp.statements import count_statements

SOURCE = "https://muster.example/richtlinie"
NEW = {
    "name": "Musterförderung", "provider": "Musterstiftung", "level": "land",
    "purpose": "Versuche im Betrieb.", "source_address": SOURCE, "source_kind": "Richtlinie",
}  # fmt: skip


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


def stored(database):
    with database.reading() as session:
        return session.scalars(select(FundingProgramme)).one()


def history(database):
    with database.reading() as session:
        rows = session.scalars(select(FundingRevision).order_by(FundingRevision.number)).all()
        return [(each.kind, sorted(each.changes), each.made_by_id) for each in rows]


def test_a_manager_enters_a_programme_and_everybody_reads_that_nobody_has_checked_it(
    browser, database, manager
):
    browser.login(manager)
    browser.submit("/foerderwege/neu", **NEW, applicants=["klein", "hochschule"], region="nrw",
                   themes=["stofffluss"], note="Nachgefragt, keine Antwort.")  # fmt: skip
    browser.logout()

    page = browser.get("/foerderwege")

    assert "Musterförderung" in page.text
    assert "Ungeprüft" in page.select_one("tbody").text
    assert "kein Versprechen" in page.text
    page = browser.get(f"/foerderwege/{stored(database).id}")
    for words in ("Kleine Unternehmen, Hochschulen", "alle Stoffflüsse", "Nicht nachgesehen: "):
        assert words in page.text
    assert "Nachgefragt" not in page.text
    assert page.select_one(f"a[href='{SOURCE}']")


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"name": ""}, "name", "nennen Sie das Programm"),
        ({"provider": ""}, "provider", "wer das Programm vergibt"),
        ({"source_address": "javascript:alert(1)"}, "source_address", "https://"),
        ({"source_address": "", "rate": "50 %"}, "source_address", "brauchen wir die Quelle"),
        ({"source_address": "", "maximum": "1"}, "source_address", "brauchen wir die Quelle"),
        ({"source_address": "", "is_checked": "y"}, "source_address", "Womit haben Sie"),
        ({"valid_from": "2026-05-01", "valid_until": "2026-04-30"}, "valid_until", "vor dem"),
        ({"region": "gemeinden"}, "places", "welche es sind"),
        ({"level": "mond"}, "level", "aus der Liste"),
        ({"stages": ["mond"]}, "stages", "aus der Liste"),
    ],
)  # fmt: skip
def test_what_has_no_source_or_no_sense_is_refused_at_its_field(
    browser, database, make, manager, wrong, field, words
):
    make.municipality()
    browser.login(manager)

    facts = NEW | {"rate": "", "note": "Bleibt."} | wrong
    page = browser.submit("/foerderwege/neu", status=422, **facts)

    assert words in page.error_at(field)
    assert page.select_one("[name=note]").text.strip() == "Bleibt."
    with database.reading() as session:
        assert session.scalars(select(FundingProgramme)).first() is None


def test_a_check_lasts_half_a_year_and_a_change_without_a_check_ends_it(
    browser, clock, database, manager
):
    browser.login(manager)
    browser.submit("/foerderwege/neu", **NEW, is_checked="y")
    url = f"/foerderwege/{stored(database).id}"
    assert "Geprüft am 20. März 2026" in browser.get(url).text

    clock.advance(days=CHECKED_FOR.days - 1)
    browser.login(manager)
    assert "Förderwege prüfen" not in browser.get("/pruefung").text
    clock.advance(days=1)
    browser.login(manager)
    assert "Prüfung überfällig" in browser.get(url).text
    assert "1 von 1 Einträgen" in browser.get("/pruefung").text

    page = browser.submit(url, "/geprueft")
    assert "gilt ab heute als geprüft" in page.text
    browser.submit(f"{url}/bearbeiten", note="Nur eine Notiz.")
    assert stored(database).checked_on == local_date(clock())
    browser.submit(f"{url}/bearbeiten", rate="Hälfte der Kosten")
    assert stored(database).checked_on is None
    assert "Ungeprüft" in browser.get(url).text


def test_who_changed_what_and_when_stays_readable(browser, database, make, manager):
    browser.login(manager)
    browser.submit("/foerderwege/neu", **NEW)
    url = f"/foerderwege/{stored(database).id}"
    browser.submit(f"{url}/bearbeiten", provider="Andere Stelle", is_checked="y")
    browser.submit(f"{url}/bearbeiten", "/bearbeiten")
    page = browser.submit(url, "/archivieren")
    assert "Noch ist kein Programm eingetragen" in page.text
    assert "Archiviert (1)" in page.text
    browser.submit(url, "/wieder-aufnehmen")

    assert [each[0] for each in history(database)] == [
        FundingChange.ADDED, FundingChange.CHANGED, FundingChange.CHECKED, FundingChange.ARCHIVED,
        FundingChange.RESTORED,
    ]  # fmt: skip
    assert history(database)[1] == (FundingChange.CHANGED, ["provider"], manager.id)
    table = browser.get(f"{url}/bearbeiten").select_one("#verlauf").text
    assert "vorher „Musterstiftung“" in table
    assert manager.display_name in table


@pytest.mark.parametrize("statement", ["UPDATE funding_revisions SET kind = 'geaendert'",
                                       "DELETE FROM funding_revisions"])  # fmt: skip
def test_the_history_cannot_be_changed_or_deleted(browser, database, manager, statement):
    browser.login(manager)
    browser.submit("/foerderwege/neu", **NEW)

    with pytest.raises(DBAPIError), database.writing() as session:
        session.execute(text(statement))


def test_what_is_off_the_list_only_managers_look_up(browser, make, manager, clock):
    programme = make.funding_programme(archived_at=clock())

    browser.get(f"/foerderwege/{programme.id}", status=404)
    assert programme.name not in browser.get("/foerderwege").text
    assert browser.client.get("/api/v1/foerderwege").json["items"] == []
    assert browser.client.get(f"/api/v1/foerderwege/{programme.id}").status_code == 404
    browser.login(manager)
    assert "Archiviert" in browser.get(f"/foerderwege/{programme.id}").text


def test_only_managers_change_the_list(browser, make):
    programme = make.funding_programme(source_address=SOURCE)

    for role in (Role.COMPANY, Role.PROFESSOR, Role.SUPPORTER, Role.ADMIN):
        browser.login(make.account(role))
        browser.get("/foerderwege/neu", status=403)
        browser.get(f"/foerderwege/{programme.id}/bearbeiten", status=409)
        page = browser.get(f"/foerderwege/{programme.id}")
        assert not [each for each in page.select("main form") if each["method"] == "post"]


def test_programs_read_the_state_of_each_entry_and_its_source(browser, make, clock):
    day = local_date(clock())
    make.funding_programme("A", source_address=SOURCE, checked_on=day)
    make.funding_programme("B", valid_until=day - timedelta(days=1))
    make.funding_programme("C")

    answer = browser.client.get("/api/v1/foerderwege")

    assert [each["state"] for each in answer.json["items"]] == [
        FundingState.CHECKED.value, FundingState.EXPIRED.value, FundingState.UNCHECKED.value,
    ]  # fmt: skip
    first = answer.json["items"][0]
    assert (first["source"], first["rate"], first["region"]) == (SOURCE, "", None)
    assert browser.client.get(first["self"]).json == first
    tagged = browser.client.get(first["self"], headers={"If-None-Match": answer.headers["ETag"]})
    assert tagged.status_code == 200


def test_nothing_can_be_checked_without_a_source_or_archived_twice(make, clock):
    programme = FundingProgramme(name="Muster")

    with pytest.raises(InvalidTransition):
        programme.note_check(local_date(clock()), None)
    with pytest.raises(InvalidTransition):
        programme.restore()
    programme.archive(clock())
    with pytest.raises(InvalidTransition):
        programme.archive(clock())
    assert not programme.is_stale(local_date(clock()))


def test_the_list_that_comes_along_claims_nothing_and_keeps_what_managers_changed(database, clock):
    with database.writing() as session:
        load_places(session)
        assert load_funding(session, clock()) == len(PROGRAMMES)
        for each in session.scalars(select(FundingProgramme)):
            assert each.state(local_date(clock())) is FundingState.UNCHECKED
            assert (each.rate, each.maximum, each.deadline_on) == ("", "", None)
            assert (each.valid_from, each.valid_until) == (None, None)
            each.name, each.purpose = f"{each.name} neu", ""
    with database.writing() as session:
        assert load_funding(session, clock()) == 0
        names = session.scalars(select(FundingProgramme.name)).all()
    assert all(each.endswith(" neu") for each in names)


def test_a_longer_list_takes_no_more_statements(browser, database, make, manager):
    browser.login(manager)
    make.funding_programme()
    browser.get("/foerderwege")
    few = count_statements(database, lambda: browser.get("/foerderwege"))
    for number in range(8):
        make.funding_programme(f"Programm {number}")

    assert count_statements(database, lambda: browser.get("/foerderwege")) == few


def test_a_check_is_about_every_fact(make):
    columns = {each.name for each in FundingProgramme.__table__.columns}
    beside = {
        "id", "sort_key", "note", "checked_on", "checked_by_id", "archived_at", "created_at",
    }  # fmt: skip

    assert set(FACTS) == columns - beside
