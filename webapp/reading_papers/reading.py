"""Says what a text is and reads it: BibTeX, a record in JSON, or plain words."""

import codecs
import json
import re

from webapp.reading_files.refusals import LONGEST_TEXT, Refusal, Refused
from webapp.reading_papers.bibtex import read_bibtex
from webapp.reading_papers.found import MOST_FOUND, Found, Harvest
from webapp.reading_papers.likeness import without_repetition
from webapp.reading_papers.lines import plain
from webapp.reading_papers.openalex import csl_items, openalex_works, read_csl, read_openalex
from webapp.reading_papers.orcid import is_orcid, read_orcid
from webapp.reading_papers.pages import read_page

LONGEST_BIBTEX = 2_000_000
MOST_READ = 2_000
ENTRY = re.compile(r"^[ \t]*@[a-zA-Z]{2,40}[ \t]*[{(]", re.M)
SOURCE = re.compile(r"<\s*(?:!doctype|html|head|body|script)\b", re.I)
BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
MOST_BINARY = 3


def decode(content: bytes) -> str:
    """The text of a file; raises Refused for what is none."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(content.decode("utf-16", "replace"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return _checked(text)


def read_text(text: str) -> Harvest:
    """Everything a text says of the chair; raises Refused where nobody can read it."""
    text = text.strip("\ufeff \t\r\n")
    if text[:1] in {"{", "["} and (text[:1] == "{" or re.match(r"\[\s*[\[{]", text)):
        return _harvest(*_read_json(text))
    if SOURCE.search(text[:5_000]):
        raise Refused(Refusal.MIXED)
    text = plain(text)
    entries, rest = part_bibtex(text)
    found, broken = _read_entries(entries)
    if not entries or len([each for each in rest.split("\n") if _is_prose(each)]) > 2:
        return _harvest("text", [*read_page(rest[:LONGEST_TEXT]), *found], broken)
    return _harvest("bibtex", found, broken)


def part_bibtex(text: str) -> tuple[list[tuple[int, str]], str]:
    """The stretches that are BibTeX with their first lines, and the text without them."""
    begin = ENTRY.search(text)
    if begin is None:
        return [], text
    lines = text.split("\n")
    stretches: list[tuple[int, list[str]]] = []
    inside, depth, idle = False, 0, 0
    rest: list[str] = []
    for number, line in enumerate(lines, 1):
        if ENTRY.match(line):
            if not inside:
                stretches.append((number, []))
            inside, depth, idle = True, 0, 0
        if inside and depth <= 0 and not ENTRY.match(line) and line.strip():
            # Between two entries stand comments; a second line of words is a page again.
            idle += 1
            if idle > 1 or not line.lstrip().startswith(("%", "}", ",")):
                inside = False
        if inside:
            depth += line.count("{") - line.count("}")
            stretches[-1][1].append(line)
        rest.append("" if inside else line)
    return [(number, "\n".join(each)) for number, each in stretches], "\n".join(rest)


def _read_entries(entries: list[tuple[int, str]]) -> tuple[list[Found], int]:
    if sum(len(text) for _, text in entries) > LONGEST_BIBTEX:
        raise Refused(Refusal.TOO_MUCH)
    found: list[Found] = []
    broken = 0
    for number, text in entries:
        more, failed = read_bibtex(text, number)
        found, broken = found + more, broken + failed
    return found, broken


def _read_json(text: str) -> tuple[str, list[Found]]:
    try:
        record = json.loads(text)
    except ValueError as error:
        raise Refused(Refusal.BROKEN) from error
    if is_orcid(record):
        return "orcid", read_orcid(record)
    if (works := openalex_works(record)) is not None:
        return "openalex", read_openalex(works)
    if (items := csl_items(record)) is not None:
        return "csl", read_csl(items)
    raise Refused(Refusal.UNKNOWN_TYPE)


def _harvest(recognised: str, found: list[Found], broken: int = 0) -> Harvest:
    return Harvest(recognised, without_repetition(found[:MOST_READ])[:MOST_FOUND], broken)


def _is_prose(line: str) -> bool:
    return len(line.split()) > 2 and not line.lstrip().startswith("%")


def _checked(text: str) -> str:
    if len(BINARY.findall(text[:200_000])) > MOST_BINARY:
        raise Refused(Refusal.UNKNOWN_TYPE)
    return BINARY.sub("", text)
