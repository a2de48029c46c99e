"""Rights end with the membership, at the next request, whatever they were derived from."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from models import (
    Account,
    AuditEntry,
    Challenge,
    ChallengeState,
    Emergency,
    IntroductionState,
    OutgoingMail,
    Profile,
    Role,
    WorkState,
)
from tests.browser_client import Browser
from webapp import passwords
from webapp.known_devices import is_known_for
from webapp.links import account_link
from webapp.mail import queue_mail

PASSWORD = "blaue Kühe tanzen im Mai"
SECRET = "Einschmelzen"
"""A word of the full text."""


@pytest.fixture(scope="module")
def password_hash() -> str:
    return passwords.hash_password(PASSWORD)


@pytest.fixture
def admin(app, make) -> Browser:
    browser = Browser(app)
    browser.login(make.account(Role.ADMIN))
    return browser


@pytest.fixture
def move(admin, session) -> Callable[..., None]:
    """An administrator gives an account another place."""

    def change(account: Account, role: Role, key: object = "") -> None:
        page = admin.submit(
            f"/betrieb/konten/{account.id}/zugehoerigkeit", place=f"{role.value}:{key}"
        )
        assert "ist geändert" in page.text
        session.rollback()

    return change


@pytest.fixture
def deactivate(admin, session) -> Callable[[Account], None]:
    def change(account: Account) -> None:
        admin.submit(f"/betrieb/konten/{account.id}/deaktivieren")
        session.rollback()

    return change


@pytest.fixture
def manager(make, password_hash) -> Account:
    return make.account(Role.TRANSFER_MANAGER, password_hash=password_hash)


def sees(browser, path: str) -> bool:
    answer = browser.client.get(path)
    return answer.status_code == 200 and SECRET in answer.get_data(as_text=True)


@pytest.mark.parametrize("what", ["moved to a supporter", "moved to another house", "deactivated"])
def test_a_manager_keeps_no_case(app, make, move, deactivate, manager, session, database, what):
    challenge = make.challenge(ChallengeState.IN_REVIEW, lead=manager)
    path, supporter = f"/pruefung/{challenge.id}", make.account(Role.SUPPORTER)
    other = make.account(Role.TRANSFER_MANAGER, university_id=make.university("HSBO").id)
    browser = Browser(app)
    browser.login(manager)
    assert sees(browser, path)

    if what == "deactivated":
        deactivate(manager)
    elif what == "moved to another house":
        move(manager, Role.TRANSFER_MANAGER, other.university_id)
        with database.writing() as writing:
            writing.get_one(Challenge, challenge.id).take_lead(
                writing.get_one(Account, other.id), challenge.created_at
            )
    else:
        move(manager, Role.SUPPORTER, supporter.organisation_id)

    assert browser.client.get(path).status_code == 302
    browser.login(session.get_one(Account, manager.id))
    assert not sees(browser, path)


def test_a_manager_exports_no_cases_any_more(app, make, move, manager, session):
    browser = Browser(app)
    browser.login(manager)
    assert browser.client.get("/region/faelle.csv").status_code == 200

    move(manager, Role.SUPPORTER, make.account(Role.SUPPORTER).organisation_id)

    browser.login(session.get_one(Account, manager.id))
    assert browser.client.get("/region/faelle.csv").status_code == 403


def test_a_case_is_open_to_the_others_once_its_lead_is_gone(app, make, move, manager, session):
    challenge = make.challenge(ChallengeState.IN_REVIEW, lead=manager)
    colleague = make.account(Role.TRANSFER_MANAGER, university_id=manager.university_id)
    browser = Browser(app)
    browser.login(colleague)
    assert not sees(browser, f"/pruefung/{challenge.id}")

    move(manager, Role.ADMIN)

    assert sees(browser, f"/pruefung/{challenge.id}")


def test_a_company_keeps_no_need_of_the_house_before(app, make, move, session):
    challenge = make.challenge()
    worker = make.account(Role.COMPANY, company_id=challenge.company_id)
    browser = Browser(app)
    browser.login(worker)
    assert sees(browser, f"/bedarfe/{challenge.id}")

    move(worker, Role.COMPANY, make.company("Andere Werke GmbH").id)

    browser.login(session.get_one(Account, worker.id))
    browser.get(f"/bedarfe/{challenge.id}", status=404)
    assert SECRET not in browser.get("/bedarfe").text


def test_a_scout_keeps_no_draft(app, make, move, session):
    scout = make.account(Role.SCOUT)
    draft = make.challenge(ChallengeState.DRAFT, by=scout, company_id=make.company().id)
    browser = Browser(app)
    browser.login(scout)
    assert sees(browser, f"/bedarfe/{draft.id}")

    move(scout, Role.SUPPORTER, scout.organisation_id)
    move(scout, Role.SCOUT, scout.organisation_id)

    browser.login(session.get_one(Account, scout.id))
    browser.get(f"/bedarfe/{draft.id}", status=404)


def test_a_professor_keeps_no_enquiry_and_no_published_profile(app, make, move, session):
    introduction = make.introduction(IntroductionState.INTRODUCED)
    professor = session.get_one(Account, introduction.profile.account_id)
    browser = Browser(app)
    browser.login(professor)
    browser.get(f"/anfragen/{introduction.id}")

    move(professor, Role.SUPPORTER, make.account(Role.SUPPORTER).organisation_id)

    browser.login(session.get_one(Account, professor.id))
    browser.get(f"/anfragen/{introduction.id}", status=404)
    assert not session.get_one(Profile, introduction.profile_id).is_published


def test_an_administrator_keeps_no_emergency_look(app, make, move, database, clock, session):
    admin, second = make.account(Role.ADMIN), make.account(Role.ADMIN)
    challenge = make.challenge()
    with database.writing() as writing:
        asked = Emergency(
            challenge_id=challenge.id, asked_by_id=admin.id, reason="Ausfall", asked_at=clock()
        )
        writing.add(asked)
        writing.flush()
        asked.grant(writing.get_one(Account, second.id), clock())
        path = f"/betrieb/notfallzugriff/{asked.id}"
    browser = Browser(app)
    browser.login(admin)
    assert sees(browser, path)

    move(admin, Role.SUPPORTER, make.account(Role.SUPPORTER).organisation_id)

    browser.login(session.get_one(Account, admin.id))
    browser.get(path, status=404)


def test_a_mail_that_waits_is_not_sent_to_who_may_not_read_it_any_more(
    app, make, move, manager, database, clock, work_off, session
):
    challenge = make.challenge(ChallengeState.IN_REVIEW, lead=manager)
    with database.writing() as writing:
        lead = writing.get_one(Account, manager.id)
        row = writing.get_one(Challenge, challenge.id)
        waiting = queue_mail(writing, "challenge_withdrawn", lead, clock(), challenge=row)
        writing.flush()
        waiting_id = waiting.id

    move(manager, Role.SUPPORTER, make.account(Role.SUPPORTER).organisation_id)
    work_off()

    assert session.get_one(OutgoingMail, waiting_id).state is WorkState.CANCELLED
    assert app.sent == []


@pytest.mark.parametrize("what", ["move", "deactivate"])
def test_sessions_links_and_known_devices_end(app, make, move, deactivate, manager, session, what):
    here, elsewhere = Browser(app), Browser(app)
    for each in (here, elsewhere):
        each.submit("/anmelden", email=manager.email, password=PASSWORD)
    with app.app_context():
        link = account_link(manager, "password").removeprefix("http://127.0.0.1:8000")
    here.get(link)

    if what == "move":
        move(manager, Role.ADMIN)
    else:
        deactivate(manager)

    assert [each.client.get("/konto").status_code for each in (here, elsewhere)] == [302, 302]
    here.get(link, status=410)
    account = session.get_one(Account, manager.id)
    cookie = here.client.get_cookie("geraet").value
    with app.test_request_context(headers={"Cookie": f"geraet={cookie}"}):
        assert not is_known_for(account)


def test_the_trail_says_who_moved_whom(app, make, move, manager, session):
    move(manager, Role.ADMIN)

    entry = session.scalars(
        select(AuditEntry).where(AuditEntry.verb == "zugehoerigkeit_geaendert")
    ).one()
    assert entry.object_id == manager.id
    assert entry.detail == {"role": "administration", "was": "transferstelle"}


def test_places_that_are_none_are_refused_at_the_field(admin, manager):
    page = admin.get(f"/betrieb/konten/{manager.id}/zugehoerigkeit")
    offered = [each["value"] for each in page.select("select[name=place] option")]
    assert f"transferstelle:{manager.university_id}" not in offered

    for place in ("", "transferstelle:x", f"transferstelle:{manager.university_id}", "chef:"):
        answer = admin.send(page, status=422, place=place)
        assert answer.error_at("place")


def test_a_supporter_becomes_a_professor_with_a_profile_to_fill(make, move, session):
    supporter, department = make.account(Role.SUPPORTER), make.department()

    move(supporter, Role.PROFESSOR, department.id)

    profile = session.scalars(select(Profile)).one()
    assert (profile.account_id, profile.department_id) == (supporter.id, department.id)
    assert not profile.is_published


def test_nobody_moves_themselves(app, make, session):
    admin = make.account(Role.ADMIN)
    browser = Browser(app)
    browser.login(admin)

    browser.get(f"/betrieb/konten/{admin.id}/zugehoerigkeit", status=404)
