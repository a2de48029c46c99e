"""The Kurzfassung as several features need it: who reads which, what is on the Bedarfsradar."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, Challenge, RadarEntry, Teaser, TeaserState, policies
from webapp.audit import record


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


def radar_entry_of(session: Session, teaser: Teaser | None) -> RadarEntry | None:
    """What the company released of it for the radar."""
    if teaser is None:
        return None
    return session.scalars(select(RadarEntry).where(RadarEntry.teaser_id == teaser.id)).first()


def release_to_radar(
    session: Session, teaser: Teaser, text_version: str, at: datetime, *, by: Account
) -> RadarEntry:
    """Let every professor who subscribed read it, as soon as the lead has looked at it again."""
    entry = radar_entry_of(session, teaser)
    if entry is None:
        entry = RadarEntry.release(teaser, text_version, at)
        session.add(entry)
        record(session, "radar_freigegeben", entry, at, by=by, version=teaser.version)
    return entry
