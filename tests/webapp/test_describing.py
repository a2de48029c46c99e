"""A need is described before any account exists, and handed in by a button behind a mailed link."""

import json
import re

import pytest
from sqlalchemy import select

import matcher
from matcher.datasets import read_experts
from models import Account, Challenge, ChallengeState, Company, InterimNeed, OutgoingMail, Role
from tests.browser_client import Browser
from tests.conftest import ROOT
from tests.mailing import text_of
from webapp import jobs, nightly
from webapp.challenges import coaching
from webapp.challenges.coaching import Hint
from webapp.matching.expertise import LIKELY

DESCRIBE, ADVICE = "/bedarfe/beschreiben", "/bedarfe/beschreiben/hinweise"
TITLE = "Kunststoffteile werden nach dem Recycling spröde"
TEXT = (
    "Seit wir Rezyklat einsetzen, brechen uns die Clips beim Montieren, etwa 200 Stück am Tag. "
    "Die Einrichter haben schon die Temperatur gesenkt, das hat nichts geändert."
)
WRITER = {
    "company": "Musterguss Bönen GmbH", "function": "Geschäftsführung",
    "email": "leitung@musterguss.example", "phone": "02307 123-45",
}  # fmt: skip


@pytest.fixture
def municipality(make):
    return make.municipality().ags


@pytest.fixture
def typed(municipality):
    return {"title": TITLE, "description": TEXT, "municipality_ags": municipality, **WRITER}


def sent_link(app) -> str:
    """Work the mails off and read the link out of the newest one."""
    sent = []
    app.extensions["transport"] = sent.append
    with app.app_context():
        jobs.work_off()
    body = text_of(sent[-1])
    return re.search(r"http://[^/]+(/bedarfe/beschreiben/einreichen/\S+)", body).group(1)


def stored(database, model) -> list:
    with database.reading() as session:
        return list(session.scalars(select(model)))


def the_only(database, model):
    (row,) = stored(database, model)
    return row


# Without an account


def test_a_need_is_handed_in_by_the_button_behind_the_link(app, browser, database, typed, clock):
    page = browser.submit(DESCRIBE, "beschreiben", **typed)
    assert "leitung@musterguss.example" in page.text
    assert len(stored(database, Challenge)) == len(stored(database, Account)) == 0

    link = sent_link(app)
    elsewhere = Browser(app)
    shown = elsewhere.get(link)
    assert TEXT in shown.text
    assert WRITER["company"] in shown.text
    assert "fehlt noch" not in shown.text
    assert len(stored(database, Challenge)) == 0, "a mail scanner hands nothing in"
    page = elsewhere.send(shown, "einreichen")

    challenge = the_only(database, Challenge)
    assert challenge.state is ChallengeState.SUBMITTED
    assert (challenge.title, challenge.description) == (TITLE, TEXT)
    account = the_only(database, Account)
    assert account.is_confirmed
    assert (account.role, account.display_name, account.phone) == (
        Role.COMPANY, "Geschäftsführung", "02307 123-45",
    )  # fmt: skip
    assert the_only(database, Company).name == WRITER["company"]
    assert challenge.reference in page.text
    assert page.path.startswith("/passwort/")
    assert len(stored(database, InterimNeed)) == 0
    assert elsewhere.get(link, status=410)


def test_what_the_writer_forgot_is_said_at_its_field_and_nothing_is_lost(browser, database, typed):
    page = browser.submit(
        DESCRIBE, "beschreiben", status=422, **{**typed, "email": "leitung", "municipality_ags": ""}
    )

    assert "vollständige E-Mail-Adresse" in page.error_at("email")
    assert "Gemeinde" in page.error_at("municipality_ags")
    assert page.select_one("textarea[name=description]").text.strip() == TEXT
    assert len(stored(database, OutgoingMail)) == 0


def test_the_text_waits_in_its_browser_alone_for_a_fortnight(app, browser, database, typed, clock):
    browser.client.post(DESCRIBE, data={**typed, "draft": "ja", **token(browser)})
    stranger = Browser(app)

    assert TEXT in browser.get(DESCRIBE).select_one("textarea[name=description]").text
    assert TEXT not in stranger.get(DESCRIBE).response.text

    clock.advance(days=13)
    assert TEXT in browser.get(DESCRIBE).response.text
    clock.advance(days=1)
    assert TEXT not in browser.get(DESCRIBE).response.text
    with app.app_context():
        nightly.tidy()
    assert len(stored(database, InterimNeed)) == 0


def token(browser) -> dict[str, str]:
    page = browser.get(DESCRIBE)
    return {"csrf_token": page.select_one("[name=csrf_token]")["value"]}


def test_a_changed_word_makes_the_link_void(app, browser, database, typed):
    browser.submit(DESCRIBE, "beschreiben", **typed)
    link = sent_link(app)
    browser.client.post(ADVICE, data={**typed, "title": "Ein anderer Titel", **token(browser)})

    assert Browser(app).get(link, status=410)
    assert the_only(database, InterimNeed).email is None


@pytest.mark.parametrize(("days", "status"), [(6.9, 200), (7.1, 410)])
def test_the_link_holds_for_a_week(app, browser, database, typed, clock, days, status):
    browser.submit(DESCRIBE, "beschreiben", **typed)
    link = sent_link(app)

    clock.advance(days=days)

    assert Browser(app).get(link, status=status)


def test_a_forged_link_is_gone_like_an_old_one(app, browser, database, typed):
    browser.submit(DESCRIBE, "beschreiben", **typed)
    link = sent_link(app)
    forged = link[:-3] + ("AAA" if link[-3:] != "AAA" else "BBB")

    assert (
        Browser(app).get(forged, status=410).text
        == Browser(app).get("/bedarfe/beschreiben/einreichen/nichts", status=410).text
    )


def test_whoever_did_not_write_it_deletes_it_from_the_mail(app, browser, database, typed):
    browser.submit(DESCRIBE, "beschreiben", **typed)
    elsewhere = Browser(app)
    page = elsewhere.get(sent_link(app))

    csrf = page.select_one("[name=csrf_token]")["value"]
    elsewhere.client.post(page.path, data={"csrf_token": csrf, "action": "delete"})

    assert len(stored(database, InterimNeed)) == 0
    assert len(stored(database, Challenge)) == 0


def test_the_answer_is_the_same_whether_there_is_an_account_or_not(app, make, typed, database):
    known = make.account(Role.COMPANY)
    answers = [
        Browser(app)
        .submit(DESCRIBE, "beschreiben", **{**typed, "email": address})
        .text.replace(address, "…")
        for address in (known.email, "niemand@musterguss.example")
    ]

    assert answers[0] == answers[1]
    assert [each.template for each in stored(database, OutgoingMail)] == ["need_waits"] * 2


def test_a_mailbox_is_not_filled(app, browser, database, typed):
    for number in range(6):
        browser.submit(DESCRIBE, "beschreiben", **{**typed, "title": f"{TITLE} {number}"})

    assert len(stored(database, OutgoingMail)) == 3


def test_a_mail_whose_text_was_changed_or_handed_in_does_not_leave(app, browser, database, typed):
    browser.submit(DESCRIBE, "beschreiben", **typed)
    browser.client.post(ADVICE, data={**typed, "title": "Anders", **token(browser)})
    sent = []
    app.extensions["transport"] = sent.append
    with app.app_context():
        jobs.work_off()

    assert sent == []


# With an account


def test_an_account_that_exists_finds_the_text_in_its_form(app, make, browser, database, typed):
    known = make.account(Role.COMPANY, password_hash="a hash")
    browser.submit(DESCRIBE, "beschreiben", **{**typed, "email": known.email})
    elsewhere = Browser(app)
    page = elsewhere.send(elsewhere.get(sent_link(app)), "einreichen")
    assert page.path == "/anmelden"
    assert len(stored(database, Challenge)) == 0

    elsewhere.login(known)
    page = elsewhere.get("/bedarfe/neu")
    assert page.select_one("textarea[name=description]").text.strip() == TEXT
    elsewhere.submit("/bedarfe/neu", "neu")

    challenge = the_only(database, Challenge)
    assert challenge.company_id == known.company_id
    assert len(stored(database, InterimNeed)) == 0
    assert TEXT not in browser.get(DESCRIBE).response.text


@pytest.mark.parametrize("role", [Role.PROFESSOR, Role.TRANSFER_MANAGER, Role.SUPPORTER])
def test_another_kind_of_account_hands_nothing_in(app, make, browser, database, typed, role):
    known = make.account(role)
    browser.submit(DESCRIBE, "beschreiben", **{**typed, "email": known.email})
    elsewhere = Browser(app)

    page = elsewhere.send(elsewhere.get(sent_link(app)), "einreichen", status=409)

    assert "eine andere Adresse" in page.text
    assert len(stored(database, Challenge)) == 0
    assert TEXT in browser.get(DESCRIBE).response.text


def test_signed_in_the_text_is_kept_for_the_account_alone(app, make, browser, database, typed):
    company, colleague = make.account(Role.COMPANY), make.account(Role.COMPANY)
    browser.login(company)
    browser.get("/bedarfe/neu")
    csrf = browser.get("/bedarfe/neu").select_one("[name=csrf_token]")["value"]
    browser.client.post(ADVICE, data={"title": TITLE, "description": TEXT, "csrf_token": csrf})

    assert the_only(database, InterimNeed).account_id == company.id
    assert TEXT in browser.get("/bedarfe/neu").response.text
    browser.login(colleague)
    assert TEXT not in browser.get("/bedarfe/neu").response.text
    browser.logout()
    assert TEXT not in browser.get(DESCRIBE).response.text
    other_device = Browser(app)
    other_device.login(company)
    assert TEXT in other_device.get("/bedarfe/neu").response.text


def test_who_signs_in_after_writing_takes_the_text_along(make, browser, database, typed):
    browser.client.post(ADVICE, data={**typed, **token(browser)})
    company = make.account(Role.COMPANY)
    browser.login(company)

    page = browser.get(DESCRIBE)

    assert page.path == "/bedarfe/neu"
    assert page.select_one("textarea[name=description]").text.strip() == TEXT


# Advice


def advice(browser, **typed) -> str:
    return browser.client.post(ADVICE, data={**typed, **token(browser)}).get_data(as_text=True)


def test_advice_names_what_helps_and_whom_it_tells(browser, database):
    page = advice(browser, title="Geruch", description=(
        "Bei uns beschweren sich die Nachbarn, seit der Umstellung riecht es nach Lack. "
        "Rufen Sie gern an: 02307 99887 oder werk@musterguss.example."
    ))  # fmt: skip

    assert "02307 99887" in page
    assert "werk@musterguss.example" in page
    assert "Zwischengespeichert um" in page


def test_advice_stops_at_nothing_and_says_nothing_of_too_little(browser, database):
    assert "Noch ein, zwei Sätze" in advice(browser, title="", description="Es riecht.")
    assert "Zu diese" not in advice(browser, title="", description="Es riecht.")


def test_expertise_is_told_without_names_and_counts(app, make, browser):
    need = (
        "Unsere Kunststoffteile aus Rezyklat werden nach dem Spritzguss spröde und brechen leicht."
    )
    before = advice(browser, title="", description=need)
    profile = make.profile(
        "Alterung von Rezyklaten im Spritzguss, Versprödung von Kunststoffen",
        chair="Lehrgebiet Kunststofftechnik",
    )
    after = advice(browser, title="", description=need)

    assert "gibt es Kompetenzen" not in before
    assert "gibt es Kompetenzen" in after
    assert profile.chair not in after
    assert not re.search(r"Kompetenzen[^<]*\d", after)


NEEDS = [
    json.loads(line)
    for name in ("challenges", "unseen_messages")
    for line in (ROOT / "tests" / "data" / f"{name}.jsonl").read_text().splitlines()
]


@pytest.fixture(scope="module")
def hints():
    return {
        each["id"]: [
            hint
            for hint, applies in (
                (Hint.QUANTITY, not coaching._QUANTITY.search(each["description"])),
                (Hint.MATERIAL, not coaching.names_material(each["title"] + each["description"])),
            )
            if applies
        ]
        for each in NEEDS
        if each["scope"] != "out"
    }


def test_few_real_shaped_needs_are_asked_for_more(hints):
    asked = [hint for found in hints.values() for hint in found]

    assert len(hints) == 72
    assert asked.count(Hint.QUANTITY) <= 12
    assert asked.count(Hint.MATERIAL) <= 4


def test_expertise_is_seldom_promised_to_those_who_ask_for_something_else():
    pool = matcher.Matcher(read_experts(ROOT / "tests" / "data" / "experts.jsonl"))
    likely = {True: 0, False: 0}
    for each in NEEDS:
        need = matcher.Need(id="", title=each["title"], text=each["description"])
        (best,) = pool.propose(need, k=1).proposals
        likely[each["scope"] != "out"] += best.probability >= LIKELY

    assert sum(each["scope"] == "out" for each in NEEDS) == 28
    assert likely[True] >= 60
    assert likely[False] <= 1
