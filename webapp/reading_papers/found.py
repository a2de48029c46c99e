"""What a reader finds: one statement, its kind, and where it stands."""

from dataclasses import asdict, dataclass
from typing import Any

RESEARCH, METHOD, EQUIPMENT, PROJECT = "forschung", "methode", "ausstattung", "projekt"
PUBLICATION, TEACHING, THESIS, SERVICE = (
    "publikation", "lehre", "abschlussarbeitsthema", "labordienst",
)  # fmt: skip
KINDS = (RESEARCH, METHOD, EQUIPMENT, PROJECT, PUBLICATION, TEACHING, THESIS, SERVICE)
"""The values of models.CompetenceKind, written again: the limited process loads no models."""

LONGEST_STATEMENT, SHORTEST_STATEMENT = 500, 10
LONGEST_QUOTE = 160
MOST_FOUND = 200


@dataclass(frozen=True)
class Found:
    """A statement somebody could make of a chair, and where it was read."""

    kind: str
    text: str
    quote: str
    """What stands there, shortened."""
    line: int | None = None
    """Counted from 1; of an entry without lines its name."""
    entry: str = ""
    year: int | None = None
    """The last year it speaks of."""
    doi: str = ""
    is_likely: bool = True
    """Whether a box is ticked before the owner looks."""

    def as_row(self) -> dict[str, Any]:
        """For the way out of the limited process."""
        return asdict(self)


@dataclass(frozen=True)
class Harvest:
    """Everything that was found in one document, and what it was taken for."""

    recognised: str
    """`bibtex`, `orcid`, `openalex`, `csl` or `text`."""
    found: list[Found]
    broken: int = 0
    """Entries that nobody can read; the others are not lost for them."""


def shortened(text: str, most: int = LONGEST_QUOTE) -> str:
    """The beginning of a text, with a sign that it goes on."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
