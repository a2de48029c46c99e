"""The process that looks into a file: it takes its own rights away, answers and ends.

It reads the file from standard input and writes one line of JSON, and behind it the cleaned copy
where one was asked for. It has no environment, can open no file and no connection, start no program
and write nothing to a disk; its memory and its time are counted by the system.
"""

import codecs
import importlib
import json
import logging
import pkgutil
import re
import resource
import signal
import sys
import warnings
from collections.abc import Callable
from typing import Any

from webapp.reading_files.pictures import JPEG, PNG
from webapp.reading_files.refusals import BIGGEST_FILE, LONGEST_TEXT, Refusal, Refused

MOST_MEMORY = 200_000_000
SECONDS_TO_FINISH, MOST_SECONDS = 4, 5
"""Of processor time: when it is told to come to an end, and when it is ended."""
ENCODINGS = (
    "ascii", "cp437", "cp1252", "latin-1", "mac-roman", "utf-8", "utf-16", "utf-16-be", "utf-16-le",
    "utf-8-sig", "unicode_escape", "charmap", "raw_unicode_escape", "big5", "gb2312", "gbk",
    "shift_jis", "euc_jp", "euc_kr",
)  # fmt: skip
"""Read from the disk at first use, which is not possible any more then."""


SKIPPED = re.compile(r"image|_crypt_providers\.")
"""What of pypdf takes other libraries: drawing pictures, and reading behind a password."""


class OutOfTime(BaseException):
    """The system says that the time is nearly over; no `except Exception` may keep it."""


def main(task: str) -> None:
    """Do one task with the file on standard input."""
    load()
    if task == "propose":
        load_papers()
    limit_process()
    content = sys.stdin.buffer.read(BIGGEST_FILE + 1)
    facts, rest = answer(task, content)
    sys.stdout.buffer.write(json.dumps(facts).encode("ascii") + b"\n" + rest)
    sys.stdout.buffer.flush()


def answer(task: str, content: bytes) -> tuple[dict[str, Any], bytes]:
    """What to say about a file; whatever goes wrong is an answer, too."""
    try:
        return TASKS[task](content)
    except Refused as error:
        return {"refused": error.refusal.value}, b""
    except (OutOfTime, MemoryError, RecursionError):
        return {"refused": Refusal.TOO_MUCH.value}, b""
    except Exception as error:
        if type(error).__name__ == "LimitReachedError":  # pypdf's own bounds
            return {"refused": Refusal.TOO_MUCH.value}, b""
        return {"refused": Refusal.BROKEN.value}, b""


def check(content: bytes) -> tuple[dict[str, Any], bytes]:
    """Say what kind of file it is; raises Refused."""
    if not content:
        raise Refused(Refusal.BROKEN)
    if len(content) > BIGGEST_FILE:
        raise Refused(Refusal.TOO_MUCH)
    kind = _kind_of(content)
    _module(kind).check(content)
    return {"kind": kind}, b""


def read(content: bytes) -> tuple[dict[str, Any], bytes]:
    """The text, as far as time and memory allow, and what the file says about its making."""
    module, pieces = _module(_kind_of(content)), []  # type: ignore[var-annotated]
    notes: list[tuple[str, str]] = []
    try:
        notes = module.notes(content)
        module.text(content, pieces)
    except (OutOfTime, MemoryError, RecursionError):
        pass  # what was read until then is better than nothing
    return {"text": "".join(pieces)[:LONGEST_TEXT], "notes": notes[:50]}, b""


def clean(content: bytes) -> tuple[dict[str, Any], bytes]:
    """A copy without notes about who made it, looked through like any other file."""
    module = _module(_kind_of(content))
    copy = module.clean(content)
    module.check(copy)
    return {}, copy


def propose(content: bytes) -> tuple[dict[str, Any], bytes]:
    """What a professor's paper says of the chair, and what the paper was taken for."""
    from webapp.reading_papers.reading import decode, read_text

    is_file, pieces = content.startswith((b"PK", b"%PDF-")), []  # type: ignore[var-annotated]
    if is_file:
        check(content)
        _module(_kind_of(content)).text(content, pieces)
    harvest = read_text("".join(pieces) if is_file else decode(content))
    return {
        "recognised": harvest.recognised,
        "broken": harvest.broken,
        "found": [each.as_row() for each in harvest.found],
    }, b""


class _Module:
    def __init__(self, **functions: Callable[..., Any]) -> None:
        self.check, self.text = functions["check"], functions["text"]
        self.notes, self.clean = functions["notes"], functions["clean"]


def _module(kind: str) -> _Module:
    from webapp.reading_files import docx, pdf, photos

    if kind in {"png", "jpeg"}:
        return _Module(
            check=photos.check_photo, text=photos.photo_text, notes=photos.photo_notes,
            clean=photos.clean_photo,
        )  # fmt: skip
    if kind == "docx":
        return _Module(
            check=docx.check_docx, text=docx.docx_text, notes=docx.docx_notes, clean=docx.clean_docx
        )
    return _Module(check=pdf.check_pdf, text=pdf.pdf_text, notes=pdf.pdf_notes, clean=pdf.clean_pdf)


def _kind_of(content: bytes) -> str:
    if content.startswith(PNG):
        return "png"
    if content.startswith(JPEG):
        return "jpeg"
    return "docx" if content.startswith(b"PK") else "pdf"


TASKS: dict[str, Callable[[bytes], tuple[dict[str, Any], bytes]]] = {
    "check": check, "read": read, "clean": clean, "propose": propose,
}  # fmt: skip


def load() -> None:
    """Read all modules and tables that may be needed, as long as files can be opened."""
    import pypdf

    from webapp.reading_files import pdf

    _module("docx")
    pdf.limit_library()
    for each in pkgutil.walk_packages(pypdf.__path__, "pypdf."):
        if not SKIPPED.search(each.name):
            importlib.import_module(each.name)
    for name in ENCODINGS:
        codecs.lookup(name)
    logging.disable()
    warnings.simplefilter("ignore")


def load_papers() -> None:
    """Read what papers need as well; only for them, because it takes a moment."""
    from webapp.reading_papers import reading

    reading.read_text('@misc{a, title = {\\"Uber {CO$_2$}}}\n\nForschung\n- Wasser')


def limit_process() -> None:
    """Take rights away for good; files that are open stay so."""
    signal.signal(signal.SIGXCPU, _end_soon)
    for name, most in (
        ("RLIMIT_AS", MOST_MEMORY), ("RLIMIT_CORE", 0), ("RLIMIT_FSIZE", 0), ("RLIMIT_NPROC", 0),
        ("RLIMIT_NOFILE", 0),
    ):  # fmt: skip
        resource.setrlimit(getattr(resource, name), (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_TO_FINISH, MOST_SECONDS))


def _end_soon(*_: Any) -> None:
    raise OutOfTime
