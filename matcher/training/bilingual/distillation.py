"""Teaches the student to put both languages where the teacher puts the English text.

Multilingual distillation (Reimers & Gurevych 2020), with an in-batch contrastive term.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from matcher.training.bilingual.transformer import device, piece_ids

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from matcher.training.bilingual.sources import Group, ParallelPair
    from matcher.training.bilingual.transformer import Student

_SHARES: dict[Group, float] = {"sentence": 0.48, "term": 0.22, "domain": 0.2, "document": 0.1}
_ENGLISH_SHARE = 0.2
_POOL = 24_000
_PIECES_PER_BATCH = 3_000
_MOST_TEXTS = 320
_SCALE = 20.0
_COSINE_WEIGHT = 5.0
_CONTRAST_WEIGHT = 0.4
_ALIKE = 0.85


@dataclass(frozen=True)
class DistillationBatch:
    """Piece ids of texts, and the vectors they should get, shape (texts, 384)."""

    ids: list[list[int]]
    vectors: NDArray[np.float16]


class DistillationData:
    """Parallel pairs as piece ids, with the teacher's vectors of their English sides."""

    def __init__(
        self,
        pairs: Sequence[ParallelPair],
        vectors: NDArray[np.float16],
        tokenizer: Tokenizer,
    ) -> None:
        self.german = piece_ids(tokenizer, [pair.de for pair in pairs])
        self.english = piece_ids(tokenizer, [pair.en for pair in pairs])
        self.vectors = vectors
        self.groups = [pair.group for pair in pairs]
        groups = np.array(self.groups)
        self._pools = {group: np.flatnonzero(groups == group) for group in _SHARES}

    def batches(self, first: int, *, seed: int, size: float = 1.0) -> Iterator[DistillationBatch]:
        """Endless batches of texts of like length, from number `first` on.

        `size` below 1 makes batches smaller by that factor.
        """
        number = 0
        generator = np.random.default_rng(seed)
        while True:
            for rows, in_english in self._pool(generator, size):
                if number >= first:
                    yield DistillationBatch(
                        [
                            self.english[row] if english else self.german[row]
                            for row, english in zip(rows, in_english, strict=True)
                        ],
                        self.vectors[rows],
                    )
                number += 1

    def _pool(
        self, generator: np.random.Generator, size: float
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.bool_]]]:
        chosen = np.concatenate(
            [
                generator.choice(pool, int(_POOL * _SHARES[group]))
                for group, pool in self._pools.items()
                if len(pool)
            ]
        )
        in_english = generator.random(len(chosen)) < _ENGLISH_SHARE
        lengths = np.array(
            [
                len(self.english[row] if english else self.german[row])
                for row, english in zip(chosen, in_english, strict=True)
            ]
        )
        order = np.argsort(lengths + 2 * generator.random(len(chosen)))
        cuts, longest, begin = [], 0, 0
        for place, row in enumerate(order):
            longest = max(longest, lengths[row])
            texts = place - begin + 1
            if texts > 4 and (
                longest * texts > _PIECES_PER_BATCH * size or texts > _MOST_TEXTS * size
            ):
                cuts.append(place)
                begin, longest = place, lengths[row]
        groups = [group for group in np.split(order, cuts) if len(group) > 3]
        for place in generator.permutation(len(groups)):
            rows = groups[place]
            yield chosen[rows], in_english[rows]


def distillation_loss(student: Student, batch: DistillationBatch) -> torch.Tensor:
    """1 - cosine to the teacher, plus telling the right vector from the batch's others."""
    goal = torch.from_numpy(batch.vectors.astype(np.float32)).to(device())
    vectors = student.forward(batch.ids)
    cosine_loss = (1 - (vectors * goal).sum(1)).mean()
    alike = (goal @ goal.T > _ALIKE).fill_diagonal_(False)
    scores = (_SCALE * vectors @ goal.T).masked_fill(alike, -1e4)
    contrast = functional.cross_entropy(scores, torch.arange(len(goal), device=device()))
    return _COSINE_WEIGHT * cosine_loss + _CONTRAST_WEIGHT * contrast
