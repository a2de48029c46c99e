"""Single cases of reading: one text, one answer."""

import json

import pytest

from webapp.reading_files.refusals import Refused
from webapp.reading_papers.found import Found
from webapp.reading_papers.likeness import without_repetition
from webapp.reading_papers.reading import decode, read_text
from webapp.reading_papers.references import title_of


def texts(text: str) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in read_text(text).found]


@pytest.mark.parametrize(
    ("reference", "title"),
    [
        ("Muster, E. (2022). Beton im Frost. Fiktive Zeitschrift, 1, 2–3.", "Beton im Frost"),
        ("Muster, E. & Probe, P. (2022a): Beton im Frost. Fiktiv.", "Beton im Frost"),
        ('E. Muster, P. Probe, "Concrete in frost," Fict. J., 2020.', "Concrete in frost"),
        ("Muster, Erika; Probe, Paul: Beton im Frost. In: Band 3, 2015", "Beton im Frost"),
        ("P. Probe and E. Muster: Concrete in frost. Proc. X, 2017.", "Concrete in frost"),
        ("Muster E, Probe P. Concrete in frost. Fict J. 2020;7:1-11.", "Concrete in frost"),
        (
            "Muster, A. (2021) 'Concrete in frost? A review', Fict. J.",
            "Concrete in frost? A review",
        ),
    ],
)
def test_a_title_is_found_in_every_common_style(reference, title):
    assert title_of(reference)[0] == title


def test_a_line_that_a_narrow_page_broke_is_one_statement():
    broken = (
        "Projekte\n- Leitung des Projekts „Vierte Reinigungsstufe für die kleinen\n"
        "Kläranlagen“ (2019–2022)\n- Regenwasser in der Stadt\n"
    )

    assert [text for _, text in texts(broken)] == [
        "Leitung des Projekts „Vierte Reinigungsstufe für die kleinen Kläranlagen“ (2019–2022)",
        "Regenwasser in der Stadt",
    ]


def test_latex_signs_become_letters():
    entry = '@article{a, title={{\\"U}ber Stra{\\ss}en aus Ru{\\ss} und CO$_2$}, year=2020}'

    assert texts(entry) == [("publikation", "Über Straßen aus Ruß und CO2 (2020)")]


def test_a_broken_entry_loses_neither_the_one_before_nor_the_one_after():
    good = "@book{%s, title = {Grundlagen der %s}, year = {2011}}\n"
    harvest = read_text(
        good % ("a", "Chemie") + "@book{b, title = {offen\n\n" + good % ("c", "Physik")
    )

    assert [each.text for each in harvest.found] == [
        "Grundlagen der Chemie (2011)",
        "Grundlagen der Physik (2011)",
    ]
    assert harvest.broken == 1


def test_the_same_doi_and_nearly_the_same_title_are_one():
    found = [
        Found("publikation", "Beton im Frost: eine Übersicht (2020)", "", doi="10.5/a"),
        Found("publikation", "Etwas ganz anderes über Beton", "", doi="10.5/a"),
        Found("publikation", "Beton im Frost – eine Übersicht (2021)", ""),
        Found("publikation", "Beton im Feuer: eine Übersicht (2020)", ""),
    ]

    kept = [each.text for each in without_repetition(found)]

    assert kept == [found[0].text, found[3].text]


def test_what_is_known_is_not_found_again():
    found = [Found("methode", "Pinch-Analyse", "")]

    assert without_repetition(found, ["pinch analyse"]) == []


def test_a_list_of_a_literature_manager_is_read():
    items = [{"id": "a", "title": "Beton im Frost", "issued": {"date-parts": [[2020, 3]]}}]

    assert texts(json.dumps(items)) == [("publikation", "Beton im Frost (2020)")]


def test_old_encodings_are_read():
    assert decode("Größe".encode("cp1252")) == "Größe"
    assert decode("Größe".encode("utf-16")) == "Größe"


@pytest.mark.parametrize(
    "record",
    [
        "{}", "[{}]", '{"results": []}', '{"results": {"a": 1}}', '{"orcid-identifier": 3}',
        '{"activities-summary": {"works": {"group": [1, null, {"work-summary": [[]]}]}}}',
        '[{"id": "https://openalex.org/W1", "title": ["a"], "publication_year": "abc"}]',
        '[{"title": {"a": 1}, "issued": {"date-parts": [["x"]]}}]',
        '[{"title": "Ein Titel", "issued": {"date-parts": [[true]]}}]',
        '{"orcid-identifier": {}, "person": {"biography": {"content": 7}, "keywords": []}}',
    ],
)  # fmt: skip
def test_json_of_any_shape_is_read_or_refused(record):
    try:
        harvest = read_text(record)
    except Refused:
        return
    assert all(isinstance(each.text, str) for each in harvest.found)
