"""A publication as a statement people can read: its title and the year, and nobody's name."""

import html
import re
import unicodedata

from webapp.reading_papers.found import LONGEST_STATEMENT

TAG = re.compile(r"</?[a-zA-Z][^<>]{0,80}>")
COMMAND = re.compile(r"\\[a-zA-Z]{1,30}\s?")
YEAR = re.compile(r"(?<![\d.,/-])(?:19[5-9]\d|20[0-4]\d)(?!\d|[.,/]\d)")
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
SMALL_WORDS = {
    "and", "auf", "aus", "bei", "das", "dem", "den", "der", "des", "die", "durch", "ein", "eine",
    "einer", "for", "from", "für", "im", "in", "mit", "nach", "of", "on", "or", "oder", "the", "to",
    "und", "unter", "using", "vom", "von", "vor", "with", "zum", "zur", "über",
}  # fmt: skip
NOT_OUR_WORK = re.compile(
    r"^(?:editorial|erratum|corrigendum|correction|retraction|title page|table of contents|preface"
    r"|foreword|issue information|front matter|back matter|vorwort|inhaltsverzeichnis|impressum"
    r"|titelei|call for papers|book review|buchbesprechung)\b",
    re.I,
)


def worded(title: str, year: int | None = None) -> str:
    """„Titel: Untertitel (2023)“, or an empty text where the title is none."""
    title = tidied(title)
    if len(title) < 8 or NOT_OUR_WORK.match(title):
        return ""
    suffix = f" ({year})" if year and str(year) not in title[-8:] else ""
    most = LONGEST_STATEMENT - len(suffix)
    return (title if len(title) <= most else title[: most - 1].rstrip() + "…") + suffix


def tidied(title: str) -> str:
    """Without markup, doubled spaces, a full stop at the end, or shouting."""
    title = TAG.sub("", html.unescape(title))
    title = COMMAND.sub("", title).replace("{", "").replace("}", "").replace("$", "")
    for joined, letters in LIGATURES.items():
        title = title.replace(joined, letters)
    title = unicodedata.normalize("NFC", " ".join(title.replace("_", "").split()))
    title = re.sub(r"\s+([:,;?!])", r"\1", title).strip(" .,;\"“”„'")
    if title.isupper() and len(title) > 25:
        title = _without_shouting(title)
    return title[:1].upper() + title[1:] if not re.match(r"[a-z]+[A-Z]|[a-z]-", title) else title


def year_in(text: str) -> int | None:
    """The last year that a text names."""
    years = YEAR.findall(text)
    return int(years[-1]) if years else None


def bare_doi(text: str) -> str:
    """A DOI without the address before it, in the one spelling it is compared in."""
    found = re.search(r"10\.\d{4,9}/[^\s\"<>]{1,200}", text)
    return found[0].rstrip(".,;)").casefold() if found else ""


def _without_shouting(title: str) -> str:
    words = title.casefold().split()
    return " ".join(
        word if place and (word in SMALL_WORDS or len(word) < 3) else word[:1].upper() + word[1:]
        for place, word in enumerate(words)
    )
