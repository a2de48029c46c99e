"""Whether what a reminder is about still has not happened when it leaves."""

from collections.abc import Callable
from typing import Any

from models import PromiseKind, policies, standing_promise
from webapp.stages import Stage, stage_for_company

Check = Callable[[Any], bool]
"""Asked of a letter of webapp.mail."""


def day_passed(*kinds: PromiseKind) -> Check:
    """Something was promised or wished for by a day that is over, and it still has not happened."""

    def check(letter: Any) -> bool:
        challenge = letter.challenge
        promise = standing_promise(challenge) if challenge is not None else None
        return (
            promise is not None
            and promise.told_at is not None
            and promise.kind in kinds
            and challenge.is_open
            and policies.may_view_challenge(letter.recipient, challenge, letter.at)
        )

    return check


def waits_for_company(letter: Any) -> bool:
    """The company has not decided what it was reminded of, and whoever reads it still may."""
    challenge = letter.challenge
    return (
        challenge is not None
        and challenge.is_open
        and stage_for_company(challenge) in {Stage.TEASER_WAITS, Stage.INTEREST}
        and policies.may_view_challenge(letter.recipient, challenge, letter.at)
    )


def waits_for_follow_up(letter: Any) -> bool:
    """Whoever has said what became of the case is left in peace."""
    challenge = letter.challenge
    return (
        challenge is not None
        and policies.may_answer_follow_up(letter.recipient, challenge, letter.at)
        and any(each.answered_at is None for each in challenge.follow_ups)
    )
