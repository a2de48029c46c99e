"""Nothing secret or confidential in logs, traces, addresses, waiting work and subjects."""

import io
import logging
import re
import smtplib

import pytest
import structlog
from sqlalchemy import select, text

from models import Job, OutgoingMail, Role
from tests.hostile.rehearsal import stored_texts
from tests.mailing import text_of
from webapp import logs

TITLE, DESCRIPTION = "Kanarientitel Blau", "Kanarientext: unsere Wände reißen nach dem Winter auf."
PASSWORD, WRONG = "Kanarien singen im Mai 77", "Kanarien irren im Mai 88"
EMAIL = "kanarie@firma.example"
CANARY = re.compile("kanarie", re.IGNORECASE)


@pytest.fixture
def heard(caplog):
    """Everything that was logged by anybody, at the lowest level."""
    caplog.set_level(logging.DEBUG)
    said = io.StringIO()
    logs.configure(readable=False)
    structlog.configure(
        logger_factory=structlog.PrintLoggerFactory(said),
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG),
    )
    yield lambda: said.getvalue() + caplog.text
    structlog.reset_defaults()


def register(browser, app, work_off) -> list[str]:
    """Register, confirm, sign in with a wrong and the right password, forget it, hand in a need."""
    addresses = []
    browser.submit(
        "/registrieren", company="Kanarienwerk GmbH", municipality="05978004",
        size_class="klein", function="Kanarienleitung", email=EMAIL, password=PASSWORD,
    )  # fmt: skip
    work_off()
    path = "/bestaetigen" + text_of(app.sent[-1]).partition("/bestaetigen")[2].split()[0]
    browser.submit(path)
    browser.submit("/anmelden", status=422, email=EMAIL, password=WRONG)
    browser.submit("/passwort-vergessen", email=EMAIL)
    page = browser.submit("/anmelden", email=EMAIL, password=PASSWORD)
    addresses.append(page.response.request.url)
    page = browser.submit("/bedarfe/neu", title=TITLE, description=DESCRIPTION)
    addresses.append(page.response.request.url)
    return addresses


def test_a_day_of_a_company_leaves_no_canary_anywhere(
    app, browser, make, work_off, heard, database, session
):
    make.municipality()
    make.account(Role.TRANSFER_MANAGER)
    make.profile()

    addresses = register(browser, app, work_off)
    work_off()

    said = heard()
    assert "sign_in.refused" in said
    tokens = re.findall(r"/(?:passwort|bestaetigen)/(\S+)", " ".join(text_of(m) for m in app.sent))
    assert len(tokens) == 2
    assert not CANARY.findall(said)
    assert not [each for each in tokens if each in said]
    assert not [each for each in addresses if CANARY.search(each)]
    assert not [each["Subject"] for each in app.sent if CANARY.search(each["Subject"])]
    waiting = [repr(vars(each)) for each in session.scalars(select(Job)).all()]
    waiting += [f"{each.subject} {each.body} {each.last_error}"
                for each in session.scalars(select(OutgoingMail)).all()]  # fmt: skip
    assert not [each for each in waiting if CANARY.search(each)]
    stored = " ".join(stored_texts(database))
    assert not [each for each in (PASSWORD, WRONG, *tokens) if each in stored]
    assert TITLE in stored, "the canaries sang at all"


def test_a_failure_of_ours_quotes_nobody(app, browser, make, heard, monkeypatch):
    account = make.account(Role.COMPANY, display_name="Kanarienleitung", email=EMAIL)
    browser.login(account)
    page = browser.get("/bedarfe/neu")
    form = browser._prefilled(page.select_one("main form")) | {
        "title": TITLE, "description": DESCRIPTION,
    }  # fmt: skip

    def fail(session, need, **facts):
        session.add(make.company)  # An error that quotes its argument.

    def fail_in_the_database(session, need, **facts):
        session.execute(text("SELECT :words FROM nowhere"), {"words": need.title})

    def fail_aloud(session, need, **facts):
        try:
            raise ValueError(need.description)
        except ValueError as error:
            raise RuntimeError(f"cannot keep {need.title} of {EMAIL}") from error

    app.testing = False
    for failure in (fail, fail_in_the_database, fail_aloud):
        monkeypatch.setattr("webapp.challenges.operations.submit_challenge", failure)
        answer = browser.client.post("/bedarfe/neu", data=form)
        assert answer.status_code in {500, 503}
        assert not CANARY.search(answer.get_data(as_text=True).partition("<main")[2])

    said = heard()
    assert said.count("request.failed") + said.count("database.away") == 3
    assert "RuntimeError" in said
    assert "ValueError" in said
    assert "test_secrets.py" in said
    assert not CANARY.findall(said)


def test_a_failure_after_the_answer_names_no_address(app, make, heard):
    app.testing = False

    @app.after_request
    def fail(response):
        raise RuntimeError(CANARY.pattern)

    app.test_client().get("/passwort/Kanarientoken")

    assert not CANARY.findall(heard())


def test_work_that_fails_waits_without_what_it_was_about(
    app, make, work_off, heard, session, database, clock, browser
):
    need = make.challenge(title=TITLE, description=DESCRIPTION)
    browser.login(make.account(Role.COMPANY, company_id=need.company_id, email=EMAIL))
    browser.submit("/bedarfe/neu", title=TITLE, description=DESCRIPTION)

    class Broken:
        """A pool that quotes what it was given."""

        def __getattr__(self, name):
            raise RuntimeError(f"cannot match {DESCRIPTION}")

    def refuse(message):
        raise smtplib.SMTPRecipientsRefused({message["To"]: (550, b"no such user")})

    app.extensions["match_pool"], app.extensions["transport"] = Broken(), refuse
    work_off()

    assert "work.failed" in (said := heard())
    assert not CANARY.findall(said)
    (job,) = session.scalars(select(Job)).all()
    assert job.last_error.startswith("RuntimeError: ")
    assert not CANARY.search(job.last_error)
    mails = session.scalars(select(OutgoingMail)).all()
    assert {mail.body for mail in mails} == {None}
    assert any("550" in mail.last_error for mail in mails)
