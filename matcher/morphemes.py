"""The morphemes of a German word: the Hanover Tagger's analysis, several times faster.

The model and its answers are those of HanTa (Wartena 2019); a test compares both. HanTa asks for
the probability of every tag at every substring, once per state. Here the few tags that a substring
can have at all are gathered once per word, and only those are followed.
"""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cache, lru_cache
from typing import Any, NamedTuple

State = tuple[int, int]
"""The last two tags of a path."""
Chances = dict[int, float]
"""Log probabilities by tag."""
Steps = list[tuple[int, float]]
"""Tags that may follow, in the model's order, each with its log probability."""
Table = list[dict[State, float]]

_EMPTY, _START, _UNKNOWN, _END_UNKNOWN = 0, 1, 3, -3
_LEAST = -1e6
# States of one row that are followed, by rank, and how far behind the last of them one may be.
_BEAM, _SLACK = 3, 1.0
_WHOLE_WORD_UNKNOWN = 4.6
_LONGEST_LENGTH = 24
_SHORTEST_GUESS = 3


class Segment(NamedTuple):
    """A substring up to `end`, with what it is known as and what one of its form may be.

    The log probability of a guess adds up by length and by ending, less the surprise.
    """

    end: int
    known: Chances
    by_length: Chances
    by_ending: Chances
    surprise: float


class Row(NamedTuple):
    """The substrings from one letter on."""

    known: list[Segment]
    unknown: list[Segment]


class Followers(NamedTuple):
    """What may follow a state: all of it, and the part that an unknown morpheme may be."""

    steps: Steps
    guessable: Steps


class Morphology:
    """Log probabilities of HanTa's German model, arranged by substring."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._known: dict[str, Chances] = defaultdict(dict)
        for tag, probabilities in model.LP_m_t.items():
            for morpheme, probability in probabilities.items():
                self._known[morpheme][tag] = probability
        self._guessed = [tag for tag in model.LP_hapax_t if tag in model.LP_s_t]
        self._by_length = cache(self._guesses_by_length)
        self._by_ending = lru_cache(maxsize=50_000)(self._guesses_by_ending)
        self._followers = cache(self._followers_among)

    def morphemes(self, word: str) -> list[tuple[str, str]]:
        """Form in lower case and tag of each morpheme, for a word of at least four letters."""
        model, lowered = self._model, word.lower()
        rows = self._rows(lowered)
        target = -self._part_of_speech(word, lowered, rows)
        if target in model.atomic_class:
            return [(lowered, model.int2tag[-target])]
        path = self._best_path(target, rows)
        starts = [0, *(end for _, end in path)]
        return [
            (lowered[start:end], model.int2tag[tag])
            for start, (tag, end) in zip(starts, path, strict=False)
            if tag > 0
        ]

    def _part_of_speech(self, word: str, lowered: str, rows: list[Row]) -> int:
        model = self._model
        scored = model.cache.get(lowered) or self._forward(rows)
        is_upper = word[0].isupper()
        cased = [
            (tag, p if tag == _UNKNOWN else p + model.LP_case_t[tag][is_upper]) for tag, p in scored
        ]
        # The first of the best, as a stable sort would have it.
        return int(max(cased, key=lambda pair: pair[1])[0])

    def _forward(self, rows: list[Row]) -> Steps:
        """Parts of speech with the log probability of all paths that end in them, best first."""
        from numpy import logaddexp

        table, _ = _fill(rows, self._followers(None), guesses=True)
        ends: dict[State, float] = {}
        for (_, tag), p in table[-1].items():
            for final, step in self._finals((_, tag)):
                if p + step > ends.get((tag, final), _LEAST):
                    ends[(tag, final)] = p + step
        chances: Chances = {}
        for (_, final), p in ends.items():
            chances[-final] = float(logaddexp(chances[-final], p)) if -final in chances else p
        ordered = sorted(chances.items(), key=lambda pair: pair[1], reverse=True)
        return ordered or [(_UNKNOWN, 0.0)]

    def _best_path(self, target: int, rows: list[Row]) -> list[tuple[int, int]]:
        """Tag and end of every morpheme on the best path to that part of speech.

        Without guesses if possible.
        """
        for guesses in (False, True):
            table, pointers = _fill(rows, self._followers(target), guesses=guesses)
            best, best_p = None, _LEAST
            for state, p in table[-1].items():
                step = next((p for tag, p in self._finals(state) if tag == target), -math.inf)
                if p + step > best_p:
                    best, best_p = state, p + step
            if best is not None:
                return _traced(best, pointers)
        return [(_UNKNOWN, len(rows))]

    def _rows(self, word: str) -> list[Row]:
        """By start, all substrings that can be morphemes."""
        nothing: Chances = {}
        rows = []
        for start in range(len(word)):
            row = Row([], [])
            for end in range(start + 1, len(word) + 1):
                form, length = word[start:end], end - start
                by_length = by_ending = nothing
                if length >= _SHORTEST_GUESS:
                    by_length = self._by_length(length)
                    by_ending = self._by_ending(form[-4:] if length > 4 else form[1:])
                surprise = _WHOLE_WORD_UNKNOWN if length == len(word) else 0.0
                known = self._known.get(form, nothing)
                if known or by_length:
                    segment = Segment(end, known, by_length, by_ending, surprise)
                    (row.known if known else row.unknown).append(segment)
            rows.append(row)
        return rows

    def _guesses_by_length(self, length: int) -> Chances:
        model = self._model
        known_length = min(length, _LONGEST_LENGTH)
        return {
            tag: model.Int_t + model.LP_hapax_t[tag] + model.LP_len_t[tag][known_length]
            for tag in self._guessed
        }

    def _guesses_by_ending(self, ending: str) -> Chances:
        """Of the longest part of the ending that the model has seen with each tag."""
        chances = {}
        for tag in self._guessed:
            endings = self._model.LP_s_t[tag]
            longest = next(end for k in range(len(ending) + 1) if (end := ending[k:]) in endings)
            chances[tag] = endings[longest]
        return chances

    def _finals(self, state: State) -> Steps:
        finals: Steps = self._model.LP_trans_final.get(state, [])
        return finals

    def _followers_among(self, target: int | None) -> dict[State, Followers]:
        """For paths to one part of speech, or to any."""
        followers = {}
        for state, all_steps in self._model.LP_trans_nonfinal.items():
            steps = [
                (tag, p)
                for tag, p in all_steps
                if target is None or tag in self._model.reachability.get(target, ())
            ]
            guessable = [(tag, p) for tag, p in steps if tag in self._guessed]
            followers[state] = Followers(steps, guessable)
        return followers


def _fill(
    rows: list[Row], followers: dict[State, Followers], *, guesses: bool
) -> tuple[Table, list[dict[State, tuple[State, int]]]]:
    """The best log probability of every state after every letter, and where it came from."""
    table: Table = [{(_EMPTY, _START): 0.0}, *({} for _ in rows)]
    pointers: list[dict[State, tuple[State, int]]] = [{} for _ in table]
    for start, row in enumerate(rows):
        states = table[start]
        bound = sorted(states.values())[-1 - _BEAM] - _SLACK if len(states) > _BEAM else _LEAST
        for state, p in states.items():
            if p < bound or state not in followers:
                continue
            steps, guessable = followers[state]
            followed = [(segment, steps) for segment in row.known]
            if guesses and guessable:
                followed += [(segment, guessable) for segment in row.unknown]
            for (end, known, by_length, by_ending, surprise), possible in followed:
                for tag, step in possible:
                    if tag in known:
                        q = known[tag]
                    elif guesses and tag in by_length:
                        q = by_length[tag] + by_ending[tag] - surprise
                    else:
                        continue
                    after, total = (state[1], tag), p + step + q
                    if total > table[end].get(after, _LEAST):
                        table[end][after] = total
                        pointers[end][after] = (state, start)
    return table, pointers


def _traced(state: State, pointers: list[dict[State, tuple[State, int]]]) -> list[tuple[int, int]]:
    path, end = [], len(pointers) - 1
    while end > 0:
        path.append((state[1], end))
        state, end = pointers[end][state]
    return path[::-1]
