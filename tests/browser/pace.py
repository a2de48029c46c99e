"""How long a page keeps a person busy, by the Keystroke-Level Model instead of a clock.

Card, Moran and Newell, "The keystroke-level model for user performance time with interactive
systems", Communications of the ACM 23 (1980): a keystroke of an average typist takes .28 s,
pointing 1.1 s, moving a hand between keyboard and mouse .4 s, making up one's mind 1.35 s.
Reading goes at 238 words a minute: Brysbaert, "How many words do we read per minute?", Journal of
Memory and Language 109 (2019), the mean of adults who read non-fiction in silence.
"""

from dataclasses import dataclass

KEYSTROKE, POINT, HOME, MIND = 0.28, 1.1, 0.4, 1.35
WORDS_A_MINUTE = 238


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

    def read(self, text: str) -> str:
        """Read every word of it once."""
        self.seconds += 60 * len(text.split()) / WORDS_A_MINUTE
        return text

    def recognise(self) -> None:
        """See what it is, without reading it again."""
        self.seconds += MIND

    def press(self, keys: str) -> str:
        """Think once, and press so many keys."""
        self.seconds += MIND + KEYSTROKE * len(keys)
        return keys

    def click(self, what: str) -> str:
        """Think, point and press."""
        self.seconds += MIND + POINT + KEYSTROKE
        return what
