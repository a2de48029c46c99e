"""The team for a Bedarf that nobody covers alone, put together from its stored Abgleich."""

from collections.abc import Sequence
from dataclasses import dataclass

import matcher.evidence
from matcher.parts import Cover
from matcher.teams import Candidate, Team, likely_team, smallest_team
from models import Match, MatchRun, Profile

MOST_MEMBERS = 3
LEAST_VALUE = 0.25
"""Below it even the best team is expected to cover less than a quarter of what is asked for."""


@dataclass(frozen=True)
class Member:
    """One of a team, and the share of the need that they are expected to add to those before."""

    match: Match
    gain: float

    @property
    def profile(self) -> Profile:
        """Who it is."""
        return self.match.profile


@dataclass(frozen=True)
class ProposedTeam:
    """Whom to ask together, in the order of what each adds."""

    members: Sequence[Member]
    value: float
    """The expected share of the need that somebody of the team covers."""
    fewest: Sequence[Profile]
    """Others, who are the fewest whose evidence covers every aspect that any evidence covers."""

    @property
    def helps(self) -> bool:
        """Whether it is worth to propose more than one at all."""
        return len(self.members) > 1 and self.value >= LEAST_VALUE


def keep_cover(run: MatchRun, cover: Cover) -> None:
    """Store with a run what its team is put together by, so that no model is asked again."""
    run.parts = [list(each) for each in zip(cover.aspects, cover.weights, strict=True)]
    for match in run.matches:
        match.part_chances = list(cover.chances.get(str(match.profile_id), ()))


def team_of(run: MatchRun, matches: Sequence[Match]) -> ProposedTeam | None:
    """The team out of these proposals of a run, or None where nothing is known to make one by.

    Whoever asks hands in whom the reader may see; of all others nothing is looked at.
    """
    known = {
        str(each.profile_id): each
        for each in matches
        if run.parts and len(each.part_chances or ()) == len(run.parts)
    }
    if not known:
        return None
    likely = likely_team(
        [_candidate(each, each.part_chances) for each in known.values()],
        [weight for _, weight in run.parts],
        most=MOST_MEMBERS,
    )
    fewest = _fewest(run, known)
    is_other = len(fewest.members) <= MOST_MEMBERS and not set(fewest.members) <= set(
        likely.members
    )
    members = [
        Member(known[each], gain) for each, gain in zip(likely.members, likely.gains, strict=True)
    ]
    return ProposedTeam(
        members=members,
        value=likely.value,
        fewest=[known[each].profile for each in fewest.members] if is_other else [],
    )


def _fewest(run: MatchRun, known: dict[str, Match]) -> Team:
    """By evidence, over the aspects of the run."""
    places = {each.id: place for place, each in enumerate(run.aspects)}
    candidates = []
    for match in known.values():
        strengths = [0.0] * len(places)
        for each in match.evidence:
            place = places[each.aspect_id]
            strengths[place] = max(strengths[place], min(each.strength, 1.0))
        candidates.append(_candidate(match, strengths))
    return smallest_team(candidates, covered_from=matcher.evidence.COVERED_FROM)


def _candidate(match: Match, strengths: Sequence[float]) -> Candidate:
    university = match.profile.department.campus.university_id
    return Candidate(str(match.profile_id), str(university), tuple(strengths))
