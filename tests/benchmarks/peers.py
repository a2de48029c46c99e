"""What a user would take instead, each asked for the ten best experts of one need.

All of them find statements; an expert's score is then the sum over aspects of the best statement
among those found, so a list that ends too early misses some.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

STATEMENTS_PER_ASPECT = 100


class Peer(Protocol):
    def best(self, need: int) -> list[int]: ...


class Inputs:
    """The same vectors, texts and owners for everybody."""

    def __init__(self, vectors, owners, texts, aspects, aspect_texts) -> None:
        self.vectors, self.owners, self.texts = vectors, np.asarray(owners), texts
        self.aspects, self.aspect_texts = aspects, aspect_texts
        self.offsets = np.flatnonzero(np.diff(self.owners, prepend=-1))

    def best_experts(self, by_row: np.ndarray, k: int = 10) -> list[int]:
        """From similarities of shape (aspects, statements)."""
        scores = np.maximum.reduceat(by_row, self.offsets, axis=1).sum(axis=0)
        return [int(i) for i in np.argsort(-scores, kind="stable")[:k]]

    def grouped(self, hits, k: int = 10) -> list[int]:
        """From (statement, score) pairs by aspect."""
        scores: dict[int, float] = {}
        for found in hits:
            best: dict[int, float] = {}
            for row, score in found:
                owner = int(self.owners[row])
                best[owner] = max(best.get(owner, 0.0), float(score))
            for owner, score in best.items():
                scores[owner] = scores.get(owner, 0.0) + score
        return sorted(scores, key=lambda owner: (-scores[owner], owner))[:k]


class PlainNumpy:
    """The exact answer by the shortest program."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs

    def best(self, need: int) -> list[int]:
        return self._inputs.best_experts(self._inputs.aspects[need] @ self._inputs.vectors.T)


class SemanticSearch:
    """sentence-transformers `util.semantic_search`."""

    def __init__(self, inputs: Inputs) -> None:
        import torch
        from sentence_transformers import util

        torch.set_num_threads(1)
        self._search, self._inputs = util.semantic_search, inputs
        self._vectors = torch.from_numpy(inputs.vectors)
        self._aspects = [torch.from_numpy(each) for each in inputs.aspects]

    def best(self, need: int) -> list[int]:
        hits = self._search(self._aspects[need], self._vectors, top_k=STATEMENTS_PER_ASPECT)
        return self._inputs.grouped([[(h["corpus_id"], h["score"]) for h in row] for row in hits])


class Neighbours:
    """scikit-learn `NearestNeighbors`, brute force by cosine."""

    def __init__(self, inputs: Inputs) -> None:
        from sklearn.neighbors import NearestNeighbors

        self._inputs = inputs
        self._model = NearestNeighbors(
            n_neighbors=STATEMENTS_PER_ASPECT, metric="cosine", algorithm="brute", n_jobs=1
        ).fit(inputs.vectors)

    def best(self, need: int) -> list[int]:
        distances, rows = self._model.kneighbors(self._inputs.aspects[need])
        return self._inputs.grouped(
            [zip(r, 1 - d, strict=True) for r, d in zip(rows, distances, strict=True)]
        )


class Bm25s:
    """bm25s: every statement's score for every aspect, then the best of each expert."""

    def __init__(self, inputs: Inputs) -> None:
        import bm25s

        self._inputs = inputs
        self._model = bm25s.BM25()
        self._model.index([text.lower().split() for text in inputs.texts], show_progress=False)
        self._aspects = [
            [text.lower().replace(".", "").split() for text in texts]
            for texts in inputs.aspect_texts
        ]

    def best(self, need: int) -> list[int]:
        scores = [self._model.get_scores(tokens) for tokens in self._aspects[need]]
        return self._inputs.best_experts(np.stack(scores))
