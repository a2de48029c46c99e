"""Needs of the half-year before the running one, so that what is counted by half-years has a past.

Nobody was proposed: some were settled in a talk, most went no further. No text of theirs is shown
to anybody new.
"""

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from seed_data.moments import LOCAL_ZONE

HERE = Path(__file__).parent
ENDS = {
    "im_gespraech_geloest": (
        "Ihre Frage ließ sich im Gespräch klären. Melden Sie sich gern, wenn eine neue kommt."
    ),
    "keine_zusammenarbeit": (
        "Sie verfolgen die Frage zurzeit nicht weiter. Rufen Sie gern an, wenn sie wieder ansteht."
    ),
}
ONE_SETTLED_OF = 5
"""So many needs hold one that a talk was enough for."""


def earlier_stories(at: datetime) -> Iterator[dict[str, Any]]:
    """Each as the data file of cases tells it: another need of a company that is there already."""
    today = at.astimezone(LOCAL_ZONE).date()
    for number, row in enumerate(_rows("earlier_needs.tsv")):
        outcome = "keine_zusammenarbeit" if number % ONE_SETTLED_OF else "im_gespraech_geloest"
        day = _half_year_before(today) + timedelta(days=int(row["day"]))
        yield {
            "need": row["need"],
            "of": row["of"],
            "days": (today - day).days,
            "lead": row["lead"],
            "title": row["title"],
            "description": row["description"],
            "lang": "de",
            "outcome": outcome,
            "closed_after": 2 + number % 9,
            "message": ENDS[outcome],
            "themes": row["themes"].split(","),
        }


def themes_by_hand() -> dict[str, list[str]]:
    """The codes of the themes that the Transferstelle noted for other closed needs, by key."""
    return {row["need"]: row["themes"].split(",") for row in _rows("themes_by_hand.tsv")}


def _half_year_before(today: date) -> date:
    """Its first day."""
    return date(today.year, 1, 1) if today.month > 6 else date(today.year - 1, 7, 1)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
