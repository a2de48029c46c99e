"""What the pages about neighbours and topics read, as far as a manager may know of the cases."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import Account, Challenge, Gap, Neighbour, NoMatch, Profile, ReferralOutcome, policies
from models.base import local_date
from models.organisation import Campus, Department
from webapp.matching import alike_topics, who_covers

MOST_SHOWN = 100


@dataclass(frozen=True)
class Listed:
    """A neighbour with what became of the Verweise that a manager may know of."""

    neighbour: Neighbour
    referrals: int
    outcomes: dict[ReferralOutcome, int]


@dataclass(frozen=True)
class Cover:
    """Somebody who covers a topic now and did not when it was noted."""

    profile: Profile
    since: date
    is_new: bool
    """Whether the profile itself came later; else it was changed."""


@dataclass
class Theme:
    """Topics that mean the same, as far as one manager may know of their cases."""

    gap: Gap
    """The one that stands for all of them to this reader."""
    gaps: list[Gap] = field(default_factory=list)
    no_matches: list[NoMatch] = field(default_factory=list)
    alike: list[Gap] = field(default_factory=list)
    covers: list[Cover] = field(default_factory=list)

    @property
    def is_closed(self) -> bool:
        """Whether nobody looks for it any more."""
        return (self.gap.root or self.gap).closed_at is not None

    @property
    def root(self) -> Gap:
        """Where closing and merging are written down."""
        return self.gap.root or self.gap

    @property
    def last_on(self) -> date:
        """When it was missing last."""
        return local_date(max(each.noted_at for each in self.no_matches))


def neighbours(session: Session, user: Account, at: datetime) -> list[Listed]:
    """All of them, those on the list first, with counts over the cases the user may know of."""
    counted = session.execute(
        select(NoMatch.neighbour_id, NoMatch.outcome, func.count())
        .where(policies.known_no_matches(user, at), NoMatch.neighbour_id.is_not(None))
        .group_by(NoMatch.neighbour_id, NoMatch.outcome)
    )
    outcomes: dict[uuid.UUID, Counter[ReferralOutcome | None]] = defaultdict(Counter)
    for neighbour_id, outcome, count in counted:
        outcomes[neighbour_id][outcome] += count
    rows = session.scalars(
        select(Neighbour).order_by(
            Neighbour.archived_at.is_not(None), Neighbour.sort_key, Neighbour.id
        )
    )
    return [
        Listed(
            neighbour=each,
            referrals=outcomes[each.id].total(),
            outcomes={
                outcome: count
                for outcome in ReferralOutcome
                if (count := outcomes[each.id][outcome])
            },
        )
        for each in rows
    ]


def referrals_to(
    session: Session, neighbour: Neighbour, user: Account, at: datetime
) -> Sequence[NoMatch]:
    """Who was sent there, as far as the user has the desk of the case."""
    return session.scalars(
        select(NoMatch)
        .where(NoMatch.neighbour_id == neighbour.id, policies.visible_referrals(user, at))
        .options(joinedload(NoMatch.challenge).joinedload(Challenge.company))
        .order_by(NoMatch.noted_at.desc(), NoMatch.id)
        .limit(MOST_SHOWN)
    ).all()


def themes(
    session: Session, user: Account, at: datetime, *, closed: bool | None = None
) -> list[Theme]:
    """The register as one manager may read it: what recurs most comes first."""
    gaps = session.scalars(
        select(Gap)
        .where(policies.visible_gaps(user, at))
        .options(selectinload(Gap.root))
        .order_by(Gap.root_id.is_not(None), Gap.noted_at, Gap.id)
    ).all()
    known = session.scalars(
        select(NoMatch)
        .where(NoMatch.gap_id.is_not(None), policies.known_no_matches(user, at))
        .options(joinedload(NoMatch.challenge))
        .order_by(NoMatch.noted_at, NoMatch.id)
    ).all()
    found: dict[uuid.UUID, Theme] = {}
    for gap in gaps:
        theme = found.setdefault(gap.root_id or gap.id, Theme(gap=gap))
        theme.gaps.append(gap)
    of = {gap.id: found[gap.root_id or gap.id] for gap in gaps}
    for no_match in known:
        if no_match.gap_id in of:
            of[no_match.gap_id].no_matches.append(no_match)
    chosen = [each for each in found.values() if closed is None or each.is_closed is closed]
    chosen.sort(key=lambda each: (-len(each.no_matches), each.gap.topic.casefold()))
    shown = chosen[:MOST_SHOWN]
    _compare(session, shown)
    return shown


def theme_of(session: Session, gap: Gap, user: Account, at: datetime) -> Theme | None:
    """The theme in which this topic stands to the user."""
    every = themes(session, user, at)
    return next((each for each in every if gap.id in {one.id for one in each.gaps}), None)


def _compare(session: Session, found: Sequence[Theme]) -> None:
    """Which of them seem to say the same, and who covers one of them by now."""
    by_id = {each.gap.id: each for each in found}
    topics = {key: each.gap.topic for key, each in by_id.items()}
    is_open = {key for key, each in by_id.items() if not each.is_closed}
    for key, others in alike_topics(topics).items():
        by_id[key].alike = [by_id[each].gap for each in others if each in is_open]
    words = {gap.id: gap.topic for each in found for gap in each.gaps if not each.is_closed}
    near = who_covers(session, words)
    _load_places(session, near)
    for theme in found:
        covers: dict[uuid.UUID, Cover] = {}
        for gap in theme.gaps:
            for profile in near.get(gap.id, []):
                cover = _cover(profile, gap)
                if cover is not None:
                    covers.setdefault(profile.id, cover)
        theme.covers = list(covers.values())


def _cover(profile: Profile, gap: Gap) -> Cover | None:
    """Whether somebody has come, or said more, since nobody fitted."""
    if profile.published_at is not None and profile.published_at > gap.noted_at:
        return Cover(profile, local_date(profile.published_at), is_new=True)
    if profile.updated_at > gap.noted_at and str(profile.id) not in gap.known_profiles:
        return Cover(profile, local_date(profile.updated_at), is_new=False)
    return None


def _load_places(session: Session, near: dict[uuid.UUID, list[Profile]]) -> None:
    ids = {each.id for profiles in near.values() for each in profiles}
    session.scalars(
        select(Profile)
        .where(Profile.id.in_(ids))
        .options(
            joinedload(Profile.department)
            .joinedload(Department.campus)
            .joinedload(Campus.university)
        )
    ).all()
