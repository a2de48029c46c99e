"""Pairs of texts that belong together, in batches whose other texts are hard to tell apart."""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcher.training.bilingual.wording import hurried, terse, with_chatter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matcher.training.bilingual.sources import Entry

_HELD_OUT_PART = 25
# How often a pair is of which kind; the rest is a plain everyday sentence and a competence.
_KINDS = (
    ("message", 0.26),
    ("profile", 0.18),
    ("across_languages", 0.16),
    ("terms", 0.05),
    ("same_register", 0.05),
)


@dataclass(frozen=True, slots=True)
class Example:
    """Two texts that should be neighbours; texts of the same topic are not held against them."""

    left: str
    right: str
    topic: str


def is_held_out(entry: Entry) -> bool:
    """One topic in 25, chosen by its name, is never trained on."""
    digest = hashlib.sha256(entry.topic.lower().encode()).digest()
    return int.from_bytes(digest[:4], "big") % _HELD_OUT_PART == 0


def entry_batches(
    entries: Sequence[Entry], *, first: int, seed: int, size: int, areas: int = 3
) -> Iterator[list[Example]]:
    """Endless batches of `size` examples from few areas each, from number `first` on."""
    by_area = defaultdict(list)
    for entry in entries:
        by_area[entry.area].append(entry)
    areas = min(areas, len(by_area))
    number = 0
    while True:
        generator = random.Random(f"{seed} {number}")
        for batch in _round(by_area, generator, size // areas, areas):
            if number >= first:
                chosen = random.Random(f"{seed} {number} examples")
                yield [make_example(entry, chosen) for entry in batch]
            number += 1


def plain_batches(
    pairs: Sequence[tuple[str, str]], *, seed: int, size: int
) -> Iterator[list[Example]]:
    """Endless batches of given pairs, such as words and their definitions."""
    generator = random.Random(seed)
    while True:
        drawn = generator.sample(pairs, min(size, len(pairs)))
        yield [Example(left, right, left) for left, right in drawn]


def make_example(entry: Entry, generator: random.Random) -> Example:
    """A pair of that entry, of a random kind, in random wording."""
    draw = generator.random()
    for kind, share in _KINDS:
        draw -= share
        if draw < 0:
            left, right = _BY_KIND[kind](entry, generator)
            break
    else:
        left, right = _reworded(generator.choice(entry.lay), generator), _tech(entry, generator)
    return Example(left, right, entry.topic)


def _round(
    by_area: dict[str, list[Entry]], generator: random.Random, size: int, areas: int
) -> Iterator[list[Entry]]:
    """Every entry about once, `areas` groups of `size` neighbours together.

    A large area gives several groups; small ones are packed, so that siblings meet in one batch.
    """
    small = [entries for entries in by_area.values() if len(entries) < size]
    generator.shuffle(small)
    packed = [entry for entries in small for entry in entries]
    while 0 < len(packed) < size:
        packed += packed[: size - len(packed)]
    large = [
        generator.sample(entries, len(entries))
        for entries in by_area.values()
        if len(entries) >= size
    ]
    groups = []
    for shuffled in (packed, *large):
        groups += [shuffled[k : k + size] for k in range(0, len(shuffled) - size + 1, size)]
    generator.shuffle(groups)
    areas = min(areas, len(groups))
    for k in range(0, len(groups) - areas + 1, areas):
        yield [entry for group in groups[k : k + areas] for entry in group]


def _message(entry: Entry, generator: random.Random) -> tuple[str, str]:
    if generator.random() < 0.15:
        return with_chatter(entry.en_lay, "en", generator), _tech(entry, generator)
    texts = list(entry.lay)
    generator.shuffle(texts)
    text = " ".join(texts[: generator.choice((1, 1, 2))])
    message = with_chatter(text, "de", generator)
    return _maybe_hurried(message, generator), _tech(entry, generator)


def _profile(entry: Entry, generator: random.Random) -> tuple[str, str]:
    statements = generator.sample(entry.tech, min(len(entry.tech), generator.choice((2, 3))))
    if generator.random() < 0.5:
        statements.insert(0, entry.topic)
    lay = generator.choice(entry.lay)
    left = with_chatter(lay, "de", generator) if generator.random() < 0.5 else lay
    return _maybe_hurried(left, generator), " ".join(s.rstrip(".") + "." for s in statements)


def _across_languages(entry: Entry, generator: random.Random) -> tuple[str, str]:
    draw = generator.random()
    if draw < 0.35:
        return _maybe_hurried(entry.en_lay, generator), generator.choice(entry.tech)
    if draw < 0.7:
        return _reworded(generator.choice(entry.lay), generator), entry.en_tech
    if draw < 0.85:
        return entry.en_lay, entry.en_tech
    return entry.en_lay, generator.choice(entry.lay)


def _terms(entry: Entry, generator: random.Random) -> tuple[str, str]:
    if not entry.terms:
        return generator.choice(entry.lay), entry.topic
    return generator.choice(entry.terms)


def _same_register(entry: Entry, generator: random.Random) -> tuple[str, str]:
    texts = entry.tech if generator.random() < 0.5 else entry.lay
    if len(texts) < 2:
        return texts[0], entry.topic
    first, second = generator.sample(texts, 2)
    return first, second


def _tech(entry: Entry, generator: random.Random) -> str:
    return entry.topic if generator.random() < 0.12 else generator.choice(entry.tech)


def _reworded(text: str, generator: random.Random) -> str:
    if len(text) > 120 and generator.random() < 0.25:
        return terse(text, generator)
    return _maybe_hurried(text, generator)


def _maybe_hurried(text: str, generator: random.Random) -> str:
    return hurried(text, generator) if generator.random() < 0.25 else text


_BY_KIND = {
    "message": _message,
    "profile": _profile,
    "across_languages": _across_languages,
    "terms": _terms,
    "same_register": _same_register,
}
