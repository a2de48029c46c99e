"""The main job, end to end in a real browser: a need goes in, an introduction comes out."""

import pytest
from sqlalchemy import select

from models import Account, Profile
from seed_data import DEMO_SIGN_INS
from tests.browser.keyboard import Typist
from webapp.demo import load_demo
from webapp.passwords import hash_password

PASSWORD = "ein langes Kennwort für die Vorführung"
COMPANY = "Musterguss Seseke GmbH"
ADDRESS = "leitung@musterguss-seseke.example"
TITLE = "Mahlgut wird nach dem Einschmelzen spröde"
STORY = (
    "Wir spritzen Abdeckkappen und mahlen unsere Angüsse wieder ein. Seit wir mehr Mahlgut "
    "zugeben, brechen die Teile beim Kunden. Wie viel Rezyklat verträgt das Material, und "
    "woran erkennen wir vorher, dass eine Charge zu alt ist?"
)
FAREWELL = "Schön, dass es geklappt hat. Viel Erfolg mit der Abschlussarbeit!"
TEASER = (
    "Ein Unternehmen der Kunststoffverarbeitung setzt eigenes Mahlgut wieder ein und sucht Rat, "
    "wie sich die Alterung von Rezyklat vor der Verarbeitung erkennen lässt."
)


@pytest.fixture
def region(database, clock):
    """The demo region with passwords for everybody, so that anybody may sign in."""
    secret = hash_password(PASSWORD)
    with database.writing() as session:
        load_demo(session, clock())
        for account in session.scalars(select(Account)):
            account.set_password_hash(secret)
    clock.advance(minutes=1)


def sign_in(visitor, email):
    visitor.open("/anmelden")
    visitor.fill("E-Mail-Adresse", email)
    visitor.fill("Passwort", PASSWORD)
    visitor.look("anmelden")
    visitor.click("Anmelden")


def test_a_need_becomes_an_introduction_by_keyboard_alone(
    visit, region, work_off, database, settings
):
    company = visit("company", Typist)
    company.open("/")
    company.look("start")
    register(company)
    work_off()
    confirm(company)

    describe(company)
    case_path = company.page.url.removeprefix(settings.base_url)
    company.look("bedarf-eingereicht")
    assert company.sees("Eingereicht")
    while work_off():
        pass

    manager = visit("manager", Typist)
    sign_in(manager, DEMO_SIGN_INS["Transferstelle WH"])
    chair = review(manager)
    present_teaser(manager)
    work_off()

    company.open(case_path)
    company.look("kurzfassung-freigeben")
    # A word of the title stands marked between the two.
    assert all(company.sees(part.strip()) for part in TEASER.split("Mahlgut"))
    company.click("Genau diesen Text freigeben")
    assert company.sees("freigegeben")
    work_off()

    professor = visit("professor", Typist)
    sign_in(professor, address_of(database, chair))
    answer(professor)
    work_off()

    company.open(case_path)
    company.look("jemand-hat-zugesagt")
    company.follow(chair)
    company.look("zustimmen")
    company.click("Zustimmen und Kontakt austauschen")
    company.look("vermittelt-unternehmen")
    assert company.sees(address_of(database, chair))
    work_off()

    professor.page.reload()
    professor.look("vermittelt-professor")
    assert professor.sees(COMPANY)
    assert professor.sees(ADDRESS)
    note_meeting(professor)

    close(manager)
    while work_off():
        pass
    company.open(case_path)
    company.look("abgeschlossen")
    assert company.sees("Abschlussarbeit")
    assert company.sees(FAREWELL)


@pytest.mark.once
def test_everybody_else_finds_their_pages(visit, region, work_off):
    while work_off():
        pass
    stranger = visit("stranger")
    for path, title in (
        ("/so-funktioniert-es", "so-funktioniert-es"),
        ("/kompetenzen", "kompetenzen"),
        ("/impressum", "impressum"),
        ("/datenschutz", "datenschutz"),
        ("/barrierefreiheit", "barrierefreiheit"),
        ("/passwort-vergessen", "passwort-vergessen"),
        ("/postfach", "postfach"),
    ):
        stranger.open(path)
        stranger.look(title)
    stranger.open("/kompetenzen")
    stranger.fill("Wonach suchen Sie?", "Rezyklat")
    stranger.click("Suchen")
    stranger.look("kompetenzen-suche")

    professor = visit("professor")
    sign_in(professor, DEMO_SIGN_INS["Professor:in"])
    professor.look("anfragen")
    professor.follow("Mein Profil")
    professor.look("profil-bearbeiten")
    professor.fill("Wie viele Anfragen nehmen Sie gleichzeitig an?", "3")
    professor.click("Speichern")
    professor.look("profil-gespeichert")
    professor.follow("So sieht ein Unternehmen Ihr Profil")
    professor.look("profil-vorschau")

    manager = visit("manager")
    sign_in(manager, DEMO_SIGN_INS["Transferstelle HSBO"])
    manager.follow("Bedarf aufnehmen")
    manager.look("bedarf-aufnehmen")
    manager.follow("Region")
    manager.look("region-transferstelle")
    manager.open("/atlas")
    manager.look("atlas-transferstelle")
    manager.follow("Auswertung")
    manager.follow("Kennzahlen und Ziele")
    manager.look("kennzahlen")

    supporter = visit("supporter")
    sign_in(supporter, DEMO_SIGN_INS["Unterstützer"])
    supporter.look("region-unterstuetzer")
    assert supporter.sees("Kennzahlen der Region")
    assert supporter.sees("unter 5")

    company = visit("company")
    sign_in(company, DEMO_SIGN_INS["Unternehmen"])
    for path, title in (
        ("/konto", "konto"),
        ("/konto/organisation", "wer-fuer-uns-handelt"),
        ("/konto/organisation/einladen", "jemanden-einladen"),
        ("/konto/protokoll", "mein-protokoll"),
        ("/wer-sieht-was", "wer-sieht-was"),
    ):
        company.open(path)
        company.look(title)

    admin = visit("admin")
    sign_in(admin, DEMO_SIGN_INS["Administration"])
    admin.look("konten")
    admin.follow("Betrieb")
    admin.look("betrieb")


def test_a_page_says_what_is_wrong_and_keeps_what_was_typed(visit, region):
    company = visit("company")
    sign_in(company, DEMO_SIGN_INS["Unternehmen"])
    company.look("meine-bedarfe")
    company.open("/bedarfe/neu")
    company.fill("Worum geht es?", "Hilfe")
    company.fill("Beschreiben Sie das Problem in Ihren eigenen Worten", "Kaputt")
    company.ignore_failed_loads = True
    company.click("Bedarf einreichen")

    company.look("bedarf-mit-fehlern")
    assert company.page.locator("[role=alert]").first.is_visible()
    assert company.page.get_by_label("Worum geht es?").input_value() == "Hilfe"


def register(company):
    company.open("/registrieren")
    company.look("registrieren")
    company.fill("Name des Unternehmens", COMPANY)
    company.choose("Stadt oder Gemeinde", "Kamen")
    company.tick("Kleines Unternehmen")
    company.fill("Ihre Funktion", "Geschäftsführung")
    company.fill("E-Mail-Adresse", ADDRESS)
    company.fill("Passwort", PASSWORD)
    company.click("Registrieren")
    company.look("registriert")


def confirm(company):
    company.open("/postfach")
    company.press(company.page.locator("main a[href*='/bestaetigen/']").first)
    company.look("adresse-bestaetigen")
    company.click("Ja, Adresse bestätigen")
    if "/anmelden" in company.page.url or not company.page.url.endswith("/bedarfe"):
        sign_in(company, ADDRESS)


def describe(company):
    company.open("/bedarfe/neu")
    company.look("bedarf-beschreiben")
    company.fill("Worum geht es?", TITLE)
    company.fill("Beschreiben Sie das Problem in Ihren eigenen Worten", STORY)
    company.tick("Technologietransfer & Prototypen")
    company.click("Bedarf einreichen")


def review(manager):
    manager.look("eingang")
    manager.follow(TITLE)
    manager.look("pruefung-ohne-federfuehrung")
    manager.click("Federführung übernehmen")
    manager.look("pruefung")
    chair = manager.page.locator(".proposal h3").first.inner_text().strip()
    manager.click("Freigeben")
    manager.look("pruefung-freigegeben")
    return chair


def present_teaser(manager):
    manager.follow("Kurzfassung")
    manager.look("kurzfassung-schreiben")
    manager.write(manager.page.locator("main textarea").first, TEASER)
    manager.click("Speichern und dem Unternehmen vorlegen")
    manager.look("kurzfassung-vorgelegt")


def answer(professor):
    professor.look("anfragen-mit-neuer")
    # In the demo others may have asked the same professor before.
    professor.press(professor.page.locator("main a[href*='/anfragen/']", has_text="Mahlgut").first)
    professor.look("anfrage")
    assert professor.sees(TEASER)
    assert not professor.sees(COMPANY)
    assert not professor.sees(TITLE)
    professor.click("Ja, ich habe Interesse")
    professor.look("anfrage-zugesagt")
    assert not professor.sees(COMPANY)


def note_meeting(professor):
    professor.follow("Erstgespräch")
    professor.look("erstgespraech-notieren")
    professor.fill("Wann haben Sie gesprochen?", "2026-03-20")
    professor.fill("Was haben Sie vereinbart?", "Eine Abschlussarbeit zur Alterung von Mahlgut.")
    professor.click("Speichern")
    professor.look("erstgespraech-notiert")


def close(manager):
    manager.open("/pruefung")
    manager.follow(TITLE)
    manager.look("pruefung-vermittelt")
    manager.follow("Fall abschließen")
    manager.look("abschliessen")
    manager.tick("Abschlussarbeit")
    manager.write(manager.page.locator("main textarea").first, FAREWELL)
    manager.click("Abschließen")
    manager.look("geschlossen")


def address_of(database, chair):
    with database.reading() as session:
        return session.scalars(
            select(Account.email).join(Profile).where(Profile.chair == chair)
        ).one()
