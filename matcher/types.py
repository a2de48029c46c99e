"""The values that go into the matcher and come out of it.

All of them are frozen and compare by content, so a result can be stored, compared and replayed.
Ids are plain strings that the caller chooses; the matcher never interprets them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Language = Literal["de", "en"]
NeedField = Literal["title", "text"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One short claim of an expert's profile: a research topic, a method, a device, a project.

    `lang` may be left out; it is then guessed from the text.
    """

    id: str
    text: str
    kind: str = "research"
    lang: Language | None = None


@dataclass(frozen=True, slots=True)
class Expert:
    """A person or laboratory that can be proposed: 5 to 100 statements under a heading."""

    id: str
    statements: tuple[Statement, ...]
    heading: str = ""
    summary: str = ""

    @property
    def lead(self) -> str:
        """Heading and summary, as they are compared."""
        return f"{self.heading}. {self.summary}"


@dataclass(frozen=True, slots=True)
class Need:
    """What a company looks for, in its own words.

    Judges' fields (aspects, scope) have no place here, so they cannot influence a rank.
    """

    id: str
    title: str
    text: str
    sector: str = ""
    lang: Language | None = None


@dataclass(frozen=True, slots=True)
class Aspect:
    """A sentence or clause of a need: `getattr(need, field)[start:end] == text`.

    `salience` in [0, 1] says how much the aspect speaks about the problem: about 1 for a question
    or a wish, near 0 for a greeting.
    """

    text: str
    start: int
    end: int
    salience: float
    field: NeedField = "text"


class Band(StrEnum):
    """How strong a proposal is, for people who may not see raw scores."""

    HIGH = "hoch"
    MEDIUM = "mittel"
    LOW = "gering"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Aspect number `aspect` of the result is covered by one statement of the expert.

    `statement_id` is None where heading or summary of the profile covers it.

    `words` are the words of the aspect, as written there, that the statement shares. `pairs` are
    words of the aspect with the words of the statement they met in meaning; empty where the model
    cannot tell. `strength` in [0, 1] compares within one channel set.
    """

    aspect: int
    statement_id: str | None
    words: tuple[str, ...]
    strength: float
    pairs: tuple[tuple[str, str], ...] = ()


class Reason(StrEnum):
    """Why a statement looks as if it was written for the search."""

    REPEATED = "wiederholt"
    LISTED = "aufgezaehlt"
    LONG = "ueberlang"
    COPIED = "abgeschrieben"
    HIDDEN = "versteckt"


@dataclass(frozen=True, slots=True)
class Flag:
    """What is odd about a statement of a profile, which therefore does not count.

    The id is None for heading and summary.
    """

    statement_id: str | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Proposal:
    """One expert for one need.

    `score` compares across needs and grows with fit; `probability` in [0, 1] is None until a
    calibrated one exists. `covered` are numbers of the aspects this expert covers. `flags` name
    statements that look as if they were written for the search, for the manager to judge.
    `features` are what the fusion made the score of, in the order of `matcher.scoring`.
    """

    expert_id: str
    rank: int
    score: float
    band: Band
    probability: float | None = None
    evidence: tuple[Evidence, ...] = ()
    covered: tuple[int, ...] = ()
    flags: tuple[Flag, ...] = ()
    features: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """What an operator may choose.

    `most_evidence` limits the pairs of sentences shown per proposal; `use_sector` adds the
    company's line of business to the whole text of a need; `allow_download` lets a model that is
    given by name be fetched from the internet.
    """

    most_evidence: int = 3
    use_sector: bool = True
    allow_download: bool = False


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Everything that decides a ranking besides the texts: enough to replay it on another day.

    `model` and `model_sha256` are None where only the lexical channels were used. `code_sha256` is
    that of the matcher's own code and frozen tables.
    """

    fusion_version: str
    statistics_sha256: str
    model: str | None
    model_sha256: str | None
    configuration: tuple[tuple[str, str], ...]
    code_sha256: str = ""


@dataclass(frozen=True, slots=True)
class MatchResult:
    """The answer to one need.

    `uncovered` are numbers of the aspects that nobody at all covers. `abstains` says that no
    expert fits well enough to be proposed; the proposals are there nevertheless, for managers.
    `reduced_quality` holds whenever no dense model took part, `degraded` when one was configured
    but failed. `chance` in (0, 1) is that the need asks for what professors do, and None where
    nothing depends on it.
    """

    need_id: str
    aspects: tuple[Aspect, ...]
    proposals: tuple[Proposal, ...]
    uncovered: tuple[int, ...]
    abstains: bool
    reduced_quality: bool
    degraded: bool
    fingerprint: Fingerprint
    chance: float | None = None
