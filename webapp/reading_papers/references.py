"""References as people write them in lists: where the title begins and where it ends."""

import re

from webapp.reading_papers.found import PUBLICATION, Found, shortened
from webapp.reading_papers.private import CONTACT
from webapp.reading_papers.publications import YEAR, bare_doi, worded, year_in

QUOTED = re.compile(r"[„“\"»]([^„“”\"«»]{10,300}?)[,.]?[“”\"«]")
QUOTED_ONCE = re.compile(r"(?<=[\s(])['‘‚]([^'‘’‚]{15,300}?)[,.]?['’‘](?=[\s,.;)])")
YEAR_AFTER_NAMES = re.compile(r"^(.{2,300}?)[\s,]*\((?:19|20)(\d\d)[a-z]?\)\s*[.:,]?\s*")
NAMED = re.compile(r"^(.{3,300}?)(?:\((?:Hrsg|Eds?)\.?\))?:\s+")
IN = re.compile(r"\.?\s+[Ii]n:?\s+(?=[A-Z„\"])")
END_OF_TITLE = re.compile(
    r"(?<![\s.][A-Z])(?<!\bvs)(?<!\bca)(?<!\bNr)(?<!\bNo)[.?!](?=\s+[A-Z„\"(\d])"
)
INITIALS = r"(?:[A-ZÄÖÜ]\.?[\s-]?){1,4}"
ONE_WORD = r"[A-ZÄÖÜ][\w’'-]+"
NAME = rf"(?:(?:von|van|de|der|zu|da|di|le|la|ten|ter)\s+){{0,3}}{ONE_WORD}(?:[ -]{ONE_WORD})?"
ONE_NAME = re.compile(
    rf"^(?:{NAME}|{INITIALS}|{NAME},?\s+{INITIALS}|{INITIALS}\s*{NAME}|{NAME}\s+{NAME}"
    r"|et al\.?|u\.\s?a\.?|andere|others|\.\.\.|…|\((?:Hrsg|eds?)\.?\))$"
)
BETWEEN_NAMES = re.compile(r"\s*(?:[,;/]|&|\band\b|\bund\b|\bwith\b)\s*")
A_REFERENCE = re.compile(
    rf"^(?:\[?\d{{1,3}}[\].)]\s*)?(?:{NAME},\s+{INITIALS}|{INITIALS}\s?{NAME}[,;&]|"
    rf"{NAME},\s+[A-ZÄÖÜ]\w+[;:])"
)


BEGINS_WITH_NAMES = re.compile(
    rf"^(?:{NAME},?\s+(?:[A-ZÄÖÜ]\.[\s-]?){{1,3}}|(?:[A-ZÄÖÜ]\.\s?){{1,3}}{NAME})\s*[,;&:(]"
)


def looks_like_reference(line: str) -> bool:
    """Whether a line outside any list of publications is a publication all the same."""
    return bool(A_REFERENCE.match(line)) and bool(YEAR.search(line)) and len(line) > 40


def read_reference(text: str, line: int) -> Found | None:
    """Title and year of a reference, and nobody's name."""
    title, is_sure = title_of(text)
    without_pages = re.sub(r"\b(?:pp?|S|Seiten)\.?\s*\d+[–-]\d+", "", text)
    named = YEAR_AFTER_NAMES.match(text)
    year = int(f"{named[0][named[0].rfind('(') + 1 :][:4]}") if named else year_in(without_pages)
    statement = worded(title, year)
    if not statement or BEGINS_WITH_NAMES.match(statement) or CONTACT.search(statement):
        return None  # a title is worth less than the privacy of those who wrote it
    return Found(
        PUBLICATION, statement, shortened(text), line, "", year, bare_doi(text), is_likely=is_sure
    )


def title_of(text: str) -> tuple[str, bool]:
    """The title, and whether the way it is written leaves no doubt."""
    text = " ".join(text.split())
    if quoted := QUOTED.search(text) or QUOTED_ONCE.search(text):
        return quoted[1], True
    if (dated := YEAR_AFTER_NAMES.match(text)) and are_names(dated[1]):
        return _up_to_the_end(text[dated.end() :]), True
    if (named := NAMED.match(text)) and are_names(named[1]):
        return _up_to_the_end(text[named.end() :]), True
    rest = _after_names(text)
    return _up_to_the_end(rest), rest != text


def are_names(text: str) -> bool:
    """Whether a text is a list of persons and nothing else."""
    text = re.sub(r"\((?:Hrsg|[Ee]ds?)\.?\)", "", text).strip(" ,.;:&")
    pieces = [each.strip() for each in BETWEEN_NAMES.split(text) if each.strip(" .")]
    if not pieces or len(text) > 300 or not all(ONE_NAME.match(each) for each in pieces):
        return False
    return len(pieces) > 1 or bool(re.search(r"\b[A-ZÄÖÜ]\.", text)) or len(text.split()) == 2


def _up_to_the_end(text: str) -> str:
    cut = IN.search(text)
    if cut:
        text = text[: cut.start()]
    end = END_OF_TITLE.search(text)
    if end is None:
        return re.sub(r"\s*(?:doi:|https?://).*$", "", text)
    return text[: end.end()] if text[end.start()] != "." else text[: end.start()]


def _after_names(text: str) -> str:
    """„Muster, A., Probe, P. Titel. Zeitschrift“: the first sentence may be names."""
    for end in re.finditer(r"\.\s+(?=[A-Z„])", text):
        if end.end() > 300:
            break
        head, rest = text[: end.start()], text[end.end() :]
        if are_names(head) and not are_names(rest.partition(".")[0] + "."):
            return rest
    return text
