"""What the desk is advised about one case: a team, and what a choice costs the other cases."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session

from models import Account, Challenge, Match, MatchRun, Verdict
from webapp.matching.planning import ACTIVE_STATES, LEAST_CHANCE, portfolio_of
from webapp.matching.portfolio import Override, PlannedNeed
from webapp.matching.teams import ProposedTeam, team_of


class Advice:
    """Advice about a case; nothing of it happens by itself.

    It is worked out when a page shows it, because the plan reads every open case of the desk.
    """

    def __init__(
        self,
        find_team: Callable[[], ProposedTeam | None] = lambda: None,
        find_plan: Callable[[], PlannedNeed | None] = lambda: None,
    ) -> None:
        self._find_team, self._find_plan = find_team, find_plan

    @cached_property
    def team(self) -> ProposedTeam | None:
        """Who together covers what nobody covers alone."""
        return self._find_team()

    @cached_property
    def plan(self) -> PlannedNeed | None:
        """What the plan over all open cases says about this one."""
        return self._find_plan()

    def is_planned(self, profile_id: uuid.UUID) -> bool:
        """Whether the plan over all cases asks them for this one."""
        planned = self.plan.planned if self.plan else []
        return any(each.match.profile_id == profile_id for each in planned)

    def override(self, profile_id: uuid.UUID) -> Override | None:
        """What asking them instead costs, if the plan has a say."""
        overrides = self.plan.overrides if self.plan else []
        found = [each for each in overrides if each.choice.match.profile_id == profile_id]
        return found[0] if found else None


def advise(
    session: Session,
    challenge: Challenge,
    run: MatchRun | None,
    matches: Sequence[Match],
    user: Account,
    at: datetime,
) -> Advice:
    """For an open case, out of the matches of its newest run that the reader sees."""
    if run is None or not challenge.is_open:
        return Advice()
    possible = [
        each
        for each in matches
        if each.decision is None or each.decision.verdict is not Verdict.REJECTED
    ]

    def find_team() -> ProposedTeam | None:
        return None if run.is_abstention else team_of(run, possible)

    def find_plan() -> PlannedNeed | None:
        if not _has_a_place_in_the_plan(challenge, run, possible):
            return None
        return portfolio_of(session, user, at).of(challenge)

    return Advice(find_team, find_plan)


def _has_a_place_in_the_plan(challenge: Challenge, run: MatchRun, matches: Sequence[Match]) -> bool:
    """Whether the case still wants somebody, and somebody undecided is likely enough to help."""
    is_served = any(each.state in ACTIVE_STATES for each in challenge.introductions)
    return not (is_served or run.is_abstention) and any(
        each.decision is None
        and each.rank is not None
        and each.probability is not None
        and each.probability >= LEAST_CHANCE
        for each in matches
    )
