"""Kurzfassungen in which every identifying detail is known, and what the finder makes of them."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from models import Account, Challenge, Company, Municipality, Role
from webapp.identifying import find_identifying

ROWS = Path(__file__).parents[1] / "data" / "teasers.jsonl"
SEEDED = re.compile(r"⟦(\w+)\|([^⟧]*)⟧")


@dataclass(frozen=True)
class Seed:
    """A detail that gives the company away, and where it stands."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class SeededTeaser:
    """A text, its details, and the case it was written for."""

    id: str
    part: str
    """`tuning`, `held_back` or, written when the finder was done, `afterwards`."""
    text: str
    seeds: tuple[Seed, ...]
    challenge: Challenge

    def missed(self) -> list[Seed]:
        """The details of which a letter or digit stays unmarked."""
        marked = {
            place
            for each in find_identifying(self.text, self.challenge)
            for place in range(each.start, each.end)
        }
        return [
            seed
            for seed in self.seeds
            if any(
                self.text[place].isalnum() and place not in marked
                for place in range(seed.start, seed.end)
            )
        ]

    def false_alarms(self) -> list[str]:
        """What is marked although it touches no detail."""
        return [
            self.text[each.start : each.end]
            for each in find_identifying(self.text, self.challenge)
            if not any(seed.start < each.end and each.start < seed.end for seed in self.seeds)
        ]


def read_teasers() -> list[SeededTeaser]:
    """All of them, in the order of the file."""
    return [_teaser(json.loads(line)) for line in ROWS.read_text("utf-8").splitlines()]


def _teaser(row: dict[str, str]) -> SeededTeaser:
    text, seeds, end = "", [], 0
    for found in SEEDED.finditer(row["text"]):
        text += row["text"][end : found.start()]
        seeds.append(Seed(found[1], len(text), len(text) + len(found[2])))
        text, end = text + found[2], found.end()
    text += row["text"][end:]
    return SeededTeaser(row["id"], row["part"], text, tuple(seeds), _challenge_of(row))


def _challenge_of(row: dict[str, str]) -> Challenge:
    place = Municipality(ags="05978000", name=row["place"], is_in_district=True)
    company = Company(name=row["company"], municipality=place)
    by = Account(display_name=row["contact"], email="konto@company.example", role=Role.COMPANY)
    return Challenge(title="", description="", company=company, municipality=place, entered_by=by)
