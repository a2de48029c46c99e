"""Words to index terms: lemma, compound parts, stem, for German and English.

German hides the word one looks for inside a longer one ("Holzasche" contains "Asche"), so a
German word yields the stem of its lemma and the stems of its parts. Lemmas come from simplemma,
parts from the Hanover Tagger (Wartena 2019), stems from Snowball (Porter 2001).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from matcher.morphemes import Morphology

if TYPE_CHECKING:
    from matcher.types import Language

# A word of usual length takes half a millisecond and a very long one far more.
_SPLITTABLE_LETTERS = range(8, 33)
_SHORTEST_PART = 4
_STEM_TAGS = ("NN", "VV", "ADJ", "NE", "FM")
_LETTERS_ONLY = re.compile(r"[a-zäöüß]+")

_stemmer_lock = Lock()


@lru_cache(maxsize=200_000)
def index_terms(word: str, lang: Language) -> tuple[str, ...]:
    """The terms a word is found by: first its own stem, then the stems of its parts.

    `word` is one token without spaces in any case. The result is never empty for a non-empty
    word, holds no term twice and depends on nothing but the arguments.
    """
    folded = word.casefold().replace("ss", "ß") if word.isupper() else word.lower()
    if not _LETTERS_ONLY.fullmatch(folded):
        return (word.casefold(),)
    if lang == "en":
        return (_stem(_lemma(folded, "en"), "en"),)
    stems = [_stem(_lemma(word if word.istitle() else folded, "de"), "de")]
    stems += [_stem(_lemma(part, "de"), "de") for part in compound_parts(word)]
    return tuple(dict.fromkeys(stems))


@lru_cache(maxsize=100_000)
def compound_parts(word: str) -> tuple[str, ...]:
    """The meaningful parts of a German compound in lower case, or () where it is none.

    Parts of three letters or fewer are dropped: they are joints, endings or too common to help.
    """
    if len(word) not in _SPLITTABLE_LETTERS or not word.isalpha():
        return ()
    capitalised = word[0].upper() + word[1:].lower()
    stems = [
        form
        for form, tag in _morphology().morphemes(capitalised)
        if tag.split("_")[0] in _STEM_TAGS
    ]
    if len(stems) < 2:
        return ()
    return tuple(stem for stem in stems if len(stem) >= _SHORTEST_PART)


def _lemma(word: str, lang: Language) -> str:
    import simplemma  # Its dictionaries take a second to load, which importing must not cost.

    # Of the two readers of the dictionaries this one is ready in half the time.
    return simplemma.lemmatize(word, lang=lang, low_memory=True).lower()


def _stem(word: str, lang: Language) -> str:
    with _stemmer_lock:  # A Snowball stemmer must not be used by two threads at once.
        return str(_stemmer("german" if lang == "de" else "english").stemWord(word))


@cache
def _stemmer(language: str) -> Any:
    import Stemmer

    return Stemmer.Stemmer(language)


@cache
def _morphology() -> Morphology:
    from HanTa.HanoverTagger import HanoverTagger

    return Morphology(HanoverTagger("morphmodel_ger.pgz"))
