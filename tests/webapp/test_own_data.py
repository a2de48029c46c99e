"""„Meine Daten“: everything a company gave goes along in an archive, and goes for good."""

import io
import json
from functools import partial
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import make_url, select, update

from models import (
    Account,
    AuditEntry,
    Base,
    Challenge,
    ChallengeState,
    Company,
    IntroductionState,
    OutgoingMail,
    Participant,
    Profile,
    Role,
    SeatState,
    WorkshopNote,
)
from models.matrix import Party, Stage, load_matrix
from tests.confidentiality.canaries import AUDIENCE, is_text, plant
from tests.confidentiality.worlds import build_worlds
from tests.conftest import START
from tests.mailing import text_of
from webapp import matching, promises
from webapp.audit import record
from webapp.mail import queue_mail
from webapp.stored_files import FileStore
from webapp.verification import verify

PAGE, ARCHIVE = "/konto/meine-daten", "/konto/meine-daten/herunterladen"
ERASE, LEAVE = f"{PAGE}/unternehmen-loeschen", f"{PAGE}/konto-loeschen"
CANARY = "Kanarienvogel"


def archive_of(browser) -> dict[str, bytes]:
    answer = browser.client.get(ARCHIVE)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    with ZipFile(io.BytesIO(answer.data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def everything(session) -> str:
    session.rollback()
    return "\n".join(
        str(tuple(row))
        for table in Base.metadata.sorted_tables
        for row in session.execute(select(table))
    )


# What goes along.

NOT_IN_IT = {
    "kept_attachment.text": "the file itself is in it",
    "professor.display_name": "the chair is named, as on the page",
    "professor.email": "stands on the page of an introduction as long as the case lasts",
    "professor.phone": "the same",
    "teaser.text": "of what is decided, the word was not changed",
}
"""What the company reads on pages and finds in the archive in another way."""


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.TEASER_SENT, Stage.CLOSED])
def test_the_archive_holds_what_the_company_reads_and_nothing_of_others(
    browser, make, database, stage
):
    matrix, world = load_matrix(), build_worlds(make, START, [stage])[stage]
    with make.writing() as session:
        words = plant(session, world)
    browser.login(world.parties[Party.COMPANY_OWN])

    files = archive_of(browser)

    for name in ("meine-daten.html", "meine-daten.json"):
        text = files[name].decode()
        for column, word in words.items():
            may = AUDIENCE[column].may(matrix, Party.COMPANY_OWN, stage)
            assert may or word not in text, f"{column} of somebody else stands in {name}"
            must = AUDIENCE[column].must(matrix, Party.COMPANY_OWN, stage)
            assert not must or column in NOT_IN_IT or word in text, f"{column} is not in {name}"


def test_files_are_in_it_as_they_were_sent(browser, make):
    company = make.account(Role.COMPANY)
    challenge = make.challenge(by=company)
    for _ in range(2):
        make.attachment(challenge, b"%PDF-1.7 Pruefbericht", name="Prüfbericht.pdf")
    browser.login(company)

    files = archive_of(browser)

    names = [each for each in files if each.startswith("dateien/")]
    assert names == [f"dateien/{challenge.reference}/{n}-Prüfbericht.pdf" for n in (1, 2)]
    assert {files[each] for each in names} == {b"%PDF-1.7 Pruefbericht"}


def test_silence_and_refusals_of_professors_change_no_byte(browser, make, database, clock):
    company, lead = make.account(Role.COMPANY), make.account(Role.TRANSFER_MANAGER)
    challenge = make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead)
    make.teaser(challenge)
    browser.login(company)
    archive_of(browser)  # that it was taken along stands in the next one
    before = archive_of(browser)

    for state in (IntroductionState.ASKED, IntroductionState.DECLINED, IntroductionState.EXPIRED):
        introduction = make.introduction(state, challenge=challenge, lead=lead)
        with make.writing() as session:
            record(session, "abgesagt", session.merge(introduction), clock(), by=None)

    after = archive_of(browser)
    assert after["meine-daten.html"] == before["meine-daten.html"]
    assert after["meine-daten.json"] == before["meine-daten.json"]


def test_an_archive_is_read_by_people_and_by_programs(browser, make):
    company = make.account(Role.COMPANY, language="de")
    challenge = make.challenge(by=company)
    make.message(challenge, "Wie geht es weiter?")
    browser.login(company)

    files = archive_of(browser)

    tree = json.loads(files["meine-daten.json"])
    assert tree["Bedarfe"][0]["Fallnummer"] == challenge.reference
    assert tree["Bedarfe"][0]["Fragen und Antworten"][0]["Text"] == "Wie geht es weiter?"
    assert tree["Ihr Konto"]["E-Mail-Adresse"] == company.email
    assert "<h1>Meine Daten</h1>" in files["meine-daten.html"].decode()
    for secret in ("session_token", "password", company.session_token):
        assert secret not in files["meine-daten.json"].decode()


def test_markup_in_a_text_is_shown_and_does_nothing(browser, make):
    company = make.account(Role.COMPANY)
    make.challenge(by=company, title="<script>alert(1)</script>")
    browser.login(company)

    assert b"<script>" not in archive_of(browser)["meine-daten.html"]


def test_a_professor_takes_account_and_profile_along(browser, make):
    professor = make.account(Role.PROFESSOR)
    make.profile("Alterung von Beton", account=professor)
    browser.login(professor)
    assert browser.get(PAGE).status == 200

    tree = json.loads(archive_of(browser)["meine-daten.json"])

    assert tree["Kompetenzprofil"]["Kompetenzen"][0]["Text"] == "Alterung von Beton"
    assert "Bedarfe" not in tree


def test_words_kept_to_explain_proposals_go_along(app, browser, make, clock):
    """Both sides read what the Abgleich met of theirs, and nothing of when or for whom.

    A professor reads it of needs they were asked about: of others it would tell that they exist.
    """
    company, professor = make.account(Role.COMPANY), make.account(Role.PROFESSOR)
    profile = make.profile("Alterung von Beton", account=professor)
    challenge = make.challenge(by=company, title="Risse im Estrich")
    match_now = partial(matching.match_challenge, challenge.id)
    with app.app_context():
        match_now()
    with make.writing() as session:
        session.get_one(Profile, profile.id).competences[0].text = "Alterung von Asphalt"
        session.get_one(Challenge, challenge.id).title = "Risse im Asphalt"
    clock.advance(hours=1)
    with app.app_context():
        match_now()
    browser.login(professor)
    assert "Frühere Fassungen" in browser.get(PAGE).text
    untold = json.loads(archive_of(browser)["meine-daten.json"])["Kompetenzprofil"]
    assert untold["Frühere Fassungen"] == []
    make.introduction(challenge=challenge, profile=profile)

    kept = json.loads(archive_of(browser)["meine-daten.json"])["Kompetenzprofil"]
    browser.login(company)
    (need,) = json.loads(archive_of(browser)["meine-daten.json"])["Bedarfe"]

    assert [each["Kompetenzen"] for each in kept["Frühere Fassungen"]] == [["Alterung von Beton"]]
    assert {each for row in kept["Frühere Fassungen"] for each in row} == {
        "Lehrgebiet", "Zusammenfassung", "Kompetenzen",
    }  # fmt: skip
    assert [each["Titel"] for each in need["Frühere Fassungen"]] == ["Risse im Estrich"]
    assert need["Titel"] == "Risse im Asphalt"


def test_it_is_asked_again_who_one_is(browser, make, clock):
    browser.login(make.account(Role.COMPANY))
    clock.advance(minutes=20)

    assert browser.get(ARCHIVE).h1.text == "Sind Sie es?"
    assert browser.get(ERASE).h1.text == "Sind Sie es?"


# What goes for good.


@pytest.fixture
def company(make):
    return make.account(
        Role.COMPANY, email="leitung@kanarienvogel.example", display_name=f"{CANARY} Leitung",
        phone="0221 4710 199", company_id=make.company(f"{CANARY} GmbH").id, is_responsible=True,
    )  # fmt: skip


DECIDED = "teasers", "text"
"""Nobody changes these any more; the word is in them from the beginning."""


def fill_with_canaries(make, database, company, clock, lead) -> Challenge:
    """A case that went the whole way, with the word in every text column of its rows."""
    challenge = make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead)
    make.attachment(challenge, CANARY.encode() * 20)
    make.message(challenge, CANARY)
    make.teaser(challenge, text=f"{CANARY} in der Kurzfassung")
    introduction = make.introduction(IntroductionState.INTRODUCED, challenge=challenge, lead=lead)
    with database.writing() as session:
        row = session.get_one(Challenge, challenge.id)
        mail = queue_mail(
            session, "introduced", row.entered_by, clock(), challenge=row,
            introduction=row.introductions[0],
        )  # fmt: skip
        mail.subject = mail.body = mail.last_error = CANARY
        to_lead = queue_mail(
            session, "challenge_arrived", session.get_one(Account, lead.id), clock(), challenge=row
        )
        to_lead.subject = to_lead.body = CANARY
        session.flush()
        of_case = {
            "challenges": [row.id], "teasers": [each.id for each in row.teasers],
            "attachments": [each.id for each in row.attachments],
            "introductions": [introduction.id],
        }  # fmt: skip
        codes = {"reference", "language", "municipality_ags", "text_version", "sha256",
                 "clean_sha256", "professor_consented_to", "company_consented_to"}  # fmt: skip
        for name, ids in of_case.items():
            table = Base.metadata.tables[name]
            columns = [
                each.name for each in table.columns
                if is_text(each) and each.name not in codes and (name, each.name) != DECIDED
            ]  # fmt: skip
            values = {
                each: [[CANARY, CANARY]] if each == "notes" else f"{CANARY} in {name}.{each}"
                for each in columns
            }
            session.execute(update(table).where(table.c.id.in_(ids)).values(values))
        for run in row.match_runs:
            for aspect in run.aspects:
                aspect.text = CANARY
            for match in run.matches:
                match.decision.note = CANARY
                for evidence in match.evidence:
                    evidence.words, evidence.pairs = [CANARY], [[CANARY, "x"]]
    return challenge


def test_no_word_of_a_company_is_left_in_any_table_file_or_byte(
    app, browser, make, database, session, clock, company, settings, database_url
):
    lead = make.account(Role.TRANSFER_MANAGER)
    fill_with_canaries(make, database, company, clock, lead)
    make.challenge(ChallengeState.DRAFT, by=company, title=CANARY)
    make.challenge(ChallengeState.CLOSED, by=company, description=CANARY)
    make.account(Role.COMPANY, company_id=company.company_id, display_name=CANARY)
    other = make.challenge(title="Was anderen gehört")
    browser.login(company)
    browser.get(PAGE)
    assert everything(session).count(CANARY) > 25
    assert len(FileStore.of(settings).names()) == 2
    session.rollback()  # whoever reads keeps the database from emptying its log

    page = browser.submit(ERASE)

    assert page.path == "/"
    assert "Alles ist gelöscht" in page.text
    left = everything(session)
    assert CANARY.lower() not in left.lower()
    assert company.email not in left
    assert "0221 4710 199" not in left
    assert FileStore.of(settings).names() == set()
    assert [each.id for each in session.scalars(select(Challenge))] == [other.id]
    assert session.get(Company, company.company_id) is None
    assert verify(session, []).flaw is None
    session.rollback()
    if database_url.startswith("sqlite"):
        path = Path(make_url(database_url).database)
        session.close()
        for each in path.parent.glob(f"{path.name}*"):
            assert CANARY.lower().encode() not in each.read_bytes().lower(), each.name
    assert browser.get("/konto").path == "/anmelden"


def test_what_was_only_begun_goes_along_and_goes_for_good(browser, make, company, session):
    begun = [make.interim_need(key, title=f"{CANARY} begonnen") for key in ("here", "elsewhere")]
    with make.writing() as writing:
        writing.merge(begun[0]).adopt(company.id)
        writing.merge(begun[1]).send_to(company.email, START)
    browser.login(company)
    assert f"{CANARY} begonnen" in archive_of(browser)["meine-daten.html"].decode()

    browser.submit(ERASE)

    assert CANARY not in everything(session)


def test_registrations_go_along_their_seat_goes_on_and_notes_belong_to_nobody(
    app, browser, make, company, session, clock
):
    workshop = make.workshop(capacity=1)
    own = make.participant(workshop, email=company.email, name=CANARY, account_id=company.id)
    waiting = make.participant(workshop, state=SeatState.WAITING)
    make.note(make.workshop_table(workshop), "Rezyklat bricht", participant_id=own.id)
    browser.login(company)
    archive = archive_of(browser)["meine-daten.html"].decode()
    assert workshop.title in archive
    assert "Rezyklat bricht" in archive

    browser.submit(ERASE)

    left = everything(session)
    assert CANARY not in left
    assert company.email not in left
    assert session.get_one(Participant, waiting.id).state is SeatState.REGISTERED
    note = session.scalars(select(WorkshopNote)).one()
    assert (note.text, note.participant_id) == ("Rezyklat bricht", None)


def test_who_knew_of_a_case_hears_that_it_was_withdrawn_and_nothing_else(
    app, browser, make, company, work_off
):
    lead = make.account(Role.TRANSFER_MANAGER)
    challenge = make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead)
    told, not_told = [], []
    for state, who in (
        (IntroductionState.ASKED, told), (IntroductionState.INTRODUCED, told),
        (IntroductionState.PREPARED, not_told), (IntroductionState.DECLINED, not_told),
    ):  # fmt: skip
        professor = make.account(Role.PROFESSOR)
        make.introduction(
            state, challenge=challenge, lead=lead, profile=make.profile(account=professor)
        )
        who.append(professor.email)
    browser.login(company)

    browser.submit(ERASE)
    work_off()

    assert {each["To"] for each in app.sent} == {lead.email, *told}
    for mail in app.sent:
        assert challenge.reference not in str(mail)
        assert CANARY not in text_of(mail)


def test_the_page_says_exactly_what_goes_and_what_stays(browser, make, company):
    make.challenge(by=company)
    make.account(Role.COMPANY, company_id=company.company_id)
    browser.login(company)

    words = browser.get(ERASE).select_one("main").get_text(" ", strip=True)

    assert "1 Bedarf mit Text, Dateien" in words
    assert "außer Ihrem das von 1 weiteren Person" in words
    assert "An 1 Bedarf wird noch gearbeitet" in words
    assert "ohne ein Wort Ihrer Texte" in words


def test_looking_at_the_page_erases_nothing(browser, make, company, session):
    make.challenge(by=company)
    browser.login(company)

    browser.get(ERASE)

    assert session.scalars(select(Challenge)).one()


def test_whoever_is_alone_responsible_shares_first_or_erases_everything(browser, make, company):
    make.account(Role.COMPANY, company_id=company.company_id)
    browser.login(company)

    page = browser.get(PAGE)

    assert "teilen Sie vorher die Verantwortung" in page.text
    assert not page.select(f'a[href="{LEAVE}"]')
    assert page.select(f'a[href="{ERASE}"]')
    browser.get(LEAVE, status=403)


def test_a_colleague_leaves_and_the_needs_stay(browser, make, company, session, database):
    colleague = make.account(
        Role.COMPANY, company_id=company.company_id, email="weg@firma.example",
        display_name="Wer geht",
    )  # fmt: skip
    challenge = make.challenge(by=colleague)
    make.attachment(challenge)
    make.message(challenge, "Wann hören wir von Ihnen?", by=colleague)
    browser.login(colleague)
    assert not browser.get(PAGE).select(f'a[href="{ERASE}"]')
    browser.get(ERASE, status=403)

    page = browser.submit(LEAVE)

    assert "Ihr Konto ist gelöscht" in page.text
    left = everything(session)
    assert "weg@firma.example" not in left
    assert "Wer geht" not in left
    assert "Wann hören wir von Ihnen?" in left
    row = session.get_one(Challenge, challenge.id)
    assert row.entered_by_id == row.attachments[0].added_by_id == company.id
    assert verify(session, []).flaw is None
    browser.login(company)
    assert "Unternehmen" in browser.get(f"/bedarfe/{challenge.id}").select_one("#fragen").text


def test_somebody_alone_without_responsibility_may_still_erase(browser, make, session):
    alone = make.account(Role.COMPANY)
    browser.login(alone)

    browser.submit(ERASE)

    assert session.get(Account, alone.id) is None


def test_nobody_else_erases_a_company(browser, make, session):
    for role in (Role.PROFESSOR, Role.TRANSFER_MANAGER, Role.ADMIN, Role.SCOUT):
        browser.login(make.account(role))
        browser.get(ERASE, status=403)
        browser.get(LEAVE, status=403)
        assert not browser.get("/konto").select(f'a[href="{ERASE}"]')


def test_the_trail_says_who_erased_and_when_without_names(browser, make, company, session):
    challenge = make.challenge(by=company)
    browser.login(company)

    browser.submit(ERASE)

    verbs = [each.verb for each in session.scalars(select(AuditEntry).order_by("sequence"))]
    assert verbs[-3:] == ["geloescht", "konto_geloescht", "unternehmen_geloescht"]
    assert {each.actor_id for each in session.scalars(select(AuditEntry))} == {company.id}
    details = [each.detail for each in session.scalars(select(AuditEntry))]
    assert {"state": "eingereicht", "reference": challenge.reference} in details


def test_waiting_mails_go_with_the_account(app, browser, make, company, session, clock):
    challenge = make.challenge(by=company)
    with app.app_context(), make.writing() as writing:
        promises.keep_clock(writing, writing.merge(challenge), clock())
        queue_mail(writing, "set_password", writing.get_one(Account, company.id), clock())
    browser.login(company)

    browser.submit(ERASE)

    assert session.scalars(select(OutgoingMail)).all() == []
