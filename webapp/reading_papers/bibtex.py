"""BibTeX: every entry that can be read, whatever is broken beside it."""

import logging
import re

from bibtexparser import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.model import DuplicateBlockKeyBlock, Entry

from webapp.reading_papers.found import PROJECT, PUBLICATION, THESIS, Found, shortened
from webapp.reading_papers.publications import bare_doi, worded, year_in

MOST_ENTRIES = 1_000
STUDENTS = {"mastersthesis", "bathesis", "mathesis", "bachelorsthesis"}
"""Written by students, so they say what can be written with this chair."""
STUDENT_WORK = re.compile(r"bachelor|master|diplom", re.I)
REPORT = re.compile(
    r"^(?:abschluss|schluss|projekt|end)bericht\w*\s*(?:zum|des|für das|im)?\s*"
    r"(?:projekts?|vorhabens?|forschungsvorhabens?)?[\s:–-]*|^final report(?: of| on)?[\s:–-]*",
    re.I,
)


def read_bibtex(text: str, first_line: int = 1) -> tuple[list[Found], int]:
    """Statements of the entries, and how many entries are broken."""
    logging.disable()  # the library reports broken blocks aloud, with what people wrote in them
    library = _parse(text)
    entries = [(entry, entry.start_line or 0) for entry in library.entries]
    broken = 0
    for block in library.failed_blocks:
        again = _parse(block.raw).entries if isinstance(block, DuplicateBlockKeyBlock) else []
        entries += [(entry, block.start_line or 0) for entry in again]
        broken += not again
    entries.sort(key=lambda pair: pair[1])
    found = [_read_entry(entry, first_line + line) for entry, line in entries[:MOST_ENTRIES]]
    return [each for each in found if each is not None], broken


def _parse(text: str) -> Library:
    return parse_string(text, append_middleware=[LatexDecodingMiddleware()])


def _read_entry(entry: Entry, line: int) -> Found | None:
    fields = {field.key.casefold(): str(field.value) for field in entry.fields}
    title, kind = fields.get("title", ""), PUBLICATION
    if subtitle := fields.get("subtitle"):
        title = f"{title}: {subtitle}"
    year = year_in(fields.get("year", "") or fields.get("date", ""))
    name = entry.entry_type.casefold()
    if name in STUDENTS or (name == "thesis" and STUDENT_WORK.search(fields.get("type", ""))):
        kind = THESIS
    elif name in {"techreport", "report"} and REPORT.match(title):
        kind, title = PROJECT, REPORT.sub("", title)
    statement = worded(title, year)
    if not statement:
        return None
    return Found(
        kind=kind,
        text=statement,
        quote=shortened(fields.get("title", "")),
        line=line,
        entry=shortened(entry.key, 60),
        year=year,
        doi=bare_doi(fields.get("doi", "")),
    )
