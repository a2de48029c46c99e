"""The archive that a DOCX is: each entry is unpacked in memory, one by one, or refused."""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator

from webapp.reading_files.refusals import Refusal, Refused

SIGNATURE = b"PK\x03\x04"
END, END_SIZE = b"PK\x05\x06", 22
MOST_ENTRIES = 1_000
LONGEST_DIRECTORY = 300_000
BIGGEST_PART = 30_000_000
BIGGEST_WHOLE = 60_000_000
HIGHEST_RATIO, FROM_SIZE = 200, 1_000_000
"""Word's own parts reach a ratio of about 30; small ones may be anything."""

EMBEDDED_FOLDERS = re.compile(r"(^|/)(embeddings|activeX|ctrlProps|webextensions)(/|$)", re.I)
MACROS = re.compile(r"macroEnabled|vbaProject|vbaData|ms-office\.activeX", re.I)


def read_parts(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and content of each entry, one after the other; raises Refused."""
    entries = _entries(content)
    left = BIGGEST_WHOLE
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in entries:
            part = _unpack(archive, entry)
            left -= len(part)
            if left < 0:
                raise Refused(Refusal.TOO_MUCH)
            if not entry.filename.endswith("/"):
                yield entry.filename, part


def _entries(content: bytes) -> list[zipfile.ZipInfo]:
    """The directory of the archive, believed only where the bytes agree with it."""
    end = content[-END_SIZE:]
    if not (content.startswith(SIGNATURE) and end.startswith(END)):
        # A comment behind the end, or anything before the beginning, is a second file.
        raise Refused(Refusal.MIXED if END in content else Refusal.BROKEN)
    *_, number, size, begin, _comment = struct.unpack("<4s4H2LH", end)
    if number > MOST_ENTRIES or size > LONGEST_DIRECTORY:
        raise Refused(Refusal.TOO_MUCH)
    if begin + size + END_SIZE != len(content):
        raise Refused(Refusal.MIXED)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise Refused(Refusal.BROKEN) from error
    if len(entries) != number:
        raise Refused(Refusal.BROKEN)
    _check_sizes(entries, begin)
    for entry in entries:
        _check_entry(entry)
    if len({each.filename.casefold() for each in entries}) != len(entries):
        raise Refused(Refusal.MIXED)
    return entries


def _check_sizes(entries: list[zipfile.ZipInfo], directory: int) -> None:
    if sum(each.file_size for each in entries) > BIGGEST_WHOLE:
        raise Refused(Refusal.TOO_MUCH)
    place = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        # Entries that share their bytes unpack to far more than there is.
        if entry.header_offset < place:
            raise Refused(Refusal.TOO_MUCH)
        place = entry.header_offset + entry.compress_size
    if place > directory:
        raise Refused(Refusal.BROKEN)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    parts = name.split("/")
    if entry.flag_bits & 0x1:
        raise Refused(Refusal.ENCRYPTED)
    if (
        name.startswith("/")
        or ".." in parts
        or re.search(r"[\\:\0-\x1f]", entry.orig_filename)
        or stat.S_ISLNK(entry.external_attr >> 16)
    ):
        raise Refused(Refusal.MIXED)
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise Refused(Refusal.BROKEN)
    if entry.file_size > BIGGEST_PART or (
        entry.file_size > FROM_SIZE and entry.file_size > HIGHEST_RATIO * entry.compress_size
    ):
        raise Refused(Refusal.TOO_MUCH)
    if MACROS.search(name):
        raise Refused(Refusal.ACTIVE)
    if EMBEDDED_FOLDERS.search(name):
        raise Refused(Refusal.EMBEDDED)


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(entry) as file:
            part = file.read(entry.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
        raise Refused(Refusal.BROKEN) from error
    except RuntimeError as error:  # what zipfile raises for a password that the directory hides
        raise Refused(Refusal.ENCRYPTED) from error
    if len(part) != entry.file_size:
        raise Refused(Refusal.BROKEN)
    return part
