"""How long a page keeps a person busy, by the Keystroke-Level Model instead of a clock.

Card, Moran and Newell, "The keystroke-level model for user performance time with interactive
systems", Communications of the ACM 23 (1980): a keystroke of an average typist takes .28 s,
pointing 1.1 s, moving a hand between keyboard and mouse .4 s, making up one's mind 1.35 s.
"""

from dataclasses import dataclass

KEYSTROKE, POINT, HOME, MIND = 0.28, 1.1, 0.4, 1.35


@dataclass
class Pace:
    """Seconds an average typist has needed so far."""

    seconds: float = 0.0

    def type(self, text: str) -> str:
        """Point at a field, think, and type; gives the text back to be filled in."""
        self.seconds += MIND + POINT + 2 * HOME + KEYSTROKE * len(text)
        return text

    def paste(self, text: str) -> str:
        """Point at a field, think, and press two keys."""
        self.seconds += MIND + POINT + 2 * HOME + 2 * KEYSTROKE
        return text

    def click(self, what: str) -> str:
        """Think, point and press."""
        self.seconds += MIND + POINT + KEYSTROKE
        return what
