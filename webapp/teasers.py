"""The Kurzfassung that several features show."""

from datetime import datetime

from models import Account, Challenge, Teaser, policies


def readable_teaser(challenge: Challenge, user: Account, at: datetime) -> Teaser | None:
    """The newest Kurzfassung that somebody may read."""
    readable = [each for each in challenge.teasers if policies.may_view_teaser(user, each, at)]
    return readable[-1] if readable else None
