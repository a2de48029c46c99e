"""The openly licensed texts that the bilingual model learns from."""

from __future__ import annotations

import json
import lzma
import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Group = Literal["sentence", "term", "domain", "document"]

_GROUPS: dict[Group, tuple[str, ...]] = {
    "sentence": (
        *("tatoeba", "tatoeba_short", "libreoffice_help", "lohelp", "mlqe", "homeassistant"),
        *("nodered", "dspace", "ofbiz_plugins", "openlca"),
    ),
    "term": ("wiktionary", "wiktgloss"),
    "document": ("lohelpdoc",),
}
# Everything else is terminology of the environment, goods, industries and sciences.
_GROUP_OF: dict[str, Group] = {
    source: group for group, sources in _GROUPS.items() for source in sources
}
# Large sources of everyday language would crowd out the rest.
_MOST_PAIRS = {
    "tatoeba": 70_000,
    "tatoeba_short": 15_000,
    "wiktionary": 45_000,
    "wiktgloss": 40_000,
    "libreoffice_help": 15_000,
    "homeassistant": 6_000,
}
_LONGEST_BODY = 240
# Written for this package: the same line of business with problems of different disciplines.
_OWN_ENTRIES = Path(__file__).parent / "entries"
# Withheld in the benchmark of waste terms but still in the thesaurus.
_WITHHELD = frozenset({"Deponiesickerwasser"})


@dataclass(frozen=True, slots=True)
class ParallelPair:
    """The same content in both languages."""

    source: str
    de: str
    en: str

    @property
    def group(self) -> Group:
        """By which the shares of a batch are set."""
        return _GROUP_OF.get(self.source, "domain")


@dataclass(frozen=True, slots=True)
class Entry:
    """One topic in the words of a company and in those of a chair."""

    area: str
    topic: str
    lay: tuple[str, ...]
    tech: tuple[str, ...]
    en_lay: str
    en_tech: str
    terms: tuple[tuple[str, str], ...]


def read_parallel(data: Path, *, share: float = 1.0) -> list[ParallelPair]:
    """The parallel pairs of the data folder, shuffled with a fixed seed, large sources capped.

    `share` below 1 keeps that part of each source, for rehearsals.
    """
    by_source: dict[str, list[ParallelPair]] = defaultdict(list)
    for source, de, en in _rows(data / "parallel_de_en.tsv.xz"):
        if de.strip() and en.strip() and de.strip() not in _WITHHELD:
            by_source[source].append(ParallelPair(source, de, en))
    generator = random.Random(1)
    kept: list[ParallelPair] = []
    for source in sorted(by_source):
        pairs = by_source[source]
        generator.shuffle(pairs)
        most = min(_MOST_PAIRS.get(source, len(pairs)), len(pairs))
        kept += pairs[: max(1, int(most * share))]
    generator.shuffle(kept)
    return kept


def read_definitions(data: Path) -> list[tuple[str, str]]:
    """German words and what they mean in plain words."""
    return [
        (row[0], row[1])
        for row in _rows(data / "wiktionary_de_definitions.tsv.xz")
        if len(row) >= 2 and len(row[1]) > 15
    ]


def read_statutes(data: Path) -> list[tuple[str, str]]:
    """Headings of German statutes and the beginning of what stands below them."""
    return [
        (row[1], row[2][:_LONGEST_BODY])
        for row in _rows(data / "gesetze_environment_de.tsv.xz")
        if len(row) >= 3 and len(row[1]) > 12 and len(row[2]) > 60
    ]


def read_skills(data: Path) -> list[tuple[str, str]]:
    """English skills and occupations, and their descriptions."""
    return [
        (row[1], row[3][:_LONGEST_BODY])
        for name in ("esco_skills_en.tsv.xz", "esco_occupations_en.tsv.xz")
        for row in _rows(data / name)
        if len(row) >= 4 and len(row[3]) > 30
    ]


def read_entries(data: Path) -> list[Entry]:
    """The everyday problems and competences written for this project, stock endings removed."""
    return [
        _entry(record)
        for folder in (data / "synthetic", _OWN_ENTRIES)
        for path in sorted(folder.glob("*.jsonl"))
        for record in map(json.loads, path.read_text("utf-8").splitlines())
        if "lay" in record
    ]


# Endings that some of the written statements carry although they say nothing.
_STOCK_ENDINGS = (
    " mit regionalen Partnerbetrieben",
    " mit regionalen Partnern",
    " gemeinsam mit regionalen Betrieben",
    " im Technikumsmaßstab mit Praxispartnern",
)


def _entry(record: dict[str, object]) -> Entry:
    def texts(key: str) -> list[str]:
        return [str(text) for text in record[key]]  # type: ignore[attr-defined]

    en_lay, en_tech = texts("en")[:2]
    return Entry(
        area=str(record["area"]),
        topic=str(record["topic"]),
        lay=tuple(texts("lay")),
        tech=tuple(_without_stock_ending(text) for text in texts("tech")),
        en_lay=en_lay,
        en_tech=_without_stock_ending(en_tech),
        terms=tuple((str(lay), str(tech)) for lay, tech in record["terms"]),  # type: ignore[attr-defined]
    )


def _without_stock_ending(text: str) -> str:
    stripped = text.rstrip(".")
    for ending in _STOCK_ENDINGS:
        stripped = stripped.removesuffix(ending)
    return stripped if stripped != text.rstrip(".") else text


def _rows(path: Path) -> Iterator[list[str]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")
