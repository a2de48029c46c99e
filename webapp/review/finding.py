"""Experts found by a manager's own words, and how they stand to a case."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import Account, Challenge, Match, MatchRun, policies
from webapp.matching import Found, search_experts
from webapp.review.queries import Load, loads_of


@dataclass(frozen=True)
class FoundExpert:
    """Somebody found by free words, and how they stand to this case."""

    found: Found
    load: Load
    takes_enquiries: bool
    is_proposed: bool
    shows_load: bool
    """Whether the reader may know how busy they are."""


def found_experts(
    session: Session, challenge: Challenge, words: str, user: Account, at: datetime
) -> list[FoundExpert]:
    """Whose published profile speaks to the words, with load and whether they are proposed."""
    among = policies.proposable_profiles(user, challenge, at)
    found = search_experts(session, words, at, among=among)
    ids = [each.profile.id for each in found]
    loads = loads_of(session, ids, user, at)
    newest = challenge.match_runs[-1].id if challenge.match_runs else None
    proposed = set(
        session.scalars(
            select(Match.profile_id)
            .join(Match.run)
            .where(MatchRun.challenge_id == challenge.id, Match.profile_id.in_(ids))
            .where(or_(Match.run_id == newest, Match.decision.has()))
        )
    )
    return [
        FoundExpert(
            found=each,
            load=loads.get(each.profile.id, Load()),
            takes_enquiries=policies.takes_enquiries(each.profile, at),
            is_proposed=each.profile.id in proposed,
            shows_load=policies.may_view_load(user, each.profile, at),
        )
        for each in found
    ]
