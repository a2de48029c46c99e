"""Figures: every cell on the page and in the files is what a slow recount of all rows finds."""

import csv
import io
import re
from datetime import date

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from models import DeclineReason, IntroductionState, Outcome, RejectionReason, Role
from tests.webapp import figures_recount as slow
from tests.webapp.figures_world import build
from tests.webapp.statements import count_statements
from webapp.labels import LABELS

ENUMS = {
    "ergebnisse": Outcome,
    "vermittlungen": IntroductionState,
    "absagen": DeclineReason,
    "ablehnungen": RejectionReason,
}
TITLES = {
    "weg": "Wie weit die Bedarfe gekommen sind",
    "antwortzeiten": "Wie lange auf Antworten gewartet wurde",
    "termine": "Genannte Termine",
    "ergebnisse": "Ergebnisse der abgeschlossenen Fälle",
    "vermittlungen": "Was aus den Vermittlungen geworden ist",
    "absagen": "Warum Lehrgebiete abgesagt haben",
    "ablehnungen": "Warum Vorschläge abgelehnt wurden",
    "monate": "Nach Monat der Einreichung",
    "branchen": "Nach Branche",
    "gemeinden": "Nach Gemeinde",
    "groessen": "Nach Größe des Unternehmens",
    "hochschulen": "Anfragen nach Hochschule",
}
SHEETS = {
    "weg": "Weg der Bedarfe", "antwortzeiten": "Antwortzeiten", "termine": "Termine",
    "ergebnisse": "Ergebnisse", "vermittlungen": "Vermittlungen", "absagen": "Absagen",
    "ablehnungen": "Ablehnungen", "monate": "Monate", "branchen": "Branchen",
    "gemeinden": "Gemeinden", "groessen": "Größen", "hochschulen": "Hochschulen",
}  # fmt: skip
CHOICES = [
    ("", date(2025, 4, 1), date(2026, 4, 1), {}),
    ("?zeitraum=2025", date(2025, 1, 1), date(2026, 1, 1), {}),
    (
        "?branche=Kunststoff-+und+Gummiverarbeitung&gemeinde=05978024",
        date(2025, 4, 1),
        date(2026, 4, 1),
        {"sector": "Kunststoff- und Gummiverarbeitung", "ags": "05978024"},
    ),
    ("?branche=andere", date(2025, 4, 1), date(2026, 4, 1), {"sector": "Andere Branchen"}),
]
"""What is chosen in the address, and the same for the recount."""


def months_between(first: date, after: date) -> list[tuple[int, int]]:
    return [
        (year, month)
        for year in range(first.year, after.year + 1)
        for month in range(1, 13)
        if first <= date(year, month, 1) < after
    ]


def expected(session, world, first, after, today, narrowed) -> dict[str, list[list]]:
    """The recount, with the tallies in the order and words of the page."""
    rows = slow.Rows(session)
    needs = slow.counted(rows, world.reader.id.hex, first, after, **narrowed)
    tables = slow.recount(rows, needs, months_between(first, after), today)
    for name, members in ENUMS.items():
        counts = tables[name]
        tables[name] = [[counts.get(each.value, 0)] for each in members] + [[counts[None]]]
    return tables


def as_written(name: str, values: list) -> list[str]:
    """A row as pages write it: shares and days stand in two of the tables."""
    if name == "weg":
        count, before, whole, days = values
        return [str(count), slow.percent(before), slow.percent(whole), slow.tenths(days)]
    if name == "antwortzeiten":
        return [str(values[0]), *map(slow.tenths, values[1:])]
    return [str(each) for each in values]


def on_page(page) -> dict[str, list[list[str]]]:
    """Each table of the page as lists of its cells, with the words of its rows first."""
    found = {}
    for name, title in TITLES.items():
        if name in ENUMS:
            figure = next(each for each in page.select(".bar-chart") if title in each.caption.text)
            rows = [
                [row.th.get_text(strip=True), row.select_one(".bar-chart__value").text]
                for row in figure.select("tbody tr")
            ]
            total = re.search(r"Zusammen (\d+)", figure.figcaption.text).group(1)
            found[name] = [*rows, ["Summe", total]]
            continue
        section = page.select_one(f"#{name}")
        found[name] = [
            [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
            for row in section.select(".kern-table tbody tr")
        ]
    return found


def in_csv(text: str, page) -> dict[str, list[list[str]]]:
    """The long table folded up again."""
    head, *lines = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    assert head == ["Tabelle", "Zeile", "Kennzahl", "Wert"]
    found: dict = {}
    for title, row, _column, value in lines:
        found.setdefault(title, {}).setdefault(row, []).append(value)
    return {name: list(found.get(title, {}).values()) for name, title in TITLES.items()}


def in_workbook(content: bytes) -> dict[str, list[list]]:
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == [*SHEETS.values(), "So wird gezählt"]
    for sheet in book.worksheets:
        assert sheet.freeze_panes in {"B2", "A2"}
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return {
        name: [list(row) for row in book[sheet].iter_rows(min_row=2, values_only=True)]
        for name, sheet in SHEETS.items()
    }


def squeezed(text: str) -> str:
    """Without what the breaking of lines may change."""
    return re.sub(r"[\s\u00ad-]+", "", text)


def in_pages(content: bytes) -> dict[str, str]:
    """The text under each title."""
    reader = PdfReader(io.BytesIO(content))
    text = squeezed(
        re.sub(
            r"EcoTecHub · Auswertung vom .*", "", "\n".join(p.extract_text() for p in reader.pages)
        )
    )
    places = [text.index(squeezed(title)) for title in TITLES.values()]
    assert places == sorted(places)
    ends = [*places[1:], text.index("Sowirdgezählt")]
    return {name: text[begin:end] for name, begin, end in zip(TITLES, places, ends, strict=True)}


@pytest.fixture
def world(make, clock):
    return build(make, clock())


def test_each_figure_on_the_page_and_in_the_files_is_what_a_recount_finds(
    world, browser, session, clock
):
    browser.login(world.reader)
    seen = 0
    for query, first, after, narrowed in CHOICES:
        wanted = expected(session, world, first, after, clock().date(), narrowed)
        session.rollback()
        page = browser.get(f"/auswertung{query}")
        shown = on_page(page)
        folded = in_csv(browser.client.get(f"/auswertung/zahlen.csv{query}").text, page)
        book = in_workbook(browser.client.get(f"/auswertung/zahlen.xlsx{query}").data)
        pages = in_pages(browser.client.get(f"/auswertung/bericht.pdf{query}").data)
        for name, rows in wanted.items():
            is_empty = not any(isinstance(each, int) and each for row in rows for each in row)
            if not (is_empty and name not in ENUMS):
                assert [row[1:] for row in shown[name]] == [as_written(name, r) for r in rows]
            assert [row[1:] for row in book[name]] == rows, (query, name)
            plain = [[each for each in row if each is not None] for row in rows]
            as_numbers = [[float(each.replace(",", ".")) for each in row] for row in folded[name]]
            assert as_numbers == [row for row in plain if row], (query, name)
            for row, words in zip(rows, book[name], strict=True):
                label = words[0] if isinstance(words[0], str) else ""
                line = squeezed(label + "".join(as_written(name, row)))
                assert line in pages[name], (query, name, line)
            seen += sum(len(row) for row in rows)
    assert seen > 1000


def test_rows_are_called_what_they_are(world, browser):
    browser.login(world.reader)

    shown = on_page(browser.get("/auswertung"))

    assert [row[0] for row in shown["weg"]] == slow.STEPS
    for name, members in ENUMS.items():
        assert [row[0] for row in shown[name]] == [*(str(LABELS[m]) for m in members), "Summe"]
    assert shown["monate"][0][0] == "April 2025"
    assert shown["monate"][-2][0] == "März 2026"
    assert shown["branchen"][-1][0] == "Summe"


def test_months_in_the_workbook_are_dates_and_shares_are_numbers(world, browser):
    browser.login(world.reader)

    book = in_workbook(browser.client.get("/auswertung/zahlen.xlsx").data)

    assert book["monate"][0][0].date() == date(2025, 4, 1)
    assert isinstance(book["weg"][1][2], float)


def test_the_pages_to_print_are_accessible_and_in_german(world, browser):
    browser.login(world.reader)

    answer = browser.client.get("/auswertung/bericht.pdf")

    root = PdfReader(io.BytesIO(answer.data)).trailer["/Root"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    assert root["/Lang"] == "de"
    assert root["/MarkInfo"]["/Marked"] is not False
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    tags = list(structure(root["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= {each.get("/S") for each in tags}
    drawn = [each for each in tags if each.get("/S") == "/Figure"]
    assert drawn
    assert all("Balkendiagramm" in each["/Alt"] for each in drawn)


def structure(node):
    """Every element of the tree that a screen reader follows."""
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object() if hasattr(child, "get_object") else child
        if hasattr(child, "get") and "/S" in child:
            yield child
            yield from structure(child)


def test_without_a_case_the_page_says_so(browser, make):
    make.municipality()
    browser.login(make.account(Role.TRANSFER_MANAGER))

    page = browser.get("/auswertung?zeitraum=unsinn&branche=unsinn&gemeinde=1")

    assert "Hier ist noch nichts zu zählen" in page.text
    for name in ("zahlen.csv", "zahlen.xlsx", "bericht.pdf"):
        assert browser.client.get(f"/auswertung/{name}").status_code == 200


@pytest.mark.parametrize("role", [Role.COMPANY, Role.PROFESSOR, Role.SUPPORTER, Role.ADMIN])
def test_figures_of_the_desk_are_for_managers(browser, make, role):
    browser.login(make.account(role))

    for url in ("", "/zahlen.csv", "/zahlen.xlsx", "/bericht.pdf", "/auslastung"):
        assert browser.client.get(f"/auswertung{url}").status_code == 403


def test_how_often_the_database_is_asked_does_not_grow_with_the_cases(
    make, clock, browser, database
):
    world = build(make, clock(), cases=5)
    browser.login(world.reader)

    def look() -> int:
        return count_statements(
            database,
            lambda: [browser.get(f"/auswertung{each}") for each in ("", "/auslastung")],
        )

    look()
    few = look()
    build(make, clock(), seed=8, cases=60)

    assert look() == few
