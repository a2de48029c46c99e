"""A professor between two lectures: signs in, pastes the own page, publishes."""

from pathlib import Path

import pytest
from sqlalchemy import select

from models import Competence, CompetenceKind, CompetenceSource, Profile, Role
from tests.browser.hands import Hands
from webapp.passwords import hash_password

PASSWORD = "ein langes Kennwort für die Vorführung"
OWN_PAGE = Path(__file__).parents[1] / "data" / "imports" / "04-seite-deutsch.txt"
MOST_ACTIONS = 10


@pytest.fixture
def professor(make):
    """Somebody invited by the Transferstelle, with a password and no profile yet."""
    make.department("WH")
    make.department("HSBO")
    return make.account(
        Role.PROFESSOR, email="lehrgebiet@hochschule.example", password_hash=hash_password(PASSWORD)
    )


def sign_in(visitor, account):
    visitor.open("/anmelden")
    visitor.fill("E-Mail-Adresse", account.email)
    visitor.fill("Passwort", PASSWORD)
    visitor.click("Anmelden")


def test_a_professor_publishes_from_a_pasted_page(visit, professor, database):
    visitor = visit("professor")
    sign_in(visitor, professor)
    hands = Hands(visitor)

    hands.look("profil-beginnen")
    hands.choose("Fachbereich und Standort", 1)
    hands.type("Lehrgebiet", "Lehrgebiet Oberflächentechnik")
    hands.press("Profil anlegen")

    hands.look("profil-aus-unterlagen")
    hands.paste("Text einfügen", OWN_PAGE.read_text(encoding="utf-8"))
    hands.press("Vorschläge zeigen")

    hands.look("profil-vorschlaege")
    assert hands.read_proposals() == 21
    hands.untick("Praktikum Korrosion und Schichtprüfung")
    hands.press("Übernehmen")

    hands.look("profil-uebernommen")
    assert visitor.sees("20 Kompetenzen sind übernommen.")
    assert visitor.sees("Noch sieht niemand Ihr Profil")
    hands.press("Profil veröffentlichen")
    assert visitor.sees("Ihr Profil ist veröffentlicht.")
    print(f"published after {hands.seconds:.0f} s in {len(hands.actions)} actions")

    hands.look("profil-veroeffentlicht")
    assert len(hands.actions) <= MOST_ACTIONS
    with database.reading() as session:
        profile = session.scalars(select(Profile)).one()
        assert profile.is_published
        kinds = {each.kind for each in profile.competences}
        assert {CompetenceKind.EQUIPMENT, CompetenceKind.THESIS_TOPIC} <= kinds
        assert {each.source for each in profile.competences} == {CompetenceSource.OWN_PAPERS}


def test_a_mistake_in_two_hundred_proposals_is_found_again(visit, professor, make, database):
    make.profile("Frost und Beton", account=professor)
    visitor = visit("professor")
    sign_in(visitor, professor)
    visitor.open("/kompetenzen/mein-profil/aus-unterlagen")
    rows = [f"- Verfahren {n} für Bauteil {n * 7} aus Beton {n * 13}" for n in range(220)]
    visitor.fill("Text einfügen", "\n".join(["Methoden", *rows]))
    visitor.click("Vorschläge zeigen")
    visitor.page.locator("summary", has_text="Text oder Art ändern").nth(40).click()
    visitor.page.get_by_label("Aussage", exact=False).nth(40).fill("kurz")
    visitor.ignore_failed_loads = True
    visitor.click("Übernehmen")

    visitor.look("profil-vorschlaege-mit-fehler")
    assert visitor.sees("mindestens 10 Zeichen")
    assert visitor.page.get_by_label("Aussage", exact=False).nth(40).is_visible()
    assert visitor.page.get_by_label("Aussage", exact=False).nth(40).input_value() == "kurz"
    visitor.page.get_by_label("Aussage", exact=False).nth(40).fill("Verfahren ganz ohne Nummer")
    visitor.click("Übernehmen")
    assert visitor.sees("60 Kompetenzen sind übernommen.")
    with database.reading() as session:
        assert session.scalars(
            select(Competence).where(Competence.text == "Verfahren ganz ohne Nummer")
        ).one()


def test_old_statements_are_confirmed_with_one_button(visit, professor, make, clock):
    profile = make.profile("Frost und Beton", "Tausalz im Winterdienst", account=professor)
    with make.writing() as session:
        for each in session.get_one(Profile, profile.id).competences:
            each.confirmed_on = clock().date().replace(year=clock().year - 2)
    visitor = visit("professor")
    sign_in(visitor, professor)
    visitor.open("/kompetenzen/mein-profil")

    visitor.look("profil-alte-angaben")
    visitor.click("Alles stimmt noch")

    assert visitor.sees("gelten wieder für ein Jahr als bestätigt")
    assert not visitor.sees("Angabe von")
