"""A DOCX: an archive of XML parts, of which only what a text needs is accepted."""

import io
import re
import zipfile
from collections.abc import Mapping

from webapp.reading_files.archives import MACROS, SIGNATURE, read_parts
from webapp.reading_files.markup import read_markup
from webapp.reading_files.pictures import KNOWN, is_picture, without_notes
from webapp.reading_files.refusals import LONGEST_TEXT, Refusal, Refused, refuse_virus

NEEDED = {"[Content_Types].xml", "word/document.xml"}
XML_PARTS = {"xml", "rels", "svg"}
FONTS = {"odttf"}
ARCHIVES = (SIGNATURE, b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

ACTIVE_LINKS = {"vbaProject", "wordVbaData", "control", "activeXControlBinary", "attachedToolbars"}
EMBEDDING_LINKS = {"oleObject", "package", "aFChunk", "subDocument"}
CLICKED = re.compile(r"(https?|mailto|tel):|#", re.I)
ACTING_FIELDS = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|MACROBUTTON|DATABASE)\b"
)

TEXTS = re.compile(r"word/(document|footnotes|endnotes|header\d*|footer\d*)\.xml")
NOTES = re.compile(r"docProps/(core|app|custom)\.xml")
PERSONAL = re.compile(
    rb"(\s[A-Za-z0-9]+:(?:author|initials|userId|providerId))=(\"[^\"]*\"|'[^']*')"
)
TAG = re.compile(rb"<[^>]*>")
THUMBNAIL = re.compile(rb"<Relationship\b[^>]*metadata/thumbnail[^>]*?/>")
BARE = {
    "docProps/core.xml": b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/'
    b'2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"/>',
    "docProps/custom.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/'
    b'2006/custom-properties"/>',
}
"""What stands instead of the notes about author, company and history."""
DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NO_DATE = (1980, 1, 1, 0, 0, 0)


def check_docx(content: bytes) -> None:
    """Raise Refused unless every part is one that a text needs and that does nothing."""
    names = set()
    for name, part in read_parts(content):
        names.add(name)
        _check_part(name, part)
    if not names >= NEEDED:
        raise Refused(Refusal.UNKNOWN_TYPE)


def docx_text(content: bytes, pieces: list[str]) -> None:
    """Add the words of the text, its tables, head and foot lines and footnotes to the pieces."""
    parts = {name: part for name, part in read_parts(content) if TEXTS.fullmatch(name)}
    for name in sorted(parts, key=lambda each: (each != "word/document.xml", each)):
        _read_words(parts[name], pieces)


def docx_notes(content: bytes) -> list[tuple[str, str]]:
    """What the file says about its making: who, where, with what."""
    notes: list[tuple[str, str]] = []
    for name, part in read_parts(content):
        if NOTES.fullmatch(name):
            words: list[str] = []

            def ended(_: str, local: str, words: list[str] = words) -> None:
                value = " ".join("".join(words).split())
                if value:
                    notes.append((local, value))
                words.clear()

            read_markup(part, lambda *_, words=words: words.clear(), ended, words.append)
    return notes


def clean_docx(content: bytes) -> bytes:
    """The same text without notes about who made it; in pictures, too."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, part in read_parts(content):
            if name.startswith("docProps/thumbnail"):
                continue
            entry = zipfile.ZipInfo(name, NO_DATE)
            archive.writestr(entry, _cleaned(name, part), zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _check_part(name: str, part: bytes) -> None:
    extension = name.rpartition("/")[2].rpartition(".")[2].casefold()
    refuse_virus(part)
    if part.startswith(OLE) or part.startswith(ARCHIVES):
        raise Refused(Refusal.EMBEDDED)
    if extension in XML_PARTS:
        _check_markup(name, extension, part)
    elif extension in KNOWN:
        if not is_picture(part, extension):
            raise Refused(Refusal.MIXED)
    elif extension not in FONTS:
        raise Refused(Refusal.EMBEDDED)


def _check_markup(name: str, extension: str, part: bytes) -> None:
    try:
        part.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(Refusal.BROKEN) from error
    field: list[str] = []
    is_field = False

    def started(_: str, local: str, attributes: Mapping[str, str]) -> None:
        nonlocal is_field
        is_field = local == "instrText"
        if local == "p":
            field.clear()
        if local == "script" and extension == "svg":
            raise Refused(Refusal.ACTIVE)
        if extension == "rels" and local == "Relationship":
            _check_link(attributes)
        if name == "[Content_Types].xml" and MACROS.search(attributes.get("ContentType", "")):
            raise Refused(Refusal.ACTIVE)
        for key, value in attributes.items():
            if key.endswith(" instr"):
                _check_field(value)

    def ended(_: str, local: str) -> None:
        nonlocal is_field
        is_field = False
        if local == "p":
            _check_field("".join(field))

    def text(words: str) -> None:
        if is_field:
            field.append(words)

    read_markup(part, started, ended, text)
    _check_field("".join(field))


def _check_field(words: str) -> None:
    if ACTING_FIELDS.search(words.upper()):
        raise Refused(Refusal.LINKED)


def _check_link(attributes: Mapping[str, str]) -> None:
    kind = attributes.get("Type", "").rpartition("/")[2]
    target = attributes.get("Target", "")
    if kind in ACTIVE_LINKS:
        raise Refused(Refusal.ACTIVE)
    is_outside = attributes.get("TargetMode", "Internal") != "Internal"
    if kind in EMBEDDING_LINKS and not is_outside:
        raise Refused(Refusal.EMBEDDED)
    if is_outside and not (kind == "hyperlink" and CLICKED.match(target)):
        raise Refused(Refusal.LINKED)


def _read_words(part: bytes, pieces: list[str]) -> None:
    length = sum(map(len, pieces))
    is_text, skipped = False, 0

    def started(namespace: str, local: str, _: Mapping[str, str]) -> None:
        nonlocal is_text, skipped
        skipped += local == "Fallback"  # says again what stands before it
        is_text = local == "t" and "wordprocessingml" in namespace and not skipped
        if local in {"br", "cr"}:
            pieces.append("\n")
        elif local == "tab":
            pieces.append("\t")

    def ended(_: str, local: str) -> None:
        nonlocal is_text, skipped
        is_text = False
        skipped -= local == "Fallback"
        if local == "p":
            pieces.append("\n")

    def text(words: str) -> None:
        nonlocal length
        if is_text and length < LONGEST_TEXT:
            pieces.append(words)
            length += len(words)

    read_markup(part, started, ended, text)
    pieces.append("\n")


def _cleaned(name: str, part: bytes) -> bytes:
    if name in BARE:
        return DECLARATION + BARE[name]
    if re.fullmatch(r"customXml/item\d*\.xml", name):
        return DECLARATION + b"<empty/>"
    if name == "_rels/.rels":
        return THUMBNAIL.sub(b"", part)
    if name.startswith("word/") and name.endswith(".xml"):
        return TAG.sub(lambda tag: PERSONAL.sub(rb'\1=""', tag[0]), part)
    return without_notes(part)
