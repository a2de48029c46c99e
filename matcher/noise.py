"""Sentences that say nothing about the problem: legal notices, orders to a machine, repetitions.

They take part in no comparison, so that a footer of a page does not hide three lines of trouble,
and nobody is heard more by saying it twice.
"""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
# What is addressed to a language model asks for nothing an expert could answer. None reads it here,
# but as sentences of the need it would count.
_ORDER = re.compile(
    r"\b(?:ignor|disregard|forget|vergiss|missacht)\w*\b.{0,40}"
    r"\b(?:instruction|prompt|anweisung|vorgabe|befehl)"
    r"|^\W*(?:system|assistant)\s*:|###"
    r"|\b(?:you are|du bist|sie sind)\b.{0,30}"
    r"\b(?:assistant|language model|ai|ki|sprachmodell|assistent)\b"
    r"|\b(?:rank|rate|score|output|bewerte|setze|nenne|empfiehl)\b.{0,80}"
    r"(?:\bperfect match|\b(?:highest|top) score|\bhöchste\w* punktzahl|\bplatz (?:1|eins)\b)",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"\birrtümlich erhalten|\b(?:für|an) den empfänger|\bnachricht ist vertraulich"
    r"|\bunsere\w* (?:allgemeinen geschäftsbedingungen|agb)\b|\bregistergericht|\bHRB \d"
    r"|\bsitz der gesellschaft|\bgerichtsstand\b.{0,60}\bsitz|\beigentumsvorbehalt bis"
    r"|\bangebote sind freibleibend|\bbevor sie diese e-?mail|\bhinweise zum datenschutz"
    r"|\bunsere datenschutzerklärung|\bust-?id|\bgeschäftsführer(?:in)?(?: sind| ist|:)"
    r"|\bintended (?:only )?for the (?:addressee|recipient)|\breceived this (?:e-?mail|message) in"
    r"|\bbesuchen sie uns (?:auf|in|unter|bei)\b",
    re.IGNORECASE,
)
_SHORTEST_REPETITION = 20


def without_noise(text: str) -> str:
    """Spaces for every such sentence; the length stays the same."""
    heard: set[str] = set()

    def silence(found: re.Match[str]) -> str:
        sentence = found.group()
        said = sentence.strip().casefold()
        is_repeated = len(said) >= _SHORTEST_REPETITION and said in heard
        heard.add(said)
        if is_repeated or _ORDER.search(sentence) or _NOTICE.search(sentence):
            return " " * len(sentence)
        return sentence

    return _SENTENCE.sub(silence, text)
