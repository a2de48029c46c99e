"""Files of a need: added, read, released, downloaded and taken away, and who is told what."""

import io
import os
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from models import (
    Attachment,
    AuditEntry,
    Challenge,
    ChallengeState,
    FileKind,
    FileReading,
    IntroductionState,
    Job,
    Role,
    policies,
)
from tests.attachments.building import docx, exif, jpeg, pdf, segment
from tests.attachments.hostile import HOSTILE
from webapp import enclosed
from webapp.reading_files.checking import Busy
from webapp.stored_files import FileStore

WORDS = "Rezyklat wird nach dem Einschmelzen spr\\366de."


@pytest.fixture
def draft(make, company):
    return make.challenge(ChallengeState.DRAFT, by=company)


@pytest.fixture
def store(settings) -> FileStore:
    return FileStore.of(settings)


def add(browser, challenge, content: bytes, name: str = "Datenblatt.pdf", status: int = 200):
    url = f"/bedarfe/{challenge.id}/dateien"
    page = browser.get(url)
    return browser.send(page, "anfuegen", status, file=(io.BytesIO(content), name))


def only_file(session) -> Attachment:
    session.rollback()
    return session.scalars(select(Attachment)).one()


def test_a_company_adds_a_file_and_sees_what_was_read_in_it(
    browser, company, draft, session, store, work_off
):
    browser.login(company)

    page = add(browser, draft, pdf(WORDS, trailer="/Info << /Author (Labor) >>"))

    assert "Datenblatt.pdf" in page.text
    assert "Wir lesen diese Datei gerade" in page.text
    work_off()
    assert "wird nach dem Einschmelzen spröde" in browser.get(page.path).text
    stored = only_file(session)
    assert (stored.reading, stored.notes) == (FileReading.READ, [["Author", "Labor"]])
    assert store.names() == {stored.id.hex, f"{stored.id.hex}-clean"}
    for name in store.names():
        assert store.path_of(name).stat().st_mode & 0o777 == 0o600
    assert b"Labor" in store.path_of(stored.id.hex).read_bytes()
    assert b"Labor" not in store.path_of(f"{stored.id.hex}-clean").read_bytes()
    assert "Datenblatt.pdf" in browser.get(f"/bedarfe/{draft.id}").text


def test_a_file_without_text_is_kept(browser, company, draft, session, work_off):
    browser.login(company)
    page = add(browser, draft, docx(), "leer.docx")

    work_off()

    assert only_file(session).reading is FileReading.NO_TEXT
    assert "konnte kein Text gelesen werden" in browser.get(page.path).text


def test_a_photo_is_kept_and_its_copy_does_not_say_where_it_was_taken(
    browser, company, draft, session, store, work_off
):
    browser.login(company)
    add(browser, draft, jpeg(segment(0xE1, b"Exif\0\0" + exif())), "IMG_0815.HEIC.jpg")

    work_off()

    stored = only_file(session)
    assert (stored.kind, stored.name) == (FileKind.JPEG, "IMG_0815.HEIC.jpeg")
    assert stored.notes == [["Exif", "Kamera"], ["Exif", "Ort"]]
    assert b"Werkhalle" in store.path_of(stored.id.hex).read_bytes()
    assert b"Werkhalle" not in store.path_of(f"{stored.id.hex}-clean").read_bytes()


def test_what_it_is_decides_the_content_and_not_the_name(browser, company, draft, session):
    browser.login(company)

    add(browser, draft, docx("Wir suchen Rat"), "../../Bericht.exe")

    assert only_file(session).name == "Bericht.docx"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("docx: macros", "Makros"),
        ("docx: embedded table", "steckt eine andere"),
        ("docx: template from elsewhere", "von woanders"),
        ("docx: 1:1000 bomb", "zu umfangreich"),
        ("pdf: password", "Passwort"),
        ("pdf: web page before it", "nicht zu ihrem Format"),
        ("web page called PDF", "weder PDF noch"),
        ("nothing", "beschädigt"),
        ("pdf: EICAR", "Schadsoftware"),
    ],
)
def test_a_refused_file_is_explained_at_the_field_and_leaves_nothing(
    browser, company, draft, session, store, name, words
):
    browser.login(company)

    page = add(browser, draft, HOSTILE[name][0](), status=422)

    assert words in page.error_at("file")
    assert store.names() == set()
    assert session.scalars(select(Attachment)).all() == []


def test_a_file_is_asked_for_when_none_was_chosen(browser, company, draft):
    browser.login(company)

    page = add(browser, draft, b"", name="", status=422)
    sent = browser.send(page, "anfuegen", 422, file="words instead of a file")

    assert sent.error_at("file") == page.error_at("file")
    assert page.error_at("file") == "Fehler: Bitte wählen Sie eine Datei aus."


@pytest.mark.parametrize(("megabytes", "status"), [(10.05, 422), (50, 413)])
def test_a_file_that_is_too_large_is_refused_at_the_field(
    browser, company, draft, store, megabytes, status
):
    browser.login(company)

    page = add(browser, draft, bytes(int(megabytes * 10**6)), status=status)

    assert "größer als 10 MB" in page.error_at("file")
    assert store.names() == set()


def test_only_whoever_has_signed_in_may_send_so_much(browser, draft):
    answer = browser.client.post(
        f"/bedarfe/{draft.id}/dateien/anfuegen", data={"file": (io.BytesIO(bytes(800_000)), "a")}
    )

    assert answer.status_code == 413


def test_more_than_five_files_are_too_many(browser, company, draft, make, store):
    for _ in range(5):
        make.attachment(draft)
    browser.login(company)

    page = add(browser, draft, pdf(WORDS), status=422)

    assert "Mehr als 5 Dateien" in page.error_at("file")
    assert len(store.names()) == 10


def test_while_another_file_is_looked_through_people_are_asked_to_wait(
    browser, company, draft, monkeypatch
):
    def be_busy(_):
        raise Busy

    monkeypatch.setattr("webapp.attachments.receiving.check_file", be_busy)
    browser.login(company)

    page = add(browser, draft, pdf(WORDS), status=422)

    assert "einem Augenblick" in page.error_at("file")


def test_a_full_disk_is_said_at_the_field(browser, company, draft, monkeypatch):
    def be_full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileStore, "write", be_full)
    browser.login(company)

    assert "nicht speichern" in add(browser, draft, pdf(WORDS), status=422).error_at("file")


def test_rights_are_asked_again_after_the_file_was_looked_through(
    browser, company, draft, database, monkeypatch, session
):
    def hand_in_meanwhile(path):
        with database.writing() as writing:
            challenge = writing.get_one(Challenge, draft.id)
            challenge.submit(challenge.created_at, challenge.created_at.date())
            challenge.begin_review()
        return "pdf"

    monkeypatch.setattr("webapp.attachments.receiving.check_file", hand_in_meanwhile)
    browser.login(company)

    add(browser, draft, pdf(WORDS), status=409)

    assert session.scalars(select(Attachment)).all() == []


def test_a_download_is_saved_and_never_shown(browser, company, draft, make):
    name = "Prüf „bericht“; 2026.pdf"
    file = make.attachment(draft, b"%PDF-1.7 <script>", name=name)
    browser.login(company)

    answer = browser.client.get(f"/bedarfe/{draft.id}/dateien/{file.id}")

    assert answer.data == b"%PDF-1.7 <script>"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="Pruf')
    assert "filename*=UTF-8''Pr%C3%BCf%20%E2%80%9Ebericht" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert policy.endswith("sandbox")
    assert answer.content_type == "application/pdf"


def test_a_file_that_was_changed_on_the_disk_is_not_given_out(browser, company, draft, make, store):
    file = make.attachment(draft)
    store.path_of(file.id.hex).write_bytes(b"other")
    browser.login(company)

    browser.get(f"/bedarfe/{draft.id}/dateien/{file.id}", status=404)


@pytest.fixture
def case(make, company, lead, professor):
    """A professor and a company that have found each other, and two files."""
    challenge = make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead)
    make.attachment(challenge, b"%PDF-1.7 innen", name="Intern.pdf", text="Rezeptur")
    make.attachment(challenge, b"%PDF-1.7 Blatt", name="Datenblatt.pdf", text="Schmelzindex")
    return make.introduction(
        IntroductionState.INTRODUCED,
        challenge=challenge,
        lead=lead,
        profile=make.profile(account=professor),
    )


def url_of(session, introduction, name: str) -> str:
    session.rollback()
    file = session.scalars(select(Attachment).where(Attachment.name == name)).one()
    return f"/bedarfe/{introduction.challenge_id}/dateien/{file.id}"


def test_a_professor_gets_only_what_was_released_and_only_the_cleaned_copy(
    browser, case, company, professor, session
):
    url, other = (url_of(session, case, name) for name in ("Datenblatt.pdf", "Intern.pdf"))
    browser.login(professor)
    assert "Dateien" not in browser.get(f"/anfragen/{case.id}").text
    browser.get(url, status=404)
    browser.login(company)
    page = browser.get(f"{url}/freigeben")
    assert "Labor" in page.text
    assert "Schmelzindex" in page.text
    assert "freigegeben" in browser.send(page, "freigeben").text

    browser.login(professor)

    assert "Datenblatt.pdf" in browser.get(f"/anfragen/{case.id}").text
    assert browser.client.get(url).data == b"sauber: %PDF-1.7 Blatt"
    browser.get(other, status=404)
    listed = browser.get(f"/bedarfe/{case.challenge_id}/dateien").text
    assert "Intern.pdf" not in listed
    assert "Schmelzindex" not in listed
    browser.login(company)
    browser.submit(f"/bedarfe/{case.challenge_id}/dateien", "zuruecknehmen")
    browser.login(professor)
    browser.get(url, status=404)
    session.rollback()
    verbs = session.scalars(select(AuditEntry.verb).order_by(AuditEntry.sequence)).all()
    assert [each for each in verbs if "datei" in each] == [
        "datei_freigegeben", "freigabe_der_datei_zurueckgenommen",
    ]  # fmt: skip


def test_reading_a_file_is_noted(browser, case, company, lead, session):
    url = url_of(session, case, "Datenblatt.pdf")
    browser.login(lead)
    browser.client.get(url)

    browser.login(company)
    page = browser.get(f"/bedarfe/{case.challenge_id}/gelesen")

    assert "Datei" in [cell.get_text(strip=True) for cell in page.select("td")]


def test_the_lead_reads_what_stands_in_the_files(browser, case, lead):
    browser.login(lead)

    assert "Intern.pdf" in browser.get(f"/pruefung/{case.challenge_id}").text
    assert "Rezeptur" in browser.get(f"/bedarfe/{case.challenge_id}/dateien").text


def test_a_file_can_be_released_only_as_a_cleaned_copy(browser, company, make, session):
    challenge = make.challenge(ChallengeState.IN_REVIEW, by=company)
    file = make.attachment(challenge, clean_sha256=None, clean_size=None)
    browser.login(company)

    page = browser.get(f"/bedarfe/{challenge.id}/dateien")
    assert "Freigeben können Sie sie nicht" in page.text
    page = browser.get(f"/bedarfe/{challenge.id}/dateien/{file.id}/freigeben")

    browser.send(page, "freigeben", 409)
    assert not only_file(session).is_released


@pytest.mark.parametrize("state", [ChallengeState.CLOSED, ChallengeState.WITHDRAWN])
def test_after_the_end_nothing_is_released_any_more(make, company, state, clock):
    challenge = make.challenge(state, by=company)
    file = make.attachment(challenge)

    assert not policies.may_release_attachment(company, file, clock())


def test_a_removed_file_is_gone_from_the_disk(browser, company, draft, make, store, session):
    file = make.attachment(draft)
    browser.login(company)

    page = browser.submit(f"/bedarfe/{draft.id}/dateien/{file.id}/entfernen")

    assert "entfernt" in page.text
    assert store.names() == set()
    assert session.scalars(select(Attachment)).all() == []
    assert session.scalars(select(Job)).all() == []


def test_a_deleted_need_takes_its_files_along(browser, company, draft, make, store):
    make.attachment(draft)
    browser.login(company)

    browser.submit(f"/bedarfe/{draft.id}/loeschen")

    assert store.names() == set()


def test_files_without_a_row_are_collected_after_an_hour(app, draft, make, store, clock):
    kept = make.attachment(draft)
    old, new = store.write(io.BytesIO(b"old")), store.write(io.BytesIO(b"new"))
    for name in store.names():
        os.utime(store.path_of(name), (clock().timestamp(),) * 2)
    clock.advance(hours=1, seconds=1)
    os.utime(new.path, (clock().timestamp(),) * 2)

    with app.app_context():
        assert enclosed.collect_orphans() == 1

    assert store.names() == {kept.id.hex, f"{kept.id.hex}-clean", new.path.name}
    assert not old.path.exists()


def test_work_for_a_file_that_is_gone_leaves_nothing_behind(
    browser, company, draft, database, store, work_off, monkeypatch
):
    browser.login(company)
    add(browser, draft, pdf(WORDS))

    def read_and_lose(path):
        with database.writing() as session:
            session.delete(session.scalars(select(Attachment)).one())
        return enclosed.Reading("", [])

    monkeypatch.setattr(enclosed, "read_file", read_and_lose)
    work_off()

    assert store.names() == set()


def test_another_company_learns_nothing_of_files(browser, make, draft):
    file = make.attachment(draft)
    browser.login(make.account(Role.COMPANY))

    for address in ("", f"/{file.id}", f"/{file.id}/entfernen", f"/{file.id}/freigeben"):
        browser.get(f"/bedarfe/{draft.id}/dateien{address}", status=404)


def test_a_file_is_found_only_under_its_own_need(browser, make, company, draft):
    file = make.attachment(draft)
    other = make.challenge(by=company)
    browser.login(company)

    browser.get(f"/bedarfe/{other.id}/dateien/{file.id}", status=404)


def test_the_check_says_what_is_missing_and_what_is_too_much(database, draft, make, store):
    from webapp.checkup import files

    file, now = make.attachment(draft), datetime.now(UTC)
    with database.reading() as session:
        assert files(session, store, now).is_fine
        store.remove([file.id.hex])
        assert "1 files of needs are missing" in files(session, store, now).sentence
        store.write(io.BytesIO(b"again"))
        store.keep(store.write(io.BytesIO(b"again")), file.id.hex)
        assert "belong to no need" in files(session, store, now + timedelta(hours=2)).sentence
