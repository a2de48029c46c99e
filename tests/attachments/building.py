"""Small PDF and DOCX files, written byte by byte, so that a test can bend them where it wants."""

import io
import zipfile
import zlib

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def stream(content: bytes, entries: str = "") -> bytes:
    """A stream as it stands in a PDF."""
    head = f"<< /Length {len(content)} {entries} >>\nstream\n".encode()
    return head + content + b"\nendstream"


def packed(content: bytes, times: int = 1) -> bytes:
    """A stream that was compressed so many times."""
    for _ in range(times):
        content = zlib.compress(content, 9)
    return stream(content, f"/Filter [{' /FlateDecode' * times}]")


def pdf(
    *words: str,
    catalog: str = "",
    page: str = "",
    trailer: str = "",
    more: dict[int, bytes] | None = None,
) -> bytes:
    """A PDF with a page for each text; `more` adds or replaces objects by their number."""
    first = 10
    kids = " ".join(f"{first + 2 * place} 0 R" for place in range(len(words)))
    objects = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(words)} >>".encode(),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    }
    for place, text in enumerate(words):
        number = first + 2 * place
        objects[number] = (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {number + 1} 0 R {page} >>"
        ).encode()
        shown = f"BT /F1 12 Tf 72 770 Td ({text}) Tj ET".encode("cp1252")
        objects[number + 1] = packed(shown)
    return assembled({**objects, **(more or {})}, trailer)


def assembled(objects: dict[int, bytes], trailer: str = "") -> bytes:
    """A file with these objects and a right table of contents."""
    written, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {}
    for number, content in sorted(objects.items()):
        places[number] = len(written)
        written += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table, last = len(written), max(objects)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (last + 1)
    for number in range(1, last + 1):
        written += b"%010d %05d %s \n" % (
            (places[number], 0, b"n") if number in places else (0, 65535, b"f")
        )
    written += f"trailer\n<< /Size {last + 1} /Root 1 0 R {trailer} >>\n".encode()
    return bytes(written) + b"startxref\n%d\n%%%%EOF\n" % table


def document(*paragraphs: str, inside: str = "", before: str = "") -> str:
    """The main part of a DOCX."""
    lines = "".join(f"<w:p><w:r><w:t>{each}</w:t></w:r></w:p>" for each in paragraphs)
    return f'{XML}{before}<w:document xmlns:w="{W}"><w:body>{lines}{inside}</w:body></w:document>'


def relations(*rows: tuple[str, str, str]) -> str:
    """A part that names kind, target and perhaps the mode of each relation."""
    named = "".join(
        f'<Relationship Id="r{place}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'
        for place, (kind, target, mode) in enumerate(rows)
    )
    return f'{XML}<Relationships xmlns="{RELATIONS}">{named}</Relationships>'


OUTSIDE = ' TargetMode="External"'
TYPES = (
    f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def docx_parts(*paragraphs: str, **facts: str) -> dict[str, bytes]:
    """The parts of a small DOCX, to be changed before they are packed."""
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations(("officeDocument", "word/document.xml", "")),
        "word/document.xml": document(*paragraphs, **facts),
        "word/_rels/document.xml.rels": relations(),
    }
    return {name: part.encode() for name, part in parts.items()}


def archive(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", compression) as file:
        for name, part in parts.items():
            file.writestr(zipfile.ZipInfo(name), part, compression)
    return written.getvalue()


def docx(*paragraphs: str, more: dict[str, bytes] | None = None, **facts: str) -> bytes:
    """A DOCX with these paragraphs; `more` adds or replaces parts."""
    return archive({**docx_parts(*paragraphs, **facts), **(more or {})})


def chunk(name: bytes, part: bytes) -> bytes:
    """A part of a PNG with its sum."""
    return len(part).to_bytes(4, "big") + name + part + zlib.crc32(name + part).to_bytes(4, "big")


def png(*more: bytes, width: int = 2, height: int = 1) -> bytes:
    """A red line, two dots wide, with more parts before the picture itself."""
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    row = zlib.compress(b"\0" + b"\xff\0\0" * 2)
    parts = chunk(b"IHDR", head) + b"".join(more) + chunk(b"IDAT", row) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def segment(marker: int, part: bytes) -> bytes:
    """A part of a JPEG."""
    return bytes([0xFF, marker]) + (len(part) + 2).to_bytes(2, "big") + part


def jpeg(*more: bytes, width: int = 8, height: int = 8, behind: bytes = b"") -> bytes:
    """The bones of a grey square, with more parts before the picture itself."""
    frame = b"\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big") + b"\x01\x01\x11\0"
    scan = segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x2c\xff\0\x8f\xff\xd0\x12"
    return (
        b"\xff\xd8" + segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0") + b"".join(more)
        + segment(0xDB, bytes(65)) + segment(0xC0, frame) + segment(0xC4, bytes(20)) + scan
        + b"\xff\xd9" + behind
    )  # fmt: skip


def exif(side: int = 6, place: bool = True, order: str = "little") -> bytes:
    """What a telephone notes: which side is up, and perhaps where."""

    def number(value: int, size: int) -> bytes:
        return value.to_bytes(size, order)  # type: ignore[arg-type]

    entries = [number(0x0112, 2) + number(3, 2) + number(1, 4) + number(side, 2) + bytes(2)]
    if place:
        entries.append(number(0x8825, 2) + number(4, 2) + number(1, 4) + number(26, 4))
    body = (b"II" if order == "little" else b"MM") + number(42, 2) + number(8, 4)
    return body + number(len(entries), 2) + b"".join(entries) + bytes(4) + b"51 N 7 E Werkhalle"
