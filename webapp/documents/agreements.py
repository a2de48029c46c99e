"""Agreements as Word files: a beginning for both legal departments, never legal advice.

The clauses stand in text files beside this one: a line that begins with # is the heading of a
section, an empty line ends a paragraph.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from docx.shared import Pt
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from models import Introduction
from webapp.word_files import as_bytes

LINE = "_" * 34
WARNING = (
    "Muster ohne Gewähr. Es ersetzt keine Rechtsberatung; bitte lassen Sie es von der "
    "Rechtsabteilung der Hochschule und des Unternehmens prüfen, bevor Sie unterschreiben."
)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
"""A fixed moment, so that the same agreement is the same file."""
SIGNING = ("Unternehmen", "Hochschule", "Ausführende Stelle (gelesen und einverstanden)")


@dataclass(frozen=True)
class Agreement:
    """A kind of agreement and what it is for."""

    title: LazyString
    purpose: LazyString
    heading: str


AGREEMENTS: dict[str, Agreement] = {
    "vertraulichkeitsvereinbarung": Agreement(
        _l("Vertraulichkeitsvereinbarung"),
        _l("Bevor das Unternehmen Einzelheiten zeigt. Beide Seiten unterschreiben."),
        "Vertraulichkeitsvereinbarung",
    ),
    "kooperationsvereinbarung": Agreement(
        _l("Kooperationsvereinbarung"),
        _l("Für ein gemeinsames Vorhaben: Ziel, Aufgaben, Rechte an den Ergebnissen, Kosten."),
        "Kooperationsvereinbarung",
    ),
}
"""By the name of the file that holds the clauses."""


@dataclass(frozen=True)
class Parties:
    """Who signs; a line to fill in where that is open."""

    company: str = LINE
    university: str = LINE
    chair: str = LINE
    reference: str = ""


def parties_of(introduction: Introduction) -> Parties:
    """Both sides of an introduction, as both know them."""
    profile = introduction.profile
    return Parties(
        company=introduction.challenge.company.name,
        university=profile.department.campus.university.name,
        chair=profile.chair,
        reference=introduction.challenge.reference,
    )


def write_agreement(name: str, parties: Parties) -> bytes:
    """The Word file."""
    heading = AGREEMENTS[name].heading
    document = Document()
    facts = document.core_properties
    facts.title, facts.author, facts.language = heading, "EcoTecHub", "de-DE"
    facts.created = facts.modified = LONG_AGO
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Calibri", Pt(11)
    document.add_heading(heading, level=0)
    document.add_paragraph().add_run(WARNING).italic = True
    if parties.reference:
        document.add_paragraph(f"Zum Fall {parties.reference} bei EcoTecHub.")
    document.add_paragraph("Zwischen")
    document.add_paragraph(f"{parties.company}\n– nachfolgend „Unternehmen“ –")
    document.add_paragraph("und")
    document.add_paragraph(
        f"{parties.university}, vertreten durch ihre Leitung,\n"
        f"ausführende Stelle: {parties.chair}\n– nachfolgend „Hochschule“ –"
    )
    _add_clauses(document, name)
    document.add_heading("Unterschriften", level=1)
    for side in SIGNING:
        document.add_paragraph(f"{side}\n\nOrt, Datum: {LINE}\n\nUnterschrift: {LINE}")
    return as_bytes(document)


def _add_clauses(document: Document, name: str) -> None:
    text = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8")
    number = 0
    for paragraph in text.strip().split("\n\n"):
        if paragraph.startswith("# "):
            number += 1
            document.add_heading(f"§ {number} {paragraph.removeprefix('# ')}", level=1)
        else:
            document.add_paragraph(" ".join(paragraph.split()))
