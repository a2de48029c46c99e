"""What programs read: for each role what its pages show, and for nobody else anything."""

import json
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from models import (
    Account,
    AuditEntry,
    Challenge,
    ChallengeState,
    Gap,
    IntroductionState,
    Outcome,
    Role,
    Scope,
    WorkshopState,
    policies,
)
from tests.browser_client import Browser
from tests.webapp.statements import count_statements
from webapp.cursors import read_cursor
from webapp.disclosure import SMALLEST_SHOWN
from webapp.ledger.noting import note_facts

FOR_EVERYBODY = ("/profile", "/veranstaltungen", "/kennzahlen/jahre", "/openapi.json",
                 "/schema/ungedeckte-bedarfe.json")  # fmt: skip
FOR_SOME = {
    "/bedarfe": {Role.COMPANY},
    "/faelle": {Role.TRANSFER_MANAGER},
    "/kennzahlen/region": {Role.TRANSFER_MANAGER, Role.SUPPORTER, Role.ADMIN},
    "/ungedeckte-bedarfe": {Role.TRANSFER_MANAGER, Role.SUPPORTER, Role.ADMIN},
}


class Program:
    """A program of one account, or of nobody."""

    def __init__(self, app, account: Account | None = None) -> None:
        self.browser = Browser(app)
        if account is not None:
            self.browser.login(account)

    def get(self, path: str, **headers: str):
        return self.browser.client.get(f"/api/v1{path}", headers=headers)

    def read(self, path: str, status: int = 200) -> dict:
        answer = self.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.text)
        return json.loads(answer.text)

    def walk(self, path: str) -> list[dict]:
        """Every entry of a list, page by page."""
        found, following = [], path
        while following is not None:
            page = self.read(following)
            found += page["items"]
            following = page["next"] and page["next"].removeprefix("/api/v1")
        return found


@pytest.fixture
def program(app):
    return lambda account=None: Program(app, account)


@pytest.fixture
def region(make) -> SimpleNamespace:
    """Two companies, two managers, a supporter; needs at several stages."""
    owner, other = make.account(Role.COMPANY), make.account(Role.COMPANY)
    lead = make.account(Role.TRANSFER_MANAGER)
    far = make.account(Role.TRANSFER_MANAGER, university_id=make.university("HSBO").id)
    introduction = make.introduction(IntroductionState.INTRODUCED)
    needs = [
        make.challenge(by=owner, title="Ein Entwurf", state=ChallengeState.DRAFT),
        make.challenge(by=owner, title="Eingereicht"),
        make.challenge(by=other, title="Von anderen", state=ChallengeState.IN_REVIEW),
    ]
    return SimpleNamespace(
        owner=owner, other=other, lead=lead, far=far, needs=needs, introduction=introduction,
        supporter=make.account(Role.SUPPORTER), professor=make.account(Role.PROFESSOR),
        people=[owner, other, lead, far],
    )  # fmt: skip


def test_each_list_opens_for_the_roles_whose_pages_show_it(make, program):
    for role in [None, *Role]:
        asking = program(make.account(role) if role else None)
        for path in FOR_EVERYBODY:
            assert asking.get(path).status_code == 200, (role, path)
        for path, roles in FOR_SOME.items():
            expected = 401 if role is None else 200 if role in roles else 403
            assert asking.get(path).status_code == expected, (role, path)


def test_a_list_of_cases_is_what_the_policies_say(region, program, session, clock):
    for account, path, policy in (
        (region.owner, "/bedarfe", policies.may_view_challenge),
        (region.other, "/bedarfe", policies.may_view_challenge),
        (region.lead, "/faelle", policies.may_view_case),
        (region.far, "/faelle", policies.may_view_case),
    ):
        session.rollback()
        user = session.get_one(Account, account.id)
        every = session.scalars(select(Challenge)).all()
        allowed = {str(each.id) for each in every if policy(user, each, clock())}
        asking = program(account)

        assert {each["id"] for each in asking.walk(path)} == allowed, path
        for each in every:
            status = asking.get(f"{path}/{each.id}").status_code
            assert status == (200 if str(each.id) in allowed else 404), (path, each.title)


def test_a_company_reads_its_own_needs_and_that_is_written_down(region, program, session):
    asking = program(region.owner)

    listed = asking.walk("/bedarfe")
    (own,) = [each["self"] for each in listed if each["title"] == "Eingereicht"]
    need = asking.read(own.removeprefix("/api/v1"))

    assert {each["title"] for each in listed} == {"Ein Entwurf", "Eingereicht"}
    assert need["description"] == region.needs[1].description
    assert need["stage"] == "pruefung"
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.verb == "gelesen"))
    assert entry.challenge_id == region.needs[1].id
    assert entry.detail["by_program"] is True


def test_a_manager_gets_no_word_of_a_case(region, program):
    words = {region.introduction.challenge.title, "Eingereicht", "Von anderen"}
    text = json.dumps(program(region.lead).walk("/faelle"))

    assert not [each for each in words if each in text]
    assert region.needs[2].reference in text


def test_no_place_in_the_list_of_cases_tells_when_one_was_begun(region, program):
    following = program(region.lead).read("/faelle?anzahl=1")["next"]

    key, _ = read_cursor(following.rpartition("nach=")[2])
    assert key in {each["reference"] for each in program(region.lead).walk("/faelle")}


def test_every_denial_is_the_same_answer(region, program, make):
    hidden = make.profile(account=region.professor)
    with make.writing() as session:
        session.merge(hidden).unpublish()
    missing = "0b7e3f0e-6f6c-4f6d-9f64-1d7a2b3c4d5e"
    for account, path, kept in (
        (region.owner, "/bedarfe", region.needs[2].id),
        (region.far, "/faelle", region.needs[0].id),
        (None, "/profile", hidden.id),
        (None, "/veranstaltungen", make.workshop(state=WorkshopState.DRAFT, published_at=None).id),
    ):
        asking = program(account)
        answers = [asking.get(f"{path}/{each}") for each in (kept, missing)]
        assert [each.status_code for each in answers] == [404, 404], path
        assert answers[0].data == answers[1].data
        differing = {"X-Request-Id"}
        assert not {
            name for name in dict(answers[0].headers) | dict(answers[1].headers)
            if answers[0].headers.get(name) != answers[1].headers.get(name)
        } - differing  # fmt: skip


def test_pages_neither_repeat_nor_leave_out_while_rows_come_and_go(make, program, clock):
    for number in range(7):
        clock.advance(seconds=number % 2)
        make.profile(chair=f"Lehrgebiet {chr(65 + number % 3)}")
    asking = program()
    first = asking.read("/profile?anzahl=3")
    make.profile(chair="Aaa kommt davor")

    rest = asking.walk(first["next"].removeprefix("/api/v1"))

    everything = asking.walk("/profile?anzahl=100")
    ids = [each["id"] for each in first["items"] + rest]
    assert len(ids) == len(set(ids)) == 7
    assert set(ids) < {each["id"] for each in everything}
    assert [each["id"] for each in asking.walk("/profile?anzahl=1")] == [
        each["id"] for each in everything
    ]


def test_the_next_page_also_stands_in_a_header_and_keeps_the_choice(make, program):
    for _ in range(3):
        make.profile()

    answer = program().get("/profile?anzahl=2&hochschule=WH")

    following = json.loads(answer.text)["next"]
    assert answer.headers["Link"] == f'<{following}>; rel="next"'
    assert "hochschule=WH" in following
    assert "anzahl=2" in following


def test_cases_at_the_same_moment_are_told_apart_by_their_ids(region, program, make):
    for _ in range(5):
        make.challenge(by=region.owner)

    listed = program(region.owner).walk("/bedarfe?anzahl=2")

    assert len({each["id"] for each in listed}) == len(listed) == 7


def test_an_answer_that_is_known_is_not_sent_again(make, program):
    profile = make.profile()
    for path in ("/profile", f"/profile/{profile.id}", "/openapi.json"):
        first = program().get(path)

        again = program().get(path, **{"If-None-Match": first.headers["ETag"]})

        assert again.status_code == 304
        assert again.data == b""
        assert again.headers["ETag"] == first.headers["ETag"]
    make.profile()
    tag = first.headers["ETag"]
    assert program().get("/profile", **{"If-None-Match": tag}).status_code == 200


def test_what_a_key_reads_is_kept_by_nobody_on_the_way(region, program):
    private = program(region.owner).get("/bedarfe").headers
    public = program().get("/profile").headers

    assert private["Cache-Control"] == "no-store"
    assert public["Cache-Control"] == "no-cache"
    assert "Authorization" in private["Vary"]
    assert "Authorization" in public["Vary"]


WRONG = {
    "/profile?hochshule=WH": "hochshule", "/profile?anzahl=0": "anzahl",
    "/profile?anzahl=101": "anzahl", "/profile?anzahl=zwei": "anzahl",
    "/profile?anzahl=%D9%A3": "anzahl", "/profile?anzahl=1&anzahl=2": "anzahl",
    "/profile?format=tanzen": "format", "/profile?nach=": "nach",
    "/profile?suche=": "suche", "/kennzahlen/jahre?jahr=2024": "jahr",
}  # fmt: skip


@pytest.mark.parametrize("url", WRONG)
def test_what_is_wrong_in_the_address_is_said(program, url):
    answer = program().read(url, status=400)

    assert answer["status"] == 400
    assert WRONG[url] in answer["detail"]


NOWHERE = {
    "/profile?nach=x": "nach", "/profile?nach=W10": "nach",
    "/profile?suche=Beton&nach=WyJhIiwgIjAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwIl0": "suche",
}  # fmt: skip


@pytest.mark.parametrize("url", NOWHERE)
def test_a_place_that_no_list_has_is_not_found(program, url):
    answer = program().read(url, status=404)

    assert NOWHERE[url] in answer["detail"]


def test_a_half_year_that_is_not_settled_is_not_found(region, program):
    asking = program(region.supporter)

    assert asking.read("/kennzahlen/region")["half_year"] is None
    asked = "/kennzahlen/region?halbjahr=2026-1"
    assert "halbjahr" in asking.read(asked, status=404)["detail"]
    assert "halbjahr" in asking.read("/kennzahlen/region?halbjahr=2026-3", status=400)["detail"]


def test_figures_hide_small_counts_whoever_asks(region, program, make, clock, database):
    def settle() -> None:
        with database.writing() as writing:
            note_facts(writing, clock())
        clock.advance(days=200)

    def needs(account) -> dict[str, object]:
        asking = program(account)
        return {
            half: asking.read(f"/kennzahlen/region?halbjahr={half}")["tables"][0]["rows"]
            for half in ("2026-1", "2026-2")
        }

    settle()
    for _ in range(SMALLEST_SHOWN):
        make.challenge(by=region.owner, state=ChallengeState.IN_REVIEW)
    settle()

    told = needs(region.supporter)
    assert told["2026-1"][0]["counts"]["bedarfe"] == "under-5"
    assert told["2026-2"][0]["counts"]["bedarfe"] == SMALLEST_SHOWN
    assert needs(region.lead) == told


def test_a_search_gives_the_best_first_and_only_what_is_published(make, program):
    fitting = make.profile("Rissbildung in Sichtbeton und Alterung von Beton")
    make.profile("Vergaberecht der öffentlichen Hand")
    kept = make.profile("Beton, aber nicht öffentlich")
    with make.writing() as session:
        session.merge(kept).unpublish()

    found = program().read("/profile?suche=Risse+im+Beton")

    assert found["items"][0]["id"] == str(fitting.id)
    assert str(kept.id) not in {each["id"] for each in found["items"]}
    assert found["next"] is None


def test_an_event_tells_what_its_page_tells(make, program):
    workshop = make.workshop()

    (listed,) = program().read("/veranstaltungen")["items"]
    event = program().read(f"/veranstaltungen/{workshop.id}")

    assert listed["free_seats"] == event["free_seats"] == workshop.capacity
    assert event["title"] == workshop.title
    assert event["starts_at"].endswith("+02:00") or event["starts_at"].endswith("+01:00")


def test_topics_for_another_hub_name_no_case_and_none_of_few_companies(
    make, program, session, clock
):
    lead, manager = make.account(Role.TRANSFER_MANAGER), make.account(Role.TRANSFER_MANAGER)
    seldom = make.no_match(lead=lead, topic="Haltbarkeit von Fassaden")
    often = make.no_match(lead=lead, topic="Recycling von Faserverbund")
    closed = make.no_match(lead=lead, topic="Erledigt")
    for _ in range(SMALLEST_SHOWN - 1):
        for each in (often, closed):
            make.no_match(lead=lead, gap_id=each.gap_id)
    for _ in range(SMALLEST_SHOWN):
        one_company = make.challenge(ChallengeState.IN_REVIEW, lead=lead, by=_owner(make, seldom))
        make.no_match(challenge=one_company, gap_id=seldom.gap_id)
    with make.writing() as writing:
        writing.get_one(Gap, closed.gap_id).close(clock())
    assert program(manager).read("/ungedeckte-bedarfe")["needs"] == [], "the month is not over"
    clock.advance(days=31)

    document = program(manager).read("/ungedeckte-bedarfe")

    told = {each["topic"]: each["companies"] for each in document["needs"]}
    assert told == {"Recycling von Faserverbund": SMALLEST_SHOWN}
    case = session.get_one(Challenge, often.challenge_id)
    text = json.dumps(document)
    for word in (str(case.id), case.reference, case.company.name, case.title):
        assert word not in text


def _owner(make, no_match) -> Account:
    with make.writing() as session:
        company_id = session.get_one(Challenge, no_match.challenge_id).company_id
    return make.account(Role.COMPANY, company_id=company_id)


def test_no_list_asks_once_per_row(make, program, database):
    owner, manager = make.account(Role.COMPANY), make.account(Role.TRANSFER_MANAGER)
    make.challenge(by=owner)
    make.profile()
    make.workshop()
    asked = [(program(), "/profile"), (program(), "/veranstaltungen"),
             (program(owner), "/bedarfe"), (program(manager), "/faelle"),
             (program(manager), "/ungedeckte-bedarfe")]  # fmt: skip

    def counts() -> list[int]:
        return [
            count_statements(database, lambda who=who, path=path: who.read(path))
            for who, path in asked
        ]

    before = counts()
    for _ in range(4):
        make.challenge(by=owner, state=ChallengeState.IN_REVIEW)
        make.profile()
        make.workshop()
        make.no_match(topic="Haltbarkeit von Fassaden")
    assert counts() == before


METHODS = ("POST", "PUT", "PATCH", "DELETE")


@pytest.mark.parametrize("method", METHODS)
def test_nothing_is_changed_here(region, app, method):
    browser = Browser(app)
    browser.login(region.owner)
    for path in ("/profile", "/bedarfe", f"/bedarfe/{region.needs[0].id}"):
        answer = browser.client.open(f"/api/v1{path}", method=method)
        assert answer.status_code == 405
        assert answer.mimetype == "application/problem+json"
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


PROBLEMS = {
    "/api/v1/nix": 404, "/api/": 404, "/api/v2/profile": 404,
    "/api/v1/bedarfe": 401, "/api/v1/profile?x=1": 400, "/api/v1/profile?suche=%00": 422,
    "/api/v1/" + "x" * 9000: 414, "/api/v1/profile/keine-id": 404,
}  # fmt: skip


@pytest.mark.parametrize("url", PROBLEMS, ids=lambda url: url[:30])
def test_every_error_is_a_problem_document(app, url):
    answer = app.test_client().get(url)

    assert answer.status_code == PROBLEMS[url]
    assert answer.mimetype == "application/problem+json"
    body = json.loads(answer.text)
    assert body["status"] == answer.status_code
    assert body.keys() == {"type", "title", "status", "detail"}
    assert len(answer.headers["X-Request-Id"]) == 32


def test_a_failure_of_ours_is_a_problem_without_contents(app, monkeypatch, make):
    app.testing = False
    monkeypatch.setattr("webapp.profiles.interface.queries.profiles_after", lambda *_, **__: 1 / 0)

    answer = app.test_client().get("/api/v1/profile")

    assert answer.status_code == 500
    assert answer.mimetype == "application/problem+json"
    assert "division" not in answer.text


def test_another_site_learns_nothing_by_asking_here(region, program):
    answer = program(region.owner).get(
        "/bedarfe", **{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}
    )

    assert answer.status_code == 404
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_an_ended_case_tells_its_company_how_it_ended(make, program):
    owner = make.account(Role.COMPANY)
    need = make.challenge(by=owner, state=ChallengeState.CLOSED)

    told = program(owner).read(f"/bedarfe/{need.id}")

    assert told["outcome"] in {each.value for each in Outcome}
    assert Scope.NEEDS in policies.offered_scopes(owner, need.created_at)
