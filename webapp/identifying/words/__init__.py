"""Lists of words beside this module, each with where it comes from."""

from pathlib import Path

HERE = Path(__file__).parent


def read_words(name: str) -> list[str]:
    """The words of a list, in its order."""
    lines = (HERE / f"{name}.txt").read_text("utf-8").splitlines()
    return " ".join(line for line in lines if not line.startswith("#")).split()
