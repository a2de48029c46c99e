"""Documents with what is to be kept of them, and the comparison with what was found."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from webapp.reading_files.checking import propose_from
from webapp.reading_papers.found import Found
from webapp.reading_papers.likeness import words_of

DOCUMENTS = Path(__file__).parents[1] / "data" / "imports"
SAME = 0.8
"""Share of words in common from which a proposal is the expected statement."""


@dataclass(frozen=True)
class Judged:
    """One document: what was kept, missed, wrong, and what may never be shown."""

    name: str
    recognised: str
    is_recognised: bool
    broken: int
    kept: Sequence[tuple[str, Found]]
    """The kind that was expected, and what was found for it."""
    missed: Sequence[tuple[str, str]]
    wrong: Sequence[Found]
    leaked: Sequence[str]

    @property
    def of_another_kind(self) -> list[tuple[str, Found]]:
        """Kept, but offered as something else."""
        return [(kind, found) for kind, found in self.kept if kind != found.kind]


@dataclass(frozen=True)
class Score:
    """Of everything that was to be found, and of everything that was found."""

    recall: float
    precision: float
    kinds: float

    @classmethod
    def of(cls, judged: Sequence[Judged]) -> "Score":
        """Over all documents together."""
        kept = sum(len(each.kept) for each in judged)
        missed = sum(len(each.missed) for each in judged)
        wrong = sum(len(each.wrong) for each in judged)
        other = sum(len(each.of_another_kind) for each in judged)
        return cls(kept / (kept + missed), kept / (kept + wrong), 1 - other / kept)


def judge_all(folder: str = "") -> list[Judged]:
    """Every document of a folder, read as the service reads it."""
    return [judge(path) for path in sorted((DOCUMENTS / folder).glob("*.expected.json"))]


def judge(expectation: Path) -> Judged:
    """One document against what its author would keep."""
    expected = json.loads(expectation.read_text(encoding="utf-8"))
    stem = expectation.name.removesuffix(".expected.json")
    document = next(each for each in expectation.parent.glob(f"{stem}.*") if each != expectation)
    facts = propose_from(document.read_bytes())
    found = [Found(**row) for row in facts["found"]]
    open_ones = [(kind, text) for kind, text in expected["expected"]]
    kept, wrong = [], []
    for each in found:
        best = max(open_ones, key=lambda pair: likeness(pair[1], each.text), default=None)
        if best is None or likeness(best[1], each.text) < SAME:
            wrong.append(each)
            continue
        open_ones.remove(best)
        kept.append((best[0], each))
    return Judged(
        name=document.name,
        recognised=facts["recognised"],
        is_recognised=facts["recognised"] == expected["recognised"],
        broken=facts["broken"],
        kept=kept,
        missed=open_ones,
        wrong=wrong,
        leaked=[word for word in expected["never"] if any(word in each.text for each in found)],
    )


def likeness(one: str, other: str) -> float:
    """The share of words that both have."""
    first, second = words_of(one), words_of(other)
    return len(first & second) / max(1, len(first | second))
