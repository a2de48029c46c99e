"""What managers do with neighbours and topics, and what became of a Verweis."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from models import Account, Gap, InvalidTransition, Neighbour, NoMatch, ReferralOutcome
from webapp.audit import record
from webapp.database import hold

FACTS = ("name", "good_for", "web_address", "contact")


def write_neighbour(
    session: Session,
    neighbour: Neighbour | None,
    at: datetime,
    today: date,
    *,
    by: Account,
    is_checked: bool,
    **facts: Any,
) -> Neighbour:
    """Keep what is known; whatever was changed and not checked counts as unchecked."""
    is_new = neighbour is None
    neighbour = neighbour or Neighbour(created_at=at)
    was = {name: getattr(neighbour, name) for name in FACTS}
    for name in FACTS:
        setattr(neighbour, name, facts[name] or "")
    if is_checked:
        neighbour.verified_on = today
    elif was != {name: getattr(neighbour, name) for name in FACTS}:
        neighbour.verified_on = None
    session.add(neighbour)
    if is_new:
        record(session, "nachbarstelle_angelegt", neighbour, at, by=by)
    else:
        record(session, "nachbarstelle_geaendert", neighbour, at, by=by)
    return neighbour


def archive_neighbour(
    session: Session, neighbour: Neighbour, at: datetime, *, by: Account
) -> Neighbour:
    """Send nobody there any more; what was sent before stays."""
    hold(session, neighbour)
    neighbour.archive(at)
    record(session, "nachbarstelle_archiviert", neighbour, at, by=by)
    return neighbour


def restore_neighbour(
    session: Session, neighbour: Neighbour, at: datetime, *, by: Account
) -> Neighbour:
    """Offer it again."""
    hold(session, neighbour)
    neighbour.restore()
    record(session, "nachbarstelle_aufgenommen", neighbour, at, by=by)
    return neighbour


def note_outcome(
    session: Session, no_match: NoMatch, at: datetime, *, by: Account, outcome: ReferralOutcome
) -> NoMatch:
    """What became of the Verweis, as the company says it or the lead hears it."""
    hold(session, no_match)
    no_match.note_outcome(outcome, at)
    record(session, "verweis_ergebnis", no_match.challenge, at, by=by, outcome=outcome.value)
    return no_match


def merge_gaps(session: Session, gap: Gap, root: Gap, at: datetime, *, by: Account) -> Gap:
    """Two topics mean the same: they count together, and what hung on the first moves along."""
    for each in sorted((gap, root), key=lambda each: each.id):
        hold(session, each)
    children = session.query(Gap).filter(Gap.root_id == gap.id).all()
    gap.merge_into(root)
    for child in children:
        child.root = root
    record(session, "luecken_zusammengelegt", gap, at, by=by, root=root.id.hex)
    return root


def close_gap(session: Session, gap: Gap, at: datetime, *, by: Account) -> Gap:
    """Nobody has to look for this any more."""
    hold(session, gap)
    if gap.root_id is not None:
        raise InvalidTransition("it counts with another one")
    gap.close(at)
    record(session, "luecke_geschlossen", gap, at, by=by)
    return gap


def reopen_gap(session: Session, gap: Gap, at: datetime, *, by: Account) -> Gap:
    """It is missing after all."""
    hold(session, gap)
    gap.reopen()
    record(session, "luecke_geoeffnet", gap, at, by=by)
    return gap
