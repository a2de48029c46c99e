"""Nonexistent, forbidden, excluded, embargoed, withdrawn, erased: nobody can tell them apart."""

import re
import time
from collections import Counter

import pytest
from sqlalchemy import event

from models import Challenge, Role
from tests.browser_client import Browser
from tests.confidentiality.denials import CAUSES, NAMES, build_denials
from tests.confidentiality.visiting import Answer, ask, rules
from tests.webapp.statements import count_statements
from webapp import create_app

FOR_KEYS = {"api_challenges.show", "api_region.case"}
"""Where a key that was not made for it, or not by somebody who may, is told so, whatever the id."""
KINDS_OF_FILES = ("text/csv", "application/json", "application/pdf")
AN_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture
def denials(make, clock):
    return build_denials(make, clock)


@pytest.fixture
def visitor(make, role):
    """Somebody who has no part in any of the cases, and something of their own."""
    facts = {"university_id": make.university("HSBO").id} if role is Role.TRANSFER_MANAGER else {}
    account = make.account(role, **facts) if role else None
    if role is Role.PROFESSOR:
        make.profile(account=account)
    if role is Role.COMPANY:
        make.challenge(by=account)
    return account


def addresses_by_cause(app, rule, denials) -> dict[str, str]:
    adapter = app.url_map.bind("")
    return {
        cause: adapter.build(rule.endpoint, {name: ids[name] for name in rule.arguments})
        for cause, ids in denials.items()
    }


def about_rows(app, method):
    """Routes about one of the rows that somebody may be denied."""
    return [
        rule for rule in rules(app, method) if rule.arguments and rule.arguments <= set(NAMES)
    ]  # fmt: skip


def one_of_each(found) -> list:
    """One route for each kind of row."""
    return list({tuple(sorted(rule.arguments)): rule for rule in found}.values())


def observe(client, url, method, **sent) -> Answer:
    """What is answered, but for the id that was asked for."""
    answer = ask(client, url, method, **sent)
    return answer._replace(body=AN_ID.sub("", answer.body))


@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_whatever_lies_behind_an_id_the_answer_is_the_same(app, browser, denials, role, visitor):
    if visitor:
        browser.login(visitor)
    token = browser.get("/registrieren").select_one("main input[name=csrf_token]")["value"]
    expected, compared = {}, Counter()

    for method in ("GET", "HEAD", "POST"):
        for rule in about_rows(app, method):
            for cause, url in addresses_by_cause(app, rule, denials).items():
                found = observe(browser.client, url, method, data={"csrf_token": token})
                if cause == "nothing":
                    expected[rule.endpoint, method] = found
                    continue
                assert found == expected[rule.endpoint, method], (cause, method, url)
                compared[cause] += 1

    assert set(compared) == set(CAUSES) - {"nothing"}
    assert min(compared.values()) > 50
    statuses = {answer.status for answer in expected.values()}
    assert statuses <= ({302, 401, 404} if role is None else {403, 404})
    assert {endpoint for (endpoint, _), each in expected.items() if each.status == 403} <= FOR_KEYS


@pytest.mark.parametrize("role", [Role.TRANSFER_MANAGER])
def test_no_other_kind_of_answer_can_be_asked_for(app, browser, denials, visitor):
    browser.login(visitor)
    for rule in one_of_each(about_rows(app, "GET")):
        answers = {
            observe(browser.client, url, "GET", headers={"Accept": kind, "HX-Request": "true"})
            for url in addresses_by_cause(app, rule, denials).values()
            for kind in KINDS_OF_FILES
        }
        assert len(answers) == 1, rule


def statements_of(database, action) -> list[str]:
    """The shapes of the statements that an action sends, in order."""
    seen: list[str] = []

    def note(connection, cursor, statement, *_):
        seen.append(re.sub(r"\s+", " ", statement))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        action()
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return seen


OWN_LOADS = re.compile(
    r"SELECT .* FROM (companies|exclusions|conflicts_of_interest|introductions|teasers|profiles"
    r"|match_runs|challenges|matches|accounts|universities|departments|campuses|case_deputies)\b"
)
"""What a policy has to read of a row to see that somebody may not know of it."""


@pytest.mark.parametrize(
    "role", [Role.COMPANY, Role.PROFESSOR, Role.TRANSFER_MANAGER, Role.SCOUT, Role.ADMIN]
)
def test_to_deny_is_the_same_work_but_for_what_the_policy_reads(
    app, browser, database, denials, role, visitor
):
    browser.login(visitor)
    token = browser.get("/registrieren").select_one("main input[name=csrf_token]")["value"]
    for method in ("GET", "POST"):
        for rule in one_of_each(about_rows(app, method)):
            urls = addresses_by_cause(app, rule, denials)
            work = {
                cause: statements_of(
                    database,
                    lambda url=url, method=method: browser.client.open(
                        url, method=method, data={"csrf_token": token}
                    ),
                )
                for cause, url in urls.items()
            }
            for cause, found in work.items():
                more = list((Counter(found) - Counter(work["nothing"])).elements())
                assert not Counter(work["nothing"]) - Counter(found), (cause, rule)
                assert all(OWN_LOADS.match(each) for each in more), (cause, rule, more)
                assert len(more) <= 10, (cause, rule, more)


def test_many_introductions_are_no_more_work_to_deny_than_one(
    make, browser, database, session, denials
):
    professor = make.account(Role.PROFESSOR)
    make.profile(account=professor)
    challenge = session.get_one(Challenge, denials["forbidden"]["challenge_id"])
    url = f"/bedarfe/{challenge.id}"
    browser.login(professor)
    before = count_statements(database, lambda: browser.client.get(url))

    for _ in range(4):
        make.introduction(challenge=challenge)

    assert count_statements(database, lambda: browser.client.get(url)) == before


def test_what_is_denied_takes_a_while_whatever_it_is(settings, clock, make, denials):
    slow = create_app(settings.model_copy(update={"denial_floor_ms": 300}), now=clock)
    browser = Browser(slow)
    browser.login(make.account(Role.COMPANY))

    for cause in ("nothing", "forbidden"):
        began = time.monotonic()
        answer = browser.client.get(f"/bedarfe/{denials[cause]['challenge_id']}")
        assert answer.status_code == 404
        # A floor, which no machine is too slow for.
        assert time.monotonic() - began >= 0.3
    slow.extensions["database"].engine.dispose()


BEHIND_PEOPLES_BACKS = [
    {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
    {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"},
    {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
    {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("how", BEHIND_PEOPLES_BACKS, ids=lambda each: each["Sec-Fetch-Dest"])
def test_another_site_learns_nothing_by_loading_a_page(browser, make, denials, site, how):
    owner = make.account(Role.COMPANY)
    own = make.challenge(by=owner)
    browser.login(owner)
    headers = {"Sec-Fetch-Site": site, **how}

    answers = {
        observe(browser.client, f"/bedarfe/{each}", "GET", headers=headers)
        for each in (own.id, *(ids["challenge_id"] for ids in denials.values()))
    }

    assert [each.status for each in answers] == [404]


def test_a_link_in_a_mail_still_opens_its_page(browser, make):
    owner = make.account(Role.COMPANY)
    own = make.challenge(by=owner)
    browser.login(owner)
    opened = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}

    for site in ("cross-site", "none"):
        answer = browser.client.get(
            f"/bedarfe/{own.id}", headers={"Sec-Fetch-Site": site, **opened}
        )
        assert answer.status_code == 200, site


def test_another_site_cannot_make_a_tab_download_a_file(browser, make):
    browser.login(make.account(Role.TRANSFER_MANAGER))
    opened = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}

    answers = {
        site: browser.client.get("/region/faelle.csv", headers={"Sec-Fetch-Site": site, **opened})
        for site in ("same-origin", "none", "cross-site")
    }

    assert [each.status_code for each in answers.values()] == [200, 200, 404]
    assert "Content-Disposition" not in answers["cross-site"].headers
    assert "Content-Security-Policy" in answers["cross-site"].headers
