"""The sketch as an accessible PDF file and as a Word file to go on with; both in German.

Funders here read German, so the files do not follow the language of the page.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from docx import Document as WordDocument
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import Pt

from models.funding_case import PARTS
from webapp.funding.sketching import BLANK, blanks_in
from webapp.printing import Block, Document, Heading, Paragraph
from webapp.word_files import as_bytes

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
"""A fixed moment, so that the same sketch is the same file."""
HEADINGS: Mapping[str, str] = {
    "company": "Unternehmen",
    "problem": "Problem",
    "aim": "Ziel",
    "approach": "Stand der Technik und Lösungsweg",
    "partners": "Partner",
    "cooperation": "Form der Zusammenarbeit",
    "themes": "Themen",
    "effect": "Erwartete Wirkung",
    "work_plan": "Arbeitsplan",
    "questions": "Offene Fragen",
}
WARNING = (
    "Entwurf. Was in eckigen Klammern steht, ist noch auszufüllen. Ob ein Vorhaben gefördert wird, "
    "entscheidet allein, wer das Geld vergibt."
)


def as_document(texts: Mapping[str, str]) -> Document:
    """As it is printed; a part without words is left out."""
    blocks: list[Block] = [Paragraph(WARNING, is_quiet=True)]
    for name in PARTS:
        if texts[name]:
            blocks += [Heading(HEADINGS[name]), Paragraph(texts[name], has_blanks=True)]
    blanks = len(blanks_in(texts.values()))
    if blanks:
        blocks.append(Paragraph(f"Noch auszufüllen: {blanks} Stellen.", is_quiet=True))
    return Document(
        title=texts["title"], subtitle="Skizze für ein Fördervorhaben", footer="EcoTecHub",
        language="de", page_words="Seite", blocks=blocks,
    )  # fmt: skip


def write_word_file(texts: Mapping[str, str]) -> bytes:
    """The same to go on writing; blanks are marked."""
    document = WordDocument()
    facts = document.core_properties
    facts.title, facts.author, facts.language = texts["title"], "EcoTecHub", "de-DE"
    facts.created = facts.modified = LONG_AGO
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Calibri", Pt(11)
    _add_words(document.add_heading(level=0), texts["title"])
    document.add_paragraph().add_run(WARNING).italic = True
    for name in PARTS:
        if not texts[name]:
            continue
        document.add_heading(HEADINGS[name], level=1)
        for line in texts[name].splitlines():
            _add_words(document.add_paragraph(), line)
    return as_bytes(document)


def _add_words(paragraph: object, line: str) -> None:
    """Words and, between them, marked blanks."""
    end = 0
    for blank in BLANK.finditer(line):
        paragraph.add_run(line[end : blank.start()])  # type: ignore[attr-defined]
        run = paragraph.add_run(blank.group())  # type: ignore[attr-defined]
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
        end = blank.end()
    paragraph.add_run(line[end:])  # type: ignore[attr-defined]
