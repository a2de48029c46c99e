"""Texts that were labelled with themes, as the files in `theme_texts` hold them.

A line is the codes of the themes, or a hyphen for none, a bar, and the text; in `topics.txt` it is
a topic of the entries of the bundled model instead.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from matcher.themes import Vocabulary

OF_NO_THEME = "-"
BETWEEN_STATEMENTS = " // "
TOPICS, EARLIER = "topics.txt", "earlier.txt"
_PHRASE_WEIGHT = 0.6


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text, statements of a profile one a line, and the themes somebody put it under."""

    text: str
    codes: tuple[str, ...]
    weight: float = 1.0


def read_texts(folder: Path) -> tuple[list[LabelledText], list[LabelledText]]:
    """The texts that were labelled one by one: those to measure on, and earlier ones.

    Phrases of the vocabulary were taken from the earlier ones, so nothing is measured on them.
    """
    parts: tuple[list[LabelledText], list[LabelledText]] = ([], [])
    for path in sorted(folder.glob("*.txt")):
        if path.name != TOPICS:
            parts[path.name == EARLIER].extend(
                LabelledText(text.replace(BETWEEN_STATEMENTS, "\n"), codes)
                for codes, text in _lines(path)
            )
    return parts


def read_topics(folder: Path, entries: Path) -> list[LabelledText]:
    """What was written for the labelled topics: messages, one in English, and statements as one.

    Of a topic of no theme one message has to do, as there are so many.
    """
    by_topic = {
        record["topic"]: record
        for path in sorted(entries.glob("*.jsonl"))
        for record in map(json.loads, path.read_text("utf-8").splitlines())
    }
    found = []
    for codes, topic in _lines(folder / TOPICS):
        record = by_topic[topic]
        texts = [*record["lay"], record["en"][0], "\n".join(record["tech"])]
        found += [LabelledText(text, codes) for text in (texts if codes else texts[:1])]
    return found


def phrases_of(vocabulary: Vocabulary) -> list[LabelledText]:
    """Everything by which the vocabulary says what its themes mean, and what is none of them."""
    return [
        *(
            LabelledText(text, (theme.code,), _PHRASE_WEIGHT)
            for theme in vocabulary
            for text in theme.texts
        ),
        *(LabelledText(text, (), _PHRASE_WEIGHT) for text in vocabulary.beside),
    ]


def digest(folder: Path, vocabulary: Vocabulary) -> str:
    """SHA-256 in hexadecimal over the labelled texts and the phrases."""
    hashed = hashlib.sha256()
    for path in sorted(folder.glob("*.txt")):
        hashed.update(path.read_bytes())
    phrases = ((*each.codes, each.text) for each in phrases_of(vocabulary))
    hashed.update("\n".join(chain.from_iterable(phrases)).encode())
    return hashed.hexdigest()


def _lines(path: Path) -> Iterator[tuple[tuple[str, ...], str]]:
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith(("#", "@")):
            codes, text = line.split(" | ", 1)
            yield () if codes == OF_NO_THEME else tuple(codes.split()), text
