"""What the handbooks' pictures measure, so that a page does not jump while they arrive."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("pictures.toml")
"""Written by `make handbook`: which browser drew the pictures, and how wide and high they are."""


def size_of(name: str) -> tuple[int, int]:
    """Width and height of a picture in pixels."""
    width, height = facts()["sizes"][name]
    return width, height


@cache
def facts() -> dict[str, Any]:
    """What was written down when the pictures were taken."""
    return tomllib.loads(FILE.read_text("utf-8"))
