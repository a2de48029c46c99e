"""First drafts for a manager to rewrite: the Kurzfassung and the words at the end of a case."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from flask_babel import force_locale
from flask_babel import gettext as _

from models import Challenge, CompetenceKind, Evidence, Match, SizeClass
from webapp.identifying import find_identifying, telling_words
from webapp.industries import broad_division
from webapp.labels import label

MOST_KEYWORDS = 8
NOUN = re.compile(r"\b[A-ZÄÖÜ][a-zäöüß]{4,}(?:-[A-ZÄÖÜ]?[a-zäöüß]+)*\b")
SIZES = {
    SizeClass.MICRO: "Kleinstunternehmen",
    SizeClass.SMALL: "kleines Unternehmen",
    SizeClass.MEDIUM: "mittleres Unternehmen",
    SizeClass.LARGE: "größeres Unternehmen",
}
TELLING_KINDS = {CompetenceKind.PROJECT, CompetenceKind.PUBLICATION}
"""They carry names of projects and partners."""


def draft_teaser_text(challenge: Challenge, match: Match) -> str:
    """A Kurzfassung without one word of the company: kinds of help, branch, size, keywords.

    The keywords are those of the public profile that spoke for the approved proposal.
    """
    size = SIZES.get(challenge.company.size_class, "Unternehmen")
    division = broad_division(challenge.company.industry_code)
    branch = f" (Branche: {division})" if division else ""
    with force_locale("de"):
        kinds = sorted(str(label(each)) for each in challenge.support_kinds)
    words = keywords(challenge, match)
    lines = [
        f"Ein {size}{branch} aus der Region sucht die Zusammenarbeit mit einer Hochschule.",
        f"Gewünschte Hilfe: {_joined(kinds)}." if kinds else "",
        f"Fachliche Stichworte: {', '.join(words)}." if words else "",
        "Ob und wie das zu Ihren Möglichkeiten passt, klärt ein unverbindliches Erstgespräch.",
    ]
    return "\n".join(line for line in lines if line)


def keywords(challenge: Challenge, match: Match) -> list[str]:
    """Nouns of the competences that are the evidence, without any that points to a company."""
    nouns = [
        noun
        for each in match.evidence
        if _is_public_vocabulary(each, match)
        for noun in _unmarked_nouns(each.statement, challenge)
    ]
    secret = telling_words(challenge)
    harmless = (
        noun for noun in dict.fromkeys(nouns) if not any(word in noun.casefold() for word in secret)
    )
    return list(islice(harmless, MOST_KEYWORDS))


def _unmarked_nouns(statement: str, challenge: Challenge) -> Iterator[str]:
    """Nouns in which nothing identifying is found, neither in their sentence nor alone."""
    marked = find_identifying(statement, challenge)
    for noun in NOUN.finditer(statement):
        is_marked = any(each.start < noun.end() and noun.start() < each.end for each in marked)
        if not is_marked and not find_identifying(noun.group(), challenge):
            yield noun.group()


def _is_public_vocabulary(evidence: Evidence, match: Match) -> bool:
    competence = evidence.competence
    if competence is None:
        return evidence.statement == match.profile.summary
    # In English every noun is small and every title capitalised, so only German ones are read.
    return competence.language == "de" and competence.kind not in TELLING_KINDS


def _joined(words: Sequence[str]) -> str:
    return " und ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def draft_no_match(challenge: Challenge, own: str | None = None) -> str:
    """Friendly words to a company for whom nobody was found; a university may have its own."""
    return own or _(
        "Guten Tag,\n\nvielen Dank für Ihren Bedarf. Wir haben die Kompetenzprofile beider "
        "Hochschulen geprüft und zurzeit niemanden gefunden, der oder die Ihnen damit gut "
        "weiterhelfen kann. Das sagt nichts über die Qualität Ihrer Frage.\n\n"
        "Rufen Sie uns gern an: Vielleicht kennen wir eine andere Stelle, oder eine etwas "
        "andere Frage führt zum Ziel."
    )


def draft_closing(challenge: Challenge, own: str | None = None) -> str:
    """Friendly words to a company whose case ends; a university may have its own."""
    return own or _(
        "Guten Tag,\n\nwir schließen Ihren Bedarf %(reference)s hiermit ab. Vielen Dank für Ihr "
        "Vertrauen. Wenn sich etwas Neues ergibt, sind wir gern wieder für Sie da.",
        reference=challenge.reference,
    )
