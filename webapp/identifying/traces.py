"""What kinds of details give a company away, and one such place in a text."""

import enum
from dataclasses import dataclass


class Trace(enum.Enum):
    """What kind of detail points to the company; the worst come first."""

    COMPANY = "unternehmen"
    MEMBER = "person-im-unternehmen"
    EMAIL = "e-mail"
    PHONE = "telefon"
    WEB_ADDRESS = "internetadresse"
    HANDLE = "soziales-netz"
    REGISTER = "register"
    COORDINATES = "koordinaten"
    ADDRESS = "anschrift"
    PERSON = "person"
    COMPANY_PART = "namensteil"
    ORGANISATION = "firma"
    CUSTOMER = "kunde"
    BRAND = "marke"
    FILE = "datei"
    PLACE = "ort"
    UNIQUE = "alleinstellung"
    DATE = "datum"
    FIGURE = "zahl"
    TITLE_WORD = "titelwort"
    PHRASE = "wortlaut"

    @property
    def forbids(self) -> bool:
        """Whether no reading of the text can make it harmless."""
        return self in FORBIDDEN


FORBIDDEN = {
    Trace.COMPANY, Trace.MEMBER, Trace.EMAIL, Trace.PHONE, Trace.WEB_ADDRESS, Trace.HANDLE,
    Trace.REGISTER, Trace.COORDINATES,
}  # fmt: skip
TELLING = FORBIDDEN | {
    Trace.ADDRESS, Trace.PERSON, Trace.COMPANY_PART, Trace.ORGANISATION, Trace.BRAND, Trace.FILE,
    Trace.PLACE, Trace.PHRASE,
}  # fmt: skip
"""What tells who somebody is where nobody reads it again; days and figures do not."""
WORDING = {Trace.TITLE_WORD, Trace.PHRASE}
SEVERITY = {trace: number for number, trace in enumerate(Trace)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in the text, `text[start:end]`, and why it is suspicious."""

    trace: Trace
    start: int
    end: int
    words: str = ""
    """The place as it was written, in one line."""
