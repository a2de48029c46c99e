"""A professor keeps the own profile: two minutes, mistakes named at the field."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models import (
    AuditEntry,
    Competence,
    CooperationFormat,
    Profile,
    ProfileState,
    Role,
    policies,
)

MINE = "/kompetenzen/mein-profil"
ADD = f"{MINE}/kompetenzen/neu"
PDF = "%PDF-1.7 1 0 obj endobj"


@pytest.fixture
def professor(make, browser):
    account = make.account(Role.PROFESSOR)
    browser.login(account)
    return account


@pytest.fixture
def profile(make, professor):
    return make.profile("Alterung von Rezyklaten", account=professor)


@pytest.fixture
def kept(session, professor):
    """The profile as it is stored now."""

    def read():
        session.rollback()
        session.expire_all()
        return session.scalars(select(Profile).where(Profile.account_id == professor.id)).one()

    return read


def test_a_professor_without_a_profile_begins_one_in_two_fields(browser, make, professor, kept):
    department = make.department("HSBO")

    page = browser.get(MINE)
    assert page.h1.text == "Ihr Profil in zwei Minuten"
    page = browser.send(page, department=str(department.id), chair=" Lehrgebiet\n Optik ")

    assert page.h1.text == "Profil aus Unterlagen füllen"
    assert "Noch sieht niemand Ihr Profil" in browser.get(MINE).text
    assert kept().chair == "Lehrgebiet Optik"
    assert kept().state is ProfileState.DRAFT


def test_beginning_without_answers_names_both_fields(browser, make, professor):
    make.department()

    page = browser.submit(MINE, status=422, chair="")

    assert page.error_at("department") == "Fehler: Bitte wählen Sie Ihren Fachbereich."
    assert "Lehrgebiet" in page.error_at("chair")


def test_a_foreign_department_is_refused(browser, make, professor):
    make.department()

    page = browser.submit(MINE, status=422, chair="Lehrgebiet X", department=str(uuid.uuid4()))

    assert page.error_at("department")


def test_a_profile_begun_twice_is_one(browser, make, professor, session):
    department = make.department()
    page = browser.get(MINE)

    for _ in range(2):
        browser.send(page, department=str(department.id), chair="Lehrgebiet Optik")

    assert session.scalar(select(func.count()).select_from(Profile)) == 1


def test_a_professor_changes_everything_on_one_page(browser, make, profile, kept, clock):
    page = browser.submit(
        MINE,
        chair="Lehrgebiet Ökobilanz",
        summary="Bilanzen für Betriebe.",
        department=str(make.department("HSBO").id),
        formats=["beratung", "gutachten"],
        capacity="20",
        paused_until=clock().date().isoformat(),
    )

    assert "Ihr Profil ist gespeichert." in page.text
    assert "Bis einschließlich 20. März 2026 werden Sie nicht gefragt" in page.text
    stored = kept()
    assert (stored.chair, stored.sort_key) == ("Lehrgebiet Ökobilanz", "lehrgebiet okobilanz")
    assert stored.formats == {CooperationFormat.CONSULTING, CooperationFormat.EXPERT_REPORT}
    assert stored.capacity == 20
    assert stored.department.campus.university.short == "HSBO"


def test_a_page_saved_unchanged_changes_nothing(browser, professor, profile, kept, clock):
    browser.submit(MINE, formats=["beratung"], paused_until="2026-03-25", capacity="0")
    clock.advance(days=10)
    browser.login(professor)

    browser.submit(MINE, capacity="0")

    assert kept().formats == {CooperationFormat.CONSULTING}
    assert kept().capacity == 0
    assert kept().paused_until is None


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("chair", "", "Bitte geben Sie Ihr Lehrgebiet an."),
        ("chair", "x" * 201, "Es sind 1 zu viel."),
        ("chair", "<div>Lehrgebiet</div>", "ohne HTML"),
        ("summary", PDF, "Inneren einer Datei"),
        ("summary", "<script>alert(1)</script>", "ohne HTML"),
        ("summary", "x" * 2001, "Es sind 1 zu viel."),
        ("summary", "mit\0Null", "nicht speichern"),
        ("capacity", "", "Zahl von 0 bis 20"),
        ("capacity", "21", "Zahl von 0 bis 20"),
        ("capacity", "-1", "Zahl von 0 bis 20"),
        ("capacity", "viele", "Zahl von 0 bis 20"),
        ("capacity", "9" * 400, "Zahl von 0 bis 20"),
        ("semester_limit", "0", "Zahl von 1 bis 100"),
        ("semester_limit", "101", "Zahl von 1 bis 100"),
        ("semester_limit", "wenige", "Zahl von 1 bis 100"),
        ("semester_limit", "9" * 400, "Zahl von 1 bis 100"),
        ("paused_until", "2026-03-19", "schon vorbei"),
        ("paused_until", "9999-12-31", "drei Jahren"),
        ("paused_until", "morgen", "Datum"),
        ("formats", ["zauberei"], ""),
    ],
)
def test_a_mistake_is_named_at_its_field_and_nothing_is_lost(
    browser, profile, kept, field, value, message
):
    before = (kept().chair, kept().capacity)

    facts = {"chair": "Lehrgebiet Neu", "summary": "Neuer Text.", field: value}
    page = browser.submit(MINE, status=422, **facts)

    assert message in page.error_at(field)
    kept_field = "summary" if field != "summary" else "chair"
    assert facts[kept_field] in page.response.get_data(as_text=True)
    assert (kept().chair, kept().capacity) == before


def test_beyond_200_kilobytes_the_answer_is_413(browser, profile):
    browser.submit(MINE, status=413, summary="ä" * 110_000)


def test_a_profile_without_competences_is_not_published(browser, make, professor, kept, clock):
    make.profile(account=professor, state=ProfileState.DRAFT, competences=[])
    page = browser.get(MINE)
    assert not page.select(f"form[action='{MINE}/veroeffentlichen']")

    answer = browser.client.post(
        f"{MINE}/veroeffentlichen",
        data={"csrf_token": page.select_one("input[name=csrf_token]")["value"]},
        follow_redirects=True,
    )

    assert answer.status_code == 200
    assert "In Ihrem Profil steht keine Kompetenz." in answer.get_data(as_text=True)
    assert kept().state is ProfileState.DRAFT


def test_a_professor_fills_publishes_looks_and_takes_back(browser, make, professor, kept, session):
    make.profile(account=professor, state=ProfileState.DRAFT, competences=[])

    page = browser.submit(ADD, text="Zugversuche an Rezyklaten", kind="methode", language="de")
    assert "Zugversuche an Rezyklaten" in page.text
    page = browser.send(page, action="veroeffentlichen")
    assert "Ihr Profil ist veröffentlicht" in page.text
    assert kept().is_published

    view = browser.get(page.select_one("a[href^='/kompetenzen/'][class*=button]")["href"])
    assert "So sieht ein Unternehmen Ihr Profil" in view.text

    browser.submit(MINE, action="zuruecknehmen")
    assert not kept().is_published
    verbs = set(session.scalars(select(AuditEntry.verb)))
    assert verbs == {"kompetenz_ergaenzt", "profil_veroeffentlicht", "profil_zurueckgenommen"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "beschreiben"),
        ("kurz", "mindestens 10 Zeichen"),
        ("x" * 501, "Es sind 1 zu viel."),
        ("Alterung von Rezyklaten", "steht schon in Ihrem Profil"),
        (" alterung  von\nRezyklaten. ", "steht schon in Ihrem Profil"),
        (PDF, "Inneren einer Datei"),
        ("<p>Alterung von Teilen</p>", "ohne HTML"),
        ("Alterung\0von Teilen", "nicht speichern"),
    ],
)
def test_a_competence_that_helps_nobody_is_refused_at_the_field(
    browser, profile, kept, text, message
):
    page = browser.submit(ADD, status=422, text=text)

    assert message in page.error_at("text")
    assert len(kept().competences) == 1


def test_a_competence_gets_other_words(browser, profile, kept):
    competence = profile.competences[0]

    page = browser.submit(
        f"{MINE}/kompetenzen/{competence.id}",
        text="Ageing of recycled polymers", kind="projekt", language="en",
    )  # fmt: skip

    assert "Die Kompetenz ist gespeichert." in page.text
    stored = kept().competences[0]
    assert (stored.text, stored.language) == ("Ageing of recycled polymers", "en")
    assert stored.text_hash != competence.text_hash


def test_a_competence_may_be_saved_as_it_is_but_not_like_another(browser, make, professor, kept):
    profile = make.profile("Alterung von Rezyklaten", "Zugversuche", account=professor)
    first, second = (f"{MINE}/kompetenzen/{each.id}" for each in profile.competences)

    browser.submit(first, action=first)
    page = browser.submit(second, status=422, text="Alterung von Rezyklaten")

    assert "steht schon in Ihrem Profil" in page.error_at("text")
    assert {each.text for each in kept().competences} == {"Alterung von Rezyklaten", "Zugversuche"}


def test_a_competence_is_deleted_but_not_the_last_of_a_published_profile(
    browser, make, professor, kept
):
    profile = make.profile("Alterung von Rezyklaten", "Zugversuche", account=professor)
    first, second = profile.competences
    last_page = browser.get(f"{MINE}/kompetenzen/{second.id}")

    page = browser.submit(f"{MINE}/kompetenzen/{first.id}", action="loeschen")
    assert "Die Kompetenz ist gelöscht." in page.text
    assert "einzige Kompetenz" in browser.get(f"{MINE}/kompetenzen/{second.id}").text
    page = browser.send(last_page, action="loeschen")

    assert "braucht mindestens eine Kompetenz" in page.text
    assert [each.text for each in kept().competences] == ["Zugversuche"]


def test_a_hundred_competences_are_enough(browser, make, professor):
    make.profile(*(f"Aussage Nummer {number}" for number in range(100)), account=professor)

    page = browser.submit(ADD, status=422, text="Und noch eine Aussage")

    assert "Ein Profil fasst 100 Kompetenzen" in page.error_at("text")


def test_somebody_elses_competence_is_as_unknown_as_a_random_id(browser, make, profile):
    foreign = make.profile().competences[0]
    token = browser.get(MINE).select_one("input[name=csrf_token]")["value"]

    for ending in ("", "/loeschen"):
        answers = [
            browser.client.post(f"{MINE}/kompetenzen/{each}{ending}", data={"csrf_token": token})
            for each in (foreign.id, uuid.uuid4())
        ]
        assert [each.status_code for each in answers] == [404, 404]
        pages = [browser._page(each).select_one("main").get_text() for each in answers]
        assert pages[0] == pages[1]


@pytest.mark.parametrize("role", [Role.COMPANY, Role.TRANSFER_MANAGER, Role.SUPPORTER, Role.ADMIN])
def test_only_professors_keep_a_profile(browser, make, role):
    browser.login(make.account(role))

    for url in (MINE, ADD):
        browser.get(url, status=403)


def test_capacity_and_pause_count_at_the_next_abgleich(browser, profile, session, clock):
    def is_matchable():
        session.rollback()
        return session.scalar(select(Profile.id).where(policies.matchable_profiles(clock())))

    assert is_matchable()
    browser.submit(MINE, capacity="0")
    assert not is_matchable()
    browser.submit(MINE, capacity="1", paused_until=(clock() + timedelta(days=3)).date())
    assert not is_matchable()
    clock.advance(days=5)
    assert is_matchable()


@pytest.mark.parametrize("ending", ["veroeffentlichen", "zuruecknehmen"])
def test_nothing_changes_by_opening_an_address(browser, profile, kept, ending):
    browser.get(f"{MINE}/{ending}", status=404)
    browser.get(f"{MINE}/kompetenzen/{profile.competences[0].id}/loeschen", status=404)

    assert kept().is_published
    assert len(kept().competences) == 1


def test_a_competence_sent_twice_is_one(browser, profile, session):
    page = browser.get(ADD)

    for _ in range(2):
        browser.send(page, text="Zugversuche an Rezyklaten")

    assert session.scalar(select(func.count()).select_from(Competence)) == 2


def test_one_door_is_marked_as_the_present_page(browser, profile):
    for url, door in ((MINE, "Mein Profil"), (ADD, "Mein Profil"), ("/kompetenzen", "Kompetenzen")):
        page = browser.get(url)
        assert [each.text for each in page.select("[aria-current=page].navigation__link")] == [door]
