"""Experts, needs and vectors in any number: subjects in areas, as on the page they come in reality.

Experts hold 5 to 35 statements, most of them of two or three subjects. The vector of a text is its
subject's plus noise, so neighbours inside an area are harder to tell apart than areas.
"""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import numpy as np

from matcher import Expert, Need, Statement
from matcher.encoder import unit_rows

DIMENSIONS = 640
_WORD_DIMENSIONS = 256
_AREAS, _SUBJECTS_PER_AREA = 40, 25
_SYLLABLES = [f"{a}{b}{c}" for a in "bdfghklmnprstw" for b in "aeiou" for c in "lmnrst"]
_WORDS_OF_SUBJECT, _COMMON_WORDS = 12, 300


@dataclass
class Corpus:
    """What is compared, and an encoder that knows the vector of every text in it."""

    experts: list[Expert]
    needs: list[Need]
    vectors: dict[str, np.ndarray]
    name: str = "synthetic"
    sha256: str = "0" * 64

    def encode(self, texts, role):
        return np.stack([self._vector(text.strip(), DIMENSIONS) for text in texts])

    def word_vectors(self, words):
        return np.stack([self._vector(word, _WORD_DIMENSIONS) for word in words])

    def _vector(self, text, dimensions):
        if text not in self.vectors:  # Words, and texts by which a model's cosines are scaled.
            random = np.random.default_rng(crc32(text.encode()))
            self.vectors[text] = unit_rows(random.standard_normal((1, dimensions)))[0]
        return self.vectors[text]


def make_corpus(statements: int, needs: int = 20, seed: int = 0) -> Corpus:
    """About so many statements; the same for the same arguments."""
    return _Maker(np.random.default_rng(seed)).corpus(statements, needs)


class _Maker:
    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        subjects = _AREAS * _SUBJECTS_PER_AREA
        areas = random.standard_normal((_AREAS, DIMENSIONS))
        own = random.standard_normal((subjects, DIMENSIONS))
        self._subjects = np.repeat(areas, _SUBJECTS_PER_AREA, axis=0) + own
        self._words = [[self._word() for _ in range(_WORDS_OF_SUBJECT)] for _ in range(subjects)]
        self._common = [self._word() for _ in range(_COMMON_WORDS)]
        self._everyday = [self._word() + "en" for _ in range(_COMMON_WORDS)]
        self._vectors: dict[str, np.ndarray] = {}

    def corpus(self, statements: int, needs: int) -> Corpus:
        experts, made = [], 0
        while made < statements:
            number = min(int(self._random.integers(5, 36)), statements - made)
            experts.append(self._expert(f"x{len(experts):06}", number))
            made += number
        asked = [self._need(f"n{number:03}") for number in range(needs)]
        return Corpus(experts, asked, self._vectors)

    def _expert(self, expert_id: str, number: int) -> Expert:
        own = self._random.integers(0, len(self._subjects), 3)
        texts = [self._text(int(self._random.choice(own))) for _ in range(number)]
        statements = tuple(
            Statement(f"{expert_id}/{i}", text, lang="en") for i, text in enumerate(texts)
        )
        return Expert(expert_id, statements, heading=self._text(int(own[0])))

    def _need(self, need_id: str) -> Need:
        subject = int(self._random.integers(0, len(self._subjects)))
        sentences = [self._text(subject, self._everyday) for _ in range(6)]
        text = " ".join(f"{each}." for each in sentences)
        whole = np.mean([self._vectors[each] for each in sentences], axis=0)
        self._vectors[text] = unit_rows(whole[None])[0]
        return Need(need_id, "", text, lang="en")

    def _text(self, subject: int, others: list[str] | None = None) -> str:
        """Companies share a word or two with professors, professors more among themselves."""
        own = 5 if others is None else 2
        words = [
            *self._random.choice(self._words[subject], own),
            *self._random.choice(others or self._common, 10 - own),
        ]
        text = " ".join(self._random.permutation(words)).capitalize()
        noise = 1.2 * self._random.standard_normal(DIMENSIONS)
        vector = unit_rows((self._subjects[subject] + noise)[None].astype(np.float32))[0]
        self._vectors[text] = self._vectors[f"{text}."] = vector
        return text

    def _word(self) -> str:
        return "".join(self._random.choice(_SYLLABLES, self._random.integers(2, 4)))
