"""What is read from good files, what a cleaned copy has lost, and how the process is shut in."""

import io
import subprocess
import threading
import zipfile

import pytest
from pypdf import PdfReader

from tests.attachments.building import XML, document, docx, pdf, relations, stream
from tests.attachments.hostile import HOSTILE
from webapp.reading_files import checking
from webapp.reading_files.checking import Busy, check_file, clean_file, command_for, read_file
from webapp.reading_files.pictures import without_notes
from webapp.reading_files.refusals import Refusal, Refused

WHO = "Werkstattleitung"
CORE = (
    f'{XML}<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:creator>{WHO}</dc:creator>'
    "<cp:revision>7</cp:revision></cp:coreProperties>"
).encode()
EXIF = b"\xff\xe1\x00\x16Exif\0\0" + WHO.encode()[:14]
PHOTOGRAPH = b"\xff\xd8\xff\xe0\x00\x04JF" + EXIF + b"\xff\xda\x00\x04\x00\x00picture\xff\xd9"


@pytest.fixture
def stored(tmp_path):
    """Writes a file and gives its path."""

    def store(content: bytes):
        path = tmp_path / "file"
        path.write_bytes(content)
        return path

    return store


def test_the_words_of_a_pdf_are_read_page_by_page(stored):
    path = stored(pdf("Wir suchen Rat.", "Rezyklat wird spr\\366de.", trailer="/Info 4 0 R",
                      more={4: f"<< /Author ({WHO}) /Title () >>".encode()}))  # fmt: skip

    assert check_file(path) == "pdf"
    reading = read_file(path)
    assert reading.text == "Wir suchen Rat.\nRezyklat wird spröde."
    assert reading.notes == [["Author", WHO]]


def test_the_words_of_a_docx_are_read_with_tables_and_footnotes(stored):
    table = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Zelle</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    gone = "<w:p><w:del><w:r><w:delText>gestrichen</w:delText></w:r></w:del></w:p>"
    more = {
        "word/footnotes.xml": document("Fußnote").encode(),
        "docProps/core.xml": CORE,
    }
    path = stored(docx("Wir suchen Rat.", inside=table + gone, more=more))

    assert check_file(path) == "docx"
    reading = read_file(path)
    assert [line for line in reading.text.splitlines() if line] == [
        "Wir suchen Rat.", "Zelle", "Fußnote",
    ]  # fmt: skip
    assert reading.notes == [["creator", WHO], ["revision", "7"]]


def test_the_copy_of_a_pdf_does_not_say_who_made_it(stored):
    info = f"<< /Author ({WHO}) /Producer ({WHO}) >>".encode()
    comment = f"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /T ({WHO}) /Contents (Gut) >>"
    old = f"<< /Alt ({WHO}) >>".encode()
    path = stored(
        pdf("Wir suchen Rat.", trailer="/Info 4 0 R", catalog="/Metadata 5 0 R",
            page=f"/Annots [{comment}] /PieceInfo << /A ({WHO}) >> /Thumb 7 0 R",
            more={4: info, 5: stream(WHO.encode(), "/Type /Metadata /Subtype /XML"), 6: old,
                  7: stream(PHOTOGRAPH, "/Subtype /Image /Filter /DCTDecode")})
    )  # fmt: skip
    assert path.read_bytes().count(WHO.encode()[:14]) == 7

    copy = clean_file(path)

    assert WHO.encode()[:14] not in copy
    page = PdfReader(io.BytesIO(copy)).pages[0]
    assert page["/Thumb"].get_object()._data.endswith(b"picture\xff\xd9")
    assert page.extract_text() == "Wir suchen Rat."
    assert page["/Annots"][0].get_object()["/Contents"] == "Gut"


def test_the_copy_of_a_docx_does_not_say_who_made_it(stored):
    change = f'<w:ins w:id="1" w:author="{WHO}"><w:r><w:t>Neu</w:t></w:r></w:ins>'
    thumbnail = relations(("officeDocument", "word/document.xml", "")).replace(
        "</Relationships>",
        '<Relationship Id="t" Type="x/metadata/thumbnail" Target="docProps/thumbnail.jpeg"/>'
        "</Relationships>",
    )
    people = f'<a xmlns:w="b" w:author="{WHO}"/>'
    path = stored(docx("Wir suchen Rat.", inside=f"<w:p>{change}</w:p>", more={
        "docProps/core.xml": CORE, "docProps/app.xml": CORE, "docProps/custom.xml": CORE,
        "customXml/item1.xml": CORE, "word/people.xml": people.encode(),
        "word/media/image1.jpeg": PHOTOGRAPH, "docProps/thumbnail.jpeg": PHOTOGRAPH,
        "_rels/.rels": thumbnail.encode(),
    }))  # fmt: skip

    copy = clean_file(path)

    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert not [name for name, part in parts.items() if WHO.encode()[:14] in part]
    assert b"thumbnail" not in parts["_rels/.rels"]
    assert parts["word/media/image1.jpeg"].endswith(b"picture\xff\xd9")
    assert read_file(stored(copy)).text == "Wir suchen Rat.\nNeu"


def test_a_picture_keeps_what_it_shows_and_loses_its_notes():
    note = b"\0\0\0\x04tEXtauth\0\0\0\0"
    end = b"\0\0\0\0IEND\xaeB`\x82"
    assert without_notes(b"\x89PNG\r\n\x1a\n" + note + end) == b"\x89PNG\r\n\x1a\n" + end
    assert EXIF not in without_notes(PHOTOGRAPH)
    assert without_notes(b"GIF89a") == b"GIF89a"


def test_a_refusal_says_why(stored):
    build, _ = HOSTILE["pdf: password"]

    with pytest.raises(Refused) as refused:
        check_file(stored(build()))

    assert refused.value.refusal is Refusal.ENCRYPTED


def test_a_reader_that_is_ended_is_a_refusal_and_nothing_worse(stored, monkeypatch):
    monkeypatch.setattr(checking, "START", "import os; os.kill(os.getpid(), 9)")

    with pytest.raises(Refused) as refused:
        check_file(stored(pdf("Text")))

    assert refused.value.refusal is Refusal.TOO_MUCH


@pytest.mark.parametrize("answer", ["", "[]", "{", '{"kind": "exe"}', '{"refused": "x"}', "x" * 99])
def test_answers_of_another_shape_are_not_believed(stored, monkeypatch, answer):
    monkeypatch.setattr(checking, "START", f"print({answer!r})")

    with pytest.raises(Refused):
        check_file(stored(pdf("Text")))


def test_while_one_file_is_looked_through_the_next_waits_only_shortly(stored, monkeypatch):
    monkeypatch.setattr(checking, "PATIENCE", 0.01)
    begun, done = threading.Event(), threading.Event()

    def look():
        with checking._turn():
            begun.set()
            done.wait(10)

    other = threading.Thread(target=look)
    other.start()
    begun.wait(10)
    try:
        with pytest.raises(Busy):
            check_file(stored(pdf("Text")))
    finally:
        done.set()
        other.join()
    assert check_file(stored(pdf("Text"))) == "pdf"


SHUT_IN = """
import os, socket, sys
sys.path.insert(0, sys.argv[1])
from webapp.reading_files.child import limit_process
limit_process()
found = []
def attempt(name, action):
    try:
        action()
        found.append(name)
    except (OSError, MemoryError):
        pass
attempt("a file", lambda: open("/etc/passwd"))
attempt("a connection", socket.socket)
attempt("200 MB", lambda: bytearray(200_000_000))
print(",".join(found), *(set(os.environ) - {"LC_CTYPE"}))  # Python sets that one itself
"""


def test_the_process_opens_no_file_no_connection_and_has_no_environment():
    command = [*command_for("check")[:6], SHUT_IN, *command_for("check")[7:]]
    done = subprocess.run(command, env={}, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == ""
