"""Themes of needs and profiles: found by the worker, shown with their sentence, corrected."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from matcher.themes import bundled_themes, reading_version
from models import (
    AuditEntry,
    Challenge,
    ChallengeState,
    Competence,
    CorrectionKind,
    Exclusion,
    Job,
    JobKind,
    Profile,
    ProfileState,
    Role,
    ThemeCorrection,
    ThemeReading,
    WorkState,
)
from tests.webapp.statements import count_statements
from webapp import theme_counts, theme_jobs
from webapp.matching import theme_version, vocabulary
from webapp.themes.operations import correct_theme
from webapp.themes.queries import standing_themes

WATER = "Unser Abwasser aus der Galvanik soll besser gereinigt in die Kläranlage gehen."
WOOD = "Aus der Tischlerei bleiben Restholz, Sägemehl und alte Paletten übrig."


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def challenge(make, manager):
    return make.challenge(
        ChallengeState.IN_REVIEW, lead=manager, title="Trübes Bad",
        description=f"Wir fertigen seit drei Generationen Beschläge für Türen. {WATER}",
    )  # fmt: skip


@pytest.fixture
def read_themes(app, work_off):
    """Lets a minute of the worker pass."""

    def run() -> int:
        with app.app_context():
            queued = theme_jobs.queue_due()
        work_off()
        return queued

    return run


def reading_of(session, subject) -> ThemeReading | None:
    session.rollback()
    column = (
        ThemeReading.challenge_id if isinstance(subject, Challenge) else ThemeReading.profile_id
    )
    return session.scalars(select(ThemeReading).where(column == subject.id)).one_or_none()


def codes_of(session, subject) -> set[str]:
    session.rollback()
    return standing_themes(session, subject)


def test_the_worker_finds_the_themes_of_a_need_and_where_they_stand(
    challenge, read_themes, session
):
    read_themes()

    reading = reading_of(session, challenge)
    assert reading.vocabulary == theme_version()
    assert reading.text_version == challenge.text_version
    found = {each.theme: each for each in reading.themes}
    whole = f"{challenge.title}\n{challenge.description}"
    assert whole[found["abwasser"].start_at : found["abwasser"].end_at] == WATER
    assert 0 < found["abwasser"].score <= 1


def test_what_was_read_is_left_alone_until_text_vocabulary_or_weights_change(
    make, challenge, read_themes, session, clock, monkeypatch
):
    profile = make.profile(WOOD, summary="", chair="Lehrgebiet Holz")
    clock.advance(minutes=1)
    assert read_themes() == 2
    clock.advance(minutes=1)
    assert read_themes() == 0

    with make.writing() as writing:
        row = writing.get_one(Profile, profile.id)
        row.competences.append(Competence(text=WATER, kind=row.competences[0].kind))
        row.updated_at = clock()
    assert read_themes() == 1
    assert {"abwasser", "holz"} <= codes_of(session, profile)
    clock.advance(minutes=1)
    assert read_themes() == 0

    newer = replace(vocabulary(), version="next")
    monkeypatch.setattr("webapp.matching.themes.vocabulary", lambda: newer)
    assert read_themes() == 2
    assert reading_of(session, challenge).vocabulary == reading_version(newer)
    assert read_themes() == 0

    fitted_again = replace(bundled_themes(), version="0123456789ab")
    monkeypatch.setattr("matcher.themes.learned.bundled_themes", lambda: fitted_again)
    assert read_themes() == 2
    assert reading_of(session, challenge).vocabulary == "next+0123456789ab"
    assert read_themes() == 0


def test_a_need_that_is_rewritten_is_read_again(make, read_themes, session, clock):
    need = make.challenge(description=WATER)
    read_themes()
    assert "abwasser" in codes_of(session, need)
    clock.advance(minutes=1)

    with make.writing() as writing:
        writing.get_one(Challenge, need.id).rewrite("Reste", WOOD)
    assert read_themes() == 1

    assert "holz" in codes_of(session, need)
    assert "abwasser" not in codes_of(session, need)


def test_what_nobody_may_compare_yet_is_not_read(make, read_themes, session, clock):
    held = [
        make.challenge(ChallengeState.DRAFT, description=WATER),
        make.challenge(ChallengeState.WITHDRAWN, description=WATER),
        make.challenge(ChallengeState.CLOSED, description=WATER),
        make.challenge(description=WATER, embargo_until=clock() + timedelta(days=1)),
        make.profile(WATER, state=ProfileState.DRAFT),
    ]

    assert read_themes() == 0

    assert [reading_of(session, each) for each in held] == [None] * 5


def test_a_need_withdrawn_before_the_worker_comes_is_not_read(
    app, make, challenge, work_off, session
):
    with app.app_context():
        theme_jobs.queue_due()
    with make.writing() as writing:
        row = writing.get_one(Challenge, challenge.id)
        row.withdraw(row.submitted_at)

    work_off()

    assert reading_of(session, challenge) is None


def test_work_that_failed_for_good_is_not_asked_for_again(make, challenge, read_themes):
    with make.writing() as writing:
        writing.add(
            Job(
                kind=JobKind.FIND_THEMES, challenge_id=challenge.id, state=WorkState.DEAD,
                created_at=challenge.created_at,
            )
        )  # fmt: skip

    assert read_themes() == 0


def test_on_demand_everything_is_read_again_and_what_people_said_stays(
    app, make, manager, challenge, read_themes, work_off, session, clock
):
    read_themes()
    with app.app_context(), make.writing() as writing:
        row = writing.get_one(Challenge, challenge.id)
        correct_theme(
            writing, row, "abwasser", CorrectionKind.REMOVED, clock(),
            by=writing.get_one(type(manager), manager.id),
        )  # fmt: skip
    first = reading_of(session, challenge).made_at
    clock.advance(minutes=1)

    with app.app_context(), make.writing() as writing:
        assert theme_jobs.queue_all(writing, clock()) == 1
    work_off()

    assert reading_of(session, challenge).made_at > first
    assert "abwasser" not in codes_of(session, challenge)


def test_the_lead_sees_the_sentence_and_takes_a_theme_away_for_good(
    browser, make, manager, challenge, read_themes, session
):
    read_themes()
    browser.login(manager)
    url = f"/pruefung/{challenge.id}/themen"
    assert browser.get(f"/pruefung/{challenge.id}").select_one(f'a[href="{url}"]')
    page = browser.get(url)
    assert "Abwasser und Prozesswasser" in page.text
    assert f"„{WATER}“" in page.text

    page = browser.send(page, "entfernen", theme="abwasser")
    assert "Die Software ergänzt es nicht wieder" in page.text
    assert "Entfernt (1)" in page.text
    with make.writing() as writing:
        writing.delete(writing.get_one(ThemeReading, reading_of(session, challenge).id))
    read_themes()

    assert "abwasser" in {each.theme for each in reading_of(session, challenge).themes}
    assert "abwasser" not in codes_of(session, challenge)


def test_a_theme_is_added_from_the_list_and_each_word_stays_on_record(
    browser, manager, challenge, session
):
    browser.login(manager)
    url = f"/pruefung/{challenge.id}/themen"

    page = browser.submit(url, "ergaenzen", theme="foerderung")
    assert "Förderung und Finanzierung" in page.select_one("table").text
    assert "Von Hand am" in page.text
    assert codes_of(session, challenge) == {"foerderung"}
    browser.send(browser.get(url), "entfernen", theme="foerderung")
    assert codes_of(session, challenge) == set()
    browser.submit(url, "ergaenzen", theme="foerderung")

    assert codes_of(session, challenge) == {"foerderung"}
    said = session.scalars(select(ThemeCorrection).order_by(ThemeCorrection.number)).all()
    assert [each.kind for each in said] == [
        CorrectionKind.ADDED, CorrectionKind.REMOVED, CorrectionKind.ADDED,
    ]  # fmt: skip
    assert {each.made_by_id for each in said} == {manager.id}
    trail = session.scalars(select(AuditEntry).where(AuditEntry.verb.like("thema_%"))).all()
    assert len(trail) == 3
    assert not any("foerderung" in str(each.detail) for each in trail)


@pytest.mark.parametrize("sent", ["", "gibt-es-nicht"])
def test_what_is_no_theme_is_refused_at_the_field(browser, manager, challenge, sent, session):
    browser.login(manager)

    page = browser.submit(f"/pruefung/{challenge.id}/themen", "ergaenzen", status=422, theme=sent)

    assert "Bitte wählen Sie ein Thema aus der Liste." in page.text
    assert codes_of(session, challenge) == set()


def test_a_theme_whose_text_has_changed_shows_no_sentence(browser, make, manager, read_themes):
    need = make.challenge(lead=manager, description=WATER)
    read_themes()
    with make.writing() as writing:
        writing.get_one(Challenge, need.id).rewrite("Anderes", "Etwas ganz anderes steht nun da.")
    browser.login(manager)

    page = browser.get(f"/pruefung/{need.id}/themen")

    assert "Die Software liest den Bedarf in der nächsten Minute neu" in page.text
    assert "ganz anderes" not in page.select_one("table").text


def test_nobody_beside_the_desk_learns_that_a_case_has_themes(
    browser, make, challenge, read_themes
):
    read_themes()
    others = [
        make.account(Role.TRANSFER_MANAGER), make.account(Role.PROFESSOR),
        make.account(Role.COMPANY), challenge.entered_by, make.account(Role.ADMIN),
    ]  # fmt: skip
    for each in others:
        browser.login(each)
        browser.get(f"/pruefung/{challenge.id}/themen", status=404)


def test_a_professor_corrects_the_themes_of_the_own_profile(browser, make, read_themes, session):
    profile = make.profile(WOOD, summary="", chair="Lehrgebiet Holz")
    read_themes()
    browser.login(profile.account)
    page = browser.get("/kompetenzen/mein-profil/themen")
    assert WOOD in page.text

    browser.send(page, "entfernen", theme="holz")
    browser.submit("/kompetenzen/mein-profil/themen", "ergaenzen", theme="umnutzen")

    codes = codes_of(session, profile)
    assert "umnutzen" in codes
    assert "holz" not in codes


def test_without_a_profile_there_are_no_own_themes(browser, make):
    browser.login(make.account(Role.PROFESSOR))

    browser.get("/kompetenzen/mein-profil/themen", status=404)


def test_everybody_reads_the_list_with_its_version_and_mappings(browser):
    page = browser.get("/themen")

    assert f"Fassung {vocabulary().version}" in page.text
    for theme in vocabulary():
        assert theme.names["de"] in page.text
        assert theme.scopes["de"] in page.text
    assert "9085 (Abwärme)" in page.text
    assert "keiner gefunden" in page.text
    assert "25 (Metallverarbeitung)" in page.text


def test_counts_follow_corrections_policies_and_what_is_published(make, manager, clock, database):
    shown = make.challenge(ChallengeState.IN_REVIEW, lead=manager)
    make.theme_reading(shown, "abwasser", "holz")
    hidden = make.challenge(ChallengeState.IN_REVIEW)
    make.theme_reading(hidden, "holz")
    make.theme_reading(make.challenge(ChallengeState.CLOSED), "holz")
    colleague = make.account(Role.TRANSFER_MANAGER)
    secret = make.challenge(lead=colleague, embargo_until=clock() + timedelta(days=1))
    make.theme_reading(secret, "holz")
    published = make.profile()
    make.theme_reading(published, "abwasser")
    make.theme_reading(make.profile(state=ProfileState.DRAFT), "abwasser")
    facts = {"vocabulary": "1", "made_at": clock()}
    with make.writing() as writing:
        removed = ThemeCorrection(theme="abwasser", kind=CorrectionKind.REMOVED, **facts)
        added = ThemeCorrection(theme="klaerschlamm", kind=CorrectionKind.ADDED, **facts)
        removed.challenge_id, added.profile_id = shown.id, published.id
        excluded = Exclusion(challenge_id=hidden.id, university_id=manager.university_id)
        writing.add_all([removed, added, excluded])

    with database.reading() as reading:
        ags, campus = shown.municipality_ags, reading.get(Profile, published.id).department
        assert theme_counts.open_needs_by_theme(reading, None, clock()) == [("holz", ags, 2)]
        assert theme_counts.open_needs_by_theme(reading, manager, clock()) == [("holz", ags, 1)]
        assert theme_counts.profiles_by_theme(reading, None, clock()) == [
            ("abwasser", campus.campus_id, 1), ("klaerschlamm", campus.campus_id, 1),
        ]  # fmt: skip


def test_the_page_of_a_case_asks_no_more_for_more_themes(database, browser, make, manager):
    few, many = (make.challenge(ChallengeState.IN_REVIEW, lead=manager) for _ in range(2))
    make.theme_reading(few, "holz")
    make.theme_reading(many, *[theme.code for theme in vocabulary()][:20])
    browser.login(manager)
    for need in (few, many):  # The first visit notes that somebody read the text.
        browser.get(f"/pruefung/{need.id}/themen")

    numbers = {
        count_statements(database, lambda need=need: browser.get(f"/pruefung/{need.id}/themen"))
        for need in (few, many)
    }

    assert len(numbers) == 1
