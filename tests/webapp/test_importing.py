"""A professor fills the profile from own papers: proposals first, and stored only what was kept."""

import io
from pathlib import Path

import pytest
from sqlalchemy import select

from models import AuditEntry, Competence, CompetenceKind, CompetenceSource, Profile, Role
from tests.hostile.rehearsal import stored_texts

DOOR = "/kompetenzen/mein-profil/aus-unterlagen"
MINE = "/kompetenzen/mein-profil"
DOCUMENTS = Path(__file__).parents[1] / "data" / "imports"
PAGE = (
    "Forschungsschwerpunkte\n- Alterung von Beton unter Tausalz\n- Recycling von Ziegelsplitt\n\n"
    "Labor\n- Klimakammer von 20 m³\n\nKontakt\nTelefon 0221 4710 100\n"
)


@pytest.fixture
def professor(make, browser):
    account = make.account(Role.PROFESSOR)
    browser.login(account)
    return account


@pytest.fixture
def profile(make, professor):
    return make.profile("Frost und Beton im Labor", account=professor)


@pytest.fixture
def statements(session, professor):
    """What the profile says now."""

    def read() -> list[Competence]:
        session.rollback()
        session.expire_all()
        stored = session.scalars(select(Profile).where(Profile.account_id == professor.id)).one()
        return list(stored.competences)

    return read


def give(browser, name: str, status: int = 200):
    content = (DOCUMENTS / name).read_bytes()
    return browser.submit(DOOR, status=status, file=(io.BytesIO(content), name))


def ticked(page) -> list[str]:
    boxes = page.select("main input[type=checkbox][checked]")
    return [page.select_one(f'label[for="{each["id"]}"]').text.strip() for each in boxes]


def test_a_pasted_page_becomes_statements_of_the_kinds_it_speaks_of(
    browser, profile, statements, clock
):
    page = browser.submit(DOOR, text=PAGE)
    assert page.h1.text == "Was davon stimmt?"
    assert "als Text erkannt" in page.text
    assert "Eingefügter Text, Zeile 2" in page.text
    assert "0221" not in page.text.split("Was davon stimmt?")[-1].split("Fragen?")[0][:2000]

    page = browser.send(page)

    assert "3 Kompetenzen sind übernommen." in page.text
    new = statements()[1:]
    assert [(each.kind, each.text) for each in new] == [
        (CompetenceKind.RESEARCH, "Alterung von Beton unter Tausalz"),
        (CompetenceKind.RESEARCH, "Recycling von Ziegelsplitt"),
        (CompetenceKind.EQUIPMENT, "Klimakammer von 20 m³"),
    ]
    assert {each.source for each in new} == {CompetenceSource.OWN_PAPERS}
    assert new[0].origin == "Eingefügter Text, Zeile 2"
    assert {each.confirmed_on for each in new} == {clock().date()}


def test_nothing_is_stored_before_it_is_taken_over(app, browser, profile, database):
    before = stored_texts(database)

    browser.submit(DOOR, text=PAGE)
    give(browser, "06-lebenslauf.pdf")

    assert stored_texts(database) - before == set()
    assert not list(app.extensions["settings"].data_dir.rglob("*.pdf"))


@pytest.mark.parametrize(
    ("name", "recognised", "statement"),
    [
        ("01-literatur.bib", "BibTeX", "Grundlagen der Abwassertechnik (2017)"),
        ("02-orcid.json", "einen ORCID-Datensatz", "Polymer identification"),
        (
            "03-openalex.json",
            "eine OpenAlex-Liste",
            "Alkali–Kieselsäure-Reaktion in Recyclingbeton",
        ),
        ("06-lebenslauf.pdf", "Text", "Kanalnetzsimulation mit SWMM"),
        ("07-abschlussarbeiten.docx", "Text", "Umstellung eines Härteofens von Erdgas auf Strom"),
    ],
)
def test_a_file_says_itself_what_it_is(browser, profile, name, recognised, statement):
    page = give(browser, name)

    assert f"„{name}“ haben wir als {recognised} erkannt." in page.text
    assert statement in page.text


def test_broken_entries_are_counted_and_lose_no_others(browser, profile):
    page = give(browser, "01-literatur.bib")

    assert "1 Eintrag ist beschädigt und fehlt deshalb hier." in page.text
    assert "Mikroplastik in Kompost: Nachweis mit Py-GC-MS (2023)" in page.text


def test_names_and_sums_are_quoted_on_the_page_and_not_stored(browser, profile, database):
    page = give(browser, "04-seite-deutsch.txt")
    assert "Zeile 54: „Max Beispiel: Einfluss der Badtemperatur" in page.text
    assert "412.000" in page.text

    browser.send(page)

    stored = " ".join(stored_texts(database))
    assert "Einfluss der Badtemperatur" in stored
    assert "Max Beispiel" not in stored
    assert "412.000" not in stored


def test_a_proposal_is_changed_before_it_is_taken_over(browser, profile, statements):
    page = browser.submit(DOOR, text=PAGE)
    fields = {"v0-text": "Tausalz und Beton im Winterdienst", "v0-kind": "methode", "v2-keep": []}

    browser.send(page, **fields)

    new = statements()[1:]
    assert [(each.kind, each.text) for each in new] == [
        (CompetenceKind.METHOD, "Tausalz und Beton im Winterdienst"),
        (CompetenceKind.RESEARCH, "Recycling von Ziegelsplitt"),
    ]


def test_what_the_profile_says_already_is_not_proposed_again(browser, profile, statements):
    browser.send(browser.submit(DOOR, text=PAGE))

    page = browser.submit(DOOR, text=PAGE + "\nMethoden\n- Rasterelektronenmikroskopie an Mörtel\n")
    assert "3 weitere Aussagen stehen schon in Ihrem Profil." in page.text
    browser.send(page)
    page = browser.submit(DOOR, status=422, text=PAGE)

    assert "steht schon in Ihrem Profil" in page.error_at("text")
    assert len(statements()) == 5


def test_sent_twice_it_is_taken_over_once(browser, profile, statements):
    page = browser.submit(DOOR, text=PAGE)

    for _ in range(2):
        browser.send(page)

    assert len(statements()) == 4


def test_a_wrong_proposal_is_named_at_its_field_and_the_rest_is_kept(browser, profile, statements):
    page = browser.submit(DOOR, text=PAGE)

    page = browser.send(page, status=422, **{"v0-text": "kurz", "v1-text": "a\u202eb" * 9})

    assert "mindestens 10 Zeichen" in page.error_at("v0-text")
    assert "unsichtbare Steuerzeichen" in page.error_at("v1-text")
    assert page.soup.find(attrs={"name": "v0-text"}).text.strip() == "kurz"
    assert page.select_one("#v2-keep").has_attr("checked")
    assert len(statements()) == 1
    page = browser.send(page, **{"v0-keep": [], "v1-keep": []})
    assert len(statements()) == 2


def test_without_a_tick_the_page_says_so(browser, profile):
    page = browser.submit(DOOR, text=PAGE)

    page = browser.send(page, status=422, **{f"v{each}-keep": [] for each in range(3)})

    assert "Bitte setzen Sie mindestens einen Haken." in page.text


def test_two_hundred_proposals_stand_on_one_page_and_a_hundred_fit(browser, profile, statements):
    rows = "\n".join(f"- Verfahren {n} für Bauteil {n * 7} aus Beton {n * 13}" for n in range(250))
    page = browser.submit(DOOR, text=f"Methoden\n{rows}")
    boxes = page.select("main input[type=checkbox]")
    assert len(boxes) == 200
    assert len(ticked(page)) == 60
    assert "Wir zeigen die ersten 200." in page.text

    page = browser.send(page, status=422, **{each["name"]: "y" for each in boxes})
    assert "Bitte nehmen Sie noch 101 Haken weg." in page.text
    assert len(ticked(page)) == 200
    page = browser.send(page, **{each["name"]: [] for each in boxes[99:]})

    assert "99 Kompetenzen sind übernommen." in page.text
    assert len(statements()) == 100


def test_old_titles_are_offered_without_a_tick(browser, profile, clock):
    page = give(browser, "01-literatur.bib")

    assert "Grundlagen der Abwassertechnik (2017)" in ticked(page)
    assert "Zur Kinetik der anaeroben Vergärung lignozellulosehaltiger Substrate (2010)" not in (
        ticked(page)
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Bitte fügen Sie einen Text ein oder wählen Sie eine Datei."),
        ("Guten Tag, wie geht es?", "keine Aussage gefunden"),
        ('{"orcid-identifier": {', "beschädigt oder unvollständig"),
        ('{"etwas": "anderes"}', "Das können wir nicht lesen."),
        ("[" * 30_000, "zu tief verschachtelt"),
        ("<!doctype html><html><body>Forschung</body></html>", "Quelltext einer Internetseite"),
        ("@article{a, title = {" + "{" * 60_000, "keine Aussage gefunden"),
        ("Forschung\x01\x02\x03\x04\x05 an Beton", "nach dem Inneren einer Datei"),
        ("Forschung an\0 Beton und Stahl", "nicht speichern"),
        ("Wir forschen. " * 12_000, "Bitte kürzen Sie auf höchstens 150.000 Zeichen."),
    ],
)
def test_what_cannot_be_read_is_said_at_the_field_and_kept(browser, profile, text, message):
    page = browser.submit(DOOR, status=422, text=text)

    field = "text" if text else "file"
    assert message in page.error_at(field)
    kept = page.soup.find(attrs={"name": "text"}).text.strip()
    assert kept == text.replace("\0", "").strip()


def test_more_than_a_field_takes_is_kept_with_a_message(browser, profile):
    page = browser.submit(DOOR, status=413, text="Forschung an Beton. " * 11_000)

    assert "Das ist zu lang." in page.error_at("text")
    assert page.soup.find(attrs={"name": "text"}).text.count("Beton") == 11_000


def test_a_file_of_another_kind_is_refused_at_its_field(browser, profile):
    picture = b"\x89PNG\r\n\x1a\n" + b"\0" * 90

    page = browser.submit(DOOR, status=422, file=(io.BytesIO(picture), "lebenslauf.pdf"))

    assert "Das können wir nicht lesen." in page.error_at("file")


def test_marks_of_reading_direction_in_a_paper_are_left_out(browser, profile, statements):
    browser.send(
        browser.submit(DOOR, text="Forschung\n- Alterung\u200b von \u202eBeton\u202c und Ton\n")
    )

    assert statements()[-1].text == "Alterung von Beton und Ton"


def test_whoever_has_no_profile_begins_one_first(browser, make, professor):
    make.department()

    assert browser.get(DOOR).h1.text == "Ihr Profil in zwei Minuten"
    assert browser.get(f"{DOOR}/vorschlaege").h1.text == "Ihr Profil in zwei Minuten"


def test_the_page_of_proposals_has_no_address_of_its_own(browser, profile):
    assert browser.get(f"{DOOR}/vorschlaege").h1.text == "Profil aus Unterlagen füllen"


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.PROFESSOR])
def test_nobody_else_comes_through_the_door(browser, make, role):
    browser.login(make.account(role))

    browser.get(DOOR, status=403)


def test_proposals_survive_a_session_that_ended(browser, make, professor, profile, statements):
    page = browser.submit(DOOR, text=PAGE)
    browser.logout()

    form = browser._form(page, "vorschlaege", {})
    answer = browser._page(
        browser.client.post(f"{DOOR}/vorschlaege", data=browser._prefilled(form))
    )
    assert "Alterung von Beton unter Tausalz" in answer.text
    kept = answer.select_one("[name=kept]")["value"]
    browser.login(professor)
    again = browser.get(DOOR)
    import json

    path, fields = json.loads(kept)
    data = {**dict(fields), "nur-ausfuellen": "1"}
    data["csrf_token"] = again.select_one("[name=csrf_token]")["value"]
    page = browser._page(browser.client.post(path, data=data))
    assert page.status == 200
    assert page.h1.text == "Was davon stimmt?"
    browser.send(page)

    assert len(statements()) == 4


def test_nobody_but_the_owner_reads_where_a_statement_stood(browser, make, profile):
    browser.send(browser.submit(DOOR, text=PAGE))
    assert "Eingefügter Text, Zeile 2" in browser.get(MINE).text
    assert "Eingefügter Text" not in browser.get(f"/kompetenzen/{profile.id}").text

    for role in Role:
        browser.login(make.account(role))
        page = browser.get(f"/kompetenzen/{profile.id}")
        assert "Alterung von Beton unter Tausalz" in page.text
        assert "Eingefügter Text" not in page.text


def test_taking_over_is_one_entry_in_the_trail_and_names_no_text(browser, profile, session):
    browser.send(browser.submit(DOOR, text=PAGE))

    session.rollback()
    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.verb == "kompetenzen_uebernommen")
    ).all()
    assert [each.detail for each in entries] == [{"number": 3}]


def test_old_statements_are_shown_and_confirmed_one_by_one_or_all_at_once(
    browser, professor, profile, statements, clock, session
):
    browser.send(browser.submit(DOOR, text=PAGE))
    assert "Stimmt noch" not in browser.get(MINE).text
    said_in = clock().year
    clock.advance(days=366)
    browser.login(professor)

    page = browser.get(MINE)
    assert "Stimmt das noch? 3 Angaben sind älter als ein Jahr." in page.text
    assert page.text.count(f"Angabe von {said_in}") == 3
    one = statements()[1]
    page = browser.send(page, f"{one.id}/stimmt-noch")
    assert "2 Angaben sind älter" in page.text
    page = browser.send(page, "kompetenzen/stimmt-noch")

    assert "älter als ein Jahr" not in page.text
    assert {each.confirmed_on for each in statements()[1:]} == {clock().date()}
    verbs = session.scalars(select(AuditEntry.verb)).all()
    assert verbs.count("kompetenzen_bestaetigt") == 2


def test_changing_a_statement_confirms_it(browser, professor, profile, statements, clock):
    browser.send(browser.submit(DOOR, text=PAGE))
    clock.advance(days=400)
    browser.login(professor)

    browser.submit(f"{MINE}/kompetenzen/{statements()[1].id}", text="Alterung von Beton im Meer")

    assert statements()[1].confirmed_on == clock().date()
