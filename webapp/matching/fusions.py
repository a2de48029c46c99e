"""Which coefficients rank: those shipped, or those learned here; and how one goes back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matcher.fusion import Fusion, as_json, bundled_fusion, read_fusion
from models import FusionSwitch, FusionVersion, InvalidTransition
from webapp.troubles import Trouble

log = structlog.get_logger(__name__)


def last_fusion_switch(session: Session) -> FusionSwitch | None:
    """The switch that counts; None while the shipped coefficients were never left."""
    query = select(FusionSwitch).options(joinedload(FusionSwitch.fusion))
    return session.scalars(query.order_by(FusionSwitch.number.desc()).limit(1)).one_or_none()


def active_fusion(session: Session, model_sha256: str | None) -> Fusion:
    """The coefficients that rank by a language model, or by words alone.

    Those learned from the proposals of another model, or under another version of the package,
    say nothing about these features: the shipped ones then take their place.
    """
    last = last_fusion_switch(session)
    if last is None or not fits(last.fusion, model_sha256):
        return bundled_fusion()
    return read_fusion(last.fusion.coefficients)


def fits(version: FusionVersion, model_sha256: str | None) -> bool:
    """Whether these coefficients mean something to this version of the package and this model."""
    shipped = bundled_fusion().version
    if version.is_shipped:
        return version.version == shipped
    return version.shipped_version == shipped and version.model_sha256 == model_sha256


def fusion_versions(session: Session) -> Sequence[FusionVersion]:
    """All of them, the newest first; the shipped one may be written down with the first learned."""
    newest_first = FusionVersion.made_at.desc(), FusionVersion.decisions.desc()
    query = select(FusionVersion).order_by(*newest_first, FusionVersion.version)
    return session.scalars(query).all()


def keep_fusion(session: Session, fusion: Fusion, at: datetime, **learned: Any) -> FusionVersion:
    """The row of a version; the shipped one is written down when it is met first.

    A later package may bring others, and old proposals still have to be explained.
    """
    known = find_fusion(session, fusion.version)
    if known is not None:
        return known
    facts = {"is_better": True, "decisions": 0, "needs": 0, "open_needs": 0, "changed_needs": 0}
    version = FusionVersion(
        version=fusion.version, coefficients=as_json(fusion), made_at=at, **{**facts, **learned}
    )
    session.add(version)
    session.flush()
    return version


def find_fusion(session: Session, name: str) -> FusionVersion | None:
    """A version by its name."""
    return session.scalars(select(FusionVersion).where(FusionVersion.version == name)).one_or_none()


def named_fusion(session: Session, name: str) -> FusionVersion:
    """A version by its name, for an operator; raises Trouble where there is none."""
    version = find_fusion(session, name)
    if version is None:
        raise Trouble(f"No coefficients {name} are known here: see `ecotechub fusion status`.")
    return version


def switch_fusion(
    session: Session, version: FusionVersion, at: datetime, *, is_by_hand: bool
) -> FusionSwitch:
    """Rank with these coefficients from now on; proposals there are stay as they are.

    Whoever goes back to older ones by hand is obeyed: what is learned later waits for somebody.
    """
    last = last_fusion_switch(session)
    if not version.is_better:
        raise InvalidTransition("these coefficients did not prove better")
    if (last.fusion.id if last else None) == version.id:
        raise InvalidTransition("these coefficients are in use already")
    newest = next(each for each in fusion_versions(session) if each.is_better)
    change = FusionSwitch(
        fusion=version, switched_at=at, is_by_hand=is_by_hand,
        is_held=is_by_hand and version.id != newest.id,
    )  # fmt: skip
    session.add(change)
    session.flush()
    log.info("fusion.switched", version=version.version, by_hand=is_by_hand)
    return change
