"""Brings everyday problems and the competences that solve them together.

In-batch negatives in both directions (InfoNCE, van den Oord et al. 2018); batches come from few
areas, so that most negatives are neighbours. Distillation goes on beside it, lest the student
forget what it knew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from matcher.training.bilingual.distillation import DistillationBatch, distillation_loss
from matcher.training.bilingual.pairs import Example, entry_batches, plain_batches
from matcher.training.bilingual.transformer import device, piece_ids

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matcher.training.bilingual.distillation import DistillationData
    from matcher.training.bilingual.sources import Entry
    from matcher.training.bilingual.transformer import Student

_SCALE = 20.0
_REPLAY_WEIGHT = 0.7
_CHUNK = 48
_MOST_PIECES = 128
_SAME_TOPIC = -1e4


@dataclass(frozen=True)
class TuningData:
    """What the batches are drawn from.

    `plain` are word and definition, heading and statute, skill and description.
    """

    entries: Sequence[Entry]
    plain: Sequence[tuple[str, str]]
    parallel: DistillationData


def tuning_batches(
    data: TuningData, first: int, *, seed: int, size: int
) -> Iterator[list[Example] | DistillationBatch]:
    """Of eight batches five of entries, two of parallel text, one of plain pairs."""
    entries = entry_batches(data.entries, first=0, seed=seed, size=size)
    plain = plain_batches(data.plain, seed=seed, size=size)
    replay = data.parallel.batches(0, seed=seed, size=0.7)
    order = (entries, entries, replay, entries, entries, replay, entries, plain)
    number = 0
    while True:
        for source in order:
            batch: list[Example] | DistillationBatch = next(source)  # type: ignore[assignment]
            if number >= first:
                yield batch
            number += 1


def tuning_loss(student: Student, batch: list[Example] | DistillationBatch) -> torch.Tensor:
    """Contrastive for pairs, distillation for parallel text."""
    if isinstance(batch, DistillationBatch):
        return _REPLAY_WEIGHT * distillation_loss(student, batch)
    texts = [example.left for example in batch] + [example.right for example in batch]
    vectors = vectors_by_length(student, texts)
    left, right = vectors[: len(batch)], vectors[len(batch) :]
    return contrast(left, right, [example.topic for example in batch], _SCALE)


def contrast(
    left: torch.Tensor, right: torch.Tensor, topics: Sequence[str], scale: float
) -> torch.Tensor:
    """Cross entropy of finding the partner, both ways, shape of both inputs (pairs, dimensions)."""
    numbers = np.unique(list(topics), return_inverse=True)[1]
    same = torch.from_numpy(numbers[:, None] == numbers[None]).to(left.device)
    same.fill_diagonal_(False)
    scores = (scale * left @ right.T).masked_fill(same, _SAME_TOPIC)
    own = torch.arange(len(left), device=left.device)
    return (functional.cross_entropy(scores, own) + functional.cross_entropy(scores.T, own)) / 2


def vectors_by_length(student: Student, texts: Sequence[str]) -> torch.Tensor:
    """With gradients, in chunks of like length, because padding costs as much as text."""
    ids = piece_ids(student.tokenizer, texts, _MOST_PIECES)
    order = np.argsort([len(text) for text in ids], kind="stable")
    chunks = [
        student.forward([ids[i] for i in order[k : k + _CHUNK]])
        for k in range(0, len(order), _CHUNK)
    ]
    back = torch.from_numpy(np.argsort(order, kind="stable")).to(device())
    return torch.cat(chunks)[back]
