"""A14: „Who has read need X since t?“ is answered exactly, and only to those whom it concerns."""

import io
import os
import random
from dataclasses import dataclass
from datetime import timedelta
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from sqlalchemy import text
from werkzeug.routing import Rule

from models import ChallengeState, IntroductionState, Reading, Role
from tests.browser_client import Browser
from tests.webapp.terminal import Terminal
from tests.webapp.trail import unlock
from webapp.auditing import queries

IS_LONG_RUN = os.environ.get("HYPOTHESIS_PROFILE") == "verify"
IDENTIFIED = {
    "challenge_id",
    "attachment_id",
    "introduction_id",
    "teaser_id",
    "match_id",
    "profile_id",
}


@dataclass(frozen=True)
class Case:
    """A need with a word of its own in everything that is confidential of it."""

    challenge: object
    ids: dict
    words: dict[Reading, str]


@pytest.fixture
def company(make):
    return make.account(Role.COMPANY, phone="0221 4710 111")


@pytest.fixture
def lead(make):
    return make.account(Role.TRANSFER_MANAGER, display_name="Transferberatung")


@pytest.fixture
def professor(make):
    return make.account(Role.PROFESSOR, display_name="Lehrgebiet Polymere")


@pytest.fixture
def introduction(make, company, lead, professor):
    """A professor of the lead's university who was asked."""
    challenge = make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead)
    profile = make.profile(account=professor)
    return make.introduction(challenge=challenge, profile=profile, lead=lead)


@pytest.fixture
def cases(database, make, clock, company, lead, professor) -> list[Case]:
    """Needs in every state, each with words that stand nowhere else."""
    profile, found = make.profile(account=professor), []
    states = [*ChallengeState, *[ChallengeState.IN_REVIEW] * 3]
    asked = [None] * len(ChallengeState) + [
        IntroductionState.ASKED, IntroductionState.INTRODUCED, IntroductionState.DECLINED,
    ]  # fmt: skip
    for number, (state, how_far) in enumerate(zip(states, asked, strict=True)):
        words = {
            Reading.FULL_TEXT: f"Vollwort{number}x",
            Reading.TEASER: f"Kurzwort{number}x",
            Reading.EXPORT: f"Titelwort{number}x",
            Reading.FILE: f"Dateiwort{number}x",
            Reading.CONTACTS: f"kontakt-{number}x@musterteile.example",
        }
        by = make.account(Role.COMPANY, email=words[Reading.CONTACTS], company_id=make.company().id)
        challenge = make.challenge(
            state, by=by, lead=lead if how_far else None, title=words[Reading.EXPORT],
            description=f"Unsere Teile reißen bei Frost. {words[Reading.FULL_TEXT]}.",
        )  # fmt: skip
        word = words[Reading.FILE]
        file = make.attachment(challenge, word.encode(), text=word, released_at=clock())
        ids = {
            "challenge_id": challenge.id, "profile_id": profile.id, "attachment_id": file.id,
        }  # fmt: skip
        if how_far:
            introduction = make.introduction(
                how_far, challenge=challenge, profile=profile, lead=lead
            )
            ids |= {
                "introduction_id": introduction.id, "teaser_id": introduction.teaser_id,
                "match_id": introduction.match_id,
            }  # fmt: skip
            with database.writing() as session:
                unlock(session)
                session.execute(
                    text("UPDATE teasers SET text = :text WHERE challenge_id = :id"),
                    {"text": f"Gesucht: {words[Reading.TEASER]}", "id": _key(session, challenge)},
                )
        found.append(Case(challenge, ids, words))
    return found


def _key(session, challenge):
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return challenge.id.hex if is_sqlite else challenge.id


def pages(app) -> list[Rule]:
    """Every page there is that can be opened with the ids of a case."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods
        and rule.arguments <= IDENTIFIED
        and not rule.rule.startswith(("/betrieb", "/konto", "/static", "/abmelden"))
    ]


def text_of(answer) -> str:
    """What a page or a printed report says; files of a need are only a few plain bytes here."""
    if answer.data.endswith(b"%%EOF") or answer.data.endswith(b"%%EOF\n"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    if answer.data.startswith(b"PK") and answer.mimetype != "application/zip":
        with ZipFile(io.BytesIO(answer.data)) as file:
            return "\n".join(file.read(name).decode("utf-8", "replace") for name in file.namelist())
    return answer.get_data().decode("utf-8", "replace")


def shown(answer, case: Case, account, url: str) -> set[Reading]:
    """What the bytes that left say of a need; to whom it belongs, a contact is no news."""
    body = text_of(answer)
    found = {what for what, word in case.words.items() if word in body}
    if not url.endswith(".csv"):
        found.discard(Reading.EXPORT)
    if account.email == case.words[Reading.CONTACTS]:
        found.discard(Reading.CONTACTS)
    return found


@pytest.mark.sized
def test_the_trail_names_exactly_who_has_read_what(
    app, database, make, clock, cases, lead, professor
):
    rng = random.Random(1)
    owners = {each.challenge.entered_by_id: each.challenge.entered_by for each in cases}
    readers = [
        *owners.values(), lead, professor, make.account(Role.TRANSFER_MANAGER),
        make.account(Role.TRANSFER_MANAGER, university_id=make.university("HSBO").id),
        make.account(Role.PROFESSOR),
        make.account(Role.ADMIN), make.account(Role.SUPPORTER),
    ]  # fmt: skip
    browsers = {each.id: Browser(app) for each in readers}
    rules, truth = sorted(pages(app), key=lambda each: each.rule), set()
    every = set(Reading) - {Reading.EMERGENCY}
    for number in range(1000):
        # A short run goes on until each kind of thing was read by somebody.
        if not IS_LONG_RUN and number >= 200 and {what for *_, what in truth} == every:
            break
        clock.advance(seconds=rng.randrange(45))
        chosen = rng.choice(cases)
        rule = rng.choice([each for each in rules if each.arguments <= chosen.ids.keys()])
        # Whoever is at home on a page opens it more often than those who only try.
        at_home = {"bedarfe": _owner(chosen), "anfragen": professor}.get(
            rule.rule.split("/")[1], lead
        )
        account = at_home if rng.random() < 0.7 else rng.choice(readers)
        url = app.url_map.bind("").build(
            rule.endpoint, {name: chosen.ids[name] for name in rule.arguments}
        )
        browsers[account.id].login(account)
        answer = browsers[account.id].client.get(url)
        minute = clock().replace(second=0, microsecond=0)
        truth |= {
            (case.challenge.id, account.id, minute, what)
            for case in cases
            for what in shown(answer, case, account, url)
        }

    assert {what for *_, what in truth} == every
    start = min(minute for _, _, minute, _ in truth)
    for since in [start, *(start + timedelta(seconds=rng.randrange(4000)) for _ in range(20))]:
        floor = since.replace(second=0, microsecond=0)
        with database.reading() as session:
            named = {
                (case.challenge.id, each.account_id, each.at.replace(second=0), what)
                for case in cases
                for each in queries.readers(session, case.challenge.id, since)
                for what in each.what
                if what is not Reading.CONTACTS or each.account_id != _owner(case).id
            }
        assert named == {each for each in truth if each[2] >= floor}


def _owner(case: Case):
    return case.challenge.entered_by


def test_a_page_loaded_again_in_the_same_minute_is_one_reading(
    browser, database, make, company, clock
):
    challenge = make.challenge(by=company)
    browser.login(company)
    for seconds in (0, 20, 20, 40):
        clock.advance(seconds=seconds)
        browser.get(f"/bedarfe/{challenge.id}")

    with database.reading() as session:
        assert len(queries.readers(session, challenge.id)) == 2


def test_what_cannot_be_written_down_is_not_shown(app, browser, database, make, company):
    challenge = make.challenge(by=company)
    browser.login(company)
    with database.writing() as session:
        session.execute(text("ALTER TABLE audit_entries RENAME TO gone"))

    app.testing = False
    answer = browser.client.get(f"/bedarfe/{challenge.id}")

    assert answer.status_code in {500, 503}
    assert challenge.description not in answer.get_data(as_text=True)


def test_a_company_reads_who_has_read_her_need(browser, make, company, lead):
    challenge = make.challenge(by=company, lead=lead)
    browser.login(lead)
    browser.get(f"/pruefung/{challenge.id}")
    browser.login(company)

    page = browser.get(f"/bedarfe/{challenge.id}")
    assert page.select_one(f'a[href="/bedarfe/{challenge.id}/gelesen"]')
    page = browser.get(f"/bedarfe/{challenge.id}/gelesen")

    cells = [each.get_text(" ") for each in page.select("tbody th, tbody td")]
    assert cells == [
        "Transferberatung Transferstelle", "Westfälische Hochschule",
        "Kontaktdaten, Voller Text", "20. März 2026, 10:00",
    ]  # fmt: skip


def test_a_professor_is_named_to_the_company_after_a_yes_and_never_before(
    browser, database, company, professor, lead, introduction
):
    page = f"/bedarfe/{introduction.challenge_id}/gelesen"
    browser.login(professor)
    browser.get(f"/anfragen/{introduction.id}")

    browser.login(company)
    assert "Lehrgebiet Polymere" not in browser.get(page).text
    browser.login(lead)
    assert "Lehrgebiet Polymere" in browser.get(page).text

    browser.login(professor)
    browser.submit(f"/anfragen/{introduction.id}", "zusagen")
    browser.login(company)
    assert "Lehrgebiet Polymere" in browser.get(page).text


@pytest.mark.parametrize("role", [Role.COMPANY, Role.PROFESSOR, Role.SUPPORTER, Role.ADMIN])
def test_nobody_else_learns_who_has_read_it(browser, make, introduction, role):
    browser.login(make.account(role))

    browser.get(f"/bedarfe/{introduction.challenge_id}/gelesen", status=404)


def test_many_readings_are_spread_over_pages(browser, make, clock, company, lead):
    challenge = make.challenge(by=company, lead=lead)
    browser.login(lead)
    for _ in range(queries.PER_PAGE + 1):
        clock.advance(minutes=1)
        browser.client.get(f"/pruefung/{challenge.id}")
    browser.login(company)

    page = browser.get(f"/bedarfe/{challenge.id}/gelesen?seite=2")

    assert len(page.select("tbody tr")) == 1


@pytest.fixture
def type_in(monkeypatch, capfd, settings) -> Terminal:
    return Terminal(monkeypatch, capfd, settings)


def test_an_operator_asks_who_has_seen_a_need_even_an_erased_one(
    browser, make, clock, company, lead, type_in
):
    challenge = make.challenge(by=company, lead=lead)
    browser.login(lead)
    browser.get(f"/pruefung/{challenge.id}")
    clock.advance(minutes=5)
    browser.login(company)
    browser.submit(f"/bedarfe/{challenge.id}/zurueckziehen")
    browser.submit(f"/bedarfe/{challenge.id}/loeschen")

    lines = type_in("audit", "seen", challenge.reference).out.splitlines()
    assert lines[-1] == (
        "2026-03-20 10:00  kontakt, volltext  "
        "transferstelle, Westfälische Hochschule, Transferberatung"
    )
    since = type_in("audit", "seen", challenge.reference, "--since", "2026-03-20T10:01:00").out
    assert since.splitlines() == lines[:-1] != []
    assert type_in("audit", "seen", "000-000", status=1).sentence.endswith("no case 000-000.")


def test_a_refused_form_that_shows_the_need_again_is_a_reading(browser, database, make, lead):
    challenge = make.challenge(ChallengeState.IN_REVIEW, lead=lead)
    browser.login(lead)
    page = browser.get(f"/pruefung/{challenge.id}/kurzfassung")
    with database.reading() as session:
        before = len(queries.readers(session, challenge.id))

    browser.app.extensions["clock"].advance(minutes=1)
    browser.send(page, status=422, text="")

    with database.reading() as session:
        assert len(queries.readers(session, challenge.id)) == before + 1
