"""The sentences of a need that carry a topic, with the words that do; for the desk alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models import TopicGapNeed

SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
MOST_SENTENCES = 2


@dataclass(frozen=True)
class Stretch:
    """A piece of a sentence, and whether it is a word that carries the topic."""

    text: str
    is_carrying: bool


def quotes(need: TopicGapNeed) -> list[list[Stretch]]:
    """The sentences with most of these words, in the order of the text; none of other words."""
    challenge = need.challenge
    if challenge.text_version != need.text_version:
        return []
    text = f"{challenge.title}\n{challenge.description}"
    sentences = [each.span() for each in SENTENCE.finditer(text) if each.group().strip()]
    inside = [
        ((start, end), [span for span in need.spans if start <= span[0] and span[1] <= end])
        for start, end in sentences
        if start > len(challenge.title)
    ]
    best = sorted((each for each in inside if each[1]), key=lambda each: (-len(each[1]), each[0]))[
        :MOST_SENTENCES
    ]
    return [_cut(text, *sentence, spans) for sentence, spans in sorted(best)]


def _cut(text: str, start: int, end: int, spans: Sequence[Sequence[int]]) -> list[Stretch]:
    found, at = [], start + len(text[start:end]) - len(text[start:end].lstrip())
    for first, last in sorted(tuple(each) for each in spans):
        if first > at:
            found.append(Stretch(text[at:first], is_carrying=False))
        if last > at:
            found.append(Stretch(text[max(at, first) : last], is_carrying=True))
        at = max(at, last)
    found.append(Stretch(text[at:end].rstrip(), is_carrying=False))
    return [each for each in found if each.text]
