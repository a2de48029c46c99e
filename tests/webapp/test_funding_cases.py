"""Förderwege in a case: the hint, what the desk notes about it, and what the ledger counts."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models import (
    Challenge,
    ChallengeState,
    FundingLevel,
    FundingNote,
    FundingPartner,
    FundingRegion,
    FundingStep,
    IndicatorEntry,
    IndicatorReporter,
    IndicatorSource,
    Role,
)
from models.base import local_date
from models.funding import CHECKED_FOR
from tests.webapp.statements import count_statements

SOURCE = "https://muster.example/richtlinie"


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def case(make, manager):
    """A small company in Kreis Unna asks for advice on plastics."""
    challenge = make.challenge(ChallengeState.IN_REVIEW, lead=manager)
    make.theme_reading(challenge, "kunststoffe")
    return challenge


@pytest.fixture
def perfect(make, clock):
    """A checked programme that everything in the case fits."""
    return make.funding_programme(
        "Alles passt", source_address=SOURCE, checked_on=local_date(clock()),
        region=FundingRegion.STATE, applicants=["klein"], stages=["idee"], formats=["beratung"],
        themes=["stofffluss"], partner=FundingPartner.POSSIBLE,
    )  # fmt: skip


def section(page, words):
    return next(
        (each.text for each in page.select("main section, main details") if words in each.text), ""
    )


def note(browser, case, programme, status=200, **fields):
    url = f"/pruefung/{case.id}/foerderwege/{programme.id}"
    return browser.submit(url, status=status, **fields)


def granted(database):
    """What the ledger counts of it now."""
    with database.reading() as session:
        superseded = select(IndicatorEntry.supersedes_id).where(
            IndicatorEntry.supersedes_id.is_not(None)
        )
        entries = session.scalars(
            select(IndicatorEntry).where(
                IndicatorEntry.rule == "foerdermittel", IndicatorEntry.id.not_in(superseded)
            )
        ).all()
        return [(each.value, each.is_void, each.reporter) for each in entries]


def test_what_could_fit_stands_first_with_a_reason_for_each_criterion(
    browser, make, manager, case, perfect
):
    make.funding_programme("Fast", stages=["idee"])
    make.funding_programme("Kennt niemand")
    make.funding_programme("Nur für Große", applicants=["gross"])
    browser.login(manager)

    page = browser.get(f"/pruefung/{case.id}/foerderwege")

    fits = section(page, "Könnte passen – prüfen (1)")
    for words in ("Alles passt", "Gemeinsame Themen: Kunststoffe.", "Geprüft am 20. März 2026."):
        assert words in fits
    nearly = section(page, "manches ist offen (1)")
    assert "Fast" in nearly
    assert "Niemand hat geprüft, ob es noch gilt." in nearly
    assert "Kennt niemand" in section(page, "Zu wenig bekannt (1)")
    assert "dürfen nicht: Kleine Unternehmen." in section(page, "Etwas spricht dagegen (1)")
    assert "förderfähig" not in page.text.lower()
    assert "2 könnten passen" in browser.get(f"/pruefung/{case.id}").text


def test_what_has_expired_or_waits_too_long_for_a_check_is_no_hint_any_more(
    browser, clock, make, manager, case, perfect
):
    with make.writing() as session:
        session.merge(perfect).valid_until = local_date(clock()) + timedelta(days=400)
    url = f"/pruefung/{case.id}/foerderwege"

    clock.advance(days=CHECKED_FOR.days)
    browser.login(manager)
    assert "Könnte passen – prüfen" not in browser.get(url).text
    assert "das ist zu lange her" in section(browser.get(url), "manches ist offen (1)")
    clock.advance(days=401 - CHECKED_FOR.days)
    browser.login(manager)
    page = browser.get(url)
    assert "Zurzeit kein Hinweis" in page.text
    assert "Es galt bis zum" in section(page, "Etwas spricht dagegen (1)")


def test_it_says_honestly_that_nothing_fits(browser, make, manager, case):
    browser.login(manager)

    page = browser.get(f"/pruefung/{case.id}/foerderwege")

    assert "passt keines der Programme" in page.text


def test_what_the_desk_lays_aside_is_hidden_until_somebody_says_otherwise(
    browser, manager, case, perfect
):
    browser.login(manager)
    url = f"/pruefung/{case.id}/foerderwege"
    browser.submit(url, f"/foerderwege/{perfect.id}")
    assert "Angesprochen" in section(browser.get(url), "Könnte passen – prüfen (1)")

    page = note(browser, case, perfect, status=422, step="passt_nicht")
    assert "warum es nicht passt" in page.error_at("reason")
    note(browser, case, perfect, step="passt_nicht", reason="Schon einmal abgelehnt.")

    page = browser.get(url)
    assert "Könnte passen – prüfen" not in page.text
    assert "Schon einmal abgelehnt." in section(page, "Zurückgestellt (1)")
    note(browser, case, perfect, step="angesprochen")
    assert "Alles passt" in section(browser.get(url), "Könnte passen – prüfen (1)")


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"step": "mond"}, "step", "wählen Sie eine Antwort"),
        ({"step": "beantragt", "source": "Anruf"}, "happened_on", "einen Tag an"),
        ({"step": "beantragt", "happened_on": "2026-03-20"}, "source", "die Quelle"),
        (
            {"step": "beantragt", "happened_on": "2026-03-21", "source": "Anruf"},
            "happened_on", "nicht in der Zukunft",
        ),
        (
            {"step": "beantragt", "happened_on": "2026-03-19", "source": "Anruf"},
            "happened_on", "noch nicht eingereicht",
        ),
        ({"step": "angesprochen", "euros": "5"}, "euros", "nur zu „Bewilligt“"),
        (
            {"step": "bewilligt", "happened_on": "2026-03-20", "source": "B", "euros": "0,001"},
            "euros", "zwei Nachkommastellen",
        ),
        (
            {"step": "bewilligt", "happened_on": "2026-03-20", "source": "B", "euros": "0"},
            "euros", "über 0",
        ),
        (
            {"step": "bewilligt", "happened_on": "2026-03-20", "source": "B", "euros": "viel"},
            "euros", "Bitte geben Sie eine Zahl",
        ),
    ],
)  # fmt: skip
def test_what_is_reported_has_a_day_and_a_source_and_only_a_grant_a_sum(
    browser, database, manager, case, perfect, wrong, field, words
):
    browser.login(manager)

    page = note(browser, case, perfect, status=422, **({"reason": "Bleibt stehen."} | wrong))

    assert words in page.error_at(field)
    assert page.select_one("[name=reason]").text.strip() == "Bleibt stehen."
    with database.reading() as session:
        assert session.scalars(select(FundingNote)).first() is None


def test_granted_sums_of_all_programmes_go_to_the_ledger_and_follow_corrections(
    browser, database, make, manager, case, perfect
):
    second = make.funding_programme("Zweite")
    browser.login(manager)
    grant = {"step": "bewilligt", "happened_on": "2026-03-20", "source": "Bescheid vorgelesen"}

    note(browser, case, perfect, **grant)
    assert granted(database) == []
    note(browser, case, perfect, **grant, euros="12.000,50")
    note(browser, case, second, **grant, euros="1000")
    office = IndicatorReporter.TRANSFER_OFFICE
    assert granted(database) == [(Decimal("13000.5"), False, office)]
    note(browser, case, perfect, **grant, euros="10.000")
    assert granted(database) == [(Decimal(11000), False, office)]
    note(browser, case, perfect, step="abgelehnt", happened_on="2026-03-20", source="Widerruf")
    note(browser, case, second, step="angesprochen")
    assert granted(database) == [(Decimal(0), True, office)]

    page = browser.get(f"/pruefung/{case.id}/foerderwege/{perfect.id}")
    assert "Bewilligt am 20. März 2026, 12.000,5 Euro" in page.select_one("#verlauf").text
    assert manager.display_name in page.select_one("#verlauf").text
    with database.reading() as session:
        sources = session.scalars(
            select(IndicatorSource).where(IndicatorSource.rule == "foerdermittel")
        ).all()
        assert {each.challenge_id for each in sources} == {case.id}


def test_company_and_others_read_nothing_of_what_the_desk_notes(
    browser, database, make, manager, case, perfect
):
    make.funding_note(case, perfect, step=FundingStep.UNSUITABLE, reason="Merkwortgrund")
    with database.reading() as session:
        owner = session.get_one(Challenge, case.id).entered_by
    url = f"/pruefung/{case.id}"

    browser.login(owner)
    assert "Merkwortgrund" not in browser.get(f"/bedarfe/{case.id}").text
    for who in (owner, make.account(Role.TRANSFER_MANAGER), make.account(Role.ADMIN), None):
        if who is None:
            browser.logout()
        else:
            browser.login(who)
        for path in (
            "/foerderwege", f"/foerderwege/{perfect.id}", "/foerderskizze", "/foerderskizze.pdf",
            "/foerderskizze.docx",
        ):  # fmt: skip
            answer = browser.client.get(url + path)
            expected = 404 if who else 302
            assert answer.status_code == expected, (path, who and who.role)
    browser.login(manager)
    assert "Merkwortgrund" in browser.get(f"{url}/foerderwege").text


def test_a_programme_that_does_not_exist_is_none_of_a_case(browser, manager, case):
    browser.login(manager)

    browser.get(f"/pruefung/{case.id}/foerderwege/{case.id}", status=404)


@pytest.mark.parametrize("table", ["funding_notes", "funding_sketches"])
def test_lines_of_a_case_cannot_be_changed_and_go_with_it(database, make, case, table):
    make.funding_note(case)
    make.funding_sketch(case)

    with pytest.raises(DBAPIError), database.writing() as session:
        session.execute(text(f"UPDATE {table} SET made_at = made_at"
                             if table == "funding_notes"
                             else f"UPDATE {table} SET title = 'Anders'"))  # fmt: skip
    with database.writing() as session:
        session.delete(session.get_one(Challenge, case.id))
    with database.reading() as session:
        assert session.scalar(text(f"SELECT count(*) FROM {table}")) == 0


def test_notes_of_a_programme_that_is_off_the_list_stay_readable_in_the_case(
    browser, clock, make, manager, case
):
    gone = make.funding_programme("Eingestellt", archived_at=clock())
    other = make.funding_programme("Nie erwähnt", archived_at=clock(), level=FundingLevel.STATE)
    make.funding_note(
        case, gone, step=FundingStep.APPLIED, happened_on=local_date(clock()), source="Anruf"
    )
    browser.login(manager)

    page = browser.get(f"/pruefung/{case.id}/foerderwege")

    assert "Eingestellt" in section(page, "Läuft oder ist entschieden")
    assert other.name not in page.text


def test_more_programmes_and_notes_take_no_more_statements(
    browser, database, make, manager, case, perfect
):
    make.funding_note(case, perfect)
    browser.login(manager)
    url = f"/pruefung/{case.id}/foerderwege"
    browser.get(url)
    few = count_statements(database, lambda: browser.get(url))
    for number in range(6):
        programme = make.funding_programme(f"Programm {number}", region=FundingRegion.STATE)
        make.funding_note(case, programme, number=number + 2)

    assert count_statements(database, lambda: browser.get(url)) == few
