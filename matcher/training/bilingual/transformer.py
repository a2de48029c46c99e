"""The student: the teacher's six layers under a bilingual table of word pieces."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

MOST_PIECES = 256
_CPU_THREADS = 2


def device() -> torch.device:
    """CUDA when there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def autocast() -> contextlib.AbstractContextManager[Any]:
    """Matrix products in bfloat16, which is three times as fast on recent processors."""
    return torch.autocast(device().type, dtype=torch.bfloat16)


def make_deterministic(seed: int) -> None:
    """Fixed seeds and thread count; on CUDA sums may still differ in the last bits."""
    torch.manual_seed(seed)
    torch.set_num_threads(_CPU_THREADS)


def padded(ids: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Piece ids and mask, both of shape (texts, longest text)."""
    longest = max(map(len, ids))
    pieces = np.zeros((len(ids), longest), np.int64)
    mask = np.zeros((len(ids), longest), np.int64)
    for row, text in enumerate(ids):
        pieces[row, : len(text)] = text
        mask[row, : len(text)] = 1
    return torch.from_numpy(pieces).to(device()), torch.from_numpy(mask).to(device())


def mean_vectors(body: Any, pieces: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Unit vectors by mean pooling, shape (texts, dimensions)."""
    hidden = body(input_ids=pieces, attention_mask=mask).last_hidden_state.float()
    weights = mask[..., None].float()
    return functional.normalize((hidden * weights).sum(1) / weights.sum(1))


def piece_ids(tokenizer: Tokenizer, texts: Sequence[str], most: int = 128) -> list[list[int]]:
    """With the marks for beginning and end; the end mark survives cutting."""
    cut = []
    for k in range(0, len(texts), 20_000):
        for encoding in tokenizer.encode_batch(list(texts[k : k + 20_000])):
            ids = encoding.ids
            cut.append(ids if len(ids) <= most else [*ids[: most - 1], ids[-1]])
    return cut


class Student:
    """A body with its tokenizer, able to encode, to save itself and to come back."""

    def __init__(self, body: Any, tokenizer: Tokenizer) -> None:
        self.body = body.to(device())
        self.tokenizer = tokenizer

    @classmethod
    def transplanted(cls, table: NDArray[np.float32], tokenizer: Tokenizer) -> Student:
        """The teacher's body with another table, shape (pieces, 384)."""
        from matcher.training.bilingual.teacher import teacher_body

        body = teacher_body()
        embedding = torch.nn.Embedding(table.shape[0], table.shape[1], padding_idx=0, sparse=True)
        embedding.weight.data.copy_(torch.from_numpy(table))
        body.embeddings.word_embeddings = embedding
        body.config.vocab_size = table.shape[0]
        return cls(body, tokenizer)

    @property
    def table(self) -> torch.nn.Parameter:
        """The vectors of the word pieces, shape (pieces, dimensions)."""
        parameter: torch.nn.Parameter = self.body.embeddings.word_embeddings.weight
        return parameter

    @property
    def layers(self) -> list[torch.nn.Parameter]:
        """Everything but the table."""
        return [parameter for parameter in self.body.parameters() if parameter is not self.table]

    def forward(self, ids: Sequence[Sequence[int]]) -> torch.Tensor:
        """Unit vectors with gradients, shape (texts, dimensions)."""
        pieces, mask = padded(ids)
        with autocast():
            return mean_vectors(self.body, pieces, mask)

    def encode(self, texts: Sequence[str], size: int = 64) -> NDArray[np.float32]:
        """Unit vectors, shape (texts, dimensions)."""
        ids = piece_ids(self.tokenizer, texts, MOST_PIECES)
        order = np.argsort([len(text) for text in ids], kind="stable")
        training = self.body.training
        self.body.eval()
        vectors = np.zeros((len(texts), self.table.shape[1]), np.float32)
        with torch.inference_mode():
            for k in range(0, len(ids), size):
                rows = order[k : k + size]
                vectors[rows] = self.forward([ids[i] for i in rows]).cpu().numpy()
        self.body.train(training)
        return vectors

    def set_dropout(self, share: float) -> None:
        """The same everywhere; distillation wants none."""
        for module in self.body.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = share

    def load(self, path: Path) -> None:
        """Weights written by `save`."""
        from safetensors.torch import load_file

        self.body.load_state_dict(load_file(path))

    def load_mean(self, shares: Mapping[Path, float]) -> None:
        """The mean of weights written by `save`, each with its share of 1."""
        from safetensors.torch import load_file

        files = [(load_file(path), share) for path, share in shares.items()]
        self.body.load_state_dict(
            {name: sum(share * weights[name] for weights, share in files) for name in files[0][0]}
        )

    def save(self, path: Path) -> None:
        """All weights as safetensors, in one step, so that a stopped run leaves no torn file."""
        from safetensors.torch import save_file

        unfinished = path.with_suffix(".unfinished")
        state = {
            name: weights.detach().cpu().contiguous()
            for name, weights in self.body.state_dict().items()
        }
        save_file(state, unfinished)
        unfinished.replace(path)
