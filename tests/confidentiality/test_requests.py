"""What a request may change and say, whoever sends it: by every route, not by examples."""

import pytest
from sqlalchemy import Uuid, select

from models import Account, Base, IntroductionState, Role
from tests.browser_client import Browser
from tests.confidentiality.visiting import MARKS, NOBODY, addresses, known_ids, plain, rules
from webapp import passwords
from webapp.links import account_link

PASSWORD = "blaue Kühe tanzen im Mai"
MAY_CHANGE = {
    ("browser_sessions", "last_seen_at"), ("api_tokens", "last_used_at"), ("audit_entries", None),
}  # fmt: skip
"""Signs of life, and who has read what; None stands for whole rows."""

PUBLIC = {"profiles.show", "api_profiles.show", "atlas.campus"}
"""Routes with an id that everybody may follow."""


@pytest.fixture
def case(make):
    """A case that went the whole way, with everybody in it, and a tenant beside it."""
    introduction = make.introduction(IntroductionState.INTRODUCED)
    make.language_model()
    make.learned_fusion()
    make.snapshots(introduction.match)
    return introduction


def dump(database) -> dict[str, list[tuple]]:
    """Every row of every table, without what looking may change."""
    with database.reading() as session:
        return {
            table.name: sorted(
                tuple(repr(value) for value in row)
                for row in session.execute(
                    select(*[
                        column
                        for column in table.columns
                        if (table.name, column.name) not in MAY_CHANGE
                    ])
                )
            )
            for table in Base.metadata.sorted_tables
            if (table.name, None) not in MAY_CHANGE
        }  # fmt: skip


@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_looking_changes_nothing(app, browser, make, case, database, role):
    visitor = make.account(role) if role else None
    if role is Role.PROFESSOR:
        make.profile(account=visitor)
    if role:
        browser.login(visitor)
    with app.app_context():
        token = account_link(visitor or make.account(Role.COMPANY), "password").rpartition("/")[2]
    ids, before = known_ids(database), dump(database)

    seen = set()
    for rule in rules(app, "GET"):
        for url in addresses(app, rule, ids, token):
            seen.add(browser.client.get(url).status_code)
            browser.client.head(url)

    assert dump(database) == before
    assert {200, 404} <= seen
    assert not {status for status in seen if status >= 500 and status != 503}


@pytest.fixture
def forms(app, database, case):
    """Addresses to which anybody may send a form, with the ids there are."""
    ids = {name: values[:1] for name, values in known_ids(database).items()}
    return [url for rule in rules(app, "POST") for url in addresses(app, rule, ids)]


FOREIGN = {
    "no token": ({}, None),
    "a made-up token": ({}, "IjAwIg.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"),
    "another site": ({"Sec-Fetch-Site": "cross-site"}, "right"),
    "a sister site": ({"Sec-Fetch-Site": "same-site"}, "right"),
    "another origin": ({"Origin": "https://evil.example"}, "right"),
    "our name in another origin": ({"Origin": "https://localhost.evil.example"}, "right"),
    "a stranger's token": ({}, "stranger"),
    "the token of an old session": ({}, "old"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_no_other_site_makes_a_browser_act(app, browser, make, forms, database, kind):
    headers, which = FOREIGN[kind]
    account = make.account(Role.ADMIN)
    stranger = Browser(app)
    browser.login(account)
    tokens = {"old": token_on(browser), "stranger": token_on(stranger)}
    browser.login(account)
    tokens["right"] = token_on(browser)
    before = dump(database)

    answers = {
        url: browser.client.post(
            url, data={"csrf_token": tokens.get(which, which) or ""}, headers=headers
        ).status_code
        for url in forms
    }

    assert {url for url, status in answers.items() if status != 400} == set()
    assert dump(database) == before


def test_our_own_pages_may_send_what_they_show(browser, make):
    browser.login(make.account(Role.COMPANY))
    token = token_on(browser)

    for headers in (
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://localhost"},
        {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "none"},
    ):
        answer = browser.client.post(
            "/konto/sitzung-verlaengern", data={"csrf_token": token}, headers=headers
        )
        assert answer.status_code == 302, headers


def token_on(browser) -> str:
    page = browser.get("/registrieren")
    return page.select_one("main input[name=csrf_token]")["value"]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("role", [Role.COMPANY, Role.PROFESSOR, Role.SUPPORTER, Role.SCOUT])
def test_the_ids_of_others_answer_like_ids_of_nothing(
    app, browser, make, case, database, role, method
):
    with database.reading() as session:
        owners = [Browser(app) for _ in session.scalars(select(Account.id))]
        for owner, account in zip(owners, session.scalars(select(Account)).all(), strict=True):
            owner.login(account)
    theirs = known_ids(database)
    intruder = make.account(role)
    if role is Role.PROFESSOR:
        make.profile(account=intruder)
    browser.login(intruder)
    token, before = token_on(browser), dump(database)

    def ask(url: str) -> tuple:
        answer = browser.client.open(url, method=method, data={"csrf_token": token})
        return answer.status_code, dict(answer.headers), plain(answer.get_data(as_text=True), url)

    compared = 0
    for rule in rules(app, method):
        named = [name for name in rule.arguments if name in theirs]
        if not named or rule.endpoint in PUBLIC:
            continue
        (nothing,) = addresses(app, rule, {name: [NOBODY] for name in named})
        expected = ask(nothing)
        for url in addresses(app, rule, theirs):
            found = ask(url)
            assert without_marks(found) == without_marks(expected), url
            compared += 1

    assert compared > 20
    assert dump(database) == before


def without_marks(answer: tuple) -> tuple:
    status, headers, body = answer
    return status, {name: each for name, each in headers.items() if name not in MARKS}, body


FORMS = [
    (None, "/registrieren", {
        "company": "Neue GmbH", "municipality": "05978004", "size_class": "klein",
        "function": "Geschäftsführung", "email": "neu@firma.example", "password": PASSWORD,
    }),
    (Role.COMPANY, "/konto/angaben", {"display_name": "Leitung", "language": "de"}),
    (Role.COMPANY, "/bedarfe/neu", {
        "title": "Risse in Sichtbeton", "support_kinds": ["beratung"],
        "description": "Unsere Wände reißen nach dem ersten Winter an allen Ecken auf.",
    }),
    (Role.PROFESSOR, "/kompetenzen/mein-profil", {"chair": "Lehrgebiet Bau"}),
    (Role.PROFESSOR, "/kompetenzen/mein-profil/kompetenzen/neu", {
        "text": "Alterung und Rissbildung von Beton", "kind": "forschung",
    }),
]  # fmt: skip


@pytest.mark.parametrize(("role", "url", "fields"), FORMS, ids=[url for _, url, _ in FORMS])
def test_fields_that_a_form_does_not_show_are_not_taken(
    app, browser, make, case, database, role, url, fields
):
    make.municipality()
    if role:
        account = make.account(role)
        if role is Role.PROFESSOR:
            make.profile(account=account)
        browser.login(account)
    page = browser.get(url)
    form = next(
        each for each in page.select("main form")
        if all(each.find(attrs={"name": name}) for name in fields)
    )  # fmt: skip
    shown = {each["name"] for each in form.select("[name]")}
    data = browser._prefilled(form) | fields
    intruding = {
        column.name: hostile_value(column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name not in shown
    }
    before = dump(database)

    answer = browser.client.post(url, data=intruding | data)

    assert answer.status_code == 302, browser._page(answer).text
    after = dump(database)
    fresh = [
        row for table, rows in after.items() for row in rows if row not in before[table]
    ]  # fmt: skip
    assert fresh
    for mark in ("Fremdwert", "1999", str(NOBODY), "Role.ADMIN", "WITHDRAWN"):
        assert mark not in str(fresh), mark


def hostile_value(column) -> str:
    """What somebody would like to slip into a column."""
    if column.name == "role":
        return Role.ADMIN.value
    if column.name == "state":
        return "zurueckgezogen"
    if isinstance(column.type, Uuid):
        return str(NOBODY)
    if column.name.endswith(("_at", "_on", "_until")):
        return "1999-01-01"
    return "Fremdwert"


STRANGERS_FORMS = [
    (None, "/passwort-vergessen", {}, 302),
    (None, "/anmelden", {"password": "gelbe Kühe fliegen im Mai"}, 422),
    (None, "/registrieren", {
        "company": "Neue GmbH", "municipality": "05978004", "size_class": "klein",
        "function": "Geschäftsführung", "password": PASSWORD,
    }, 302),
    (Role.COMPANY, "/konto/organisation/einladen", {"display_name": "Einkauf"}, 302),
    (Role.COMPANY, "/konto/adresse", {}, 302),
]  # fmt: skip
"""The forms into which anybody may type any address; registering again sends a link again."""


@pytest.mark.parametrize(
    ("role", "url", "fields", "status"),
    STRANGERS_FORMS,
    ids=[url for _, url, *_ in STRANGERS_FORMS],
)
def test_no_answer_tells_whether_there_is_an_account(app, make, role, url, fields, status):
    make.municipality()
    known = make.account(Role.ADMIN, password_hash=passwords.hash_password(PASSWORD))
    invited = make.account(Role.COMPANY, confirmed_at=None)
    newcomer = make.account(Role.COMPANY, confirmed_at=None, password_hash=known.password_hash)
    gone = make.account(Role.COMPANY, is_active=False, password_hash=known.password_hash)
    visitor = make.account(role, is_responsible=True) if role else None
    answers = []
    people = [each.email for each in (known, invited, newcomer, gone)]
    for address in (*people, "niemand@nirgends.example"):
        browser = Browser(app)
        if visitor:
            browser.login(visitor)
        page = browser.get(url)
        token = page.select_one("main input[name=csrf_token]")["value"]
        answer = browser.client.post(url, data={"csrf_token": token, "email": address, **fields})
        body = plain(answer.get_data(as_text=True), url).replace(address, "")
        answers.append((answer.status_code, without_marks((0, dict(answer.headers), body))))

    assert answers[0][0] == status
    assert all(each == answers[0] for each in answers)
