"""A German-English vocabulary of word pieces, and the first vector of every piece.

English pieces keep the teacher's rows. German pieces begin as mixtures of English rows, weighted
by the translation probabilities of IBM model 1 (Brown et al. 1993).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from tokenizers import (
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)

from matcher.training.bilingual.progress import say
from matcher.training.bilingual.teacher import teacher_body, teacher_tokenizer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from matcher.training.bilingual.sources import ParallelPair

T = TypeVar("T")

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
# "Beläge" and "Belaege", "Maß" and "Mass" are the same words in a mail.
_FOLDED = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"))
_LAST_LATIN = 0x250
_SIGNS = set("–—‘’“”„…€°²³µ•·→")
_LEAST_PROBABILITY = 0.05
_LONGEST_ALIGNED = 14
_ROUNDS = 6


def build_tokenizer(
    pairs: Sequence[ParallelPair],
    german: Iterable[str],
    *,
    english_pieces: int = 14_000,
    german_pieces: int = 18_000,
) -> Tokenizer:
    """The teacher's most frequent pieces, then pieces learned from the German texts."""
    known = teacher_tokenizer()
    names = {number: piece for piece, number in known.get_vocab().items()}
    counts: Counter[int] = Counter()
    for texts in _batches([pair.en for pair in pairs]):
        for encoding in known.encode_batch(texts, add_special_tokens=False):
            counts.update(encoding.ids)
    english = [
        names[number]
        for number, _ in counts.most_common()
        if _is_usable(names[number]) and names[number] not in SPECIAL
    ]
    learned = tokenizer_of()
    trainer = trainers.WordPieceTrainer(
        vocab_size=german_pieces,
        min_frequency=3,
        special_tokens=list(SPECIAL),
        limit_alphabet=120,
        show_progress=False,
    )
    learned.train_from_iterator(german, trainer)
    pieces = [
        piece
        for piece, _ in sorted(learned.get_vocab().items(), key=lambda item: item[1])
        if _is_usable(piece)
    ]
    vocabulary: dict[str, int] = {}
    for piece in [*SPECIAL, *english[:english_pieces], *pieces]:
        vocabulary.setdefault(piece, len(vocabulary))
    say(f"vocabulary: {len(vocabulary)} pieces")
    return tokenizer_of(vocabulary)


@dataclass(frozen=True)
class Alignment:
    """p(English piece | piece) where it is not small, and the teacher's row of shared pieces.

    `pieces`, `english` and `probabilities` have one element per aligned couple; `same` has one per
    piece of the vocabulary, -1 for pieces the teacher does not know.
    """

    pieces: NDArray[np.int64]
    english: NDArray[np.int64]
    probabilities: NDArray[np.float32]
    same: NDArray[np.int64]

    def mixed(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """For every piece the mean of `rows` (teacher pieces, n) by probability; zeros if none."""
        size = len(self.same)
        mixture = np.zeros((size, rows.shape[1]), np.float32)
        np.add.at(mixture, self.pieces, self.probabilities[:, None] * rows[self.english])
        mass = np.bincount(self.pieces, self.probabilities, size).astype(np.float32)
        mixture /= np.maximum(mass, 1e-6)[:, None]
        return mixture


def align(tokenizer: Tokenizer, pairs: Sequence[ParallelPair]) -> Alignment:
    """IBM model 1 over short pairs: every English piece comes from one German piece."""
    known = teacher_tokenizer()
    german, english, slots = _cells(tokenizer, known, pairs)
    width = known.get_vocab_size()
    couples, couple_of = np.unique(german * width + english, return_inverse=True)
    pieces = couples // width
    probabilities = np.ones(len(couples))
    for number in range(_ROUNDS):
        weights = probabilities[couple_of]
        expected = np.bincount(
            couple_of, weights / np.bincount(slots, weights)[slots], len(couples)
        )
        probabilities = expected / np.bincount(pieces, expected)[pieces]
        say(f"alignment: round {number + 1} of {_ROUNDS}")
    kept = probabilities > _LEAST_PROBABILITY
    teacher = known.get_vocab()
    vocabulary = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    return Alignment(
        pieces=pieces[kept],
        english=(couples % width)[kept],
        probabilities=probabilities[kept].astype(np.float32),
        same=np.array([teacher.get(piece, -1) for piece, _ in vocabulary]),
    )


def first_table(alignment: Alignment) -> NDArray[np.float32]:
    """The table the student begins with, shape (pieces, 384)."""
    known = teacher_body().embeddings.word_embeddings.weight.detach().numpy()
    table = alignment.mixed(known)
    shared = alignment.same >= 0
    table[shared] = known[alignment.same[shared]]
    missing = ~table.any(axis=1)
    noise = np.random.default_rng(0).normal(0, 0.02, (int(missing.sum()), known.shape[1]))
    table[missing] = known.mean(axis=0) + noise
    return table


def _cells(
    tokenizer: Tokenizer, known: Tokenizer, pairs: Sequence[ParallelPair]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Every German piece with every English piece of its pair, and the number of the latter."""
    german, english, slots = [], [], []
    slot = 0
    for some in _batches(pairs):
        left = tokenizer.encode_batch([pair.de for pair in some], add_special_tokens=False)
        right = known.encode_batch([pair.en for pair in some], add_special_tokens=False)
        for a, b in zip(left, right, strict=True):
            if not 0 < len(a.ids) <= _LONGEST_ALIGNED or not 0 < len(b.ids) <= _LONGEST_ALIGNED:
                continue
            german.append(np.repeat(a.ids, len(b.ids)))
            english.append(np.tile(b.ids, len(a.ids)))
            slots.append(np.tile(np.arange(slot, slot + len(b.ids)), len(a.ids)))
            slot += len(b.ids)
    return np.concatenate(german), np.concatenate(english), np.concatenate(slots)


def tokenizer_of(vocabulary: dict[str, int] | None = None) -> Tokenizer:
    """Small letters, umlauts spelt out, cut into the longest known pieces."""
    tokenizer = Tokenizer(
        models.WordPiece(vocabulary or {}, unk_token="[UNK]", max_input_chars_per_word=60)  # noqa: S106
    )
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFC(),
            normalizers.BertNormalizer(lowercase=True, strip_accents=False),
            *(normalizers.Replace(sign, plain) for sign, plain in _FOLDED),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    if vocabulary:
        tokenizer.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]",
            pair="[CLS] $A [SEP] $B:1 [SEP]:1",
            special_tokens=[(mark, vocabulary[mark]) for mark in ("[CLS]", "[SEP]")],
        )
    return tokenizer


def _is_usable(piece: str) -> bool:
    return all((ord(sign) < _LAST_LATIN or sign in _SIGNS) and sign not in "äöüß" for sign in piece)


def _batches(items: Sequence[T], size: int = 20_000) -> Iterable[Sequence[T]]:
    return (items[k : k + size] for k in range(0, len(items), size))
