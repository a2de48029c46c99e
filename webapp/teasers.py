"""The Kurzfassung that several features show."""

from datetime import datetime

from models import Account, Challenge, Teaser, TeaserState, policies


def readable_teaser(challenge: Challenge, user: Account, at: datetime) -> Teaser | None:
    """The newest Kurzfassung that somebody may read."""
    readable = [each for each in challenge.teasers if policies.may_view_teaser(user, each, at)]
    return readable[-1] if readable else None


def next_version(challenge: Challenge) -> int:
    """The number of the version that somebody who writes now works on."""
    teaser = challenge.teaser
    if teaser is None:
        return 1
    return teaser.version + (teaser.state is not TeaserState.DRAFT)
