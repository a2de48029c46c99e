"""A workshop of 22 companies, from its draft to the printed report, in real browsers.

120 notes come from twelve phones and from paper cards, 40 talks out of wishes. A phone and the
door lose their connection on the way, and somebody leaves before their talk.
"""

import io
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from models import (
    Account,
    NoteState,
    Participant,
    Side,
    Talk,
    TalkRound,
    Workshop,
    WorkshopNote,
    WorkshopTable,
)
from seed_data import DEMO_SIGN_INS, load_region
from tests.mailing import text_of
from webapp.passwords import hash_password

PASSWORD = "ein langes Kennwort für die Werkstatt"
TITLE = "Werkstatt Reststoffe"
DAY = "2026-05-05"
COMPANIES, PROFESSORS, PHONES_A_TABLE = 22, 12, 3
CHAIRS = [*range(COMPANIES + 1, COMPANIES + PROFESSORS), COMPANIES + PROFESSORS + 1]
"""The last professor but one gives the seat up, and whoever waits gets it."""
CARDS = 10
AGENDA = (
    ("Ankommen und Begrüßung", "13:00", "13:30", "Programm"),
    ("Arbeit an vier Tischen", "13:30", "14:45", "Arbeit an Tischen"),
    ("Pause", "14:45", "15:00", "Pause"),
    ("Punkte kleben", "15:00", "15:30", "Programm"),
    ("Gespräche, erster Teil", "15:30", "16:30", "Einzelgespräche"),
    ("Gespräche, zweiter Teil", "16:45", "17:45", "Einzelgespräche"),
)
NOTES = [
    line.split("\t")
    for line in (
        Path(__file__)
        .parents[2]
        .joinpath("seed_data/workshop_notes.tsv")
        .read_text(encoding="utf-8")
        .splitlines()[1:]
    )
]
"""Area, theme and text of 120 notes, thirty for each of the four tables."""
AREAS = list(dict.fromkeys(area for area, _, _ in NOTES))
RUDE = "So ein Scheiß, das bringt doch alles nichts"
SAYING = "Unser Rezyklat wird nach dem zweiten Umlauf spröde und bricht bei Kälte"
LINK = re.compile(r"/veranstaltungen/anmeldung/\S+")


@pytest.fixture
def settings(settings):
    """Behind a proxy, as in use: everybody comes from an address of their own."""
    return settings.model_copy(update={"trusted_proxies": 1})


@pytest.fixture
def region(database, clock):
    """The demo region; managers sign in with a password."""
    secret = hash_password(PASSWORD)
    with database.writing() as session:
        load_region(session, clock())
        email = DEMO_SIGN_INS["Transferstelle WH"]
        session.scalars(select(Account).where(Account.email == email)).one().set_password_hash(
            secret
        )
    clock.advance(minutes=1)


@pytest.mark.once
@pytest.mark.timeout(600)
def test_a_workshop_from_its_draft_to_the_printed_report(
    visit, region, work_off, app, clock, database
):
    while work_off():
        pass
    manager = come(visit, "Transferstelle", 1)
    sign_in(manager)
    public = announce(manager)
    work_off()

    app.sent.clear()
    links = [register(visit, public, number, work_off, app) for number in range(34)]
    waiting = register(visit, public, 34, work_off, app)
    guest = come(visit, "Gast", 3)
    guest.open(waiting)
    guest.look("workshop-warteliste")
    assert guest.sees("Sie stehen auf der Warteliste")
    guest.open(links[33])
    guest.page.get_by_text("Sie können nicht kommen?").click()
    guest.click("Abmelden")
    work_off()
    guest.open(waiting)
    assert not guest.sees("Sie stehen auf der Warteliste")
    links[33] = waiting

    wish_for_talks(visit, links[:COMPANIES])

    clock.at = datetime(2026, 5, 5, 10, 45, tzinfo=UTC)
    sign_in(manager)
    badges = print_badges(manager, public, database)
    let_in(manager, public, badges, database, clock)
    manager.open(f"{public}/leitung")
    manager.click("Workshop beginnen")

    clock.at = datetime(2026, 5, 5, 11, 40, tzinfo=UTC)
    tables = tables_of(database)
    write_notes(visit, tables, badges)
    sign_in(manager)
    moderate(manager, public)
    type_cards(manager, public, tables)
    assert notes_in(database) == 120
    manager.open(f"{public}/leitung/notizen")
    manager.follow("Leinwand")
    manager.look("workshop-leinwand")
    assert manager.sees("weitere")

    groups = group(manager, public, database)
    put_dots(visit, public, badges[:6])
    manager.open(f"{public}/leitung/gruppen")
    manager.follow("Gruppen auf die Leinwand")
    manager.look("workshop-leinwand-gruppen")
    assert manager.sees(groups[0])
    assert manager.sees("12 Punkte")

    draft_need(manager, public, database)
    while work_off():
        pass
    confirm_need(visit, app, work_off)
    manager.open(note_page(public, database))
    manager.look("workshop-notiz-mit-bedarf")
    assert manager.sees("Matchvorschläge")

    clock.at = datetime(2026, 5, 5, 13, 5, tzinfo=UTC)
    sign_in(manager)
    plan_talks(manager, public, work_off)
    assert talks_in(database) == 40
    one_leaves(manager, public, database, work_off)
    own_plan(visit, links, database)
    check_plans(manager, public)

    clock.at = datetime(2026, 5, 5, 16, 5, tzinfo=UTC)
    sign_in(manager)
    report = finish(manager, public)
    reader = come(visit, "Leserin", 90)
    reader.open(public)
    reader.follow("Bericht lesen")
    reader.look("workshop-bericht")
    assert reader.sees("Notizen 120") or reader.sees("120 Notizen")
    check_report(report)


def come(visit, name, number, **facts):
    """Somebody with a browser, from an address of their own."""
    visitor = visit(name, **facts)
    visitor.page.context.set_extra_http_headers({"X-Forwarded-For": f"192.0.2.{number}"})
    return visitor


def sign_in(manager):
    manager.page.context.clear_cookies()
    manager.open("/anmelden")
    manager.fill("E-Mail-Adresse", DEMO_SIGN_INS["Transferstelle WH"])
    manager.fill("Passwort", PASSWORD)
    manager.click("Anmelden")


def labelled(visitor, label):
    return visitor.page.get_by_label(label, exact=True)


def announce(manager):
    """From nothing to a page everybody reads; returns its path."""
    manager.open("/veranstaltungen/leitung")
    manager.follow("Workshop anlegen")
    for label, value in (
        ("Titel", TITLE), ("Tag", DAY), ("Beginn", "13:00"), ("Ende", "18:00"),
        ("Ort", "Ökologiestation, Westenhellweg 110, 59192 Bergkamen"),
        ("Wen fragen Teilnehmende?", "Transferstelle, 0221 4710 100"), ("Plätze", "34"),
        ("Anmeldung möglich bis", "2026-05-03"),
    ):  # fmt: skip
        labelled(manager, label).fill(value)
    manager.click("Entwurf anlegen")
    manager.look("workshop-entwurf")
    manager.follow("Programm eintragen")
    for title, begins, ends, kind in AGENDA:
        labelled(manager, "Was").fill(title)
        labelled(manager, "Von").fill(begins)
        labelled(manager, "Bis").fill(ends)
        labelled(manager, "Art").select_option(label=kind)
        manager.click("Hinzufügen")
    manager.click("Die vier Felder einrichten")
    manager.look("workshop-programm")
    manager.follow("Zurück zum Überblick")
    manager.click("Ankündigen")
    manager.look("workshop-angekuendigt")
    manager.follow("Öffentliche Seite")
    manager.look("workshop-oeffentlich")
    return manager.page.url.removeprefix(manager.server)


def register(visit, public, number, work_off, app):
    """Fill in the form like anybody; returns the link in the mail."""
    is_company = number < COMPANIES
    somebody = come(visit, f"Nummer {number}", 10 + number)
    somebody.open(public)
    somebody.follow("Zum Workshop anmelden")
    labelled(somebody, "Ihr Name").fill(
        f"Geschäftsführung {number + 1}" if is_company else f"Lehrgebiet {number + 1}"
    )
    labelled(somebody, "E-Mail-Adresse").fill(f"nummer{number}@werkstatt.example")
    labelled(somebody, "Unternehmen oder Einrichtung").fill(
        f"Musterwerk {number + 1} GmbH" if is_company else "Musterhochschule"
    )
    labelled(somebody, "Unternehmen" if is_company else "Hochschule").check()
    if is_company:
        somebody.page.locator("[name=industry_code]").select_option(index=1 + number % 3)
        somebody.page.locator("[name=size_class]").select_option(index=1 + number % 2)
    somebody.page.locator("[name=areas]").nth(number % 4).check()
    somebody.tick("Ich möchte Einzelgespräche führen")
    somebody.tick("Andere Teilnehmende dürfen")
    somebody.tick("Ich habe die Hinweise zum Datenschutz gelesen")
    if number == 0:
        somebody.look("workshop-anmelden")
    somebody.press(somebody.page.locator("main").get_by_role("button", name="Anmelden"))
    if number == 0:
        somebody.look("workshop-angemeldet")
    work_off()
    somebody.page.context.close()
    return LINK.search(text_of(app.sent[-1]))[0]


def wish_for_talks(visit, links):
    """Every company wishes for two professors, the last four for one: forty wishes."""
    for number, link in enumerate(links):
        company = come(visit, f"Unternehmen {number}", 50 + number)
        company.open(link)
        company.follow("Gespräche wünschen")
        for turn in range(2 if number < 18 else 1):
            chair = CHAIRS[(2 * number + turn) % PROFESSORS]
            company.click(f"Wünschen Lehrgebiet {chair}")
        if number == 0:
            company.look("workshop-wuensche")
        company.page.context.close()


def print_badges(manager, public, database):
    """The printed badges carry everybody; returns the codes that stand on them."""
    manager.open(f"{public}/leitung/teilnehmende")
    manager.look("workshop-teilnehmende")
    printed = download(manager, "Namensschilder")
    text = text_on(printed)
    assert "Geschäftsführung 22" in text
    assert "Lehrgebiet 35" in text
    with database.reading() as session:
        rows = session.execute(
            select(Participant.code, Participant.side)
            .join(Participant.workshop)
            .where(Workshop.title == TITLE, Participant.state == "angemeldet")
            .order_by(Participant.registered_at, Participant.email)
        ).all()
    assert len(rows) == 34
    return [code for code, _ in sorted(rows, key=lambda row: row[1] is not Side.COMPANY)]


def let_in(manager, public, badges, database, clock):
    """Scan everybody; without a connection scans wait, and twice the same badge is one person."""
    manager.open(f"{public}/leitung/einlass")
    manager.look("workshop-einlass")
    manager.ignore_failed_loads = True
    answer = manager.page.locator("[data-answer]")

    def scan(code):
        labelled(manager, "Code auf dem Namensschild").fill(code)
        manager.page.keyboard.press("Enter")

    for number, code in enumerate(badges[:-3], start=1):
        scan(code)
        manager.page.get_by_text(f"{number} von 34 sind gekommen").wait_for()
    manager.page.context.set_offline(True)
    for code in badges[-3:]:
        scan(code)
    manager.page.get_by_text("3 Scans warten auf die Verbindung.").wait_for()
    manager.look("workshop-einlass-ohne-verbindung")
    manager.page.context.set_offline(False)
    manager.page.get_by_text("34 von 34 sind gekommen").wait_for()
    clock.advance(minutes=1)
    scan(badges[0])
    answer.get_by_text("Schon da seit").wait_for()
    with database.reading() as session:
        came = select(func.count()).where(
            Participant.checked_in_at.is_not(None), Participant.code.in_(badges)
        )
        assert session.scalar(came) == 34


def tables_of(database):
    """The address of the page behind each table's code, by area."""
    with database.reading() as session:
        tables = session.scalars(
            select(WorkshopTable).join(WorkshopTable.workshop).where(Workshop.title == TITLE)
        )
        return {each.area.value: (each.name, f"/tisch/{each.code}") for each in tables}


def write_notes(visit, tables, badges):
    """Three phones at each table; the first of all loses its connection while it writes."""
    for number, area in enumerate(AREAS):
        texts = [text for where, _, text in NOTES if where == area]
        cards = CARDS if area == AREAS[0] else 0
        extra = 2 if area == "technologietransfer" else 0
        texts = texts[: len(texts) - cards - extra]
        for turn in range(PHONES_A_TABLE):
            phone = come(visit, f"Telefon {area} {turn}", 100 + 10 * number + turn)
            phone.page.set_viewport_size({"width": 390, "height": 844})
            phone.open(tables[area][1])
            for place, text in enumerate(texts[turn::PHONES_A_TABLE]):
                if (number, turn, place) == (0, 0, 1):
                    write_without_connection(phone, text)
                else:
                    write(phone, text)
            if turn == 0 and extra:
                write(phone, RUDE, "Bevor andere sie lesen")
                phone.page.get_by_text("Möchten Sie dazu angesprochen werden?").click()
                labelled(phone, "Code auf Ihrem Namensschild").fill(badges[0][:6])
                write(phone, SAYING)
                phone.look("workshop-telefon")
            phone.page.context.close()


def write(phone, text, answer="Die anderen am Tisch lesen Ihre Notiz jetzt mit."):
    phone.page.get_by_label("Ihre Notiz").fill(text)
    phone.page.get_by_role("button", name="Notiz senden").click()
    if answer.startswith("Die anderen"):
        phone.page.locator("#notizen").get_by_text(text, exact=True).first.wait_for()
    phone.page.locator("#stand").get_by_text(answer).wait_for()


def write_without_connection(phone, text):
    phone.ignore_failed_loads = True
    phone.page.context.set_offline(True)
    write(phone, text, "Keine Verbindung. Ihre Notiz ist auf diesem Telefon gemerkt")
    phone.look("workshop-telefon-ohne-verbindung")
    phone.page.context.set_offline(False)
    phone.page.locator("#stand").get_by_text("lesen Ihre Notiz jetzt mit").wait_for()


def moderate(manager, public):
    """What is rude waits, and does not reach the wall."""
    manager.open(f"{public}/leitung/notizen")
    manager.look("workshop-notizen")
    assert manager.sees("Warten auf Sie (1)")
    manager.click(f"Entfernen {RUDE[:20]}")
    assert manager.sees("Warten auf Sie (0)")


def type_cards(manager, public, tables):
    """What was written on paper, and one note that the rude one left room for."""
    texts = [text for area, _, text in NOTES if area == AREAS[0]][-CARDS:]
    spare = [text for area, _, text in NOTES if area == "technologietransfer"][-1:]
    manager.open(f"{public}/leitung/notizen")
    for area, text in [*((AREAS[0], each) for each in texts), ("technologietransfer", *spare)]:
        labelled(manager, "Tisch").select_option(label=tables[area][0])
        labelled(manager, "Was auf der Karte steht").fill(text)
        manager.click("Karte speichern")


def notes_in(database):
    with database.reading() as session:
        return session.scalar(
            select(func.count())
            .select_from(WorkshopNote)
            .join(WorkshopNote.table)
            .join(WorkshopTable.workshop)
            .where(Workshop.title == TITLE, WorkshopNote.state == NoteState.SHOWN)
        )


def group(manager, public, database):
    """Let the software propose, then merge two and split one by hand."""
    manager.open(f"{public}/leitung/gruppen")
    manager.click("Notizen gruppieren")
    manager.look("workshop-gruppen")
    return manager.page.locator("main .card__title").all_inner_texts()


def put_dots(visit, public, badges):
    """Votes by the badge, from phones."""
    for number, code in enumerate(badges):
        phone = come(visit, f"Stimme {number}", 150 + number)
        phone.page.set_viewport_size({"width": 390, "height": 844})
        phone.open(f"{public}/punkte")
        labelled(phone, "Code auf Ihrem Namensschild").fill(code[:6])
        phone.click("Weiter")
        for _ in range(2):
            phone.click("Punkt setzen")
        if number == 0:
            phone.look("workshop-punkte")
        phone.page.context.close()


def note_page(public, database):
    with database.reading() as session:
        note = session.scalars(select(WorkshopNote).where(WorkshopNote.text == SAYING)).one()
        return f"{public}/leitung/notizen/{note.id}"


def draft_need(manager, public, database):
    """One click fills the draft; the badge says which company to ask."""
    manager.open(note_page(public, database))
    manager.click("Daraus einen Bedarf machen")
    manager.look("workshop-entwurf-eines-bedarfs")
    assert labelled(manager, "Worum geht es?").input_value() == SAYING
    manager.page.locator("[name=municipality_ags]").select_option(label="Bergkamen")
    manager.page.locator("[name=function]").fill("Geschäftsführung")
    manager.page.locator("[name=description]").fill(
        SAYING + ". Wie viel davon dürfen wir zugeben, und woran erkennen wir die Grenze?"
    )
    manager.click("An das Unternehmen schicken")


def confirm_need(visit, app, work_off):
    """The company reads it behind the link and hands it in."""
    mail = next(each for each in reversed(app.sent) if "nummer0@werkstatt" in each["To"])
    company = come(visit, "Unternehmen 0 am Telefon", 70)
    company.open(re.search(r"/bedarfe/besuche/\S+", text_of(mail))[0])
    company.look("workshop-bedarf-bestaetigen")
    company.click("Bedarf einreichen")
    while work_off():
        pass


def plan_talks(manager, public, work_off):
    manager.open(f"{public}/leitung/gespraeche")
    if manager.page.get_by_role("button", name="Runden aus dem Programm übernehmen").count():
        manager.click("Runden aus dem Programm übernehmen")
    manager.click("Plan berechnen")
    work_off()
    manager.open(f"{public}/leitung/gespraeche")
    manager.look("workshop-gespraeche")
    manager.click("Plan veröffentlichen")


def talks_in(database):
    """How many talks there are; nobody is in two places at once."""
    with database.reading() as session:
        talks = session.scalars(
            select(Talk).join(TalkRound).join(Workshop).where(Workshop.title == TITLE)
        ).all()
        seats = Counter(
            (person, each.round_id)
            for each in talks
            for person in (each.company_id, each.professor_id)
        )
        assert set(seats.values()) == {1}
        return len(talks)


def one_leaves(manager, public, database, work_off):
    """Whoever leaves has no talks any more, and the others keep theirs where they can."""
    manager.open(f"{public}/leitung/teilnehmende")
    manager.click("Geht früher Geschäftsführung 5")
    manager.open(f"{public}/leitung/gespraeche")
    manager.click("Neu planen")
    work_off()
    assert talks_in(database) == 38


def own_plan(visit, links, database):
    company = come(visit, "Unternehmen 0 mit Plan", 71)
    company.page.set_viewport_size({"width": 390, "height": 844})
    company.open(links[0])
    company.follow("Gespräche wünschen")
    company.look("workshop-eigener-plan")
    assert company.sees("Ihr Plan")


def check_plans(manager, public):
    manager.open(f"{public}/leitung/gespraeche")
    plans = download(manager, "Alle Pläne (PDF)")
    assert len(plans.pages) == 21 + PROFESSORS
    assert len(download(manager, "Raumplan (PDF)").pages) >= 1


def finish(manager, public):
    """End the day, release the report, and take its file."""
    manager.open(f"{public}/leitung")
    manager.click("Workshop beenden")
    manager.look("workshop-beendet")
    manager.follow("Zum Bericht")
    manager.fill("Wie es weitergeht", "Im Juni besuchen die Transferstellen drei Unternehmen.")
    manager.click("Speichern")
    manager.click("Bericht freigeben")
    manager.look("workshop-bericht-genau")
    return download(manager, "Als PDF, wie alle es lesen")


def check_report(report):
    """Tagged, in German, with a title, and everything in it that was said."""
    catalogue = report.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"].startswith("de")
    assert "/StructTreeRoot" in catalogue
    assert "pdfuaid:part" in report.xmp_metadata.stream.get_data().decode()
    assert TITLE in report.metadata.title
    text = text_on(report)
    for words in ("Wer da war", "Was erwartet wurde", "Was daraus wurde", "drei Unternehmen"):
        assert words in text
    assert RUDE not in text


def download(visitor, name):
    """The file behind a link, as a reader of PDF files sees it."""
    with visitor.page.expect_download() as loading:
        visitor.page.get_by_role("link", name=name).first.click()
    return PdfReader(io.BytesIO(Path(loading.value.path()).read_bytes()))


def text_on(file):
    return " ".join(" ".join(page.extract_text() for page in file.pages).split())
