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
        return [encoding.ids[:most] or [1] for encoding in encoded]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (texts, dimensions)."""
        with torch.inference_mode():
            vectors: NDArray[np.float32] = self.forward(self.ids(texts)).numpy()
        return vectors


def distil_static(
    student: StaticStudent,
    data: TuningData,
    rotation: NDArray[np.float32],
    path: Path,
    *,
    epochs: float = 3.0,
) -> None:
    """Both languages to the teacher's vectors, rotated to fewer dimensions (256 of 384)."""
    if path.exists():
        student.table.data = torch.from_numpy(np.load(path))
        return
    parallel = data.parallel
    goal = parallel.vectors.astype(np.float32) @ rotation
    goal /= np.linalg.norm(goal, axis=1, keepdims=True)
    # Without the marks that the transformer needs.
    german = [ids[1:-1] or [1] for ids in parallel.german]
    english = [ids[1:-1] or [1] for ids in parallel.english]
    generator = np.random.default_rng(3)
    weights = np.array([_GROUP_WEIGHTS[group] for group in parallel.groups])
    borders = np.cumsum(weights / weights.sum())
    steps = int(epochs * len(german) / _DISTILL_SIZE)

    def loss_of(_: int) -> torch.Tensor:
        rows = np.searchsorted(borders, generator.random(_DISTILL_SIZE)).clip(max=len(german) - 1)
        rows = np.unique(rows)
        s = student.forward([german[row] for row in rows])
        e = student.forward([english[row] for row in rows])
        t = torch.from_numpy(goal[rows])
        alike = (t @ t.T > _ALIKE).fill_diagonal_(False)
        own = torch.arange(len(rows))

        def find(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
            scores = (_SCALE * a @ b.T).masked_fill(alike, -1e4)
            return functional.cross_entropy(scores, own)

        distance = (1 - (s * t).sum(1)).mean() + (1 - (e * t).sum(1)).mean()
        return find(s, t) + find(e, t) + 0.5 * (find(s, e) + find(e, s)) + _COSINE_WEIGHT * distance

    _run(student, "static", steps, _DISTILL_RATE, loss_of)
    np.save(path, student.table.detach().numpy())


def tune_static(
    student: StaticStudent, data: TuningData, path: Path, *, steps: int = 1_500
) -> None:
    """On everyday problems and competences; every third batch is of plain pairs."""
    if path.exists():
        student.table.data = torch.from_numpy(np.load(path))
        return
    entries = entry_batches(data.entries, first=0, seed=5, size=_TUNING_SIZE, areas=6)
    plain = plain_batches(data.plain, seed=5, size=_TUNING_SIZE)

    def loss_of(step: int) -> torch.Tensor:
        batch = next(plain) if step % 4 == 3 else next(entries)
        return static_contrast(student, batch)

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
