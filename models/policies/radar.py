"""The Bedarfsradar: who releases a Kurzfassung for it, who reads it, who reports interest."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, not_
from sqlalchemy.orm import aliased

from models.account import Account, Role
from models.challenge import Challenge, ChallengeState, Teaser, TeaserState
from models.policies.barriers import barred_challenges, is_profile_barred
from models.policies.needs import is_embargoed, is_own, may_lead
from models.policies.people import has_role
from models.policies.profiles import takes_enquiries
from models.profile import Profile, ProfileState
from models.radar import RadarEntry


def may_release_to_radar(user: Account | None, teaser: Teaser, at: datetime) -> bool:
    """The company, once it has approved the newest Kurzfassung of an open case."""
    challenge = teaser.challenge
    return is_own(user, challenge) and challenge.is_open and teaser is challenge.approved_teaser


def may_take_from_radar(user: Account | None, teaser: Teaser, at: datetime) -> bool:
    """The company takes back what it released, as long as the radar could show it."""
    return is_own(user, teaser.challenge) and teaser.challenge.is_open


def may_show_on_radar(user: Account | None, teaser: Teaser, at: datetime) -> bool:
    """The lead shows and hides what the company released, once the case is under review."""
    challenge = teaser.challenge
    return (
        may_lead(user, challenge, at)
        and challenge.state is ChallengeState.IN_REVIEW
        and teaser is challenge.approved_teaser
    )


def may_read_radar(user: Account | None, at: datetime) -> bool:
    """The page of the radar is the professors'; what stands there is another question."""
    return has_role(user, Role.PROFESSOR)


def may_view_radar_entry(user: Account | None, entry: RadarEntry, at: datetime) -> bool:
    """Professors who subscribed and whose own profile everybody may read, unless barred.

    Only the newest words of a case under review count, and none before the end of an embargo. A
    published profile is asked for because nobody could exclude somebody they do not find.
    """
    if user is None or not has_role(user, Role.PROFESSOR) or user.profile is None:
        return False
    challenge = entry.teaser.challenge
    return (
        user.profile.reads_radar
        and user.profile.is_published
        and entry.is_shown
        and entry.teaser is challenge.approved_teaser
        and challenge.state is ChallengeState.IN_REVIEW
        and not challenge.is_embargoed(at)
        and not is_profile_barred(user.profile, challenge, at)
    )


def visible_radar_entries(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_radar_entry."""
    if user is None or not has_role(user, Role.PROFESSOR):
        return false()
    newer = aliased(Teaser)
    is_newest = not_(
        exists()
        .where(newer.challenge_id == Teaser.challenge_id, newer.version > Teaser.version)
        .correlate(Teaser)
    )
    return and_(
        RadarEntry.shown_at.is_not(None),
        exists()
        .where(Profile.account_id == user.id, Profile.reads_radar)
        .where(Profile.state == ProfileState.PUBLISHED),
        exists()
        .where(Teaser.id == RadarEntry.teaser_id, Teaser.text_version == RadarEntry.text_version)
        .where(Teaser.state == TeaserState.APPROVED, is_newest)
        .where(Challenge.id == Teaser.challenge_id)
        .where(Challenge.state == ChallengeState.IN_REVIEW)
        .where(not_(is_embargoed(at)), not_(barred_challenges(user, at)))
        .correlate(RadarEntry),
    )


def may_report_interest(user: Account | None, entry: RadarEntry, at: datetime) -> bool:
    """A reader who takes enquiries and has not been asked about this case already."""
    return (
        user is not None
        and user.profile is not None
        and may_view_radar_entry(user, entry, at)
        and takes_enquiries(user.profile, at)
        and not any(
            each.profile_id == user.profile.id and each.asked_at is not None
            for each in entry.teaser.challenge.introductions
        )
    )
