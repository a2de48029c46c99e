"""Proposals of one document for one profile: what it says, where, and what is worth a tick."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from models import CompetenceKind, Profile
from webapp.reading_files.checking import propose_from
from webapp.reading_papers.found import KINDS, LONGEST_STATEMENT, MOST_FOUND
from webapp.reading_papers.likeness import is_alike, words_of
from webapp.reading_papers.lines import UNSEEN
from webapp.security import UNSTORABLE

LONGEST_ORIGIN = 200
MOST_TICKED, MOST_PUBLICATIONS = 60, 10
"""Longer lists are ticked by hand: a profile of a hundred titles helps nobody to find it."""
TOO_LONG_AGO = 10
"""Years; an older publication or project is offered without a tick."""


@dataclass(frozen=True)
class Proposal:
    """A statement offered to the owner."""

    kind: CompetenceKind
    text: str
    origin: str
    quote: str
    """What stands there, where it is not the statement itself; shown, and never stored."""
    is_ticked: bool


@dataclass(frozen=True)
class Document:
    """What was read, and what it was taken for."""

    name: str
    recognised: str
    proposals: Sequence[Proposal]
    known: int
    """How many statements the profile makes already."""
    broken: int
    is_cut: bool


def read_document(
    content: bytes, name: str, known_texts: Sequence[str], this_year: int
) -> Document:
    """Read a paper in the limited process; raises Refused, or Busy."""
    facts = propose_from(content)
    rows = [_Row(each) for each in facts.get("found", []) if isinstance(each, dict)][:MOST_FOUND]
    rows = [each for each in rows if each.kind in KINDS and each.text]
    known = [words_of(each) for each in known_texts]
    new = [each for each in rows if not any(is_alike(words_of(each.text), one) for one in known)]
    ticked = _ticked(new, this_year)
    return Document(
        name=name,
        recognised=str(facts.get("recognised", "text")),
        proposals=[
            Proposal(
                CompetenceKind(each.kind),
                each.text,
                _origin(name, each),
                each.quote if each.quote != each.text else "",
                place in ticked,
            )
            for place, each in enumerate(new)
        ],
        known=len(rows) - len(new),
        broken=facts["broken"] if isinstance(facts.get("broken"), int) else 0,
        is_cut=len(rows) == MOST_FOUND,
    )


def known_texts(profile: Profile) -> list[str]:
    """What the profile says already, to be read outside the transaction."""
    return [each.text for each in profile.competences]


class _Row:
    """What the process said of a statement, believed only as far as it has the right shape."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.kind = str(row.get("kind"))
        self.text = _clean(row.get("text"), LONGEST_STATEMENT)
        self.quote = _clean(row.get("quote"), LONGEST_ORIGIN)
        self.entry = _clean(row.get("entry"), 60)
        self.line = row.get("line") if isinstance(row.get("line"), int) else None
        self.year = row.get("year") if isinstance(row.get("year"), int) else None
        self.is_likely = row.get("is_likely") is not False


def _clean(value: Any, most: int) -> str:
    text = UNSEEN.sub("", UNSTORABLE.sub("", value if isinstance(value, str) else ""))
    return " ".join(text.split())[:most]


def _ticked(rows: Sequence[_Row], this_year: int) -> set[int]:
    """The places worth a tick: labs, theses and topics before titles, the newest titles first."""
    fresh = [
        (place, each)
        for place, each in enumerate(rows)
        if each.is_likely and (each.year is None or each.year > this_year - TOO_LONG_AGO)
    ]
    titles = [pair for pair in fresh if pair[1].kind == CompetenceKind.PUBLICATION.value]
    others = [pair for pair in fresh if pair[1].kind != CompetenceKind.PUBLICATION.value]
    titles.sort(key=lambda pair: -(pair[1].year or 0))
    best = [*others, *titles[:MOST_PUBLICATIONS]][:MOST_TICKED]
    return {place for place, _row in best}


def _origin(name: str, row: _Row) -> str:
    if row.entry and row.line:
        place = _("Eintrag %(entry)s, Zeile %(line)s", entry=row.entry, line=row.line)
    elif row.entry:
        place = _("Eintrag %(entry)s", entry=row.entry)
    else:
        place = _("Zeile %(line)s", line=row.line or 1)
    return f"{name}, {place}"[:LONGEST_ORIGIN]
