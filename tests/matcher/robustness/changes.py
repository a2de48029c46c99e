"""Needs as other people, keyboards and languages would have written them."""

import re
from dataclasses import replace

_NEIGHBOURS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "k": "jl", "l": "kö", "m": "n", "n": "bm", "o": "ip", "r": "et", "s": "ad",
    "t": "rz", "u": "zi", "w": "qe",
}  # fmt: skip
_PLAIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def misspelt(text, rng, share=0.05):
    """So many letters dropped, doubled, swapped with the next or hit beside."""
    letters = list(text)
    for place in range(len(letters) - 1):
        if not letters[place].isalpha() or rng.random() >= share:
            continue
        letter = letters[place]
        match rng.randrange(4):
            case 0:
                letters[place] = ""
            case 1:
                letters[place] = letter * 2
            case 2:
                letters[place], letters[place + 1] = letters[place + 1], letter
            case _:
                letters[place] = rng.choice(_NEIGHBOURS.get(letter, letter))
    return "".join(letters)


def without_umlauts(text):
    """As on a keyboard without them."""
    return text.translate(_PLAIN)


def without_sharp_s(text):
    """As in Switzerland."""
    return text.replace("ß", "ss")


def reworded(need, rng):
    """The same need, sent a week later: greeting, slips, another order, a sentence less."""
    sentences = re.split(r"(?<=[.!?])\s+", need.text)
    if len(sentences) > 3:
        sentences.pop(rng.randrange(len(sentences)))
        rng.shuffle(sentences)
    text = f"Guten Tag, {misspelt(' '.join(sentences), rng, 0.02)} Mit freundlichen Grüßen"
    title = rng.choice([need.title, f"Nochmal: {need.title}", "Unsere Anfrage von letzter Woche"])
    return replace(need, id=f"{need.id}-2", title=title, text=text)


def changed(need, change):
    """The need with title and text changed."""
    return replace(need, title=change(need.title), text=change(need.text))


BOILERPLATE = (
    "Diese Nachricht ist vertraulich und nur für den Empfänger bestimmt.",
    "Sollten Sie sie irrtümlich erhalten haben, löschen Sie sie bitte und geben uns Nachricht.",
    "Es gelten unsere Allgemeinen Geschäftsbedingungen in der jeweils gültigen Fassung.",
    "Sitz der Gesellschaft ist Dortmund, Registergericht Amtsgericht Dortmund, HRB 00000.",
    "Geschäftsführer sind Erika Mustermann und Max Mustermann.",
    "Seit der Gründung im Jahr 1952 steht unser Haus für Qualität, Nähe und Verlässlichkeit.",
    "Unsere Mitarbeiterinnen und Mitarbeiter sind unser wichtigstes Kapital.",
    "Wir sind Mitglied im Verband der regionalen Wirtschaft und bilden seit Jahrzehnten aus.",
    "Erfüllungsort und Gerichtsstand ist, soweit gesetzlich zulässig, der Sitz des Lieferanten.",
    "Lieferungen erfolgen unter verlängertem Eigentumsvorbehalt bis zur vollständigen Zahlung.",
    "Angebote sind freibleibend, Zwischenverkauf und Irrtum bleiben vorbehalten.",
    "Bitte denken Sie an die Umwelt, bevor Sie diese E-Mail ausdrucken.",
    "This message may contain confidential information and is intended for the addressee only.",
    "Unsere Hinweise zum Datenschutz finden Sie auf unserer Internetseite.",
    "Besuchen Sie uns auf der Messe in Halle 4 am Stand 217.",
)


def boilerplate(least_words, rng):
    """Legal notices and self-praise of at least so many words."""
    sentences, count = [], 0
    while count < least_words:
        sentences.append(rng.choice(BOILERPLATE))
        count += len(sentences[-1].split())
    return " ".join(sentences)
