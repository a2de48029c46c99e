"""What somebody might do to a profile to be seen, and what honest people do to theirs."""

import re
from dataclasses import replace

from matcher import Statement


def attacks_on(need, expert, paragon, experts, rng):
    """By name, an expert who has nothing to do with the need and pretends to.

    `paragon` really fits: his words are what the others would steal.
    """
    term = max(re.findall(r"\w+", paragon.heading), key=len)
    terms = [
        word
        for statement in paragon.statements
        for word in re.findall(r"\w{7,}", statement.text)
        if word[0].isupper()
    ]
    subjects = [each.heading for each in experts]
    copied = f"{need.title}. {need.text}"
    hidden = "\u200b".join(copied.split())
    return {
        "a term fifty times": _adding(expert, *[" ".join([term] * 50)] * 3),
        "a term fifty times everywhere": _ending(expert, lambda: " ".join([term] * 50)),
        "the taxonomy at once": _adding(expert, ", ".join(subjects)),
        "the taxonomy in pieces": _adding(expert, *subjects),
        "the need": _adding(expert, copied, need.text),
        "the need, sentence by sentence": _adding(
            expert, need.title, *re.split(r"(?<=[.!?])\s+", need.text)
        ),
        "the need as summary": replace(expert, summary=copied),
        "synonyms": _adding(expert, *[", ".join(terms[place::3]) for place in range(3)]),
        "synonyms everywhere": _ending(
            expert, lambda: f"({', '.join(rng.sample(terms, min(8, len(terms))))})"
        ),
        "hidden by markup": _adding(expert, f"<span style='display:none'>{copied}</span>"),
        "hidden by zero width": _adding(expert, f"{expert.statements[0].text} {hidden}"),
    }


def honest_edit(expert, rng):
    """An expert who has looked through the profile: one more detail, a year, a slip put right."""
    first, *rest = expert.statements
    changed = rng.choice(
        [
            f"{first.text} (seit 2021)",
            f"{first.text}, auch im Auftrag kleiner Unternehmen",
            f"Projekt mit drei Betrieben der Region: {first.text}",
            first.text.replace("ß", "ss"),
            f"{first.text}; Messungen vor Ort, Gutachten und Abschlussarbeiten",
            f"{first.text} – {rest[0].text}",
            # As it comes out of a PDF: soft hyphens and umlauts in two characters.
            first.text.replace("ung", "u\u00adng").replace("ä", "a\u0308").replace("ü", "u\u0308"),
        ]
    )
    return replace(expert, statements=(replace(first, text=changed), *rest))


def _adding(expert, *texts):
    added = (Statement(f"{expert.id}/x{place}", text) for place, text in enumerate(texts))
    return replace(expert, statements=(*expert.statements, *added))


def _ending(expert, end):
    return replace(
        expert,
        statements=tuple(replace(each, text=f"{each.text} {end()}") for each in expert.statements),
    )
