"""Bends good files at random places and lets limited processes read them, many in a second.

Run by `python -m tests.attachments.fuzzing 100 400`: each number between is the seed of a file.
"""

import io
import json
import os
import random
import sys
import zipfile
from collections import Counter

from tests.attachments.building import (
    OUTSIDE,
    archive,
    chunk,
    docx,
    docx_parts,
    exif,
    jpeg,
    packed,
    pdf,
    png,
    relations,
    segment,
)
from webapp.reading_files import child

TOKENS = (
    b"/Kids", b"/Length 99999999", b"/Filter /FlateDecode", b"/Prev 0", b"1 0 R", b"<<", b">>",
    b"[" * 50, b"\xff\xfe", b"\0", b"stream", b"endobj", b"/ObjStm", b"/XRef", b"-1", b"9" * 30,
    b"<!DOCTYPE x>", b"&#0;", b"<w:p>" * 20, b"]]>", b"PK\x05\x06", b"\xed\xa0\x80", b"'",
)  # fmt: skip


def good_files() -> list[bytes]:
    """What the bending begins with: all kinds, in the shapes that programs write."""
    from pypdf import PdfReader, PdfWriter

    plain = pdf(
        "Wir suchen Rat", "Rezyklat wird spr\\366de", trailer="/Info << /Author (Werkstatt) >>",
        catalog="/OpenAction [10 0 R /Fit] /Outlines << /First 4 0 R >>",
        more={
            4: b"<< /Title (Kapitel) /Dest [10 0 R /Fit] >>",
            5: packed(b"/CIDInit /ProcSet findresource begin 1 begincodespacerange <00> <ff> "
                      b"endcodespacerange 1 beginbfrange <00> <ff> <0000> endbfrange end"),
            3: b"<< /Type /Font /Subtype /TrueType /BaseFont /A /ToUnicode 5 0 R /FirstChar 32 "
               b"/Widths [" + b"500 " * 90 + b"] >>",
        },
    )  # fmt: skip
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(plain)))
    written = io.BytesIO()
    writer.write(written)
    table = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Zelle</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    linked = relations(("hyperlink", "https://beispiel.example/", OUTSIDE))
    notes = '<?xml version="1.0"?><a><creator>Werkstatt</creator></a>'
    return [
        plain,
        written.getvalue(),
        png(chunk(b"eXIf", exif()), chunk(b"tEXt", b"Author\0Werkstatt")),
        jpeg(segment(0xE1, b"Exif\0\0" + exif()), segment(0xFE, b"Werkstatt")),
        docx("Wir suchen Rat", inside=table),
        docx(
            "Rezyklat",
            more={
                "word/_rels/document.xml.rels": linked.encode(),
                "docProps/core.xml": notes.encode(),
                "word/media/image1.png": b"\x89PNG\r\n\x1a\n" + bytes(99),
                "word/header1.xml": docx_parts("Kopf")["word/document.xml"],
            },
        ),
    ]


def bent(content: bytes, chance: random.Random) -> bytes:
    """The file with one to eight changes; of an archive often one part, packed again."""
    if content.startswith(b"PK") and chance.random() < 0.7:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            parts = {name: file.read(name) for name in file.namelist()}
        name = chance.choice(sorted(parts))
        return archive({**parts, name: bent_bytes(parts[name], chance)})
    return bent_bytes(content, chance)


def bent_bytes(content: bytes, chance: random.Random) -> bytes:
    """Signs changed, pieces gone, doubled or swapped, words put in, numbers changed."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(changed) + 1)
        end = min(len(changed), place + chance.choice((1, 1, 4, 30, 300)))
        match chance.randrange(6):
            case 0:
                changed[place:end] = chance.randbytes(end - place)
            case 1:
                del changed[place:end]
            case 2:
                changed[place:place] = changed[place:end] * chance.choice((1, 2, 50))
            case 3:
                changed[place:place] = chance.choice(TOKENS)
            case 4:
                other = chance.randrange(len(changed) + 1)
                changed[place:end] = changed[other : other + end - place]
            case 5:
                digits = [n for n, sign in enumerate(changed) if 48 <= sign <= 57]
                if digits:
                    changed[chance.choice(digits)] = 48 + chance.randrange(10)
    return bytes(changed)


def run(first: int, last: int) -> dict:
    """Read the files of these seeds, each in a process of its own; what came of it, counted."""
    files = good_files()
    child.load()
    outcomes: Counter[str] = Counter()
    longest, largest = 0.0, 0
    for seed in range(first, last):
        chance = random.Random(seed)
        content = bent(files[seed % len(files)], chance)
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            _end_with(content, writing)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            said = pipe.read()
        _, status, used = os.wait4(pid, 0)
        outcomes[said.decode() if status == 0 else f"ended {status}: {seed}"] += 1
        longest = max(longest, used.ru_utime + used.ru_stime)
        largest = max(largest, used.ru_maxrss * 1024)
    return {"outcomes": outcomes, "longest": longest, "largest": largest}


def _end_with(content: bytes, writing: int) -> None:
    try:
        child.limit_process()
        first, _ = child.answer("check", content)
        for task in ("read", "clean"):
            child.answer(task, content)
        os.write(writing, first.get("refused", "accepted").encode())
        os._exit(0)
    finally:
        os._exit(99)


if __name__ == "__main__":
    print(json.dumps(run(int(sys.argv[1]), int(sys.argv[2]))))
