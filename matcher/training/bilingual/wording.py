"""Makes a written everyday problem look like what arrives by mail: chatter, haste, misspelling."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

_GREETINGS = {
    "de": (
        *("Guten Tag,", "Hallo,", "Moin zusammen,", "Sehr geehrte Damen und Herren,"),
        *("Servus,", "Hallo zusammen,", "Guten Morgen,", "Liebes Team,", "Glück auf,"),
        *("Tach,", "Schönen guten Tag,", "kurze Frage:", "Anfrage aus der Region:"),
    ),
    "en": ("Hello,", "Dear Sir or Madam,", "Hi there,", "Good morning,", "Quick question:"),
}
_COMPANIES = {
    "de": (
        "Wir sind {trade} mit {count} Leuten in {place}.",
        "{trade}, {count} Beschäftigte, seit {year} in Familienhand.",
        "Ich führe in dritter Generation {trade} in {place}.",
        "Zu uns: {trade}, {count} Mitarbeitende, Standort {place}.",
        "Mein Mann und ich haben {trade} in {place}, zusammen mit {count} Leuten.",
        "Unser Betrieb ({trade}, {place}) besteht seit {year}.",
    ),
    "en": (
        "We are {trade} with {count} people near {place}.",
        "Our company ({trade}, {count} employees) was founded in {year}.",
    ),
}
_TRADES = {
    "de": (
        *("eine Tischlerei", "eine Molkerei", "ein Metallbaubetrieb", "eine Bäckerei"),
        *("eine Spedition", "ein Maschinenbauer", "eine Gärtnerei", "eine Druckerei"),
        *("ein Elektrobetrieb", "eine Gießerei", "eine Brauerei", "ein Bauunternehmen"),
        *("eine Wäscherei", "ein Entsorger", "ein Kunststoffverarbeiter", "ein Hotel"),
        *("eine Galvanik", "ein Möbelhersteller", "ein Lackierbetrieb", "ein Stadtwerk"),
        *("ein landwirtschaftlicher Betrieb", "eine Schlosserei", "ein Zulieferer"),
    ),
    "en": (
        *("a bakery", "a joinery", "a machine builder", "a dairy", "a printing shop"),
        *("a foundry", "a haulage firm", "a plastics processor", "a farm", "a laundry"),
    ),
}
_PLACES = (
    *("Bergkamen", "Unna", "Kamen", "Lünen", "Hamm", "Bochum", "Recklinghausen", "Ahaus"),
    *("Bocholt", "Gelsenkirchen", "Werne", "Schwerte", "Selm", "Holzwickede", "Soest"),
)
_REMARKS = {
    "de": (
        *("Ich bin ehrlich gesagt kein Techniker.", "Mein Schwager meinte, ich soll mich melden."),
        *("Im Urlaub erreichen Sie meine Kollegin.", "Viel Geld haben wir dafür nicht."),
        *("Das geht jetzt schon seit Monaten so.", "Keiner hier weiß weiter."),
        *(
            "Wir haben schon zwei Firmen gefragt, ohne Ergebnis.",
            "Der Chef wird langsam ungeduldig.",
        ),
        *("Bis zum Herbst müsste etwas passieren.", "Bilder kann ich gern schicken."),
        *("Letzte Woche war auch noch der Drucker kaputt.", "Das Ganze kostet uns Nerven."),
        *("Auf der Messe haben wir von Ihnen gehört.", "Die Kundschaft beschwert sich schon."),
    ),
    "en": (
        *("We have tried two suppliers already.", "I am not an engineer, sorry."),
        *("This has been going on for months.", "Our budget is small."),
        *("I can send pictures.", "We heard about you at a trade fair."),
    ),
}
_CLOSINGS = {
    "de": (
        *("Mit freundlichen Grüßen", "Wer kann uns da helfen?", "Danke vorab!", "Viele Grüße"),
        *("Wir freuen uns auf Ihre Antwort.", "Kennt sich da jemand aus?", "Beste Grüße, i. A."),
        *("Für einen Hinweis wären wir dankbar.", "Bitte um Rückruf.", "Gruß aus der Werkstatt"),
    ),
    "en": ("Kind regards", "Can anybody help?", "Thanks in advance.", "Looking forward to it."),
}
_WITHOUT_DOTS = str.maketrans("äöüÄÖÜ", "aouAOU")
_SPELLED_OUT = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("Ä", "Ae"), ("Ü", "Ue"))
_FILLERS = re.compile(
    r"\b(also|eigentlich|halt|eben|mal|so|ein|eine|einen|einem|einer|der|die|das|den|dem|und|"
    r"wir|haben|ist|sind|the|a|an|and|we|is|are|our|just)\b\s*",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def with_chatter(text: str, lang: str, generator: random.Random) -> str:
    """The text as a message: greeting, self-portrait, remarks and closing, some left out."""
    company = generator.choice(_COMPANIES[lang]).format(
        trade=generator.choice(_TRADES[lang]),
        count=generator.choice((3, 7, 9, 12, 18, 25, 34, 45, 60, 85, 120, 240)),
        place=generator.choice(_PLACES),
        year=generator.randint(1890, 2022),
    )
    before = [generator.choice(_GREETINGS[lang])] if generator.random() < 0.6 else []
    after = [generator.choice(_CLOSINGS[lang])] if generator.random() < 0.6 else []
    if generator.random() < 0.6:
        (before if generator.random() < 0.7 else after).append(company)
    for remark in generator.sample(_REMARKS[lang], generator.choice((0, 1, 1, 2))):
        (before if generator.random() < 0.3 else after).append(remark)
    return " ".join([*before, text, *after])


def misspelt(text: str, generator: random.Random, share: float = 0.05) -> str:
    """About that share of the words with a letter lost, doubled or swapped."""
    words = text.split(" ")
    for place, word in enumerate(words):
        if len(word) < 4 or generator.random() >= share * 3:
            continue
        k = generator.randrange(1, len(word) - 1)
        words[place] = generator.choice(
            (
                word[:k] + word[k + 1 :],
                word[:k] + word[k] + word[k:],
                word[:k] + word[k + 1] + word[k] + word[k + 2 :],
            )
        )
    return " ".join(words)


def hurried(text: str, generator: random.Random) -> str:
    """Small letters, umlauts spelt out or without dots, no punctuation, misspelt: some of it."""
    if generator.random() < 0.4:
        text = text.lower()
    kind = generator.random()
    if kind < 0.25:
        text = text.translate(_WITHOUT_DOTS)
    elif kind < 0.5:
        for sign, letters in _SPELLED_OUT:
            text = text.replace(sign, letters)
    if generator.random() < 0.3:
        text = re.sub(r"[.,;:!?–]", "", text)
    return misspelt(text, generator) if generator.random() < 0.7 else text


def terse(text: str, generator: random.Random) -> str:
    """One sentence of it, without small words."""
    sentence = generator.choice([s for s in _SENTENCE_END.split(text) if len(s) > 15] or [text])
    return _FILLERS.sub("", sentence).strip() or sentence
