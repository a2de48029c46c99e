"""How a text reads: what the matcher takes away from the eye, it takes away for others too."""

from collections.abc import Sequence

from matcher.characters import composed, unmasked


def readable(text: str) -> tuple[str, Sequence[int]]:
    """The text without invisible characters and letters in disguise.

    With it come the places of its characters, and of its end, in the text that was given.
    """
    return composed(unmasked(text))
