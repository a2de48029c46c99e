"""Where to go on when nothing is left to decide in a case."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models import Account, Challenge, policies
from models.base import local_date
from webapp.review.cases import Case, Sieve, Turn, open_cases, with_words
from webapp.review.filtering import sieve_of
from webapp.review.proposals import Review
from webapp.review.views_by_name import start_view


@dataclass(frozen=True)
class Offer:
    """What is offered; no case means that nothing else waits for the manager."""

    case: Case | None


def is_settled(review: Review) -> bool:
    """Whether nothing that the page shows first waits for a decision, or somebody else acts."""
    return review.step.is_waiting or all(each.decision is not None for each in review.first)


def offer_next(session: Session, review: Review, user: Account, at: datetime) -> Offer | None:
    """After the last decision in a case, the next one due: in the usual view, or else in any."""
    challenge = review.challenge
    is_at_work = challenge.lead_id is not None and policies.counts_as_lead(user, challenge)
    if not is_at_work or (challenge.is_open and not is_settled(review)):
        return None
    sieve = sieve_of(start_view(session, user))
    found = _next_case(session, challenge, user, at, sieve)
    if found is None and sieve.is_set:
        found = _next_case(session, challenge, user, at, Sieve())
    return Offer(found)


def _next_case(
    session: Session, after: Challenge, user: Account, at: datetime, sieve: Sieve
) -> Case | None:
    """Where it is the manager's turn comes before what nobody has taken on."""
    others = policies.reviewable_challenges(user, at) & (Challenge.id != after.id)
    cases = open_cases(session, with_words(session, others, sieve.words), sieve, local_date(at))
    own = [each for each in cases if each.challenge.lead_id == user.id]
    turns = [each for each in own if each.turn is Turn.MINE]
    unled = [each for each in cases if each.challenge.lead_id is None]
    return next(iter([*turns, *unled]), None)
