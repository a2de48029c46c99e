"""Documents are data: nothing in them is a command, and every sign can be set."""

import io
import re

import pytest
from pypdf import PdfReader

from webapp import printing
from webapp.printing import Bars, Document, Facts, Grid, Heading, NotPrinted, Paragraph, print_pdf


def text_of(*blocks, title="Bericht") -> str:
    pages = print_pdf(Document(title, "März 2026", "EcoTecHub", blocks=blocks))
    return "\n".join(each.extract_text() for each in PdfReader(io.BytesIO(pages)).pages)


def test_what_looks_like_a_command_is_printed_as_it_was_written():
    words = '#import "@preview/x:1.0.0" #sys.inputs $x^2$ *fett* _kursiv_ <marke> @quelle \\ `a`'

    text = text_of(Heading(words), Paragraph(words), Facts([(words, words)]), title=words)

    assert " ".join(text.split()).count("#sys.inputs $x^2$ *fett* _kursiv_") == 5


def test_a_sign_that_cannot_be_set_or_seen_stands_there_by_its_number():
    shown = {"😀": "[U+1F600]", "你": "[U+4F60]", "\ufffe": "[U+FFFE]", "\u202e": "[U+202E]"}

    text = text_of(Grid(["Kopf"], [[f"vor{sign}nach"] for sign in shown], [False]))

    assert re.findall(r"vor(.*?)nach", text) == list(shown.values())


def test_an_emoji_of_many_signs_and_a_long_text_are_printed():
    text = text_of(Paragraph("Familie 👩‍👩‍👧‍👦 und 🇩🇪"), Paragraph("Wort " * 5_000))

    assert "[U+1F469]" in text
    assert text.count("Wort") == 5_000


def test_lines_stay_lines_and_counts_of_nothing_need_no_bar():
    text = text_of(Paragraph("Erste\nZweite\n\nVierte"), Bars("Zahlen", "Alle", [("Nichts", 0)]))

    assert "Erste\nZweite" in text
    assert "Nichts 0" in text


def test_the_same_document_is_the_same_file():
    document = Document("Bericht", "", "EcoTecHub", blocks=[Paragraph("Text")])

    assert print_pdf(document) == print_pdf(document)


def test_a_document_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(printing, "MOST_SECONDS", 0.01)

    with pytest.raises(NotPrinted) as refused:
        print_pdf(Document("Bericht", "", "EcoTecHub"))

    assert refused.value.code == 503
    assert refused.value.retry_after == printing.RETRY_AFTER
