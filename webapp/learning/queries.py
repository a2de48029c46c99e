"""What was learned, as people read it: no case, nobody's name, and no exact count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import FusionSwitch, FusionVersion
from webapp import matching

FEWEST_NEEDS = 5
"""Of fewer open needs no share is shown, because it would speak of single ones."""


@dataclass(frozen=True)
class Standing:
    """One version, its number for people, and what may be done with it."""

    version: FusionVersion
    number: int
    active_since: datetime | None
    was_used: bool
    fits: bool

    @property
    def is_active(self) -> bool:
        """Whether proposals are made with it."""
        return self.active_since is not None

    @property
    def can_be_used(self) -> bool:
        """Whether somebody may take it into use now."""
        return self.version.is_better and self.fits and not self.is_active

    @property
    def in_order(self) -> tuple[int, int] | None:
        """Of a hundred pairs that were held out, those in order before and after."""
        before, after = self.version.order_before, self.version.order_after
        return (
            None if before is None or after is None else (round(100 * before), round(100 * after))
        )

    @property
    def changed_share(self) -> float | None:
        """Of the needs that were open, the share that begins otherwise; None of too few."""
        if self.version.open_needs < FEWEST_NEEDS:
            return None
        return self.version.changed_needs / self.version.open_needs


@dataclass(frozen=True)
class Overview:
    """Every version, the newest first, and the last changes."""

    standings: Sequence[Standing]
    switches: Sequence[FusionSwitch]
    is_held: bool

    @property
    def active(self) -> Standing | None:
        """The version in use, where it was ever written down."""
        return next((each for each in self.standings if each.is_active), None)

    @property
    def last_lesson(self) -> Standing | None:
        """The newest fit, used or not."""
        return next((each for each in self.standings if not each.version.is_shipped), None)

    def number_of(self, version: FusionVersion) -> int:
        """What people call it."""
        return next(each.number for each in self.standings if each.version.id == version.id)


def overview(session: Session) -> Overview:
    """How the coefficients came to be what they are."""
    model_sha256 = matching.model_at_work(session)
    versions = matching.fusion_versions(session)
    switches = session.scalars(
        select(FusionSwitch)
        .options(joinedload(FusionSwitch.fusion))
        .order_by(FusionSwitch.number.desc())
    ).all()
    last = switches[0] if switches else None
    used = {each.fusion_id for each in switches}
    in_use = last.fusion if last and matching.fits(last.fusion, model_sha256) else None
    standings = []
    for number, version in zip(range(len(versions), 0, -1), versions, strict=True):
        fits = matching.fits(version, model_sha256)
        is_shipped_now = version.is_shipped and fits
        active = version is in_use or (in_use is None and is_shipped_now)
        since = last.switched_at if last and version is in_use else version.made_at
        standings.append(
            Standing(
                version=version, number=number, active_since=since if active else None,
                was_used=version.id in used or version.is_shipped, fits=fits,
            )
        )  # fmt: skip
    return Overview(standings, switches, is_held=last is not None and last.is_held)


def standing_of(session: Session, version: FusionVersion) -> Standing:
    """One of them."""
    return next(each for each in overview(session).standings if each.version.id == version.id)
