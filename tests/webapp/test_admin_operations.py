"""What waits and what failed, and the demo's mailbox."""

import uuid

import pytest
from sqlalchemy import select

from models import (
    BrowserSession,
    ChallengeState,
    Job,
    JobKind,
    OutgoingMail,
    Role,
    WorkState,
)
from tests.browser_client import Browser
from webapp import create_app
from webapp.mail import queue_mail

SECRET = "Risse im Spritzgussteil"


@pytest.fixture
def admin(make, browser):
    account = make.account(Role.ADMIN)
    browser.login(account)
    return account


@pytest.fixture
def dead_job(make, database, clock):
    challenge = make.challenge(ChallengeState.SUBMITTED)
    with database.writing() as session:
        job = Job(kind=JobKind.MATCH_CHALLENGE, challenge_id=challenge.id, created_at=clock())
        job.attempts = 5
        job.fail(f"ValueError: no aspect in '{SECRET}'\n[parameters: {SECRET}]", clock())
        session.add(job)
    return job


@pytest.fixture
def dead_mail(make, database, clock):
    recipient = make.account(Role.COMPANY)
    with database.writing() as session:
        mail = OutgoingMail(template="invitation", recipient_id=recipient.id, created_at=clock())
        mail.attempts = 5
        mail.fail(f"SMTPRecipientsRefused: 550 unknown\n[parameters: {SECRET}]", clock())
        session.add(mail)
    return mail


def test_dead_and_waiting_work_is_shown_without_contents(
    browser, admin, dead_job, dead_mail, make, database, clock
):
    challenge = make.challenge(ChallengeState.SUBMITTED)
    with database.writing() as session:
        session.add(
            Job(kind=JobKind.MATCH_CHALLENGE, challenge_id=challenge.id, created_at=clock())
        )
    clock.advance(minutes=30)
    browser.login(admin)

    page = browser.get("/betrieb/auftraege")

    assert SECRET not in page.text
    assert challenge.reference not in page.text
    assert "ValueError" in page.text
    assert "550 unknown" in page.text
    assert "Abgleich eines Bedarfs" in page.text
    assert "30 Minuten" in page.text
    assert [each.get_text() for each in page.select("dd.figures__value")][2] == "1"


def test_dead_job_is_tried_again(browser, admin, dead_job, session, work_off):
    browser.submit("/betrieb/auftraege", action=f"/{dead_job.id}/noch-einmal")

    job = session.get_one(Job, dead_job.id)
    assert (job.state, job.attempts) == (WorkState.QUEUED, 0)


def test_dead_mail_is_tried_again_and_leaves(browser, admin, dead_mail, app, session, work_off):
    browser.submit("/betrieb/auftraege", action=f"/{dead_mail.id}/noch-einmal")
    work_off()

    assert session.get_one(OutgoingMail, dead_mail.id).state is WorkState.DONE
    assert len(app.sent) == 1


def test_living_work_is_not_revived(browser, admin, make, database, clock):
    with database.writing() as session:
        job = Job(kind=JobKind.MATCH_CHALLENGE, created_at=clock())
        session.add(job)
    token = browser.get("/betrieb/auftraege").select_one("input[name=csrf_token]")["value"]

    answer = browser.client.post(
        f"/betrieb/auftraege/{job.id}/noch-einmal", data={"csrf_token": token}
    )

    assert answer.status_code == 409


def test_only_administrators_revive(browser, make, dead_job, dead_mail, session):
    browser.login(make.account(Role.TRANSFER_MANAGER))
    token = browser.get("/konto").select_one("input[name=csrf_token]")["value"]

    for path in (
        f"/betrieb/auftraege/{dead_job.id}/noch-einmal",
        f"/betrieb/mails/{dead_mail.id}/noch-einmal",
        f"/betrieb/mails/{uuid.uuid4()}/noch-einmal",
    ):
        answer = browser.client.post(path, data={"csrf_token": token})
        assert answer.status_code == 404
    assert session.get_one(Job, dead_job.id).state is WorkState.DEAD


def test_administrators_read_no_bedarf(browser, admin, make):
    challenge = make.challenge(ChallengeState.SUBMITTED)

    for url in browser.app.url_map.iter_rules():
        if "GET" in url.methods and not url.arguments and url.endpoint != "static":
            answer = browser.client.get(url.rule, follow_redirects=True)
            text = answer.get_data().decode("utf-8", "replace")
            assert SECRET not in text, url.rule
            assert challenge.description not in text, url.rule


@pytest.fixture
def demo(settings, clock, database):
    app = create_app(settings.model_copy(update={"environment": "demo"}), now=clock)
    yield app
    app.extensions["database"].engine.dispose()


@pytest.fixture
def mails(make, database, clock, demo):
    from webapp import jobs

    first, second = make.account(Role.COMPANY), make.account(Role.PROFESSOR, password_hash=None)
    with database.writing() as session:
        for account, template in ((first, "set_password"), (second, "invitation")):
            queue_mail(session, template, session.merge(account), clock())
    with demo.app_context():
        jobs.work_off()
    return first, second


def test_demo_shows_its_mail_with_links_that_work(demo, mails):
    page = Browser(demo).get("/postfach")

    subjects = [each.get_text() for each in page.select("h2")]
    assert set(subjects) == {"EcoTecHub: Link für ein neues Passwort", "Einladung zu EcoTecHub"}
    links = [each["href"] for each in page.select("article a")]
    assert all(link.startswith("/") for link in links)
    assert "Passwort" in Browser(demo).get(links[0]).text


def test_mailbox_is_filtered_by_recipient(demo, mails):
    first, _ = mails

    page = Browser(demo).get(f"/postfach?an={first.id}")

    assert len(page.select("article")) == 1
    assert first.email in page.select_one("article").get_text()


@pytest.mark.parametrize("query", ["an=x", "seite=0", "seite=-1", "seite=x", "seite=99999999999"])
def test_mailbox_survives_odd_addresses(demo, mails, query):
    Browser(demo).get(f"/postfach?{query}")


def test_mail_is_shown_as_text(demo, database, make, clock):
    account = make.account(Role.COMPANY)
    body = (
        "Guten Tag,\n<script>alert(1)</script> http://evil.example/x und\nhttp://127.0.0.1:8000/x"
    )
    with database.writing() as session:
        mail = OutgoingMail(template="invitation", recipient_id=account.id, created_at=clock())
        mail.subject, mail.body = "<b>Betreff</b>", body
        mail.finish(clock())
        session.add(mail)

    page = Browser(demo).get("/postfach")

    article = page.select_one("article")
    assert not article.select("script, b")
    assert [each["href"] for each in article.select("a")] == ["/x"]
    assert "<script>alert(1)</script> http://evil.example/x" in article.get_text()


def test_mailbox_exists_only_in_the_demo(browser, make):
    browser.login(make.account(Role.ADMIN))

    browser.get("/postfach", status=404)


OURS = ("accounts.", "admin.")


def test_opening_pages_changes_nothing(
    browser, admin, app, database, make, dead_job, dead_mail, clock
):
    from webapp.links import account_link

    account = make.account(Role.COMPANY, confirmed_at=None)
    with app.app_context():
        tokens = {
            purpose: account_link(account, purpose).rpartition("/")[2]
            for purpose in ("confirm", "password", "invitation")
        }
    with database.reading() as session:
        browser_sessions = session.scalars(select(BrowserSession.id)).all()
    known = {
        "account_id": [account.id, admin.id],
        "browser_session_id": browser_sessions,
        "job_id": [dead_job.id],
        "mail_id": [dead_mail.id],
        "token": list(tokens.values()),
        "role_name": [role.value for role in Role],
    }
    before = contents(database)

    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith(OURS):
            continue
        for value in known[next(iter(rule.arguments))] if rule.arguments else [None]:
            path = rule.rule.split("<")[0] + (
                str(value) + rule.rule.partition(">")[2] if value else ""
            )
            for method in (browser.client.get, browser.client.head, browser.client.options):
                assert method(path).status_code < 500, path

    assert contents(database) == before
    assert browser.get("/konto").path == "/konto", "still signed in"


def contents(database) -> dict:
    from models import Base

    with database.reading() as session:
        return {
            table.name: sorted(map(repr, session.execute(select(table)).all()))
            for table in Base.metadata.sorted_tables
        }


def test_a_model_in_preparation_shows_how_many_texts_are_ready(browser, make, admin):
    for text in ("Kalkabscheidung", "Membranen"):
        make.profile(text)
    make.language_model("neues-modell", ready_at=None)

    page = browser.get("/betrieb/auftraege")

    # Of each profile there is one statement, and the heading with its summary.
    bar = page.select_one(".progress")
    assert bar.select_one(".progress__label").text == "neues-modell wird vorbereitet"
    assert bar.select_one(".progress__text").text == "0 von 4 Texten"
    assert bar.select_one(".progress__value")["width"] == "0%"
