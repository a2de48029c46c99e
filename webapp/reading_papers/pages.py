"""Text without marks: a web page, a CV, a list. Headings say what the lines below them are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from webapp.reading_papers.cues import kind_of_sentence, sentences
from webapp.reading_papers.found import (
    EQUIPMENT,
    LONGEST_STATEMENT,
    METHOD,
    PROJECT,
    PUBLICATION,
    RESEARCH,
    SERVICE,
    SHORTEST_STATEMENT,
    TEACHING,
    THESIS,
    Found,
    shortened,
)
from webapp.reading_papers.headings import DROPPED, PROSE, heading_in
from webapp.reading_papers.lines import Line, lines_of
from webapp.reading_papers.private import is_no_competence, without_money
from webapp.reading_papers.publications import tidied, year_in
from webapp.reading_papers.references import looks_like_reference, read_reference
from webapp.reading_papers.tables import Table, table_head
from webapp.reading_papers.theses import read_thesis

YEARS = re.compile(
    r"^\(?((?:19|20)\d\d)(?:\s*(?:[–-]|bis)\s*((?:19|20)\d\d|heute))?\)?\s*[:,|\t]?\s+"
)
YEAR_ALONE = re.compile(r"^(?:WS|SS|WiSe|SoSe)?\s*((?:19|20)\d\d)(?:\s*[/–-]\s*\d{2,4})?:?$")
MOST_WORDS = {TEACHING: 14, EQUIPMENT: 30, METHOD: 30}
LISTED = {RESEARCH, METHOD, EQUIPMENT, TEACHING, SERVICE, PROJECT}


@dataclass
class _Place:
    """Where in the text the reader is."""

    kind: str = PROSE
    is_headed: bool = False
    table: Table | None = None
    year: int | None = None


def read_page(text: str) -> list[Found]:
    """Every statement of a text, in its order."""
    place = _Place()
    found: list[Found] = []
    for line in lines_of(text):
        found += [each for each in _read_line(line, place) if _is_statement(each)]
    return found


def _read_line(line: Line, place: _Place) -> Iterator[Found]:
    if alone := YEAR_ALONE.match(line.text.strip()):
        place.year = int(alone[1])
        return
    if head := table_head(line.text):
        place.table = head
        if head.kind:
            place.kind, place.is_headed = head.kind, True
        return
    if "\t" not in line.text and (
        heading := heading_in(line.text, is_marked=line.is_marked, opens_block=line.opens_block)
    ):
        if place.kind == THESIS and heading.kind == DROPPED and line.is_marked:
            return
        place.kind, place.is_headed, place.year = heading.kind, True, None
        place.table = None
        for item in re.split(r"[,;]\s+|\s+•\s+", heading.rest):
            yield Found(
                heading.kind, _worded(item, heading.kind), shortened(line.text), line.number
            )
        return
    if place.kind != DROPPED:
        yield from _read_statement(line, place)


def _read_statement(line: Line, place: _Place) -> Iterator[Found]:
    text = line.text
    if place.table is not None and "\t" in text:
        text = place.table.cell_of(text)
    elif "\t" in text:
        text = max(text.split("\t"), key=len)
    if place.kind == PUBLICATION or (place.kind != THESIS and looks_like_reference(text)):
        yield from _reference(Line(line.number, text, line.is_marked))
        return
    if place.kind == THESIS:
        # „PhD“ behind a title says what it was; the same word in a CV says who somebody is.
        found = read_thesis(text, line.number, place.year)
        if found and not is_no_competence(found.text):
            yield found
    elif is_no_competence(text):
        return
    elif place.kind in LISTED:
        yield from _listed(text, line, place)
    else:
        yield from _told(text, line)


def _reference(line: Line) -> Iterator[Found]:
    if len(line.text) > 25 and (found := read_reference(line.text, line.number)):
        yield found


def _listed(text: str, line: Line, place: _Place) -> Iterator[Found]:
    """A line below a heading is a statement; a paragraph there is told in sentences."""
    parted = sentences(text)
    if len(parted) > 1 and not line.is_marked and len(text) > 120:
        yield from _told(text, line)
        return
    if len(parted) > 1 and kind_of_sentence(parted[0]) and place.kind != PROJECT:
        yield from _told(text, line)
        return
    kind = place.kind
    if text.rstrip().endswith(".") and len(text.split()) > 6:
        kind = kind_of_sentence(text) or kind
    if len(text.split()) > MOST_WORDS.get(kind, 60):
        return
    pieces = [each.strip() for each in text.split(";")]
    if kind in {RESEARCH, METHOD, EQUIPMENT} and len(pieces) > 1 and min(map(len, pieces)) > 9:
        for piece in pieces:
            yield Found(kind, _worded(piece, kind), shortened(line.text), line.number)
        return
    statement = _worded(text, kind)
    year = year_in(statement) if kind == PROJECT else None
    yield Found(kind, statement, shortened(line.text), line.number, "", year)


def _told(text: str, line: Line) -> Iterator[Found]:
    for sentence in sentences(text):
        kind = kind_of_sentence(sentence)
        if kind and not is_no_competence(sentence):
            yield Found(kind, sentence, shortened(sentence), line.number)


def _worded(text: str, kind: str) -> str:
    text = " ".join(text.split()).strip()
    if kind != PROJECT:
        return text if text.endswith(".") and len(text.split()) > 6 else tidied(text)
    text = without_money(text)
    if dated := YEARS.match(text):
        years = f"{dated[1]}–{dated[2]}" if dated[2] else dated[1]
        text = f"{text[dated.end() :]} ({years})"
    return tidied(text) if not text.endswith("“") else text


def _is_statement(found: Found) -> bool:
    return SHORTEST_STATEMENT <= len(found.text) <= LONGEST_STATEMENT and bool(
        re.search(r"[^\W\d_]{3}", found.text)
    )
