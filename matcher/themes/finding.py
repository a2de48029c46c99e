"""Which themes a text speaks of, and which of its sentences carries each.

A text may speak of several themes or of none. It is read in passages of a few sentences, so that a
long need is not blurred into one vector: a theme gets the best that any passage says of it, by
meaning and by words (`matcher.themes.learned`). The sentence that says most of it is its evidence.
`python -m tests.benchmarks.themes` says how good that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matcher.text import cleaned
from matcher.themes.learned import bundled_themes, word_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.encoder import Encoder
    from matcher.themes.learned import Fusion, LearnedThemes
    from matcher.themes.vocabulary import Vocabulary

    Numbers = NDArray[np.float64]

MOST_SENTENCES = 200
LONGEST_PASSAGE = 600
"""In characters: what a model still reads as one thing; an everyday need is one passage."""


@dataclass(frozen=True, slots=True)
class FoundTheme:
    """A theme of a text: its code, a chance in (0, 1), and the place of the sentence carrying it.

    `sentence` counts in the sequence that was given.
    """

    code: str
    score: float
    sentence: int


class ThemeFinder:
    """Puts texts under the themes of one vocabulary, by one model or by words alone.

    Words have to do without a model, or with one that nothing was learned for. Raises
    EncoderUnavailable when the model fails; whoever calls may then ask a finder without one. Raises
    ValueError for a vocabulary with other themes than those that were learned.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        encoder: Encoder | None = None,
        learned: LearnedThemes | None = None,
    ) -> None:
        self.vocabulary = vocabulary
        self._learned = learned or bundled_themes()
        if tuple(theme.code for theme in vocabulary) != self._learned.codes:
            raise ValueError("nothing was learned for these themes: fit the weights again")
        is_known = encoder is not None and encoder.sha256 == self._learned.model_sha256
        self._encoder = encoder if is_known else None

    @property
    def model_sha256(self) -> str | None:
        """The model that takes part; None where words decide alone."""
        return self._encoder.sha256 if self._encoder else None

    @property
    def fusion(self) -> Fusion:
        """How meaning and words are joined, and from when on a theme counts."""
        return self._learned.with_model if self._encoder else self._learned.words_alone

    def find(self, sentences: Sequence[str]) -> tuple[FoundTheme, ...]:
        """The themes of a text that is given in sentences, the likeliest first; perhaps none."""
        places, texts = _with_words(sentences)
        if not texts:
            return ()
        passages = passages_of(texts)
        odds = self.log_odds(passages).max(axis=0)
        found = np.flatnonzero(self.fusion.chosen(odds))
        if not found.size:
            return ()
        carrying = (odds[None] if len(texts) == 1 else self.log_odds(texts)).argmax(axis=0)
        themes = [
            FoundTheme(
                code=self._learned.codes[number],
                score=min(round(float(1 / (1 + np.exp(-odds[number]))), 4), 0.9999),
                sentence=places[carrying[number]],
            )
            for number in found
        ]
        return tuple(sorted(themes, key=lambda each: (-each.score, each.code)))

    def log_odds(self, texts: Sequence[str]) -> Numbers:
        """Of each text and theme that a person would put it there, shape (texts, themes)."""
        said = [self._learned.words(word_rows(texts))]
        if self._encoder is not None:
            rows = self._encoder.encode(texts, "need").astype(np.float64)
            said.insert(0, self._learned.meaning(rows))
        return self.fusion.log_odds(said)


def passages_of(texts: Sequence[str]) -> list[str]:
    """Sentences joined as long as they stay within `LONGEST_PASSAGE`."""
    passages: list[str] = []
    for text in texts:
        if passages and len(passages[-1]) + len(text) < LONGEST_PASSAGE:
            passages[-1] += "\n" + text
        else:
            passages.append(text)
    return passages


def _with_words(sentences: Sequence[str]) -> tuple[list[int], list[str]]:
    """The first sentences that hold a letter or digit, and where they stand."""
    texts = [cleaned(each).strip() for each in sentences[:MOST_SENTENCES]]
    places = [place for place, text in enumerate(texts) if any(map(str.isalnum, text))]
    return places, [texts[place] for place in places]
