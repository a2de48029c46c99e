"""What the desk is advised about one case: a team, and what a choice costs the other cases."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models import Account, Challenge, Match, MatchRun, Verdict
from webapp.matching.planning import portfolio_of
from webapp.matching.portfolio import Override, PlannedNeed
from webapp.matching.teams import ProposedTeam, team_of


@dataclass(frozen=True)
class Advice:
    """Advice about a case; nothing of it happens by itself."""

    team: ProposedTeam | None = None
    plan: PlannedNeed | None = None

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
    team = None if run.is_abstention else team_of(run, possible)
    return Advice(team, portfolio_of(session, user, at).of(challenge))
