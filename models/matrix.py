"""The confidentiality matrix as data: who may do what with which object at which stage."""

import enum
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".toml")


class Stage(enum.Enum):
    """How far a case has come: the need's own states, and those of its furthest introduction."""

    DRAFT = "D"
    SUBMITTED = "S"
    PROPOSALS = "P"
    TEASER_SENT = "T"
    INTERESTED = "I"
    INTRODUCED = "M"
    CLOSED = "C"
    WITHDRAWN = "W"


class Party(enum.Enum):
    """Somebody seen from one case; several are the same role elsewhere."""

    ANONYMOUS = "anonymous"
    DRAFTER = "drafter"
    COMPANY_OWN = "company_own"
    COMPANY_OTHER = "company_other"
    PROFESSOR_ASKED = "professor_asked"
    PROFESSOR_OTHER = "professor_other"
    MANAGER_LEAD = "manager_lead"
    MANAGER_SAME_UNIVERSITY = "manager_same_university"
    MANAGER_OTHER_UNIVERSITY = "manager_other_university"
    SCOUT = "scout"
    SUPPORTER = "supporter"
    ADMIN = "admin"
    WORKER = "worker"


class StandIn(enum.Enum):
    """Somebody who has the rights of a party without being it; one of each university deputises."""

    DEPUTY = "deputy"
    DEPUTY_OTHER_UNIVERSITY = "deputy_other_university"
    ALTERNATE = "alternate"
    FORMER_LEAD = "former_lead"
    FORMER_DEPUTY = "former_deputy"


Who = Party | StandIn


class Verb(enum.Enum):
    """What can be done with an object; listing includes finding and counting."""

    READ = "read"
    LIST = "list"
    WRITE = "write"
    EXPORT = "export"


SCOPES = frozenset(
    [
        "account", "break-glass", "consented", "entered", "k5", "known", "metadata", "outcome",
        "own", "own-university", "released", "subscribed", "title", "unbuilt",
        "yes-no",
    ]
)  # fmt: skip
OF_A_CASE = frozenset(
    [
        "O0",
        "O1",
        "O2",
        "O3",
        "O6",
        "O7",
        "O8",
        "O9",
        "comments",
        "follow_up",
        "funding",
        "gap",
        "indicator",
        "messages",
        "radar",
        "referral",
        "interest",
        "themes",
        "flow",
        "joint",
        "topic_gap",
        "O5_conflict",
    ]
)
"""What a modifier takes away; profiles, own data and statistics stay."""
TEXT = frozenset(["O0", "O1", "flow"])
"""The full text, and what it tells of the case to somebody who learns of it by reading."""


@dataclass(frozen=True)
class Cell:
    """At which stages a party may, and how that is narrowed down."""

    stages: frozenset[Stage] = frozenset()
    scopes: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, text: str) -> "Cell":
        """Eight signs and perhaps words; raises ValueError for anything else."""
        signs, *scopes = text.split()
        if len(signs) != len(Stage) or not SCOPES.issuperset(scopes):
            raise ValueError(f"no cell: {text!r}")
        stages = set()
        for sign, stage in zip(signs, Stage, strict=True):
            if sign not in {stage.value, "."}:
                raise ValueError(f"no cell: {text!r}")
            if sign != ".":
                stages.add(stage)
        return cls(frozenset(stages), frozenset(scopes))

    @property
    def is_built(self) -> bool:
        """Whether the product has it already."""
        return "unbuilt" not in self.scopes

    def allows(self, stage: Stage) -> bool:
        """Whether the product lets it happen at this stage."""
        return self.is_built and stage in self.stages


@dataclass(frozen=True)
class Modifier:
    """What takes rights away from some parties, whatever the cells say."""

    name: str
    stages: frozenset[Stage]
    keeps: frozenset[Who] | None
    closes: frozenset[Who]
    closes_text: frozenset[Who]
    closes_radar: frozenset[Who]
    closes_interest: frozenset[Who]
    leaves_out: frozenset[Who]

    def takes(self, party: Who, thing: str, stage: Stage) -> bool:
        """Whether the party loses the object at this stage."""
        if stage not in self.stages:
            return False
        is_of_case = thing in OF_A_CASE
        return (
            (party in self.closes and (is_of_case or thing in {"O5_contact", "O11"}))
            or (party in self.closes_text and thing in TEXT)
            or (party in self.closes_radar and thing == "radar")
            or (party in self.closes_interest and thing == "interest")
            or (self.keeps is not None and party not in self.keeps and is_of_case)
        )


@dataclass(frozen=True)
class Matrix:
    """Every cell that is not empty, the objects' names, who stands in, what takes rights away."""

    names: Mapping[str, str]
    cells: Mapping[tuple[str, Verb, Party], Cell]
    modifiers: Mapping[str, Modifier]
    stand_ins: Mapping[StandIn, Party]

    def party(self, who: Who) -> Party:
        """The party whose rows count for somebody."""
        return self.stand_ins[who] if isinstance(who, StandIn) else who

    def cell(self, thing: str, verb: Verb, who: Who) -> Cell:
        """One cell; an empty one where nothing is written. Raises KeyError for unknown objects."""
        self.names[thing]
        return self.cells.get((thing, verb, self.party(who)), Cell())


@cache
def load_matrix() -> Matrix:
    """Read the file; raises ValueError where it says something unknown."""
    return parse_matrix(FILE.read_text(encoding="utf-8"))


def parse_matrix(text: str) -> Matrix:
    """A matrix as it is written; raises ValueError where it says something unknown."""
    written = tomllib.loads(text)
    modifiers = written.pop("modifiers", {})
    stand_ins = {StandIn(who): Party(party) for who, party in written.pop("stand_ins").items()}
    names, cells = {}, {}
    for thing, facts in written.items():
        names[thing] = facts.pop("name")
        facts.setdefault("list", facts.get("read", {}))
        for verb, row in facts.items():
            for party, signs in row.items():
                cells[thing, Verb(verb), Party(party)] = Cell.parse(signs)
    taken = {key: _as_modifier(each) for key, each in modifiers.items()}
    return Matrix(names, cells, taken, stand_ins)


def _as_modifier(facts: dict[str, Any]) -> Modifier:
    return Modifier(
        name=facts["name"],
        stages=Cell.parse(facts.get("stages", "DSPTIMCW")).stages,
        keeps=_parties(facts["keeps"]) if "keeps" in facts else None,
        closes=_parties(facts.get("closes", [])),
        closes_text=_parties(facts.get("closes_text", [])),
        closes_radar=_parties(facts.get("closes_radar", [])),
        closes_interest=_parties(facts.get("closes_interest", [])),
        leaves_out=_parties(facts.get("leaves_out", [])),
    )


def _parties(names: list[str]) -> frozenset[Who]:
    known = {each.value: each for each in (*Party, *StandIn)}
    if unknown := set(names) - known.keys():
        raise ValueError(f"no party: {sorted(unknown)}")
    return frozenset(known[each] for each in names)
