"""The atlas: settled half-years for everybody, exact counts with their cases for managers."""

import csv
import io

import openpyxl
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models import (
    AtlasCell,
    AtlasHalfYear,
    Campus,
    Challenge,
    ChallengeState,
    CorrectionKind,
    Exclusion,
    Job,
    JobKind,
    Role,
    ThemeCorrection,
    WorkState,
)
from tests.webapp.statements import count_statements
from webapp import atlas_counts
from webapp.ledger.noting import note_facts

BERGKAMEN, LUENEN, SELM = "05978004", "05978024", "05978032"
FEW = "unter 5"


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def region(make, manager):
    """Seven companies of Bergkamen, two of Lünen, two of Selm, about plastics; one asks twice."""
    make.municipality(LUENEN, "Lünen")
    make.municipality(SELM, "Selm")
    places = [*[BERGKAMEN] * 7, *[LUENEN] * 2, *[SELM] * 2]
    for number, ags in enumerate(places):
        company = make.account(Role.COMPANY)
        for _ in range(2 if number == 0 else 1):
            challenge = make.challenge(
                ChallengeState.CLOSED if number % 3 == 0 else ChallengeState.IN_REVIEW,
                by=company, lead=manager,
                municipality_ags=ags,
            )  # fmt: skip
            make.theme_reading(challenge, "kunststoffe", *(["recyceln"] if number < 6 else []))


@pytest.fixture
def settle(app, database, clock):
    """Lets half a year pass and the worker count it."""

    def run(**duration: float) -> int:
        with app.app_context():
            with database.writing() as writing:
                note_facts(writing, clock.at)
            clock.advance(**(duration or {"days": 140}))
            with database.writing() as writing:
                note_facts(writing, clock.at)
            return atlas_counts.count_settled(clock.at)

    return run


def tiles(page) -> dict[str, str]:
    """What is read aloud, by the address of each tile."""
    return {each["href"].split("?")[0]: each["aria-label"] for each in page.select("svg a")}


def cells_of(session) -> dict:
    session.rollback()
    return {each.key: each.companies for each in session.scalars(select(AtlasCell))}


def test_everybody_reads_settled_half_years_from_five_companies_on(browser, region, settle):
    assert settle() == 1

    page = browser.get("/atlas")

    assert page.select_one("main [aria-current=true]").text == "1. Halbjahr 2026"
    spoken = tiles(page)
    assert spoken[f"/atlas/orte/{BERGKAMEN}"] == "Bergkamen: 7 Unternehmen"
    assert spoken[f"/atlas/orte/{LUENEN}"] == "Lünen: unter 5 Unternehmen oder zurückgehalten"
    assert "fünf Unternehmen" in page.text
    theme = browser.get("/atlas?thema=kunststoffe")
    assert tiles(theme)[f"/atlas/orte/{BERGKAMEN}"] == "Bergkamen: 7 Unternehmen"
    kind = browser.get("/atlas?thema=stofffluss&halbjahr=2026-1")
    assert tiles(kind)[f"/atlas/orte/{BERGKAMEN}"] == "Bergkamen: 7 Unternehmen"


def test_what_would_tell_a_small_count_is_not_kept_at_all(region, settle, session):
    settle()

    shown = cells_of(session)

    assert shown[None, BERGKAMEN] == 7
    # Lünen and Selm have four together, and nobody can tell how many each of them has.
    assert (shown["kunststoffe", BERGKAMEN], shown["kunststoffe", None]) == (7, 11)
    assert not any(ags in {LUENEN, SELM} for _theme, ags in shown)
    assert all(count >= 5 for count in shown.values())


def test_nothing_stands_there_before_a_half_year_is_settled(browser, region, settle, session):
    assert settle(days=100) == 0

    page = browser.get("/atlas")

    assert "Noch ist kein Halbjahr gezählt" in page.text
    assert set(tiles(page).values()) >= {"Bergkamen: unter 5 Unternehmen oder zurückgehalten"}
    assert not cells_of(session)


def test_no_state_of_the_site_tells_of_a_need_that_came_or_went(
    browser, make, region, settle, session, manager, app, clock, database
):
    settle()
    urls = [
        "/atlas", "/atlas?thema=kunststoffe", "/atlas/themen", f"/atlas/orte/{BERGKAMEN}",
        "/api/v1/atlas",
    ]  # fmt: skip
    supporter = make.account(Role.SUPPORTER)
    browser.login(supporter)
    before = [browser.client.get(url).get_data() for url in [*urls, "/atlas/themen.csv"]]
    kept = cells_of(session)

    with database.writing() as writing:
        gone = writing.scalars(select(Challenge).where(Challenge.municipality_ags == LUENEN)).all()
        for each in gone:
            writing.delete(each)
        other = writing.scalars(select(Challenge)).first()
        writing.add(
            ThemeCorrection(
                challenge_id=other.id, theme="kunststoffe", kind=CorrectionKind.REMOVED,
                vocabulary="1", made_at=clock.at,
            )
        )  # fmt: skip
    late = make.challenge(ChallengeState.IN_REVIEW, lead=manager)
    make.theme_reading(late, "kunststoffe")
    with app.app_context():
        assert atlas_counts.count_settled(clock.at) == 0

    after = [browser.client.get(url).get_data() for url in [*urls, "/atlas/themen.csv"]]
    assert cells_of(session) == kept
    assert [_plain(each) for each in after] == [_plain(each) for each in before]


def _plain(page: bytes) -> str:
    """Without what differs from answer to answer anyway: tokens, and when the session ends."""
    lines = page.decode().splitlines()
    return "\n".join(each for each in lines if "csrf" not in each and "session" not in each)


def test_the_database_refuses_to_keep_a_small_count_or_to_change_one(region, settle, database):
    settle()

    for change in (
        "UPDATE atlas_cells SET companies = 9",
        "UPDATE atlas_cells SET companies = 4",
        "DELETE FROM atlas_half_years",
    ):
        with pytest.raises(DBAPIError), database.writing() as writing:
            writing.execute(text(change))


def test_a_half_year_waits_until_the_software_has_read_its_needs(
    region, settle, make, database, session, app, clock
):
    with database.writing() as writing:
        challenge = writing.scalars(select(Challenge)).first()
        job = Job(kind=JobKind.FIND_THEMES, challenge_id=challenge.id, created_at=clock.at)
        writing.add(job)
        writing.flush()
        number = job.id

    assert settle() == 0
    with database.writing() as writing:
        writing.get_one(Job, number).state = WorkState.DONE
    with app.app_context():
        assert atlas_counts.count_settled(clock.at) == 1
    assert session.scalars(select(AtlasHalfYear.half_year)).all() == ["2026-1"]


def test_a_need_that_is_kept_from_a_university_counts_nowhere(
    region, settle, make, database, session
):
    excluded = make.university("HSBO").id
    with database.writing() as writing:
        needs = writing.scalars(select(Challenge).where(Challenge.municipality_ags == BERGKAMEN))
        for each in needs.all()[:6]:
            each.exclusions.append(Exclusion(university_id=excluded))
    settle()

    assert (None, BERGKAMEN) not in cells_of(session)


def test_a_manager_counts_exactly_and_opens_the_cases(browser, region, manager, session):
    browser.login(manager)

    page = browser.get("/atlas")

    assert tiles(page)[f"/atlas/orte/{BERGKAMEN}"] == "Bergkamen: 8 Bedarfe"
    assert tiles(page)[f"/atlas/orte/{LUENEN}"] == "Lünen: 2 Bedarfe"
    place = browser.get(f"/atlas/orte/{LUENEN}")
    link = next(each for each in place.select("td a") if "Kunststoffe" in each.text)
    listed = browser.get(link["href"])
    found = session.scalars(
        select(Challenge.reference).where(Challenge.municipality_ags == LUENEN)
    ).all()
    assert len(found) == 2
    assert all(each in listed.text for each in found)
    public = browser.get("/atlas?sicht=oeffentlich")
    assert tiles(public)[f"/atlas/orte/{LUENEN}"].startswith("Lünen: unter 5")


def test_the_counts_of_a_manager_are_those_of_plain_sql(browser, region, manager, session):
    """Recounted by another way than the page: found or added themes of needs in the cases' desk."""
    recount = text(
        """
        SELECT found_themes.theme, challenges.municipality_ags, count(*)
        FROM challenges
        JOIN theme_readings ON theme_readings.challenge_id = challenges.id
        JOIN found_themes ON found_themes.reading_id = theme_readings.id
        WHERE challenges.lead_id = :lead AND challenges.submitted_at IS NOT NULL
          AND challenges.state IN ('in_pruefung', 'abgeschlossen')
          AND NOT EXISTS (
            SELECT 1 FROM theme_corrections
            WHERE theme_corrections.challenge_id = challenges.id
              AND theme_corrections.theme = found_themes.theme)
        GROUP BY found_themes.theme, challenges.municipality_ags
        """
    )
    uuid_of = manager.id.hex if session.get_bind().dialect.name == "sqlite" else manager.id
    counted = {(row[0], row[1]): row[2] for row in session.execute(recount, {"lead": uuid_of})}
    browser.login(manager)

    assert counted == {
        ("kunststoffe", BERGKAMEN): 8, ("recyceln", BERGKAMEN): 7, ("kunststoffe", LUENEN): 2,
        ("kunststoffe", SELM): 2,
    }  # fmt: skip
    for (theme, ags), count in counted.items():
        spoken = tiles(browser.get(f"/atlas?thema={theme}"))[f"/atlas/orte/{ags}"]
        assert spoken.endswith(f": {count} Bedarfe")


def test_another_manager_reads_no_theme_of_a_case_from_a_count_of_one(browser, make, region):
    browser.login(make.account(Role.TRANSFER_MANAGER, university_id=make.university("HSBO").id))

    page = browser.get("/atlas?thema=kunststoffe")

    assert tiles(page)[f"/atlas/orte/{BERGKAMEN}"] == "Bergkamen: 0 Bedarfe"
    assert "Hier ist kein Fall" in browser.get("/atlas/faelle?thema=kunststoffe").text


def test_only_managers_list_cases_and_only_partners_take_files(browser, make, region):
    assert browser.client.get("/atlas/themen.csv").status_code in {302, 404}
    browser.login(make.account(Role.SUPPORTER))

    assert browser.client.get("/atlas/faelle").status_code == 403
    assert "/atlas/faelle" not in browser.get("/atlas").response.get_data(as_text=True)
    assert browser.client.get("/atlas/themen.csv").status_code == 200


def test_files_hide_what_the_page_hides(browser, make, region, settle):
    settle()
    browser.login(make.account(Role.SUPPORTER))

    answer = browser.client.get("/atlas/themen.csv").get_data(as_text=True)
    book = openpyxl.load_workbook(
        io.BytesIO(browser.client.get("/atlas/themen.xlsx").get_data()), read_only=True
    )

    rows = list(csv.DictReader(io.StringIO(answer[1:]), delimiter=";"))
    numbers = [int(each["Unternehmen"]) for each in rows if each["Unternehmen"].isdigit()]
    assert numbers
    assert all(each >= 5 for each in numbers)
    places = list(book["Nach Gemeinde"].iter_rows(values_only=True))
    column = places[0].index("Lünen")
    assert {row[column] for row in places[1:]} == {"unter 5 oder zurückgehalten"}
    shown = [value for row in places[1:] for value in row[1:] if isinstance(value, int)]
    assert shown
    assert all(each >= 5 for each in shown)


def test_the_matrix_names_what_is_asked_for_and_nobody_offers(browser, make, region, settle):
    settle()
    profile = make.profile()
    make.theme_reading(profile, "kunststoffe")

    page = browser.get("/atlas/themen")

    rows = {
        next(row.th.stripped_strings): row.get_text(" ", strip=True)
        for row in page.select("main tbody tr")
    }
    assert "viele Bedarfe, niemand" in rows["Stofflich recyceln"]
    assert "viele Bedarfe, niemand" not in rows["Kunststoffe"]
    assert "WH Recklinghausen" in rows["Kunststoffe"]
    assert next(iter(rows)) == "Stofflich recyceln"


def test_a_campus_opens_its_published_profiles_with_the_theme(browser, make, session):
    profile, other = make.profile(), make.profile()
    make.theme_reading(profile, "kunststoffe")
    make.theme_reading(other, "holz")
    campus = session.scalars(select(Campus)).one()

    page = browser.get(f"/atlas/standorte/{campus.id}?thema=kunststoffe")

    assert profile.chair in page.text
    assert other.chair not in page.text
    disc = tiles(browser.get("/atlas?thema=kunststoffe"))[f"/atlas/standorte/{campus.id}"]
    assert disc == "WH, Standort Recklinghausen: 1 Kompetenzprofile"


def test_every_tile_is_a_link_that_says_its_place_and_count(browser, make, region, settle):
    settle()

    page = browser.get("/atlas")

    picture = page.select_one("svg[role=group]")
    for name in (picture["aria-labelledby"], picture["aria-describedby"]):
        assert picture.find(id=name).text.strip()
    for link in picture.select("a"):
        assert link["href"]
        assert ":" in link["aria-label"]
        digits = [each.text for each in link.select(".region-map__count")]
        assert digits in (["<5"], [link["aria-label"].split(": ")[1].split()[0]])
    # The same stands in the tables, whatever a picture shows.
    words = page.select_one("main").text
    assert all(each in words for each in ("Bergkamen", "Lünen"))


def test_an_address_of_nothing_is_no_page(browser, make, region):
    assert browser.client.get("/atlas/orte/00000000").status_code == 404
    assert browser.get("/atlas?thema=gibtesnicht&halbjahr=1850-3").status == 200


def test_programs_read_what_everybody_reads(browser, region, settle, session):
    settle()

    answer = browser.client.get("/api/v1/atlas?halbjahr=2026-1").get_json()

    told = {(each["theme"], each["ags"]): each["companies"] for each in answer["demand"]}
    assert told == cells_of(session)
    assert answer["half_years"] == ["2026-1"]
    assert browser.client.get("/api/v1/atlas?halbjahr=2019-1").status_code == 404


@pytest.mark.parametrize("url", ["/atlas", "/atlas/themen", f"/atlas/orte/{BERGKAMEN}"])
def test_the_number_of_statements_does_not_grow_with_the_needs(
    browser, make, region, settle, manager, app, database, url
):
    settle()
    make.theme_reading(make.profile(), "holz")
    browser.login(manager)
    browser.get(url)
    few = count_statements(database, lambda: browser.get(url))

    for _ in range(5):
        make.theme_reading(make.challenge(ChallengeState.IN_REVIEW, lead=manager), "holz")
        make.theme_reading(make.profile(), "holz")

    assert count_statements(database, lambda: browser.get(url)) == few
