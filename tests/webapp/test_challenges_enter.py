"""A manager writes down what a caller says, with the telephone in the other hand."""

import pytest
from sqlalchemy import select

from models import (
    Account,
    Challenge,
    ChallengeState,
    Company,
    Job,
    OutgoingMail,
    Role,
    SizeClass,
)

NEED = {
    "title": "Schlamm in der Waschanlage",
    "description": "Die Waschanlage für Leergut verschlammt jede Woche, wir suchen ein Verfahren.",
}
NEW = {
    "company_name": "Getränke Muster GmbH",
    "municipality_ags": "05978004",
    "contact_name": "Werkstattleitung",
    "contact_phone": "02307 4711",
}


@pytest.fixture
def manager(make):
    make.municipality()
    return make.account(Role.TRANSFER_MANAGER)


def test_a_need_of_a_known_company_is_submitted_and_led_at_once(browser, manager, make, session):
    company = make.company("Musterteile GmbH")
    member = make.account(Role.COMPANY, company_id=company.id)
    make.account(Role.TRANSFER_MANAGER)
    browser.login(manager)

    page = browser.submit("/bedarfe/aufnehmen", known_company="Musterteile GmbH, Bergkamen", **NEED)

    assert page.h1.text == NEED["title"]
    challenge = session.scalars(select(Challenge)).one()
    assert challenge.state is ChallengeState.SUBMITTED
    assert (challenge.company_id, challenge.lead_id) == (company.id, manager.id)
    assert challenge.entered_by_id == manager.id
    assert session.scalars(select(Job)).one().challenge_id == challenge.id
    mail = session.scalars(select(OutgoingMail)).one()
    assert (mail.template, mail.recipient_id) == ("challenge_received", member.id)


def test_companies_are_offered_for_choosing(browser, manager, make):
    make.company("Musterteile GmbH")
    browser.login(manager)

    page = browser.get("/bedarfe/aufnehmen")

    offered = [each["value"] for each in page.select("datalist option")]
    assert offered == ["Musterteile GmbH, Bergkamen"]
    assert page.select_one("input[name=known_company]")["list"] == page.select_one("datalist")["id"]


def test_a_new_company_with_an_address_is_invited(browser, manager, session):
    browser.login(manager)

    browser.submit(
        "/bedarfe/aufnehmen", email="Werk@Getraenke.example", size_class="klein", **NEED, **NEW
    )

    company = session.scalars(select(Company)).one()
    assert (company.name, company.size_class) == ("Getränke Muster GmbH", SizeClass.SMALL)
    account = session.scalars(select(Account).where(Account.company_id == company.id)).one()
    assert (account.email, account.is_confirmed) == ("werk@getraenke.example", False)
    assert account.display_name == "Werkstattleitung"
    assert session.scalars(select(OutgoingMail.template)).all() == ["invitation"]


def test_a_new_company_without_an_address_keeps_whom_to_call(browser, manager, session):
    browser.login(manager)

    page = browser.submit("/bedarfe/aufnehmen", **NEED, **NEW)

    company = session.scalars(select(Company)).one()
    assert (company.contact_name, company.contact_phone) == ("Werkstattleitung", "02307 4711")
    assert "02307 4711" in page.text
    assert session.scalars(select(OutgoingMail)).all() == []


def test_the_invited_company_follows_its_case_once_confirmed(
    browser, manager, session, database, clock
):
    browser.login(manager)
    browser.submit("/bedarfe/aufnehmen", email="werk@getraenke.example", **NEED, **NEW)
    with database.writing() as writing:
        account = writing.scalars(select(Account).where(Account.role == Role.COMPANY)).one()
        account.confirm(clock())
    browser.login(account)

    page = browser.get("/bedarfe")

    assert NEED["title"] in page.text


@pytest.mark.parametrize(
    ("fields", "name", "message"),
    [
        ({}, "known_company", "Für welches Unternehmen"),
        ({"known_company": "Unbekannt AG"}, "known_company", "nicht in der Liste"),
        ({**NEW, "known_company": "Musterteile GmbH"}, "known_company", "oder tragen Sie"),
        ({**NEW, "company_name": "MUSTERTEILE GmbH"}, "company_name", "gibt es schon"),
        ({**NEW, "municipality_ags": ""}, "municipality_ags", "Gemeinde"),
        ({**NEW, "contact_name": ""}, "contact_name", "Funktion"),
        ({**NEW, "contact_phone": ""}, "contact_phone", "Telefonnummer"),
        ({**NEW, "email": "keine Adresse"}, "email", "E-Mail-Adresse"),
        ({**NEW, "email": "Belegt@firma.example"}, "email", "schon ein Konto"),
        ({**NEW, "description": "Schlamm"}, "description", "zu kurz"),
        ({**NEW, "needed_by": "2020-01-01"}, "needed_by", "schon vorbei"),
    ],
)
def test_what_is_missing_is_said_at_the_field_and_nothing_is_lost(
    browser, manager, make, session, fields, name, message
):
    company = make.company("Musterteile GmbH")
    make.account(Role.COMPANY, company_id=company.id, email="belegt@firma.example")
    browser.login(manager)

    page = browser.submit("/bedarfe/aufnehmen", status=422, **{**NEED, **fields})

    assert message in page.error_at(name)
    assert page.select_one("input[name=title]")["value"] == NEED["title"]
    assert session.scalars(select(Challenge)).all() == []
    assert session.scalars(select(Company)).all() == [session.get_one(Company, company.id)]


def test_two_companies_of_one_name_are_told_apart_by_their_place(browser, manager, make, session):
    make.company("Muster GmbH")
    other = make.company("Muster GmbH", municipality_ags=make.municipality("05978020", "Lünen").ags)
    browser.login(manager)

    browser.submit("/bedarfe/aufnehmen", status=422, known_company="Muster GmbH", **NEED)
    browser.submit("/bedarfe/aufnehmen", known_company="Muster GmbH, Lünen", **NEED)

    assert session.scalars(select(Challenge)).one().company_id == other.id


def test_calling_twice_with_one_form_enters_one_need(browser, manager, session):
    browser.login(manager)
    page = browser.get("/bedarfe/aufnehmen")

    browser.send(page, **NEED, **NEW)
    browser.send(page, **NEED, **NEW)

    assert len(session.scalars(select(Challenge)).all()) == 1
    assert len(session.scalars(select(Company)).all()) == 1


@pytest.mark.parametrize("role", [Role.COMPANY, Role.PROFESSOR, Role.SUPPORTER, Role.ADMIN])
def test_only_managers_enter_needs(browser, make, role):
    browser.login(make.account(role))

    browser.get("/bedarfe/aufnehmen", status=403)


def test_a_scout_keeps_a_draft_but_never_hands_it_in(browser, make, session):
    company, scout = make.account(Role.COMPANY), make.account(Role.SCOUT)
    draft = make.challenge(ChallengeState.DRAFT, by=company, entered_by_id=scout.id)
    browser.login(scout)

    browser.submit(f"/bedarfe/{draft.id}/bearbeiten", title="Risse in Sichtbeton")

    kept = session.scalars(select(Challenge)).one()
    assert kept.state is ChallengeState.DRAFT
    assert kept.title == "Risse in Sichtbeton"
