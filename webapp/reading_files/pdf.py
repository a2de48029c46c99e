"""A PDF: read with pypdf, every object of it, also those that no page leads to."""

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader, PdfWriter, overwrite_configuration
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
)

from webapp.reading_files.pictures import without_notes
from webapp.reading_files.refusals import LONGEST_TEXT, Refusal, Refused, refuse_virus

SIGNATURE = b"%PDF-"
MOST_OBJECTS = 80_000
MOST_PAGES = 2_000
MOST_READ_PAGES = 300
BIGGEST_UNPACKED = 300_000_000
DEEPEST = 60
PIECE = 1_000_000

FOREIGN = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|\?xml|\?php)\b|^PK\x03\x04", re.I)
ACTING_WORDS = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|ImportData)\b")
"""Looked for in the bytes as well, so that no table of contents can hide them."""
ACTING_KEYS = {"/JS", "/JavaScript", "/AA", "/XFA"}
EMBEDDING_KEYS = {"/EmbeddedFiles", "/EmbeddedFile", "/EF", "/Collection", "/RichMediaContent"}
ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition",
    "/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView", "/SetOCGState", "/Trans",
}  # fmt: skip
EMBEDDING_KINDS = {
    "/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D", "/EmbeddedFile",
}  # fmt: skip
COMPRESSING = {
    "/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL", "/BrotliDecode",
}  # fmt: skip
NOTED = ("/Metadata", "/PieceInfo", "/LastModified", "/CreatorInfo")
COMMENTED = ("/T", "/M", "/CreationDate", "/NM")


def limit_library() -> None:
    """Tell pypdf how much it may unpack, and to start no other program."""
    overwrite_configuration(
        zlib_maximum_output_length=20_000_000,
        zlib_maximum_recovery_input_length=200_000,
        lzw_maximum_output_length=20_000_000,
        run_length_maximum_output_length=20_000_000,
        array_based_stream_maximum_output_length=20_000_000,
        stream_decoding_work_maximum_length=60_000_000,
        stream_parsing_work_maximum_count=500_000,
        maximum_declared_stream_length=20_000_000,
        page_tree_maximum_entries=3 * MOST_PAGES,
        page_tree_maximum_page_entries=50 * MOST_PAGES,
        page_tree_maximum_depth=DEEPEST,
        jbig2dec_binary=None,
        disable_legacy_handling=True,
    )


def check_pdf(content: bytes) -> None:
    """Raise Refused unless nothing in it acts, hides or explodes."""
    _check_ends(content)
    refuse_virus(content)
    if (found := ACTING_WORDS.search(content)) is not None:
        embeds = b"Embedded" in found[0] or b"Rich" in found[0]
        raise Refused(Refusal.EMBEDDED if embeds else Refusal.ACTIVE)
    reader = _open(content)
    budget = [BIGGEST_UNPACKED]
    for each in _objects(reader):
        _check_value(each, budget, 0)
    _check_opening(reader)
    if len(reader.pages) > MOST_PAGES:
        raise Refused(Refusal.TOO_MUCH)


def pdf_text(content: bytes, pieces: list[str]) -> None:
    """Add the words of each page to the pieces; a page that cannot be read adds nothing."""
    length = 0
    for number, page in enumerate(_open(content).pages):
        if number >= MOST_READ_PAGES or length > LONGEST_TEXT:
            break
        try:
            words = page.extract_text()
        except Exception:  # noqa: S112 (pypdf raises whatever a broken page leads it to)
            continue
        pieces.append(words + "\n")
        length += len(words)


def pdf_notes(content: bytes) -> list[tuple[str, str]]:
    """What the file says about its making: who, where, with what."""
    reader = _open(content)
    info = reader.trailer.get("/Info")
    info = info.get_object() if info is not None else {}
    notes = [
        (str(key).removeprefix("/"), " ".join(str(value.get_object()).split()))
        for key, value in (info.items() if isinstance(info, DictionaryObject) else ())
    ]
    if "/Metadata" in reader.root_object:
        notes.append(("XMP", ""))
    return [(key, value) for key, value in notes if value or key == "XMP"]


def clean_pdf(content: bytes) -> bytes:
    """The same pages without notes about who made them, and without what no page leads to."""
    reader = _open(content)
    # Forgotten before the pages are copied, because then nothing leads to the notes any more.
    for each in _objects(reader, keeps=True):
        _forget_notes(each, 0)
    writer = PdfWriter(clone_from=reader)
    writer.pdf_header = reader.pdf_header
    writer.metadata = None
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _check_ends(content: bytes) -> None:
    if not content.startswith(SIGNATURE):
        raise Refused(Refusal.MIXED if SIGNATURE in content[:2048] else Refusal.UNKNOWN_TYPE)
    begin, end = content[:1024], content.rfind(b"%%EOF")
    if FOREIGN.search(begin):
        raise Refused(Refusal.MIXED)
    if end < 0:
        raise Refused(Refusal.BROKEN)
    if content[end + 5 :].strip(b"\0\t\n\x0c\r "):
        raise Refused(Refusal.MIXED)


def _open(content: bytes) -> PdfReader:
    """Raises Refused for what is no PDF after all; pypdf raises whatever it stumbles over."""
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise Refused(Refusal.ENCRYPTED)
        root = reader.root_object
    except PyPdfError as error:
        raise Refused(Refusal.BROKEN) from error
    if not isinstance(root, DictionaryObject) or "/Pages" not in root:
        raise Refused(Refusal.BROKEN)
    return reader


def _objects(reader: PdfReader, *, keeps: bool = False) -> Iterator[Any]:
    """Everything the tables of contents name, whether or not a page leads to it."""
    known = {(number, 0) for number in reader.xref_objStm}
    for generation, places in reader.xref.items():
        known |= {(number, generation) for number in places if number}
    if len(known) > MOST_OBJECTS:
        raise Refused(Refusal.TOO_MUCH)
    yield reader.trailer
    for count, (number, generation) in enumerate(sorted(known)):
        if count % 1000 == 0 and not keeps:
            reader.resolved_objects.clear()  # each is looked at once and need not be kept
        # What pypdf cannot read, another reader perhaps can; so its errors refuse the file.
        yield reader.get_object(IndirectObject(number, generation, reader))


def _check_value(value: Any, budget: list[int], depth: int) -> None:
    if depth > DEEPEST:
        raise Refused(Refusal.TOO_MUCH)
    if isinstance(value, DictionaryObject):
        _check_keys(value)
        if isinstance(value, StreamObject):
            _check_stream(value, budget)
        for each in value.values():
            _check_value(each, budget, depth + 1)
    elif isinstance(value, ArrayObject):
        for each in value:
            _check_value(each, budget, depth + 1)


def _check_keys(found: DictionaryObject) -> None:
    keys = found.keys()
    if not ACTING_KEYS.isdisjoint(keys) or _name(found, "/S") in ACTIONS:
        raise Refused(Refusal.ACTIVE)
    if (
        not EMBEDDING_KEYS.isdisjoint(keys)
        or _name(found, "/Subtype") in EMBEDDING_KINDS
        or _name(found, "/Type") == "/EmbeddedFile"
    ):
        raise Refused(Refusal.EMBEDDED)


def _check_stream(stream: StreamObject, budget: list[int]) -> None:
    filters = stream.get("/Filter")
    filters = filters.get_object() if filters is not None else []
    names = [str(each.get_object()) for each in filters] if isinstance(filters, list) else [filters]
    compressing = [each for each in names if str(each) in COMPRESSING]
    if len(compressing) > 1:
        raise Refused(Refusal.TOO_MUCH)
    raw = stream._data
    if names and names[0] in {"/FlateDecode", "/Fl"}:
        _inflate(raw, budget)


def _inflate(raw: bytes, budget: list[int]) -> None:
    """Count what comes out, piece by piece, and keep nothing of it."""
    unpacker, rest = zlib.decompressobj(), raw
    try:
        while rest and not unpacker.eof:
            out = unpacker.decompress(rest, PIECE)
            budget[0] -= len(out)
            if budget[0] < 0:
                raise Refused(Refusal.TOO_MUCH)
            rest = unpacker.unconsumed_tail
    except zlib.error:
        return


def _check_opening(reader: PdfReader) -> None:
    """Going to a page is all that may happen when the file is opened."""
    opening = reader.root_object.get("/OpenAction")
    opening = opening.get_object() if opening is not None else None
    if isinstance(opening, DictionaryObject) and _name(opening, "/S") != "/GoTo":
        raise Refused(Refusal.ACTIVE)


def _name(found: DictionaryObject, key: str) -> str:
    value = found.get(key)
    value = value.get_object() if value is not None else None
    return str(value) if isinstance(value, NameObject) else ""


def _forget_notes(found: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise Refused(Refusal.TOO_MUCH)
    if isinstance(found, ArrayObject):
        for each in found:
            _forget_notes(each, depth + 1)
    if not isinstance(found, DictionaryObject):
        return
    for key in NOTED:
        found.pop(key, None)
    if "/Rect" in found and _name(found, "/Subtype") not in {"", "/Widget"}:
        # A comment names who wrote it and when; of a form field the same key is its name.
        for key in COMMENTED:
            found.pop(key, None)
    if isinstance(found, StreamObject) and _name(found, "/Filter") == "/DCTDecode":
        found._data = without_notes(found._data)
    for each in list(found.values()):
        _forget_notes(each, depth + 1)
