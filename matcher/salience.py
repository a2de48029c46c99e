"""How much a sentence of a need speaks about the problem.

Greetings, self-description of the company and side remarks get little weight, questions and
wishes get much. The cues below are plain patterns; their weights are a logistic regression
fitted on needs labelled sentence by sentence (see `matcher.training`).
"""

from __future__ import annotations

import json
import math
import re
from functools import cache
from importlib.resources import files

_PATTERNS: dict[str, str] = {
    "greeting": r"^\W*(?:hallo|moin|guten (?:tag|morgen|abend)|gr(?:üß|ues)|sehr geehrte"
    r"|liebe[rs]?\b|servus|glück ?auf|hi\b|hello|hey|dear|good (?:morning|day|afternoon))",
    "closing": r"(?:\bgr(?:u|ü|ue)(?:ß|ss)e?n?\b|^\W*(?:mfg|lg|vg|danke|vielen dank|besten dank"
    r"|thanks|thank you|cheers|kind regards|best regards|regards|sincerely))",
    "contact": r"\b(?:anrufen|rufen sie|erreichbar|telefon|tel\.|handy|rückruf|melden sie sich"
    r"|call me|reach me|phone)",
    "aside": r"^\W*(?:ps\b|p\.s\.|übrigens|nebenbei|by the way|btw)",
    "company": r"\b(?:wir sind (?:ein|eine|mitglied|zu|seit|\d+)|familien(?:betrieb|unternehmen)"
    r"|gegründet|mitarbeite\w*|beschäftig\w*|\d+ leute|seit (?:18|19|20)\d\d|generation"
    r"|seit (?:der|unserer) gründung|we are a|employees|family(?:-| )(?:run|owned|business)"
    r"|\d+ people|founded)",
    "product": r"^\W*(?:wir (?:bauen|machen|stellen|fertigen|produzieren|verkaufen|betreiben)"
    r"|we (?:make|build|produce|run|manufacture|sell))\b",
    "question": r"\?",
    "question_word": r"\b(?:wie|wer|was|woran|wodurch|womit|warum|wieso|welche[rsn]?|lohnt|geht das"
    r"|kann man|gibt(?:'s|s| es)|how|who|what|which|why|can (?:we|one|you|somebody)|is there)\b",
    "wish": r"\b(?:such(?:en|e)|brauch\w*|bräucht\w*|wünsch\w*|hätten? gern\w*|wollen|möchte\w*"
    r"|würden gern|gesucht|helfen|hilfe|unterstütz\w*|jemand\w*|am liebsten|ideal\w*|looking for"
    r"|need|want|would like|help|somebody|someone|ideally)\b",
    "trouble": r"\b(?:problem\w*|fehler\w*|ausschuss|ausfall\w*|defekt\w*|kaputt|brech\w*|gebrochen"
    r"|riss\w*|stink\w*|riech\w*|verstopf\w*|rost\w*|schimmel\w*|reklam\w*|beschwer\w*|leider|ständig"
    r"|dauernd|immer wieder|nicht mehr|zu (?:viel|hoch|teuer|laut|heiß|kalt|schwer)|fails?|broken"
    r"|cracks?|complain\w*|keeps?|too (?:much|high|expensive))\b",
    "tried": r"\b(?:haben wir (?:schon|bereits|probiert|versucht)|probiert|versucht|ausprobiert"
    r"|getestet|we(?:'ve| have)? (?:already )?(?:tried|tested))\b",
    "number": r"\d",
    "money": r"(?:€|\beuro\b|\beur\b|\btausend\b)",
}
_CUES = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _PATTERNS.items()}
CUES = (*_CUES, "words")
# Below it a sentence is background, and nobody has to cover it.
SALIENT_FROM = 0.3


def salience(sentence: str) -> float:
    """The fitted chance, in (0, 1), that the sentence speaks about the problem."""
    intercept, weights = _bundled_weights()
    logit = intercept + sum(c * w for c, w in zip(cues(sentence), weights, strict=True))
    return 1 / (1 + math.exp(-logit))


def cues(sentence: str) -> list[float]:
    """One value in [0, 1] per entry of CUES; "words" grows with length and is 1 from 20 words."""
    found = [float(pattern.search(sentence) is not None) for pattern in _CUES.values()]
    return [*found, min(len(sentence.split()) / 20, 1.0)]


@cache
def _bundled_weights() -> tuple[float, tuple[float, ...]]:
    stored = json.loads((files("matcher") / "bundled" / "salience.json").read_text("utf-8"))
    return stored["intercept"], tuple(stored["weights"][cue] for cue in CUES)
