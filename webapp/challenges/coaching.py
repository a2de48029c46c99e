"""What helps somebody who is describing a need: plain rules, and a look at what is published.

Nothing here decides anything: each hint may be ignored, and the need is taken as it is.
"""

import enum
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sqlalchemy.orm import Session

from webapp.identifying import Trace, find_details
from webapp.matching import Expertise

ENOUGH_WORDS = 12
"""From here on the other rules have their say; the shortest of 100 real-shaped texts has 20."""
MOST_DETAILS = 5
TELLING = {
    Trace.EMAIL, Trace.PHONE, Trace.WEB_ADDRESS, Trace.HANDLE, Trace.REGISTER, Trace.COORDINATES,
    Trace.PERSON, Trace.ORGANISATION,
}  # fmt: skip
"""Brands and customers are too often words like any other to bother somebody with."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_QUANTITY = re.compile(
    r"\d|\b(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|hundert|tausend|dutzend|"
    r"hälfte|halb|drittel|viertel|täglich|wöchentlich|monatlich|jährlich|selten|ständig|"
    r"half|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand|third|quarter|"
    r"daily|weekly|monthly|yearly|every)\w*",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"(?:^|[.!?:;\n]\s*|[–-]\s)(?:(?:und|auch|dann|and)\s+)?"
    r"(?:außerdem|ausserdem|zudem|zweitens|des weiteren|darüber hinaus|daneben|nebenbei|"
    r"unabhängig davon|übrigens|noch was|noch etwas|und noch|dazu kommt|hinzu kommt|"
    r"ein (?:weiteres|anderes|zweites) (?:problem|thema|anliegen)|"
    r"second(?:ly)?|also,|besides|in addition|another (?:problem|topic|thing))\b",
    re.IGNORECASE,
)
_PART = 5
"""Words on either side of such a cue from which a part is a problem of its own."""


class Hint(enum.Enum):
    """What a description would be better for."""

    SHORT = "kurz"
    QUANTITY = "menge"
    MATERIAL = "material"
    TWO_PROBLEMS = "zwei_anliegen"


@dataclass(frozen=True)
class Advice:
    """What is said beside the form while somebody writes."""

    hints: Sequence[Hint]
    details: Sequence[tuple[Trace, str]]
    """What would tell others who writes; only the Transferstellen read it."""
    has_expertise: bool | None
    """None while there is too little to say."""


def advise(session: Session, title: str, description: str) -> Advice:
    """Look at a text; an empty one gets no advice."""
    text = f"{title}\n{description}"
    details = [(each.trace, each.words) for each in find_details(text) if each.trace in TELLING]
    details = details[:MOST_DETAILS]
    if len(_WORD.findall(description)) < ENOUGH_WORDS:
        hints = [Hint.SHORT] if description.strip() else []
        return Advice(hints, details, None)
    expertise = Expertise(session)
    rules = (
        (Hint.QUANTITY, not _QUANTITY.search(description)),
        (Hint.MATERIAL, not names_material(text)),
        (Hint.TWO_PROBLEMS, has_two_problems(expertise, description)),
    )
    return Advice(
        [hint for hint, applies in rules if applies],
        details,
        expertise.speaks_to(title, description),
    )


def names_material(text: str) -> bool:
    """Whether the text says what it is about: a material, a substance, a thing or a flow."""
    words = [each.casefold() for each in _WORD.findall(text)]
    return any(stem in word for word in words for stem in _materials())


def has_two_problems(expertise: Expertise, description: str) -> bool:
    """Whether the text goes on to something else, for which other people would be found."""
    for cue in _CUE.finditer(description):
        before, after = description[: cue.start()], description[cue.end() :]
        if min(len(_WORD.findall(part)) for part in (before, after)) < _PART:
            continue
        if expertise.is_apart(before, after):
            return True
    return False


@cache
def _materials() -> tuple[str, ...]:
    source = files("webapp.challenges") / "materials.txt"
    lines = source.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
