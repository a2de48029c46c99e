"""What decides a ranking besides the texts, in few words that can be stored and compared."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from matcher import lexical
from matcher.types import Fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

    from matcher.encoder import Encoder
    from matcher.fusion import Fusion
    from matcher.types import Options

_TABLES = "bundled"
_APART = {"training", "benchmark", "themes", "model", "fusion.json", "__pycache__"}
"""Makes the tables or measures them, ranks nothing, or has a name of its own."""


def fingerprint(options: Options, encoder: Encoder | None, fusion: Fusion) -> Fingerprint:
    """Of a matcher with these options, this model and this fusion."""
    return Fingerprint(
        fusion_version=fusion.version,
        statistics_sha256=lexical.bundled_statistics().sha256,
        model=encoder.name if encoder else None,
        model_sha256=encoder.sha256 if encoder else None,
        configuration=(
            ("most_evidence", str(options.most_evidence)),
            ("use_sector", str(options.use_sector)),
            ("tie_break", "expert_id ascending"),
        ),
        code_sha256=code_sha256(),
    )


@cache
def code_sha256() -> str:
    """SHA-256 in hexadecimal over names and contents of the code that ranks and of its tables.

    What it does not change cannot change a score, given the same model, fusion and texts.
    """
    whole = hashlib.sha256()
    for name, content in sorted(_contents(files("matcher"), "")):
        whole.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())
    return whole.hexdigest()


def _contents(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for each in folder.iterdir():
        if each.name in _APART:
            continue
        if each.is_dir():
            yield from _contents(each, f"{path}{each.name}/")
        elif each.name.endswith(".py") or path.startswith(_TABLES):
            yield f"{path}{each.name}", each.read_bytes()
