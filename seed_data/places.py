"""What is real in the demo: municipalities with their keys, universities, supporters."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from models import Campus, Department, Municipality, SupportingOrganisation, University
from seed_data.keys import stable_id

HERE = Path(__file__).parent

DISTRICT = {
    "05978004": "Bergkamen",
    "05978008": "Bönen",
    "05978012": "Fröndenberg/Ruhr",
    "05978016": "Holzwickede",
    "05978020": "Kamen",
    "05978024": "Lünen",
    "05978028": "Schwerte",
    "05978032": "Selm",
    "05978036": "Unna",
    "05978040": "Werne",
}
"""Kreis Unna by Amtlicher Gemeindeschlüssel."""

NEIGHBOURS = {
    "05915000": "Hamm",
    "05913000": "Dortmund",
    "05914000": "Hagen",
    "05911000": "Bochum",
    "05916000": "Herne",
    "05513000": "Gelsenkirchen",
    "05562004": "Castrop-Rauxel",
    "05562008": "Datteln",
    "05562032": "Recklinghausen",
    "05562036": "Waltrop",
    "05558004": "Ascheberg",
    "05558024": "Lüdinghausen",
    "05558028": "Nordkirchen",
    "05558036": "Olfen",
    "05974052": "Werl",
    "05974056": "Wickede (Ruhr)",
    "05962024": "Iserlohn",
    "05962040": "Menden (Sauerland)",
    "05554008": "Bocholt",
    "05158032": "Velbert",
    "05158012": "Heiligenhaus",
}
"""Around it, and where the universities are."""

UNIVERSITIES = {"WH": "Westfälische Hochschule", "HSBO": "Hochschule Bochum"}
CAMPUSES = {
    "WH": ("Gelsenkirchen", "Bocholt", "Recklinghausen"),
    "HSBO": ("Bochum", "Velbert/Heiligenhaus"),
}
HEALTH = (
    ("HSBO", "Bochum", "Gesundheitswissenschaften"),
    ("HSBO", "Bochum", "Pflege-, Hebammen- und Therapiewissenschaften"),
)
"""The Gesundheitscampus: the Hochschule für Gesundheit is part of HSBO since January 2025."""

SUPPORTERS = {
    "bergkamen": "Stadt Bergkamen",
    "wfg": "WFG Kreis Unna",
    "wirtschaftsfoerderung": "Wirtschaftsförderung Bergkamen",
    "ihk": "IHK zu Dortmund",
}


def read_lines(name: str) -> Iterator[dict[str, Any]]:
    """The rows of one of the data files beside this module."""
    with (HERE / name).open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def load_places(session: Session) -> None:
    """Complete what is real: nothing of it is fictional, so any installation may have it."""
    for ags, name in (DISTRICT | NEIGHBOURS).items():
        if session.get(Municipality, ags) is None:
            session.add(Municipality(ags=ags, name=name, is_in_district=ags in DISTRICT))
    for short, name in UNIVERSITIES.items():
        _add_missing(session, University, short, short=short, name=name)
    for key, name in SUPPORTERS.items():
        _add_missing(session, SupportingOrganisation, key, name=name)
    session.flush()
    for short, names in CAMPUSES.items():
        for name in names:
            owner = stable_id("universities", short)
            _add_missing(session, Campus, f"{short}/{name}", university_id=owner, name=name)
    session.flush()
    for short, campus, name in sorted({*_departments_of_experts(), *HEALTH}):
        campus_id = stable_id("campuses", f"{short}/{campus}")
        key = department_key(short, campus, name)
        _add_missing(session, Department, key, campus_id=campus_id, name=name)
    session.flush()


def department_key(short: str, campus: str, name: str) -> str:
    """What tells departments of the same name at two campuses apart."""
    return f"{short}/{campus}/{name}"


def municipality_key(name: str) -> str:
    """The AGS of a municipality the demo names."""
    return next(ags for ags, each in (DISTRICT | NEIGHBOURS).items() if each == name)


def _departments_of_experts() -> Iterator[tuple[str, str, str]]:
    for row in read_lines("experts.jsonl"):
        yield row["university"], row["campus"], row["faculty"]


def _add_missing(session: Session, model: Any, key: str, **facts: Any) -> None:
    row_id = stable_id(model.__tablename__, key)
    if session.get(model, row_id) is None:
        session.add(model(id=row_id, **facts))
