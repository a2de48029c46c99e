"""Administrators look after accounts."""

import pytest
from sqlalchemy import select

from models import Account, AuditEntry, ChallengeState, Company, Profile, Role
from tests.mailing import text_of
from webapp import passwords

PASSWORD = "blaue Kühe tanzen im Mai"


@pytest.fixture
def admin(make, browser) -> Account:
    account = make.account(Role.ADMIN, display_name="Betriebsteam")
    browser.login(account)
    return account


def accept(browser, app, work_off):
    """Follow the link of the last mail, set a password and sign in."""
    work_off()
    message = app.sent[-1]
    assert message["Subject"] == "Einladung zu EcoTecHub"
    link = text_of(message).split("http://127.0.0.1:8000")[1].split()[0]
    browser.logout()
    page = browser.submit(link, password=PASSWORD)
    token = page.select_one("main input[name=csrf_token]")["value"]
    answer = browser.client.post(
        page.path, data={"csrf_token": token, "email": message["To"], "password": PASSWORD}
    )
    assert answer.status_code == 302


def test_accounts_are_listed_with_role_organisation_and_state(browser, admin, make):
    make.account(Role.SUPPORTER, display_name="Regionalstelle", password_hash=None)
    make.account(Role.COMPANY, display_name="Einkauf", confirmed_at=None, password_hash="x")
    make.account(Role.COMPANY, display_name="Altes Konto", is_active=False)
    make.profile()

    page = browser.get("/betrieb/konten")

    roles = [row.select("td")[0].get_text() for row in page.select("tbody tr")]
    assert roles == [
        "Unternehmen", "Unternehmen", "Professor:in", "Unterstützer", "Administration",
    ]  # fmt: skip
    for word in ("Eingeladen", "Noch nicht bestätigt", "Deaktiviert", "WH Recklinghausen"):
        assert word in page.text
    assert "Risse" not in page.text


def test_accounts_are_filtered_by_role(browser, admin, make):
    make.account(Role.SUPPORTER, display_name="Regionalstelle")

    page = browser.get("/betrieb/konten?rolle=unterstuetzer")

    assert "Regionalstelle" in page.text
    assert len(page.select("tbody tr")) == 1


def test_company_is_invited_and_signs_in(browser, admin, make, app, work_off, session):
    make.municipality()

    browser.submit(
        "/betrieb/konten/einladen/unternehmen",
        new_company="Neue Werke GmbH",
        municipality="05978004",
        display_name="Geschäftsführung",
        email="leitung@neue-werke.example",
    )
    accept(browser, app, work_off)

    account = session.scalars(select(Account).where(Account.role == Role.COMPANY)).one()
    assert account.company.name == "Neue Werke GmbH"
    assert account.is_confirmed


def test_colleague_is_invited_to_a_known_company(browser, admin, make, session):
    company = make.company("Bekannte Werke GmbH")

    browser.submit(
        "/betrieb/konten/einladen/unternehmen",
        company=str(company.id),
        display_name="Technische Leitung",
        email="technik@bekannt.example",
    )

    account = session.scalars(select(Account).where(Account.role == Role.COMPANY)).one()
    assert account.company_id == company.id
    assert len(session.scalars(select(Company)).all()) == 1


def test_professor_is_invited_with_an_unpublished_profile(
    browser, admin, make, app, work_off, session
):
    department = make.department()

    browser.submit(
        "/betrieb/konten/einladen/professor",
        department=str(department.id),
        chair="Lehrgebiet Wassertechnik",
        email="wasser@hochschule.example",
    )
    accept(browser, app, work_off)

    profile = session.scalars(select(Profile)).one()
    assert profile.account.display_name == "Lehrgebiet Wassertechnik"
    assert profile.account.is_confirmed
    assert not profile.is_published


@pytest.mark.parametrize("role", ["transferstelle", "unterstuetzer", "administration"])
def test_everybody_else_is_invited(browser, admin, make, app, work_off, session, role):
    university = make.university()
    supporter = make.account(Role.SUPPORTER)
    fields = {
        "transferstelle": {"university": str(university.id)},
        "unterstuetzer": {"organisation": str(supporter.organisation_id)},
        "administration": {},
    }[role]

    browser.submit(
        f"/betrieb/konten/einladen/{role}",
        display_name="Neue Stelle",
        email="neu@stelle.example",
        **fields,
    )
    accept(browser, app, work_off)

    account = session.scalars(select(Account).where(Account.email == "neu@stelle.example")).one()
    assert account.role.value == role
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "eingeladen")).one()
    assert (entry.actor_id, entry.object_id) == (admin.id, account.id)


@pytest.mark.parametrize(
    ("role", "field", "message"),
    [
        ("unternehmen", "new_company", "Namen"),
        ("unternehmen", "municipality", "Stadt oder Gemeinde"),
        ("unternehmen", "email", "E-Mail-Adresse"),
        ("professor", "department", "Fachbereich"),
        ("professor", "chair", "Lehrgebiet"),
        ("transferstelle", "university", "Hochschule"),
        ("unterstuetzer", "organisation", "Organisation"),
        ("administration", "display_name", "Funktion"),
    ],
)
def test_what_is_missing_is_named_at_the_field(browser, admin, make, session, role, field, message):
    make.municipality()

    page = browser.submit(f"/betrieb/konten/einladen/{role}", status=422)

    assert message in page.error_at(field)
    assert len(session.scalars(select(Account)).all()) == 1


def test_unknown_role_cannot_be_invited(browser, admin):
    browser.get("/betrieb/konten/einladen/koenigin", status=404)


def test_address_has_one_account(browser, admin, make):
    make.account(Role.COMPANY, email="leitung@musterteile.example")

    page = browser.submit(
        "/betrieb/konten/einladen/administration",
        display_name="Neue Stelle",
        email="Leitung@Musterteile.example",
        status=422,
    )

    assert "schon ein Konto" in page.error_at("email")
    assert page.select_one("input[name=display_name]")["value"] == "Neue Stelle"


def test_invitation_is_sent_again(browser, admin, make, app, work_off):
    invited = make.account(Role.PROFESSOR, confirmed_at=None)

    browser.submit("/betrieb/konten", action=f"/{invited.id}/erneut-einladen")
    accept(browser, app, work_off)

    assert [message["To"] for message in app.sent] == [invited.email]


def test_invitation_is_not_sent_to_somebody_who_has_a_password(browser, admin, make):
    account = make.account(Role.COMPANY, password_hash="x")
    token = browser.get("/betrieb/konten").select_one("input[name=csrf_token]")["value"]

    answer = browser.client.post(
        f"/betrieb/konten/{account.id}/erneut-einladen", data={"csrf_token": token}
    )

    assert answer.status_code == 409


def test_deactivating_asks_first_and_works_at_once(browser, admin, make, app, session):
    from tests.browser_client import Browser

    account = make.account(Role.TRANSFER_MANAGER, password_hash=passwords.hash_password(PASSWORD))
    make.challenge(ChallengeState.SUBMITTED, lead=account)
    theirs = Browser(app)
    theirs.login(account)
    assert theirs.get("/konto").path == "/konto"

    page = browser.get(f"/betrieb/konten/{account.id}/deaktivieren")
    assert "Federführung für 1 offenen Bedarf" in page.text
    assert "Risse" not in page.text
    assert session.get_one(Account, account.id).is_active
    session.rollback()
    browser.send(page)

    assert not session.get_one(Account, account.id).is_active
    assert theirs.get("/konto").path == "/anmelden"
    theirs.submit("/anmelden", email=account.email, password=PASSWORD, status=422)


def test_deactivating_a_professor_hides_the_profile(browser, admin, make, session):
    profile = make.profile()

    browser.submit(f"/betrieb/konten/{profile.account_id}/deaktivieren")

    assert not session.get_one(Profile, profile.id).is_published


def test_deactivating_twice_is_refused_in_words(browser, admin, make):
    account = make.account(Role.COMPANY)
    page = browser.get(f"/betrieb/konten/{account.id}/deaktivieren")
    browser.submit(f"/betrieb/konten/{account.id}/deaktivieren")

    token = page.select_one("main input[name=csrf_token]")["value"]
    answer = browser.client.post(
        f"/betrieb/konten/{account.id}/deaktivieren", data={"csrf_token": token}
    )

    assert answer.status_code == 409


def test_nobody_locks_themselves_out(browser, admin):
    browser.get(f"/betrieb/konten/{admin.id}/deaktivieren", status=404)

    assert not browser.get("/betrieb/konten").select(f'a[href*="{admin.id}"]')


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_everybody_else_stays_outside(browser, make, role):
    browser.login(make.account(role))
    other = make.account(Role.COMPANY)

    for path in ("konten", "konten/einladen", "konten/einladen/professor", "auftraege"):
        browser.get(f"/betrieb/{path}", status=403)
    browser.get(f"/betrieb/konten/{other.id}/deaktivieren", status=404)
