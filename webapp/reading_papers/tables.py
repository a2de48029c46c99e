"""Tables as they arrive by copying: cells between tabs, the first row says what they hold."""

import re
from dataclasses import dataclass

from webapp.reading_papers.found import EQUIPMENT, METHOD, PROJECT, PUBLICATION, TEACHING, THESIS

COLUMNS: list[tuple[str, re.Pattern[str]]] = [
    (EQUIPMENT, re.compile(
        r"^(?:gerät(?:ename)?|geräte|anlage|ausstattung|device|equipment|instrument)$", re.I)),
    (THESIS, re.compile(r"^(?:thema|themen|topic|titel der arbeit|thesis title)$", re.I)),
    (PROJECT, re.compile(r"^(?:projekt|projekttitel|vorhaben|project)$", re.I)),
    (TEACHING, re.compile(r"^(?:modul|lehrveranstaltung|vorlesung|course|module)$", re.I)),
    (METHOD, re.compile(r"^(?:methode|verfahren|method)$", re.I)),
    (PUBLICATION, re.compile(r"^(?:publikation|veröffentlichung|publication)$", re.I)),
    ("", re.compile(r"^(?:titel|title|bezeichnung|name|beschreibung|description)$", re.I)),
]  # fmt: skip


@dataclass(frozen=True)
class Table:
    """Which of its columns speaks, and of what."""

    kind: str
    column: int

    def cell_of(self, row: str) -> str:
        """What a row says; the longest cell where the column is missing."""
        cells = row.split("\t")
        if self.column < len(cells) and cells[self.column].strip():
            return cells[self.column]
        return max(cells, key=len)


def table_head(line: str) -> Table | None:
    """The table that begins with this line, if its cells are names of columns."""
    cells = [each.strip() for each in line.split("\t")]
    if len(cells) < 2 or any(len(each.split()) > 4 for each in cells):
        return None
    for kind, cue in COLUMNS:
        for place, cell in enumerate(cells):
            if cue.match(cell):
                return Table(kind, place)
    return None
