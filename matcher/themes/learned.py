"""What was learned of themes from labelled texts: what meanings say, what words say, and how much.

A network with one hidden layer takes the vector of a text to themes, a linear map its weighted
words; a logistic regression over both, the same for all themes, gives the chance that a person
would put the text under the theme. `matcher.training.themes` fits all of it on texts that were
labelled for it.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from matcher import lexical

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy import sparse

    from matcher.themes.vocabulary import Vocabulary

    Numbers = NDArray[np.float64]

_VERSION_LENGTH = 12


@dataclass(frozen=True)
class Network:
    """From vectors to themes: `inner` (dimensions, hidden) and `outer` (hidden, themes + 1).

    Rectified linear units; the last column says that a text is of no theme.
    """

    inner: Numbers
    inner_base: Numbers
    outer: Numbers
    outer_base: Numbers

    def __call__(self, rows: Numbers) -> Numbers:
        """Log-odds of texts (texts, dimensions), shape (texts, themes + 1)."""
        hidden = np.maximum(rows @ self.inner + self.inner_base, 0.0)
        odds: Numbers = hidden @ self.outer + self.outer_base
        return odds


@dataclass(frozen=True)
class WordMap:
    """From words to themes: `weights` (COLUMNS, themes + 1), the last column of no theme."""

    weights: sparse.csr_array
    base: Numbers

    def __call__(self, rows: sparse.csr_array) -> Numbers:
        """How much the words of texts (texts, COLUMNS) say, shape (texts, themes + 1)."""
        said: Numbers = rows @ self.weights + self.base
        return np.asarray(said)


@dataclass(frozen=True)
class Fusion:
    """Weights of what each channel says (channels, 2): of a theme, and of no theme.

    A text is of no theme unless one reaches log-odds `least_best`; then each counts that reaches
    `least`.
    """

    weights: Numbers
    intercept: float
    least: float
    least_best: float

    def log_odds(self, said: Sequence[Numbers]) -> Numbers:
        """Of each channel (texts, themes + 1), together shape (texts, themes)."""
        joined = sum(
            weights[0] * each[:, :-1] + weights[1] * each[:, -1:]
            for weights, each in zip(self.weights, said, strict=True)
        )
        odds: Numbers = np.asarray(joined + self.intercept)
        return odds

    def chosen(self, odds: Numbers) -> NDArray[np.bool_]:
        """Which themes count, of log-odds (…, themes)."""
        is_of_any = odds.max(axis=-1, keepdims=True) >= self.least_best
        counts: NDArray[np.bool_] = (odds >= self.least) & is_of_any
        return counts


@dataclass(frozen=True)
class LearnedThemes:
    """What is known of the themes `codes`, in that order.

    `meaning` belongs to the model `model_sha256`. `texts_sha256` is over what it was fitted on, and
    `version` changes with every fit.
    """

    codes: tuple[str, ...]
    model_sha256: str
    meaning: Network
    words: WordMap
    with_model: Fusion
    words_alone: Fusion
    texts_sha256: str
    version: str


@cache
def bundled_themes() -> LearnedThemes:
    """The fit that comes with the package."""
    return read_themes((files("matcher") / "themes" / "weights.npz").read_bytes())


def reading_version(vocabulary: Vocabulary) -> str:
    """Changes with what the themes mean and with every fit: a reading by another is old."""
    return f"{vocabulary.version}+{bundled_themes().version}"


def read_themes(content: bytes) -> LearnedThemes:
    """From what the fit wrote."""
    from scipy.sparse import csr_array

    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        numbers = {
            name: stored[name].astype(np.float64)
            for name in stored.files
            if stored[name].dtype.kind == "f"
        }
        codes = tuple(stored["codes"].tolist())
        places = (stored["word_columns"], stored["word_themes"])
        model_sha256, texts_sha256 = str(stored["model_sha256"]), str(stored["texts_sha256"])
    weights = csr_array((numbers["words"], places), shape=(lexical.COLUMNS, len(codes) + 1))
    return LearnedThemes(
        codes=codes,
        model_sha256=model_sha256,
        meaning=Network(*(numbers[f"meaning_{number}"] for number in range(4))),
        words=WordMap(weights, numbers["words_base"]),
        with_model=_fusion(numbers["with_model"]),
        words_alone=_fusion(numbers["words_alone"]),
        texts_sha256=texts_sha256,
        version=hashlib.sha256(content).hexdigest()[:_VERSION_LENGTH],
    )


def word_rows(texts: Sequence[str]) -> sparse.csr_array:
    """Words weighted by rarity, each counted once, in rows of length 1, shape (texts, COLUMNS)."""
    counts = lexical.count_terms([lexical.terms_of(each) for each in texts])
    counts.data = np.minimum(counts.data, 1.0)
    return lexical.tfidf_rows(counts, lexical.bundled_statistics().term_idf)


def _fusion(numbers: Numbers) -> Fusion:
    """From the weights of each channel, the intercept and both thresholds, in one row."""
    intercept, least, least_best = numbers[-3:].tolist()
    return Fusion(numbers[:-3].reshape(-1, 2), intercept, least, least_best)
