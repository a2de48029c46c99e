"""The people of an organisation: invited by colleagues, without any right once they are removed."""

import re

import pytest
from sqlalchemy import select

from models import Account, OutgoingMail, Role
from tests.browser_client import Browser
from tests.mailing import all_of, text_of
from tests.webapp.trail import deeds

PAGE = "/konto/organisation"
INVITE = f"{PAGE}/einladen"


@pytest.fixture
def head(make):
    return make.account(Role.COMPANY, is_responsible=True, display_name="Geschäftsführung")


@pytest.fixture
def colleague(make, head):
    return make.account(Role.COMPANY, company_id=head.company_id, display_name="Produktionsleitung")


def account_of(session, address: str) -> Account:
    session.rollback()
    return session.scalars(select(Account).where(Account.email == address)).one()


def link_in(app, number: int = -1) -> str:
    return re.search(r"(/passwort/\S+)", text_of(app.sent[number]))[1]


def invite(browser, email: str, name: str = "Umweltbeauftragte"):
    return browser.submit(INVITE, email=email, display_name=name)


def test_a_colleague_is_invited_and_reads_the_same_needs(
    app, browser, make, head, session, work_off
):
    challenge = make.challenge(by=head)
    browser.login(head)

    page = invite(browser, "Umwelt@Firma.example")
    work_off()
    newcomer = Browser(app)
    newcomer.submit(link_in(app), password="gelbe Kühe fliegen im Mai")
    account = account_of(session, "umwelt@firma.example")
    newcomer.login(account)

    assert "Die Einladung an Umwelt@Firma.example ist unterwegs." in page.text
    assert account.company_id == head.company_id
    assert not account.is_responsible
    assert newcomer.get(f"/bedarfe/{challenge.id}").h1.text == challenge.title
    assert "Umweltbeauftragte" in browser.get(PAGE).text


def test_an_invitation_looks_the_same_whoever_has_the_address(browser, make, head, session):
    elsewhere = make.account(Role.PROFESSOR)
    browser.login(head)
    answers = []
    for address in ("neu@firma.example", elsewhere.email, "neu@firma.example"):
        page = invite(browser, address)
        answers.append(page.text.replace(address, ""))

    assert answers[0] == answers[1] == answers[2]
    assert [each.template for each in session.scalars(select(OutgoingMail))] == [
        "invitation", "invited_elsewhere", "invitation",
    ]  # fmt: skip
    assert account_of(session, elsewhere.email).role is Role.PROFESSOR


def test_no_mailbox_is_filled_with_invitations(browser, make, head, session):
    elsewhere = make.account(Role.COMPANY)
    browser.login(head)
    for _ in range(5):
        invite(browser, elsewhere.email)

    assert len(session.scalars(select(OutgoingMail)).all()) == 3


def test_no_word_of_the_inviter_stands_in_the_mail(app, browser, head, work_off, database):
    with database.writing() as session:
        session.get_one(Account, head.id).company.name = "Gewinnen Sie heute GmbH"
    browser.login(head)

    invite(browser, "neu@firma.example", "Klicken Sie hier")
    work_off()

    assert "Gewinnen" not in all_of(app.sent[-1])
    assert "Klicken" not in all_of(app.sent[-1])


def test_somebody_who_is_removed_is_out_at_once(app, browser, make, head, colleague, session):
    challenge = make.challenge(by=head)
    removed = Browser(app)
    removed.login(colleague)
    removed.get(f"/bedarfe/{challenge.id}")
    browser.login(head)

    page = browser.submit(f"{PAGE}/{colleague.id}/entfernen")

    assert "Produktionsleitung kann sich nicht mehr anmelden." in page.text
    assert removed.client.get(f"/bedarfe/{challenge.id}").status_code == 302
    assert [each.verb for each in deeds(session)] == ["konto_deaktiviert"]


def test_removing_a_lead_says_how_many_cases_wait(browser, make):
    head = make.account(Role.TRANSFER_MANAGER, is_responsible=True)
    colleague = make.account(Role.TRANSFER_MANAGER)
    make.challenge(lead=colleague)
    browser.login(head)

    page = browser.get(f"{PAGE}/{colleague.id}/entfernen")

    assert "die Federführung für 1 offenen Bedarf" in page.text


def test_responsibility_is_shared_and_one_always_remains(browser, head, colleague, session):
    browser.login(head)
    browser.send(browser.get(PAGE), "verantwortung")
    browser.login(account_of(session, colleague.email))
    browser.submit(f"{PAGE}/{head.id}/entfernen")

    page = browser.get(PAGE)

    assert "Geschäftsführung" not in page.text
    assert not page.select("a[href$=entfernen]")


@pytest.mark.parametrize("address", [INVITE, PAGE + "/{colleague}/entfernen"])
def test_whoever_is_not_responsible_only_looks(browser, make, head, address):
    member = make.account(Role.COMPANY, company_id=head.company_id)
    browser.login(member)

    assert "Geschäftsführung" in browser.get(PAGE).text
    assert browser.client.get(address.format(colleague=head.id)).status_code in {403, 404}


def test_nobody_looks_after_the_people_of_others(browser, make, head, database):
    stranger = make.account(Role.COMPANY)
    same_agency = make.account(Role.SUPPORTER)
    scout = make.account(Role.SCOUT, is_responsible=True)
    for user, other in ((head, stranger), (scout, same_agency), (head, head)):
        browser.login(user)
        token = browser.get("/konto/angaben").select_one("main input[name=csrf_token]")["value"]
        for act in ("entfernen", "verantwortung"):
            url = f"{PAGE}/{other.id}/{act}"
            assert browser.client.post(url, data={"csrf_token": token}).status_code == 404
    with database.reading() as session:
        assert session.get_one(Account, stranger.id).is_active


@pytest.mark.parametrize("role", [Role.PROFESSOR, Role.ADMIN])
def test_roles_without_an_organisation_have_no_such_page(browser, make, role):
    browser.login(make.account(role))

    browser.get(PAGE, status=403)
    browser.get("/konto")


def test_an_invitation_is_declined_by_button_and_the_account_is_gone(
    app, browser, head, session, work_off
):
    browser.login(head)
    invite(browser, "falsch@anderswo.example")
    work_off()
    newcomer, link = Browser(app), link_in(app)
    assert head.company.name in newcomer.get(link).text

    page = newcomer.submit(link, "ablehnen")

    assert "das Konto ist gelöscht" in page.text
    session.rollback()
    assert session.scalars(select(Account)).all() == [session.get_one(Account, head.id)]
    newcomer.get(link, status=410)
    assert deeds(session)[-1].verb == "einladung_abgelehnt"


def test_an_accepted_invitation_is_not_declined(app, browser, head, session, work_off):
    browser.login(head)
    invite(browser, "neu@firma.example")
    work_off()
    newcomer, link = Browser(app), link_in(app)
    page = newcomer.get(link)
    newcomer.send(page, password="gelbe Kühe fliegen im Mai")

    newcomer.send(page, "ablehnen", status=410)

    assert account_of(session, "neu@firma.example").is_active


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("email", "", "Bitte geben Sie die E-Mail-Adresse an."),
        ("email", "umwelt@", "keine vollständige E-Mail-Adresse"),
        ("display_name", "", "Bitte geben Sie die Funktion an"),
        ("display_name", "x" * 201, "auf höchstens 200 Zeichen"),
    ],
)
def test_what_is_wrong_stands_at_its_field(browser, head, field, value, message):
    browser.login(head)
    fields = {"email": "neu@firma.example", "display_name": "Umwelt"} | {field: value}

    page = browser.submit(INVITE, status=422, **fields)

    assert message in page.error_at(field)
    assert page.select_one(f"[name={field}]").get("value", "") == value


def test_the_first_account_of_an_organisation_is_responsible(browser, make, session):
    admin = make.account(Role.ADMIN)
    university = make.university()
    browser.login(admin)
    for number in (1, 2):
        browser.submit(
            "/betrieb/konten/einladen/transferstelle", email=f"neu-{number}@hochschule.example",
            display_name="Transfer", university=str(university.id),
        )  # fmt: skip

    assert account_of(session, "neu-1@hochschule.example").is_responsible
    assert not account_of(session, "neu-2@hochschule.example").is_responsible
