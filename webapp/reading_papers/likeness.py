"""What says the same is one statement: by its words, by its DOI, by a title nearly the same."""

import re
import unicodedata
from collections.abc import Iterable

from webapp.reading_papers.found import PUBLICATION, Found

NEARLY = 0.85
"""Share of words in common from which two statements of one kind are the same."""
YEAR_AT_END = re.compile(r"\s*\(?(?:19|20)\d\d\)?\s*$")


def words_of(text: str) -> frozenset[str]:
    """The words that are compared; years, signs and accents do not count."""
    text = unicodedata.normalize("NFKD", YEAR_AT_END.sub("", text).casefold())
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return frozenset(re.findall(r"[^\W_]+", text))


def is_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two statements say the same in nearly the same words."""
    if one == other:
        return True
    if min(len(one), len(other)) < 4:
        return False
    return len(one & other) / len(one | other) >= NEARLY


def without_repetition(found: Iterable[Found], known: Iterable[str] = ()) -> list[Found]:
    """Each statement once, the first of its kind, and none that is known already."""
    kept: list[Found] = []
    seen = [words_of(each) for each in known]
    dois: set[str] = set()
    for each in found:
        words = words_of(each.text)
        if (each.doi and each.doi in dois) or any(is_alike(words, other) for other in seen):
            continue
        kept.append(each)
        seen.append(words)
        if each.doi and each.kind == PUBLICATION:
            dois.add(each.doi)
    return kept
