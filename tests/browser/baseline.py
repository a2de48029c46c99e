"""What every visited page looked like when somebody last looked: coarse pictures, compared."""

import io
from pathlib import Path

import numpy as np
from PIL import Image

FILE = Path(__file__).parent / "baseline.npz"
COLUMNS = 32
SAME = 6
"""Levels of 255 a patch may differ in; the engine of one version draws a page alike each time."""
FEW = 0.004
"""The share of patches that may differ more: a caret, a rounded corner."""
VERSION = "chromium"


def patches_of(picture: bytes) -> np.ndarray:
    """A screenshot as the mean grey of squares, 32 to a row."""
    image = Image.open(io.BytesIO(picture)).convert("L")
    rows = max(1, round(image.height * COLUMNS / image.width))
    return np.asarray(image.resize((COLUMNS, rows), Image.Resampling.BOX))


def differs(seen: np.ndarray, kept: np.ndarray) -> str:
    """In what a page looks unlike itself, or nothing."""
    if abs(len(seen) - len(kept)) > 1:
        return f"{len(seen)} rows high, was {len(kept)}"
    rows = min(len(seen), len(kept))
    apart = np.abs(seen[:rows].astype(int) - kept[:rows].astype(int)) > SAME
    if apart.mean() <= FEW:
        return ""
    first = int(np.argmax(apart.any(axis=1)))
    return f"{apart.mean():.1%} of the patches look different, from row {first} of {rows}"


def read(version: str) -> dict[str, np.ndarray]:
    """The kept pictures by visit; none if another engine drew them, which draws differently."""
    if not FILE.is_file():
        return {}
    with np.load(FILE) as kept:
        if str(kept[VERSION]) != version:
            return {}
        return {name: kept[name] for name in kept.files if name != VERSION}


def write(pictures: dict[str, np.ndarray], version: str) -> None:
    """Keep these from now on."""
    np.savez_compressed(FILE, **pictures, **{VERSION: np.array(version)})
