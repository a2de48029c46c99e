"""Theses and student projects: what was written about, without who wrote it and the grade."""

import re

from webapp.reading_papers.found import THESIS, Found, shortened
from webapp.reading_papers.publications import tidied, year_in
from webapp.reading_papers.references import NAMED, QUOTED, are_names

LEVEL = (
    r"(?:bachelor|master|diplom|studien|projekt|abschluss)(?:[- ]?(?:arbeit|thesis|project))"
    r"|dissertation|student project|b\.?\s?sc\.?|m\.?\s?sc\.?|b\.?\s?eng\.?|m\.?\s?eng\.?"
)
ABOUT_IT = re.compile(
    rf"[\s.,;–-]*\(?\s*(?:{LEVEL})\b[^()]{{0,60}}?(?:(?:19|20)\d\d)?\s*\)?(?:\s*\([^()]*\))?\s*\.?$",
    re.I,
)
GRADE = re.compile(r"\s*\(?\b(?:note|grade)\b:?\s*\d[.,]\d\)?", re.I)
DATE_ALONE = re.compile(r"[\s,]*\(?(?:19|20)\d\d\)?\s*\.?$")
NO_AUTHORS = re.compile(
    r"projekt|project|arbeit|thesis|thema|topic|untersuchung|vergleich|studi", re.I
)
COLUMN = re.compile(
    rf"^(?:name|thema|titel|title|topic|art|jahr|year|note|grade|betreuer(?:in)?|supervisor|semester|"
    rf"studiengang|matrikel\w*|student(?:in)?|verfasser(?:in)?|author|nr\.?|{LEVEL})$",
    re.I,
)


def read_thesis(text: str, line: int, year: int | None) -> Found | None:
    """The topic of a thesis; None for a line that names only who, what or when."""
    text = GRADE.sub("", " ".join(text.split())).strip()
    if COLUMN.match(text) or (are_names(text) and len(text.split()) < 4):
        return None
    topic = text
    if quoted := QUOTED.search(text):
        topic = quoted[1]
    elif (named := NAMED.match(text)) and not NO_AUTHORS.search(named[1]) and are_names(named[1]):
        topic = text[named.end() :]
    shown_year = year_in(text) or year
    topic = DATE_ALONE.sub("", ABOUT_IT.sub("", topic))
    topic = tidied(topic)
    if len(topic.split()) < 2:
        return None
    statement = f"{topic} ({shown_year})" if shown_year else topic
    return Found(THESIS, statement, shortened(text), line, "", shown_year)
