"""The ledger of what came of it: who counts what, reports to it, sets targets and freezes it."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, select

from models.account import Account
from models.challenge import Challenge
from models.indicator import (
    FrozenEntry,
    IndicatorEntry,
    IndicatorFreeze,
    IndicatorSource,
    IndicatorTarget,
)
from models.policies.barriers import barred_challenges, is_barred
from models.policies.needs import (
    SCOUTED_STATES,
    countable_results,
    may_review_challenge,
    may_view_challenge,
    visible_challenges,
)
from models.policies.people import is_manager


def may_view_indicator_entry(user: Account | None, entry: IndicatorEntry, at: datetime) -> bool:
    """Managers: of workshops all, of cases those that they may read; of erased ones nobody."""
    source = entry.source
    if user is None or source is None or not is_manager(user):
        return False
    challenge = source.challenge
    return challenge is None or (
        challenge.state in SCOUTED_STATES and may_view_challenge(user, challenge, at)
    )


def visible_indicator_entries(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_indicator_entry."""
    if not is_manager(user):
        return false()
    countable = select(Challenge.id).where(countable_results(user, at))
    return IndicatorEntry.id.in_(
        select(IndicatorSource.entry_id).where(
            or_(
                IndicatorSource.workshop_id.is_not(None),
                IndicatorSource.challenge_id.in_(countable),
            )
        )
    )


def may_report_indicators(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Whoever has the desk of a case, as long as it counts."""
    return challenge.state in SCOUTED_STATES and may_review_challenge(user, challenge, at)


def may_set_targets(user: Account | None, at: datetime) -> bool:
    """Managers say what is to be reached, each for their own Transferstelle."""
    return is_manager(user)


def may_give_up_target(user: Account | None, target: IndicatorTarget, at: datetime) -> bool:
    """Managers of the Transferstelle that has set it."""
    return user is not None and is_manager(user) and user.university_id == target.university_id


def may_view_freeze(user: Account | None, freeze: IndicatorFreeze, at: datetime) -> bool:
    """Who took it, unless something bars them by now from one of its cases.

    Their colleagues where they may read every case in it, and none has been erased since: nobody
    could say any more whether that one was kept from them.
    """
    if user is None or not is_manager(user):
        return False
    sources = [each.entry.source for each in freeze.frozen]
    cases = [each.challenge for each in sources if each is not None and each.challenge is not None]
    if any(is_barred(user, each) for each in cases):
        return False
    if user.id == freeze.taken_by_id:
        return True
    return (
        user.university_id == freeze.university_id
        and None not in sources
        and all(may_view_challenge(user, each, at) for each in cases)
    )


def visible_freezes(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_freeze."""
    if user is None or not is_manager(user):
        return false()
    entries = (
        exists()
        .select_from(FrozenEntry)
        .where(FrozenEntry.freeze_id == IndicatorFreeze.id)
        .correlate(IndicatorFreeze)
    )
    barred = select(Challenge.id).where(barred_challenges(user, at))
    readable = select(Challenge.id).where(visible_challenges(user, at))
    of_cases = entries.where(
        FrozenEntry.entry_id == IndicatorSource.entry_id,
        IndicatorSource.challenge_id.is_not(None),
    )
    erased = entries.where(FrozenEntry.entry_id.not_in(select(IndicatorSource.entry_id)))
    return and_(
        not_(of_cases.where(IndicatorSource.challenge_id.in_(barred))),
        or_(
            IndicatorFreeze.taken_by_id == user.id,
            and_(
                IndicatorFreeze.university_id == user.university_id,
                not_(erased),
                not_(of_cases.where(IndicatorSource.challenge_id.not_in(readable))),
            ),
        ),
    )
