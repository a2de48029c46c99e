"""The marker that keeps fictional data out of a database real people rely on."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, Company, DeploymentKind, DeploymentMark, Profile


class NotADemo(Exception):
    """The database holds something and nobody said that it is a demo."""


def is_demo(session: Session) -> bool:
    """Whether the database carries the demo marker."""
    return session.get(DeploymentMark, DeploymentKind.DEMO) is not None


def is_empty(session: Session) -> bool:
    """Whether nobody and nothing real can be in it yet; migrated tables do not count."""
    return not any(
        session.scalars(select(model.id).limit(1)).first() for model in (Account, Company, Profile)
    )


def mark_as_demo(session: Session, at: datetime) -> None:
    """Say once that this database is a demo; refuses one that somebody uses already."""
    if is_demo(session):
        return
    if not is_empty(session):
        raise NotADemo("the database is in use and does not carry the demo marker")
    session.add(DeploymentMark(kind=DeploymentKind.DEMO, set_at=at))
    session.flush()
