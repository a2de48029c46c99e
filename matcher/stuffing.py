"""Statements that are written to be found rather than to be read, and what they may not do.

Whoever repeats a word fifty times, pastes a list of subjects or copies the company's own text
would rise for needs that are none of theirs (attack and remedy after Gyöngyi & Garcia-Molina 2005,
Web spam taxonomy). Such a statement does not take part in a match and is named to the manager, who
decides. No rule here uses a model, and each looks at one profile and one need alone.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from operator import ne
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matcher.characters import INVISIBLE, unmasked
from matcher.text import cleaned, words
from matcher.types import Flag, Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from matcher.scoring import NeedRows
    from matcher.segments import ExpertRows
    from matcher.similarities import Similarities
    from matcher.types import Expert

# Of 15,000 honest statements the longest has 254 characters, none says a word more than three
# times, two name more than eight things in a row, and all with 14 words or more have a small word.
# Of 20,000 none names more than five things by a single word each.
# Of 1,280 pasted abstracts and paragraphs, up to 2,000 characters long, 16 are taken for lists.
_LONGEST_TEXT, _LONGEST_WORD = 4_000, 60
_MOST_REPETITIONS, _REPEATED_SHARE = 4, 0.15
_LEAST_VARIETY, _VARIED_FROM, _WINDOW = 0.5, 30, 50
_MOST_SINGLE_WORDS, _MOST_ITEMS, _MOST_ITEMS_OF_ANY_LENGTH = 5, 8, 15
# Between two commas of a pasted abstract stand five words and more.
_WORDS_PER_ITEM, _WORDS_PER_CLAUSE = 2.0, 4.0
_PROSE_FROM = 14
# In 230 honest profiles no two words stand together in half of the statements.
_CHORUS_SHARE, _CHORUS_LEAST, _CHORUS_WORDS = 0.5, 4, 3
# Of honest statements a quarter is so short; a profile with more of them lists its subjects.
_WORDS_OF_A_SUBJECT, _MOST_SUBJECTS, _SUBJECT_SHARE = 6, 20, 0.5
_HIDDEN_CHARACTERS = 5
# By character n-grams, weighted by rarity. Of 170 needs against all honest statements, at most .41
# of a statement stands in the need, of a copied sentence nearly all; the highest cosine with a
# whole need is .20, of a copy among as much other text .7. Statements with fewer n-grams than that
# (some forty letters) may stand in a need by chance.
_CONTAINED_FROM, _COPIED_FROM, _SHORTEST_COPY = 0.65, 0.5, 80
# Cosine of a need and a whole profile: a copied sentence lifts it above, one pair in 70 otherwise.
_SUSPECT_FROM = 0.04

_ITEM = re.compile(r"[,;/|·•()\[\]:+\n]|\b(?:und|and|sowie)\b|\s[–-]\s")
_SMALL_WORDS = (
    "a am an and are as at auch auf aus bei beim between bis by can das dass dem den der des "
    "die durch ein eine einem einen einer eines er for from für gegen hat how if im in ins "
    "into is ist it kann man mit nach nicht noch nur oder of ohne on or our over sich sie "
    "sind so sowie statt than that the their this to über um und under unser unsere unter "
    "using via vom von vor während warum was we wenn wer werden what when where which why wie "
    "wir wird with without zu zum zur zwischen"
)
_SMALL = frozenset(_SMALL_WORDS.split())
_HIDING = re.compile(
    r"[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]|<[a-z][^<>]*(?:style|hidden)[^<>]*>|<!--",
    re.IGNORECASE,
)
_ZERO_WIDTH = re.compile(f"(?!\u00ad)[{INVISIBLE}]")


class Look(NamedTuple):
    """What one text shows: its own oddity, and what counts among all statements of a profile."""

    reason: Reason | None
    words: int
    longer: frozenset[str]


def look(written: str) -> Look:
    """At one statement, or at heading and summary."""
    text = cleaned(written[:_LONGEST_TEXT])
    found = [word.text for word in words(text)]
    reason = _reason(written, text, [word.lower() for word in found])
    return Look(reason, len(found), frozenset(word.lower() for word in found if len(word) > 5))


def looks_at(expert: Expert, known: Mapping[str, Look] | None = None) -> dict[str, Look]:
    """By text, looks at everything the expert wrote, taken from the `known` ones if possible."""
    known = known or {}
    texts = (expert.lead, *(statement.text for statement in expert.statements))
    return {text: known.get(text) or look(text) for text in texts}


def flags(expert: Expert, looks: Mapping[str, Look] | None = None) -> tuple[Flag, ...]:
    """What is odd about a profile by itself, in the order of its statements, lead first."""
    looks = looks or looks_at(expert)
    statements = [looks[statement.text] for statement in expert.statements]
    found = [looks[expert.lead].reason, *(each.reason for each in statements)]
    for reason, places in (
        (Reason.REPEATED, _chorus(statements)),
        (Reason.LISTED, _subjects(statements)),
    ):
        for place in places:
            found[place + 1] = found[place + 1] or reason
    ids = [None, *(statement.id for statement in expert.statements)]
    return tuple(Flag(i, reason) for i, reason in zip(ids, found, strict=True) if reason)


def copies(found: Similarities) -> dict[int, tuple[Flag, ...]]:
    """By place of the expert, the statements that repeat the need or a sentence of it.

    Nearly word by word: professionals speak otherwise than companies. Mostly empty.
    """
    flagged = {
        place: copied(found.need, found.snapshot.experts[place])
        for place in suspects(found.profile_grams)
    }
    return {place: flags for place, flags in flagged.items() if flags}


def suspects(profile_grams: NDArray[np.float64]) -> list[int]:
    """The places of pairs that are alike enough to look at for copies, of their cosines."""
    places: list[int] = np.flatnonzero(profile_grams >= _SUSPECT_FROM).tolist()
    return places


def copied(need: NeedRows, rows: ExpertRows) -> tuple[Flag, ...]:
    """The statements of one expert that repeat the need or a sentence of it."""
    ours, theirs = need.whole_grams, rows.grams
    if not len(ours.indices):
        return ()
    # By lookup: a product of matrices of a million columns would take a thousand times as long.
    order = np.argsort(ours.indices)
    columns, weights = ours.indices[order], ours.data[order]
    places = np.minimum(np.searchsorted(columns, theirs.indices), len(columns) - 1)
    shared = np.where(columns[places] == theirs.indices, theirs.data, 0.0)
    lengths = np.diff(theirs.indptr)
    row_of = np.repeat(np.arange(len(lengths)), lengths)
    contained = np.bincount(row_of, shared * theirs.data, minlength=len(lengths))
    likeness = np.bincount(row_of, shared * weights[places], minlength=len(lengths))
    is_long = lengths >= _SHORTEST_COPY
    is_copy = ((contained >= _CONTAINED_FROM) | (likeness >= _COPIED_FROM)) & is_long
    if is_copy.any():  # Then the short ones have not got there by chance either.
        is_copy |= contained >= _CONTAINED_FROM
    return tuple(
        Flag(rows.statement_id(int(row)), Reason.COPIED) for row in np.flatnonzero(is_copy)
    )


def without(expert: Expert, flagged: Collection[Flag]) -> Expert:
    """The expert with every flagged statement empty; ids and places stay."""
    dropped = {flag.statement_id for flag in flagged}
    if not dropped:
        return expert
    statements = tuple(
        replace(statement, text="") if statement.id in dropped else statement
        for statement in expert.statements
    )
    if None in dropped:
        return replace(expert, heading="", summary="", statements=statements)
    return replace(expert, statements=statements)


def _reason(written: str, text: str, tokens: Sequence[str]) -> Reason | None:
    if len(written) > _LONGEST_TEXT:
        return Reason.LONG
    if max(map(len, tokens), default=0) > _LONGEST_WORD:
        return Reason.LONG
    if _is_repetitive(tokens):
        return Reason.REPEATED
    if _is_list(text, tokens):
        return Reason.LISTED
    return Reason.HIDDEN if _hides(written) else None


def _is_repetitive(tokens: Sequence[str]) -> bool:
    # In windows, because any longer prose repeats its small words.
    windows = [tokens[k : k + _WINDOW] for k in range(0, len(tokens), _WINDOW)]
    varied = [window for window in windows if len(window) >= _VARIED_FROM]
    if varied and all(len(set(window)) < _LEAST_VARIETY * len(window) for window in varied):
        return True
    telling = Counter(token for token in tokens if len(token) > 2 and token not in _SMALL)
    most = max(telling.values(), default=0)
    return most > _MOST_REPETITIONS and most >= _REPEATED_SHARE * len(tokens)


def _is_list(text: str, tokens: Sequence[str]) -> bool:
    items = sum(1 for item in _ITEM.split(text) if item.strip())
    is_terse = len(tokens) <= _WORDS_PER_ITEM * items
    is_prose = len(tokens) > _WORDS_PER_CLAUSE * items
    if (items > _MOST_ITEMS_OF_ANY_LENGTH and not is_prose) or (items > _MOST_ITEMS and is_terse):
        return True
    if items > _MOST_SINGLE_WORDS and len(tokens) <= items:
        return True
    return len(tokens) >= _PROSE_FROM and _SMALL.isdisjoint(tokens)


def _hides(written: str) -> bool:
    plain = unmasked(written)
    hidden = len(_ZERO_WIDTH.findall(written))
    if plain != written:
        hidden += sum(map(ne, plain, written))
    return bool(_HIDING.search(written)) or hidden >= _HIDDEN_CHARACTERS


def _chorus(statements: Sequence[Look]) -> list[int]:
    """The places of the statements in which the same three long words come again and again."""
    often = Counter(word for each in statements for word in each.longer)
    least = max(_CHORUS_LEAST, _CHORUS_SHARE * len(statements))
    sung = {word for word, times in often.items() if times >= least}
    return [i for i, each in enumerate(statements) if len(each.longer & sung) >= _CHORUS_WORDS]


def _subjects(statements: Sequence[Look]) -> list[int]:
    """The places of mere names of subjects, where a profile holds a whole list of them."""
    terse = [place for place, each in enumerate(statements) if each.words <= _WORDS_OF_A_SUBJECT]
    is_list = len(terse) > max(_MOST_SUBJECTS, _SUBJECT_SHARE * len(statements))
    return terse if is_list else []
