"""The project's own training texts: everyday problems, competences, and labelled needs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from matcher.types import Language


@dataclass(frozen=True, slots=True)
class BackgroundText:
    """One text of the background corpus; `is_statement` marks the professional register."""

    text: str
    lang: Language
    is_statement: bool


def read_background(directory: Path) -> list[BackgroundText]:
    """Every text in `*.jsonl` of the directory, in order of file name and line."""
    return [
        text
        for path in sorted(directory.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
        for text in _texts(json.loads(line))
    ]


def read_labelled_sentences(path: Path) -> list[tuple[str, str]]:
    """Pairs of sentence and role (problem, wish, greeting, company, ...)."""
    return [
        (sentence["text"], sentence["role"])
        for line in path.read_text("utf-8").splitlines()
        for sentence in json.loads(line)["sentences"]
    ]


def _texts(record: dict[str, Any]) -> list[BackgroundText]:
    if "lay" in record:
        return [
            *(BackgroundText(text, "de", False) for text in record["lay"]),
            *(BackgroundText(text, "de", True) for text in record["tech"]),
            *(BackgroundText(text, "en", False) for text in record["en"]),
        ]
    if "sentences" in record:
        text = " ".join([record["title"], *(s["text"] for s in record["sentences"])])
        return [BackgroundText(text, record["lang"], False)]
    return [BackgroundText(record["text"], record["lang"], False)]
