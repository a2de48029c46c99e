"""How much of what judges say a need asks for the proposed teams cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.datasets import (
    DatasetError,
    numbered_lines,
    read_experts,
    read_needs,
    read_records,
)
from matcher.evaluation import estimated
from matcher.evidence import COVERED_FROM
from matcher.parts import cover_parts
from matcher.ranking import Matcher
from matcher.teams import Candidate, likely_team, smallest_team
from matcher.text import MOST_ASPECTS
from matcher.types import Options

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from matcher.encoder import Encoder
    from matcher.evaluation import Estimate
    from matcher.types import MatchResult, Need

    Judged = Mapping[str, Mapping[str, frozenset[str]]]
    """By need id and judged aspect, the experts who cover it."""

MOST_MEMBERS = 3
CANDIDATES = 20


def make_matcher(directory: Path, encoder: Encoder | str | None = None) -> Matcher:
    """The experts of a folder, with evidence for every aspect they cover. Raises DatasetError."""
    experts = read_experts(directory / "experts.jsonl")
    return Matcher(experts, encoder, Options(most_evidence=MOST_ASPECTS))


def evaluate_teams(matcher: Matcher, directory: Path) -> dict[str, Estimate]:
    """Aspect coverage by at most three experts, by each way of choosing them, over judged needs.

    `matcher` is what `make_matcher` makes of the folder, which also holds challenges.jsonl and
    teams.tsv. What judges wrote is compared with a team after it was put together, and never read
    before. Raises DatasetError.
    """
    judged = read_judged(directory / "teams.tsv")
    groups = read_groups(directory / "experts.jsonl")
    coverages: dict[str, list[float]] = {}
    for need in read_needs(directory / "challenges.jsonl"):
        if need.id in judged:
            for name, members in choose_teams(matcher, need, groups).items():
                coverage = aspect_coverage(judged[need.id], members)
                coverages.setdefault(f"coverage@{MOST_MEMBERS}, {name}", []).append(coverage)
    return {name: estimated(values) for name, values in coverages.items()}


def choose_teams(
    matcher: Matcher, need: Need, groups: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """At most three experts by each way of choosing, out of the first ones of the ranking.

    Without a dense model there is no likely team.
    """
    result = matcher.propose(need, k=CANDIDATES)
    first = [each.expert_id for each in result.proposals]
    chosen = {
        "likely team": _likely_members(matcher, need, result, groups),
        "smallest team": _smallest_members(result, groups),
        "first of the list": tuple(first[:MOST_MEMBERS]),
    }
    if matcher.reduced_quality:
        del chosen["likely team"]
    return chosen


def aspect_coverage(judged: Mapping[str, frozenset[str]], members: Iterable[str]) -> float:
    """The share of a need's judged aspects for which a judged expert is among the members."""
    team = set(members)
    return sum(not team.isdisjoint(experts) for experts in judged.values()) / len(judged)


def read_judged(path: Path) -> Judged:
    """Judgements from lines "need<tab>aspect<tab>expert". Raises DatasetError."""
    judged: dict[str, dict[str, frozenset[str]]] = {}
    for number, line in numbered_lines(path):
        try:
            need_id, aspect, expert_id = line.split("\t")
        except ValueError as error:
            raise DatasetError(f"{path}, line {number}: {error}") from error
        aspects = judged.setdefault(need_id, {})
        aspects[aspect] = aspects.get(aspect, frozenset()) | {expert_id}
    return judged


def read_groups(path: Path) -> dict[str, str]:
    """The university of each expert, "" where none is named. Raises DatasetError."""
    return dict(read_records(path, lambda each: (str(each["id"]), each.get("university", ""))))


def _likely_members(
    matcher: Matcher, need: Need, result: MatchResult, groups: Mapping[str, str]
) -> tuple[str, ...]:
    scores = {each.expert_id: each.score for each in result.proposals}
    cover = cover_parts(matcher, need, scores)
    candidates = [Candidate(each, groups[each], chances) for each, chances in cover.chances.items()]
    return likely_team(candidates, cover.weights, most=MOST_MEMBERS).members


def _smallest_members(result: MatchResult, groups: Mapping[str, str]) -> tuple[str, ...]:
    candidates = []
    for proposal in result.proposals:
        strengths = {each.aspect: each.strength for each in proposal.evidence}
        of_aspects = tuple(strengths.get(number, 0.0) for number in range(len(result.aspects)))
        candidates.append(Candidate(proposal.expert_id, groups[proposal.expert_id], of_aspects))
    team = smallest_team(candidates, covered_from=COVERED_FROM)
    return team.members[:MOST_MEMBERS]
