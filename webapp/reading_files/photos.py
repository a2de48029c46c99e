"""A photo, PNG or JPEG: its parts are counted through to the last byte, nothing is drawn.

What a camera notes of place, owner and device stays out of the cleaned copy; only which side is up
is kept, because photos of telephones lie on their side without it.
"""

import zlib

from webapp.reading_files.pictures import JPEG, NOTES_OF_PNG, PNG
from webapp.reading_files.refusals import Refusal, Refused, refuse_virus

MOST_PIXELS = 100_000_000
PARTS_OF_PNG = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT",
    b"bKGD", b"pHYs", b"hIST", b"sPLT", b"cICP", b"mDCV", b"cLLI",
}  # fmt: skip
"""What a picture needs (PNG, third edition, 2025); animation and notes are left out of copies."""
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
TABLES = {0xC4, 0xCC, 0xDB, 0xDD}
JFIF, EXIF, PROFILE, ADOBE = 0xE0, 0xE1, 0xE2, 0xEE
START_OF_SCAN, END = 0xDA, 0xD9
KEPT_OF_JPEG = FRAMES | TABLES | {JFIF, ADOBE}
UPRIGHT = 1
ORIENTATION, PLACE = 0x0112, 0x8825
"""Tags of Exif 3.0: which side is up, and where the place begins."""


def check_photo(content: bytes) -> None:
    """Raise Refused unless it is one picture, whole, and nothing else."""
    refuse_virus(content)
    _parts_of(content)


def photo_text(content: bytes, pieces: list[str]) -> None:
    """A photo has no words."""


def photo_notes(content: bytes) -> list[tuple[str, str]]:
    """What the camera noted, by kind and not by value: a place must not stand on a page."""
    parts = _parts_of(content)
    exif = _exif_of(parts)
    notes = [("Exif", "Kamera")] if exif else []
    if exif and PLACE in _tags(exif):
        notes.append(("Exif", "Ort"))
    if any(name in NOTES_OF_PNG - {b"eXIf"} for name, _ in parts):
        notes.append(("PNG", "Text"))
    return notes


def clean_photo(content: bytes) -> bytes:
    """The same picture with nothing but what is needed to show it."""
    parts = _parts_of(content)
    side = _tags(_exif_of(parts)).get(ORIENTATION, UPRIGHT)
    exif = _exif_with(side) if UPRIGHT < side <= 8 else b""
    if content.startswith(PNG):
        kept = [(name, part) for name, part in parts if name in PARTS_OF_PNG]
        if exif:
            kept.insert(1, (b"eXIf", exif))
        return PNG + b"".join(_chunk(name, part) for name, part in kept)
    body = JPEG + (_segment(EXIF, b"Exif\0\0" + exif) if exif else b"")
    for name, part in parts:
        marker = name[0]
        if marker == START_OF_SCAN:
            return body + part
        is_profile = marker == PROFILE and part.startswith(b"ICC_PROFILE\0")
        if marker in KEPT_OF_JPEG or is_profile:
            body += _segment(marker, part)
    raise Refused(Refusal.BROKEN)


def _parts_of(content: bytes) -> list[tuple[bytes, bytes]]:
    return _chunks(content) if content.startswith(PNG) else _segments(content)


def _chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    place, parts = len(PNG), []
    while place < len(content):
        size = int.from_bytes(content[place : place + 4], "big")
        name, part = content[place + 4 : place + 8], content[place + 8 : place + 8 + size]
        end = place + 12 + size
        if end > len(content) or not name.isalpha():
            raise Refused(Refusal.BROKEN)
        if zlib.crc32(name + part) != int.from_bytes(content[end - 4 : end], "big"):
            raise Refused(Refusal.BROKEN)
        parts.append((name, part))
        place = end
        if name == b"IEND":
            break
    names = [name for name, _ in parts]
    if place != len(content):
        raise Refused(Refusal.MIXED)
    if not names or names[0] != b"IHDR" or names[-1] != b"IEND" or b"IDAT" not in names:
        raise Refused(Refusal.BROKEN)
    size = parts[0][1]
    _bound(int.from_bytes(size[:4], "big"), int.from_bytes(size[4:8], "big"))
    return parts


def _segments(content: bytes) -> list[tuple[bytes, bytes]]:
    place, parts, is_sized, first_scan = len(JPEG), [], False, 0
    while True:
        while content[place : place + 2] == b"\xff\xff":
            place += 1
        if place + 2 > len(content) or content[place] != 0xFF:
            raise Refused(Refusal.BROKEN)
        marker, size = content[place + 1], int.from_bytes(content[place + 2 : place + 4], "big")
        if marker == END and first_scan:
            break
        part = content[place + 4 : place + 2 + size]
        if size < 2 or len(part) != size - 2 or marker == END:
            raise Refused(Refusal.BROKEN)
        if marker in FRAMES:
            _bound(int.from_bytes(part[3:5], "big"), int.from_bytes(part[1:3], "big"))
            is_sized = True
        if marker == START_OF_SCAN:
            first_scan = first_scan or place
            place = _end_of_scan(content, place + 2 + size)
            continue
        if not first_scan:
            parts.append((bytes([marker]), part))
        elif marker not in TABLES:
            raise Refused(Refusal.MIXED)
        place += 2 + size
    if not is_sized:
        raise Refused(Refusal.BROKEN)
    # Behind the picture some telephones put a second one; the copy leaves it out.
    rest = content[place + 2 :].strip(b"\0")
    if rest and not rest.startswith(JPEG + b"\xff"):
        raise Refused(Refusal.MIXED)
    parts.append((bytes([START_OF_SCAN]), content[first_scan : place + 2]))
    return parts


def _end_of_scan(content: bytes, place: int) -> int:
    """Where the next marker stands: what is drawn holds none but restarts and stuffed zeros."""
    while (place := content.find(b"\xff", place)) >= 0:
        following = content[place + 1 : place + 2]
        if following and following[0] not in {0, *range(0xD0, 0xD8)}:
            return place
        place += 2
    raise Refused(Refusal.BROKEN)


def _bound(width: int, height: int) -> None:
    if not width or not height:
        raise Refused(Refusal.BROKEN)
    if width * height > MOST_PIXELS:
        raise Refused(Refusal.TOO_MUCH)


def _exif_of(parts: list[tuple[bytes, bytes]]) -> bytes:
    for name, part in parts:
        if name == b"eXIf":
            return part
        if name == bytes([EXIF]) and part.startswith(b"Exif\0\0"):
            return part[6:]
    return b""


def _tags(exif: bytes) -> dict[int, int]:
    """The tags of the first directory, and of short ones the number that stands there."""
    order = {b"II": "little", b"MM": "big"}.get(exif[:2])
    if order is None:
        return {}

    def number(start: int, size: int) -> int:
        return int.from_bytes(exif[start : start + size], order)  # type: ignore[arg-type]

    place = number(4, 4)
    if place + 2 > len(exif):
        return {}
    entries = range(place + 2, place + 2 + 12 * min(number(place, 2), 200), 12)
    return {number(each, 2): number(each + 8, 2) for each in entries if each + 12 <= len(exif)}


def _exif_with(side: int) -> bytes:
    entry = (
        ORIENTATION.to_bytes(2, "big") + (3).to_bytes(2, "big") + (1).to_bytes(4, "big")
        + side.to_bytes(2, "big") + bytes(2)
    )  # fmt: skip
    return b"MM\0*" + (8).to_bytes(4, "big") + (1).to_bytes(2, "big") + entry + bytes(4)


def _chunk(name: bytes, part: bytes) -> bytes:
    return len(part).to_bytes(4, "big") + name + part + zlib.crc32(name + part).to_bytes(4, "big")


def _segment(marker: int, part: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(part) + 2).to_bytes(2, "big") + part
