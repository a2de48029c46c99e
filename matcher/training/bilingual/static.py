"""A table of word-piece vectors whose sum stands for a text: the fast second channel.

Trained like the transformer: distilled to the teacher's vectors, then contrasted on pairs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from matcher.training.bilingual.contrastive import contrast
from matcher.training.bilingual.pairs import entry_batches, plain_batches
from matcher.training.bilingual.progress import Progress, say
from matcher.training.bilingual.teacher import TEACHER_DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from matcher.training.bilingual.contrastive import TuningData
    from matcher.training.bilingual.distillation import DistillationData
    from matcher.training.bilingual.pairs import Example
    from matcher.training.bilingual.vocabulary import Alignment

STATIC_DIMENSIONS = 256
_DISTILL_RATE = 4e-3
_DISTILL_SIZE = 1024
_TUNING_RATE = 1.5e-3
_TUNING_SIZE = 384
_GROUP_WEIGHTS = {"sentence": 2.0, "term": 1.0, "domain": 3.0, "document": 2.0}
_COSINE_WEIGHT = 4.0
_SCALE = 25.0
_TUNING_SCALE = 20.0
_ALIKE = 0.85
_RARE = 3e-4
_REPLAY_WEIGHT = 0.5
_UNKNOWN = 1


class StaticStudent:
    """The table with its tokenizer."""

    def __init__(self, table: NDArray[np.float32], tokenizer: Tokenizer) -> None:
        self.table = torch.nn.Parameter(torch.from_numpy(np.array(table, np.float32)))
        self.tokenizer = tokenizer

    def forward(self, ids: Sequence[Sequence[int]]) -> torch.Tensor:
        """Unit vectors with gradients, shape (texts, dimensions)."""
        offsets = np.cumsum([0, *(len(text) for text in ids[:-1])])
        pieces = torch.from_numpy(np.concatenate([np.asarray(text, np.int64) for text in ids]))
        sums = functional.embedding_bag(
            pieces, self.table, torch.from_numpy(offsets), mode="sum", sparse=True
        )
        return functional.normalize(sums)

    def ids(self, texts: Sequence[str], most: int = 512) -> list[list[int]]:
        """Without marks; a text without pieces becomes one unknown piece."""
        encoded = self.tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [encoding.ids[:most] or [_UNKNOWN] for encoding in encoded]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (texts, dimensions)."""
        with torch.inference_mode():
            vectors: NDArray[np.float32] = self.forward(self.ids(texts)).numpy()
        return vectors


class ParallelRows:
    """Parallel pairs as piece ids without marks, with the teacher's vectors in 256 dimensions."""

    def __init__(self, parallel: DistillationData, rotation: NDArray[np.float32]) -> None:
        self.goal = parallel.vectors.astype(np.float32) @ rotation
        self.goal /= np.linalg.norm(self.goal, axis=1, keepdims=True)
        self._german = [ids[1:-1] or [_UNKNOWN] for ids in parallel.german]
        self._english = [ids[1:-1] or [_UNKNOWN] for ids in parallel.english]
        weights = np.array([_GROUP_WEIGHTS[group] for group in parallel.groups])
        self._borders = np.cumsum(weights / weights.sum())

    def __len__(self) -> int:
        return len(self._german)

    def loss(
        self, student: StaticStudent, generator: np.random.Generator, size: int
    ) -> torch.Tensor:
        """Of a random batch: finding partner and teacher's vector, and the distance to it."""
        drawn = np.searchsorted(self._borders, generator.random(size)).clip(max=len(self) - 1)
        rows = np.unique(drawn)
        german = student.forward([self._german[row] for row in rows])
        english = student.forward([self._english[row] for row in rows])
        goal = torch.from_numpy(self.goal[rows])
        alike = (goal @ goal.T > _ALIKE).fill_diagonal_(False)
        own = torch.arange(len(rows))

        def find(left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
            scores = (_SCALE * left @ right.T).masked_fill(alike, -1e4)
            return functional.cross_entropy(scores, own)

        distance = (1 - (german * goal).sum(1)).mean() + (1 - (english * goal).sum(1)).mean()
        partners = 0.5 * (find(german, english) + find(english, german))
        return find(german, goal) + find(english, goal) + partners + _COSINE_WEIGHT * distance


def distil_static(
    student: StaticStudent, parallel: ParallelRows, path: Path, *, epochs: float = 3.0
) -> None:
    """Both languages to the teacher's vectors, rotated to fewer dimensions (256 of 384)."""
    if path.exists():
        student.table.data = torch.from_numpy(np.load(path))
        return
    generator = np.random.default_rng(3)
    steps = int(epochs * len(parallel) / _DISTILL_SIZE)
    _run(
        student,
        "static",
        max(1, steps),
        _DISTILL_RATE,
        lambda _: parallel.loss(student, generator, _DISTILL_SIZE),
    )
    np.save(path, student.table.detach().numpy())


def tune_static(
    student: StaticStudent,
    data: TuningData,
    parallel: ParallelRows,
    path: Path,
    *,
    steps: int = 1_500,
) -> None:
    """Of four batches two of entries, one of plain pairs and one of parallel text."""
    if path.exists():
        student.table.data = torch.from_numpy(np.load(path))
        return
    entries = entry_batches(data.entries, first=0, seed=5, size=_TUNING_SIZE, areas=6)
    plain = plain_batches(data.plain, seed=5, size=_TUNING_SIZE)
    generator = np.random.default_rng(5)

    def loss_of(step: int) -> torch.Tensor:
        if step % 4 == 1:
            return _REPLAY_WEIGHT * parallel.loss(student, generator, _TUNING_SIZE)
        return static_contrast(student, next(plain if step % 4 == 3 else entries))

    _run(student, "static_tuned", steps, _TUNING_RATE, loss_of)
    np.save(path, student.table.detach().numpy())


def static_contrast(student: StaticStudent, batch: Sequence[Example]) -> torch.Tensor:
    """The loss of a batch of pairs."""
    left = student.forward(student.ids([example.left for example in batch]))
    right = student.forward(student.ids([example.right for example in batch]))
    return contrast(left, right, [example.topic for example in batch], _TUNING_SCALE)


def first_static_table(
    alignment: Alignment, pieces: NDArray[np.float32], counts: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Teacher vectors of the teacher's pieces, shape (teacher pieces, n), mixed by alignment.

    Frequent pieces are weighted down (SIF, Arora et al. 2017); shared pieces take half of their
    own vector, because they mean something in both languages.
    """
    table = alignment.mixed(pieces)
    shared = alignment.same >= 0
    own = pieces[alignment.same[shared]]
    mixed = table[shared]
    table[shared] = np.where(mixed.any(axis=1, keepdims=True), (mixed + own) / 2, own)
    missing = ~table.any(axis=1)
    table[missing] = np.random.default_rng(0).normal(0, 0.02, (int(missing.sum()), table.shape[1]))
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    shares = (counts + 1) / (counts + 1).sum()
    weights = (_RARE / (_RARE + shares)).astype(np.float32)
    weighted: NDArray[np.float32] = table * weights[:, None]
    return weighted


def principal_axes(vectors: NDArray[np.float16]) -> NDArray[np.float32]:
    """The directions in which unit vectors differ most, shape (384, 256)."""
    sample = vectors[:100_000].astype(np.float32)
    values, axes = np.linalg.eigh(sample.T @ sample)
    if axes.shape[0] != TEACHER_DIMENSIONS:
        raise ValueError(f"teacher vectors have {axes.shape[0]} dimensions")
    say(f"static: axes explain {values[-STATIC_DIMENSIONS:].sum() / values.sum():.3f}")
    return np.ascontiguousarray(axes[:, ::-1][:, :STATIC_DIMENSIONS], np.float32)


def _run(
    student: StaticStudent,
    name: str,
    steps: int,
    rate: float,
    loss_of: Callable[[int], torch.Tensor],
) -> None:
    optimizer = torch.optim.SparseAdam([student.table], lr=rate)
    progress, mean_loss = Progress(name, steps), None
    for step in range(steps):
        factor = min(1.0, (step + 1) / 100) * max(0.02, 1 - step / steps)
        optimizer.param_groups[0]["lr"] = rate * factor
        optimizer.zero_grad()
        loss = loss_of(step)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()  # type: ignore[no-untyped-call]
        mean_loss = loss.item() if mean_loss is None else 0.98 * mean_loss + 0.02 * loss.item()
        progress.add(1, f"loss {mean_loss:.4f}")
    say(f"{name}: done, loss {mean_loss or 0:.4f}")
