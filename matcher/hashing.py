"""Tokens to columns by MurmurHash3 (Appleby 2011, public domain), many at a time.

The columns are those of scikit-learn's FeatureHasher and HashingVectorizer, which trained the
bundled files; importing that library takes longer than analysing a hundred profiles.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_C1, _C2 = np.uint32(0xCC9E2D51), np.uint32(0x1B873593)
_MULTIPLIER, _ADDEND = np.uint32(5), np.uint32(0xE6546B64)
_MIX1, _MIX2 = np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)


def columns_of(tokens: Sequence[str], columns: int) -> NDArray[np.int32]:
    """The column in [0, columns) of every token, shape (len(tokens),)."""
    by_length: dict[int, list[int]] = defaultdict(list)
    encoded = [token.encode("utf-8", "surrogatepass") for token in tokens]
    for place, token in enumerate(encoded):
        by_length[len(token)].append(place)
    hashes = np.empty(len(encoded), np.uint32)
    for length, places in by_length.items():
        joined = b"".join([encoded[place] for place in places])
        hashes[places] = _murmur3(np.frombuffer(joined, np.uint8).reshape(len(places), length))
    signed = hashes.view(np.int32).astype(np.int64)
    return (np.abs(signed) % columns).astype(np.int32)


def gram_columns(
    texts: Sequence[str], lengths: tuple[int, int], columns: int
) -> list[NDArray[np.int32]]:
    """Of every text the columns of its character n-grams, with repetitions.

    As HashingVectorizer does by "char_wb": inside words, lowered and framed by blanks, `lengths`
    being the least and the greatest number of characters; a shorter word counts once as a whole.
    """
    words = [text.lower().split() for text in texts]
    distinct = list(dict.fromkeys(chain.from_iterable(words)))
    grams = [_grams(f" {word} ", lengths) for word in distinct]
    found = columns_of(list(chain.from_iterable(grams)), columns)
    by_word = dict(zip(distinct, np.split(found, np.cumsum([len(g) for g in grams])), strict=False))
    none = np.empty(0, np.int32)
    return [np.concatenate([none, *(by_word[word] for word in text)]) for text in words]


def _grams(framed: str, lengths: tuple[int, int]) -> list[str]:
    least, greatest = lengths
    if len(framed) <= least:
        return [framed]
    return [
        framed[start : start + length]
        for length in range(least, min(greatest, len(framed)) + 1)
        for start in range(len(framed) - length + 1)
    ]


def _murmur3(keys: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """MurmurHash3_x86_32 with seed 0 of keys of one length, shape (keys, bytes)."""
    length = keys.shape[1]
    state = np.zeros(len(keys), np.uint32)
    padded = np.zeros((len(keys), -(-length // 4) * 4), np.uint8)
    padded[:, :length] = keys
    blocks = padded.view("<u4").astype(np.uint32)
    for number in range(blocks.shape[1]):
        state ^= _rotated(blocks[:, number] * _C1, 15) * _C2
        if 4 * number + 4 <= length:
            state = _rotated(state, 13) * _MULTIPLIER + _ADDEND
    state ^= np.uint32(length)
    state = (state ^ (state >> np.uint32(16))) * _MIX1
    state = (state ^ (state >> np.uint32(13))) * _MIX2
    return state ^ (state >> np.uint32(16))


def _rotated(values: NDArray[np.uint32], bits: int) -> NDArray[np.uint32]:
    return (values << np.uint32(bits)) | (values >> np.uint32(32 - bits))
