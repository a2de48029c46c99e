"""Texts that people with bad intentions, odd keyboards or broken programs send; all our own words.

They lie in corpus.json by what they try, in escapes so that no editor is fooled by them. Bytes that
are no UTF-8 stand there in hexadecimal.
"""

import json
from pathlib import Path

STUCK = "Hostil"
"""Begins the names that scripts of the corpus give to what they set, if they ever run."""

FAMILIES: dict[str, list[str]] = json.loads(Path(__file__).with_name("corpus.json").read_text())
BROKEN_BYTES = [bytes.fromhex(each) for each in FAMILIES.pop("bytes")]
TEXTS = [text for texts in FAMILIES.values() for text in texts]
TOO_LONG = ["a" * 25_000, "a" + "\u0301" * 10_000, "<" * 30_000, "Wort " * 5_000]
"""Longer than any field takes; for fields that answer with a message."""

CORPUS: list[str | bytes] = [*TEXTS, *BROKEN_BYTES, *TOO_LONG]
STORABLE = [each for each in TEXTS if each not in FAMILIES["unstorable"]]
"""What could stand in a row."""


def sent(text: str | bytes) -> bytes:
    """As it comes through the wire."""
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
