"""Mailed links: for one purpose, once, for a while, for one mailbox; and only a button acts."""

from datetime import timedelta

import pytest

from models import Account, Role
from tests.browser_client import Browser
from tests.confidentiality.test_requests import dump
from webapp import create_app
from webapp.links import PAGES, account_link
from webapp.participant_links import make_participant_token
from webapp.tokens import LIFETIMES, Purpose

DECLINE = "accounts.decline_invitation"
"""The second button on the page behind an invitation."""
HANDING_IN = "challenges.hand_in"
"""A need is handed in with it, tests/webapp/test_describing.py."""
ANSWERING = {f"introductions.answering.{each}" for each in ("show", "accept", "decline", "hand_on")}
"""What one enquiry is answered with, tests/webapp/test_introductions_answering.py."""
LOOKING_BACK = "follow_ups.look_back"
VISIT = "challenges.confirm_visit"
"""By which a company says what became of its case, tests/webapp/test_follow_ups.py."""
PARTICIPANTS = {
    *(f"workshops.{each}_registration" for each in ("own", "change", "cancel")),
    "workshops.come_again",
    *(f"workshop_talks.{each}" for each in ("wishes", "wish", "calendar")),
}
"""The link of somebody who comes to a workshop, tests/webapp/test_workshops_participants.py."""
INVITATION = {f"flows.consenting.{each}_by_link" for each in ("agree", "refuse")} | {
    "flows.consenting.by_link"
}
"""By which a company answers an invitation, tests/webapp/test_joint_projects.py."""
FEED = "api.feed"
"""The address of a calendar, tests/webapp/test_api_feeds.py."""
PASSWORD = "blaue Kühe tanzen im Mai"
REFUSED = 410


@pytest.fixture
def account(make) -> Account:
    """Somebody whose address still waits to be confirmed, so that every link means something."""
    return make.account(Role.COMPANY, confirmed_at=None)


@pytest.fixture
def link(app, database):
    """The path of a link for an account as it is now."""

    def make_link(account: Account, purpose: Purpose) -> str:
        with app.app_context(), database.reading() as session:
            address = "neu@firma.example" if purpose is Purpose.ADDRESS else None
            url = account_link(session.get_one(Account, account.id), purpose.value, address)
        return url.removeprefix(app.extensions["settings"].base_url)

    return make_link


def press(app, path: str) -> int:
    """Send the form behind a link as its page shows it; the status of what cannot be opened."""
    browser = Browser(app)
    page = browser._page(browser.client.get(path))
    token = page.select_one("main form [name=csrf_token]")
    data = {"csrf_token": token["value"] if token else token_of(browser), "password": PASSWORD}
    return browser.client.post(path, data=data).status_code


def token_of(browser: Browser) -> str:
    return browser.get("/registrieren").select_one("main [name=csrf_token]")["value"]


def test_every_route_with_a_token_belongs_to_a_purpose(app):
    with_token = {rule.endpoint for rule in app.url_map.iter_rules() if "token" in rule.arguments}

    assert with_token == {
        *PAGES.values(), DECLINE, HANDING_IN, LOOKING_BACK, VISIT, FEED, *ANSWERING, *PARTICIPANTS,
        *INVITATION,
    }  # fmt: skip
    assert set(PAGES) == set(Purpose) == set(LIFETIMES)


def test_a_scanner_that_opens_a_participants_link_changes_nothing(app, make, database):
    talker = make.participant(make.workshop(), wants_talks=True)
    with app.app_context():
        token = make_participant_token(talker)
    adapter, before = app.url_map.bind(""), dump(database)
    client = app.test_client()

    for endpoint in sorted(PARTICIPANTS):
        path = adapter.build(endpoint, {"token": token})
        statuses = {client.open(path, method=method).status_code for method in ("GET", "HEAD")}
        assert statuses <= {200, 404}, endpoint
        assert client.post(path).status_code in {400, 404}, endpoint

    assert dump(database) == before


@pytest.mark.parametrize("purpose", Purpose)
def test_a_scanner_that_opens_links_changes_nothing(app, account, link, purpose, database):
    path, before = link(account, purpose), dump(database)
    client = app.test_client()

    answers = [client.get(path), client.head(path), client.open(path, method="OPTIONS")]
    answers += [client.post(path), client.post(path, data={"password": PASSWORD})]

    assert dump(database) == before
    assert [each.status_code for each in answers] == [200, 200, 200, 400, 400]
    for each in answers[:2]:
        assert each.headers["Referrer-Policy"] == "no-referrer"
        assert each.headers["Cache-Control"] == "no-store"
    assert press(app, path) == 302
    assert dump(database) != before


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_acts_once(app, account, link, purpose, database):
    path = link(account, purpose)
    press(app, path)
    after = dump(database)

    answer = Browser(app).client.get(path)

    assert "<h1" in answer.get_data(as_text=True)
    assert press(app, path) in {REFUSED, 200}
    assert dump(database) == after


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_ends_to_the_second(app, account, link, purpose, clock, database):
    path = link(account, purpose)
    client, made_at = app.test_client(), clock.at

    clock.at = made_at + LIFETIMES[purpose]
    assert client.get(path).status_code == 200

    clock.at = made_at + LIFETIMES[purpose] + timedelta(seconds=1)
    before = dump(database)
    assert client.get(path).status_code == REFUSED
    assert press(app, path) == REFUSED
    assert dump(database) == before


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("other", sorted(set(PAGES.values())), ids=str)
def test_a_link_serves_no_other_purpose(app, account, link, purpose, other):
    token = link(account, purpose).rpartition("/")[2]
    path = app.url_map.bind("").build(other, {"token": token})

    opens = app.test_client().get(path).status_code == 200

    assert opens == (PAGES[purpose] == other)
    assert (press(app, path) == 302) == opens


def test_only_an_invitation_is_declined_and_only_once(app, account, link, database):
    adapter, before = app.url_map.bind(""), dump(database)
    paths = {
        purpose: adapter.build(DECLINE, {"token": link(account, purpose).rpartition("/")[2]})
        for purpose in Purpose
    }

    assert {app.test_client().get(path).status_code for path in paths.values()} == {404}
    assert press(app, paths[Purpose.CONFIRM]) == REFUSED
    assert press(app, paths[Purpose.PASSWORD]) == REFUSED
    assert dump(database) == before
    assert press(app, paths[Purpose.INVITATION]) == 302
    assert press(app, paths[Purpose.INVITATION]) == REFUSED
    with database.reading() as session:
        assert session.get(Account, account.id) is None


def test_a_link_that_was_tampered_with_opens_nothing(app, account, link, make, database):
    stranger = make.account(Role.ADMIN, confirmed_at=None)
    before = dump(database)
    for purpose in Purpose:
        page, _, token = link(account, purpose).rpartition("/")
        theirs = link(stranger, purpose).rpartition("/")[2]
        payload, stamp, signature = token.rsplit(".", 2)
        their_payload, _, their_signature = theirs.rsplit(".", 2)
        forged = [
            f"{their_payload}.{stamp}.{signature}", f"{payload}.{stamp}.{their_signature}",
            f"{payload}.zzzzzz.{signature}", f"{payload}.{stamp}.", payload, f"{token}x", token[1:],
            token.swapcase(), ".".join([payload, stamp]), "x", "..", "%00", "a" * 7000,
        ]  # fmt: skip
        forged += [token[:at] + ("A" if sign != "A" else "B") + token[at + 1 :]
                   for at, sign in enumerate(token[:-1]) if at % 3 == 0]  # fmt: skip
        for each in forged:
            if each not in {token, theirs}:
                assert app.test_client().get(f"{page}/{each}").status_code in {REFUSED, 404, 422}
    assert dump(database) == before


def new_password(account):
    account.set_password_hash("x")


def new_address(account):
    account.email = "andere@firma.example"


def deactivation(account):
    account.deactivate()


def end_of_sessions(account):
    account.end_sessions()


@pytest.mark.parametrize("change", [new_password, new_address, deactivation, end_of_sessions])
@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_ends_with_what_it_was_made_for(app, account, link, database, purpose, change):
    path = link(account, purpose)
    with database.writing() as session:
        change(session.get_one(Account, account.id))
    before = dump(database)

    assert app.test_client().get(path).status_code == REFUSED
    assert press(app, path) == REFUSED
    assert dump(database) == before


def test_a_link_outlives_a_new_secret_key_as_long_as_the_old_one_is_named(
    app, account, link, settings, clock
):
    path = link(account, Purpose.PASSWORD)
    new = {"secret_key": type(settings.secret_key)("another " * 8)}
    kept = settings.model_copy(update=new | {"secret_key_fallbacks": [settings.secret_key]})
    statuses = []
    for each in (kept, settings.model_copy(update=new)):
        turned = create_app(each, now=clock)
        turned.testing = True
        statuses.append(turned.test_client().get(path).status_code)
        turned.extensions["database"].engine.dispose()

    assert statuses == [200, REFUSED]
    assert kept.secret_keys == [settings.secret_key.get_secret_value(), "another " * 8]
