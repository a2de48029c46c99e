"""“Könnte Sie jemand erkennen?”: a Kurzfassung with its details marked, and how to say it else."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import LazyString, format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import Challenge
from webapp.identifying import find_identifying
from webapp.identifying.gazetteer import is_in_district
from webapp.identifying.traces import SEVERITY, Finding, Trace

LONGEST_OF_FILE = 5_000
"""Characters; more of a file nobody looks through on a page."""
_LEAVE_OUT = _l("Bitte weglassen.")
WORDS: dict[Trace, tuple[LazyString, LazyString]] = {
    Trace.COMPANY: (_l("Name des Unternehmens"), _l("Besser: „ein Unternehmen der Branche“.")),
    Trace.MEMBER: (_l("Name einer Person aus dem Unternehmen"), _LEAVE_OUT),
    Trace.EMAIL: (_l("E-Mail-Adresse"), _LEAVE_OUT),
    Trace.PHONE: (_l("Telefonnummer"), _LEAVE_OUT),
    Trace.WEB_ADDRESS: (_l("Internetadresse"), _LEAVE_OUT),
    Trace.HANDLE: (_l("Auftritt in einem sozialen Netz"), _LEAVE_OUT),
    Trace.REGISTER: (_l("Registernummer, Steuernummer, Konto oder Patent"), _LEAVE_OUT),
    Trace.COORDINATES: (_l("Koordinaten"), _LEAVE_OUT),
    Trace.ADDRESS: (_l("Straße, Hausnummer oder Postleitzahl"), _LEAVE_OUT),
    Trace.PERSON: (_l("Name einer Person"), _l("Besser: die Aufgabe nennen, nicht den Namen.")),
    Trace.COMPANY_PART: (
        _l("Teil des Unternehmensnamens"),
        _l("Besser: „ein Unternehmen der Branche“."),
    ),
    Trace.ORGANISATION: (_l("Name einer Firma"), _l("Besser: „ein Betrieb“ oder „ein Partner“.")),
    Trace.CUSTOMER: (_l("Kunde oder bekanntes Unternehmen"), _l("Besser: „ein großer Kunde“.")),
    Trace.BRAND: (_l("Marke oder Produkt"), _l("Besser: sagen, was das Produkt tut.")),
    Trace.FILE: (_l("Dateiname"), _LEAVE_OUT),
    Trace.PLACE: (_l("Ort, genauer als der Kreis"), _l("Besser: der Kreis oder die Region.")),
    Trace.UNIQUE: (
        _l("Das kann nur ein Unternehmen von sich sagen"),
        _l("Besser: ohne Superlativ, etwa „ein erfahrener Hersteller“."),
    ),
    Trace.DATE: (_l("Jahr oder Tag"), _l("Besser: „seit Langem“ oder „vor Kurzem“.")),
    Trace.FIGURE: (_l("Genaue Zahl"), _l("Besser: gerundet oder als Größenordnung.")),
    Trace.TITLE_WORD: (
        _l("Wort aus dem Titel des Bedarfs"),
        _l("Nur bedenklich, wenn es selten ist."),
    ),
    Trace.PHRASE: (_l("Wörtlich aus dem Bedarf"), _l("Besser: mit anderen Worten sagen.")),
}


@dataclass(frozen=True)
class Group:
    """Details of one kind, each with what to say instead where that is plain."""

    number: int
    label: LazyString
    advice: LazyString
    forbids: bool
    details: list[tuple[str, str]]
    """The words as they were written, and better ones or nothing."""


@dataclass(frozen=True)
class Stretch:
    """A piece of the text; a detail belongs to a group."""

    text: str
    group: Group | None = None


@dataclass(frozen=True)
class Preview:
    """The text in its pieces, and what was found by kind, the worst first."""

    stretches: list[Stretch]
    groups: list[Group]

    @property
    def forbidding(self) -> list[Group]:
        """What must go before anybody else may read the text."""
        return [group for group in self.groups if group.forbids]

    @property
    def warning(self) -> list[Group]:
        """What people decide about."""
        return [group for group in self.groups if not group.forbids]


def preview_of(text: str, challenge: Challenge) -> Preview:
    """The text as a suspicious reader sees it."""
    findings = find_identifying(text, challenge)
    traces = sorted({each.trace for each in findings}, key=SEVERITY.__getitem__)
    groups = {
        trace: _group(number, trace, [each for each in findings if each.trace is trace])
        for number, trace in enumerate(traces, 1)
    }
    stretches, end = [], 0
    for each in findings:
        stretches.append(Stretch(text[end : each.start]))
        stretches.append(Stretch(text[each.start : each.end], groups[each.trace]))
        end = each.end
    stretches.append(Stretch(text[end:]))
    return Preview([each for each in stretches if each.text], list(groups.values()))


def preview_of_file(name: str, text: str, challenge: Challenge) -> Preview:
    """The name and the beginning of a file's text as a suspicious reader sees them."""
    stem = re.sub(r"[._-]+", " ", name.rpartition(".")[0])
    return preview_of(f"{stem}\n\n{text[:LONGEST_OF_FILE]}", challenge)


def _group(number: int, trace: Trace, findings: Iterable[Finding]) -> Group:
    label, advice = WORDS[trace]
    words = dict.fromkeys(each.words for each in findings)
    details = [(each, _better(trace, each)) for each in words]
    return Group(number, label, advice, trace.forbids, details)


def _better(trace: Trace, words: str) -> str:
    if trace is Trace.PLACE:
        return _("Kreis Unna") if is_in_district(words) else _("aus der Region")
    return _rounded(words) if trace is Trace.FIGURE else ""


def _rounded(words: str) -> str:
    """A figure with one digit that counts; nothing where it has no more, or far too many."""
    plain = re.sub(r"[.,\s](?=\d{3}(?!\d))", "", words).replace(",", ".")
    value = float(plain) if re.fullmatch(r"\d{1,15}(?:\.\d{1,9})?", plain) else 0.0
    size = 10 ** (len(str(int(value))) - 1)
    rough = round(value / size) * size
    return _("rund %(figure)s", figure=format_decimal(rough)) if 0 < rough != value else ""
