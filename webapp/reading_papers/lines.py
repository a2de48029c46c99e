"""The lines of a text as their author meant them: put together where a page was too narrow."""

import re
from dataclasses import dataclass

from webapp.reading_papers.headings import heading_in
from webapp.reading_papers.publications import LIGATURES

UNSEEN = re.compile("[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Soft hyphens, zero-width signs and marks of reading direction: nobody sees or searches them."""
BULLET = re.compile(r"^\s*(?:[•‣▪▫●○◦·∙*–—»>✓✔→+-]|\[\d{1,3}\]|\(?\d{1,3}[.)]|\(?[a-z]\))\s+(?=\S)")
MOST_LINES, LONGEST_LINE = 5_000, 2_000
NARROW = 45
"""A shorter line ended because its author ended it."""


@dataclass(frozen=True)
class Line:
    """A line, without the sign that marks it as one of a list."""

    number: int
    text: str
    is_marked: bool = False
    opens_block: bool = False
    """Whether space stands above it and none below, as with a heading."""


def lines_of(text: str) -> list[Line]:
    """Every line that holds something; what a narrow page broke is one again."""
    lines: list[Line] = []
    is_open = False
    raws = plain(text).split("\n")[:MOST_LINES]
    for number, raw in enumerate(raws, 1):
        raw = re.sub(r"[^\S\n\t]+", " ", raw[:LONGEST_LINE]).strip(" ")
        if not raw.strip():
            is_open = False
            continue
        marked = BULLET.match(raw)
        opens = not is_open and number < len(raws) and bool(raws[number].strip())
        line = Line(number, raw[marked.end() :] if marked else raw, bool(marked), opens)
        if is_open and not marked and _goes_on(lines[-1].text, line.text):
            before = lines[-1]
            lines[-1] = Line(before.number, _joined(before.text, line.text), before.is_marked)
        else:
            lines.append(line)
        is_open = True
    return lines


def plain(text: str) -> str:
    """A text without what is not seen, and with each letter by itself."""
    for joined, letters in LIGATURES.items():
        text = text.replace(joined, letters)
    return UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " "))


def _goes_on(before: str, after: str) -> bool:
    if "\t" in before or "\t" in after or len(before) > LONGEST_LINE:
        return False
    if re.search(r"(?:\d[–-]|[a-zäöü]-)$", before) or before.count("„") > before.count("“"):
        return True
    if before.count("(") > before.count(")") and len(before) >= NARROW:
        return True
    if len(before) < NARROW or before.endswith((".", ":", ";", "!", "?")):
        return False
    if before.endswith(
        (",", " und", " and", " oder", " or", " für", " for", " mit", " with", " &")
    ):
        return True
    return after[0].islower() and heading_in(after) is None


def _joined(before: str, after: str) -> str:
    if re.search(r"[a-zäöü]-$", before) and after[0].islower():
        return before[:-1] + after
    return f"{before} {after}" if not before.endswith(("–", "-")) else before + after
