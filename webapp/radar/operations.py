"""What people do with the Bedarfsradar; each step holds the case, so that two never cross."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, InvalidTransition, Profile, RadarEntry, RadarInterest, Teaser, policies
from webapp import teasers
from webapp.audit import record
from webapp.database import hold
from webapp.mail import queue_mail


def release(
    session: Session, teaser: Teaser, text_version: str, at: datetime, *, by: Account
) -> RadarEntry:
    """The company lets every subscribed professor read what it has approved."""
    hold(session, teaser.challenge)
    if not policies.may_release_to_radar(by, teaser, at):
        raise InvalidTransition("only the approved Kurzfassung of an open case stands on the radar")
    return teasers.release_to_radar(session, teaser, text_version, at, by=by)


def take_back(session: Session, teaser: Teaser, at: datetime, *, by: Account) -> None:
    """The company takes it back; from now on no page shows it any more."""
    entry = _held_entry(session, teaser)
    record(session, "radar_zurueckgenommen", entry, at, by=by, version=teaser.version)
    session.delete(entry)


def show(
    session: Session, teaser: Teaser, text_version: str, at: datetime, *, by: Account
) -> RadarEntry:
    """The lead found nobody recognisable in exactly these words."""
    entry = _held_entry(session, teaser)
    if not policies.may_show_on_radar(by, teaser, at):
        raise InvalidTransition("only the lead shows the approved Kurzfassung of an open case")
    entry.show(text_version, at)
    record(session, "radar_gezeigt", entry, at, by=by, version=teaser.version)
    return entry


def hide(session: Session, teaser: Teaser, at: datetime, *, by: Account) -> RadarEntry:
    """The lead takes it from the radar; what the company released stays released."""
    entry = _held_entry(session, teaser)
    entry.hide()
    record(session, "radar_entfernt", entry, at, by=by, version=teaser.version)
    return entry


def report_interest(
    session: Session, entry: RadarEntry, text_version: str, at: datetime, *, by: Account
) -> RadarInterest:
    """Tell the lead, and nobody else; twice is once."""
    challenge = entry.teaser.challenge
    hold(session, challenge)
    present = session.get(RadarEntry, entry.id, populate_existing=True)
    if present is None or by.profile is None or not policies.may_report_interest(by, present, at):
        raise InvalidTransition("what was read is not on the radar any more")
    known = own_interest(session, entry, by.profile)
    if known is not None:
        return known
    interest = RadarInterest(
        teaser=entry.teaser, profile=by.profile, text_version=text_version, reported_at=at
    )
    session.add(interest)
    record(session, "radar_interesse", interest, at, by=by, text_version=text_version)
    if challenge.lead is not None:
        queue_mail(session, "radar_interest", challenge.lead, at, challenge=challenge)
    return interest


def withdraw_interest(session: Session, entry: RadarEntry, at: datetime, *, by: Account) -> None:
    """The professor thinks better of it; the lead does not read it any more."""
    interest = own_interest(session, entry, by.profile) if by.profile else None
    if interest is not None:
        record(session, "radar_interesse_zurueckgezogen", interest, at, by=by)
        session.delete(interest)


def own_interest(session: Session, entry: RadarEntry, profile: Profile) -> RadarInterest | None:
    """What a professor said to these words before."""
    query = select(RadarInterest).where(
        RadarInterest.teaser_id == entry.teaser_id, RadarInterest.profile_id == profile.id
    )
    return session.scalars(query).first()


def _held_entry(session: Session, teaser: Teaser) -> RadarEntry:
    hold(session, teaser.challenge)
    entry = teasers.radar_entry_of(session, teaser)
    if entry is None:
        raise InvalidTransition("the company has not released it, or has taken it back")
    return entry
