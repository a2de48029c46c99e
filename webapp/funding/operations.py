"""What becomes of the list, and what is noted about it in a case."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import (
    Account,
    Challenge,
    FundingChange,
    FundingNote,
    FundingProgramme,
    FundingRevision,
    FundingSketch,
    FundingStep,
    IndicatorBasis,
)
from models.base import local_date
from models.funding import FACTS, as_plain
from models.funding_case import PARTS
from webapp.audit import record
from webapp.database import hold
from webapp.ledger.reported import report_values

GRANTED_SUM = "foerdermittel"
"""The indicator that granted sums are reported to."""


def write_programme(
    session: Session,
    programme: FundingProgramme | None,
    facts: Mapping[str, Any],
    at: datetime,
    on: date,
    *,
    by: Account,
    is_checked: bool,
) -> FundingProgramme:
    """Put it on the list, or change what is known of it; what changed stays in its history."""
    if programme is None:
        programme = FundingProgramme(id=uuid.uuid4(), created_at=at, **facts)
        session.add(programme)
        session.flush()
        told = {name: [None, as_plain(facts[name])] for name in (*FACTS, "note") if facts[name]}
        _keep(session, programme, FundingChange.ADDED, told, at, by)
        record(session, "foerderprogramm_angelegt", programme, at, by=by)
    else:
        hold(session, programme)
        changed = programme.rewrite(facts)
        if changed:
            _keep(session, programme, FundingChange.CHANGED, changed, at, by)
            record(session, "foerderprogramm_geaendert", programme, at, by=by)
    if is_checked:
        check_programme(session, programme, at, on, by=by)
    return programme


def check_programme(
    session: Session, programme: FundingProgramme, at: datetime, on: date, *, by: Account
) -> None:
    """Somebody has compared every fact with the source."""
    hold(session, programme)
    programme.note_check(on, by)
    _keep(session, programme, FundingChange.CHECKED, {"on": on.isoformat()}, at, by)
    record(session, "foerderprogramm_geprueft", programme, at, by=by)


def archive_programme(
    session: Session, programme: FundingProgramme, at: datetime, *, by: Account
) -> None:
    """Take it off the list."""
    hold(session, programme)
    programme.archive(at)
    _keep(session, programme, FundingChange.ARCHIVED, {}, at, by)
    record(session, "foerderprogramm_archiviert", programme, at, by=by)


def restore_programme(
    session: Session, programme: FundingProgramme, at: datetime, *, by: Account
) -> None:
    """Put it on the list again."""
    hold(session, programme)
    programme.restore()
    _keep(session, programme, FundingChange.RESTORED, {}, at, by)
    record(session, "foerderprogramm_aufgenommen", programme, at, by=by)


def note_step(
    session: Session,
    challenge: Challenge,
    programme: FundingProgramme,
    step: FundingStep,
    at: datetime,
    *,
    by: Account,
    reason: str = "",
    happened_on: date | None = None,
    euros: Decimal | None = None,
    source: str = "",
) -> FundingNote:
    """Note what was said or happened, and report to the ledger what is granted by now."""
    hold(session, challenge)
    before = _granted(session, challenge)
    last = session.scalar(
        select(func.max(FundingNote.number)).where(FundingNote.challenge_id == challenge.id)
    )
    note = FundingNote(
        challenge_id=challenge.id, programme_id=programme.id, number=(last or 0) + 1, step=step,
        reason=reason, happened_on=happened_on, source=source, made_at=at, made_by_id=by.id,
        cents=None if euros is None else int(euros * 100),
    )  # fmt: skip
    session.add(note)
    record(session, "foerderweg_notiert", challenge, at, by=by, step=step.value)
    granted = _granted(session, challenge)
    if granted != before:
        total, day = granted
        report_values(
            session, challenge, {GRANTED_SUM: total}, at, by=by,
            basis=IndicatorBasis.MEASURED, occurred_on=day or local_date(at), note=source,
        )  # fmt: skip
    return note


def save_sketch(
    session: Session, challenge: Challenge, texts: Mapping[str, str], at: datetime, *, by: Account
) -> FundingSketch | None:
    """Keep another version; None where nothing differs from the last one."""
    hold(session, challenge)
    last = session.scalars(
        select(FundingSketch)
        .where(FundingSketch.challenge_id == challenge.id)
        .order_by(FundingSketch.version.desc())
        .limit(1)
    ).first()
    wanted = {name: texts[name] for name in ("title", *PARTS)}
    if last is not None and all(getattr(last, name) == text for name, text in wanted.items()):
        return None
    sketch = FundingSketch(
        challenge_id=challenge.id, version=last.version + 1 if last else 1, written_at=at,
        written_by_id=by.id, **wanted,
    )  # fmt: skip
    session.add(sketch)
    record(session, "foerderskizze_geschrieben", challenge, at, by=by, version=sketch.version)
    return sketch


def _granted(session: Session, challenge: Challenge) -> tuple[Decimal | None, date | None]:
    """The sum of what counts as granted, by the last word on each programme, and its last day."""
    notes = session.scalars(
        select(FundingNote)
        .where(FundingNote.challenge_id == challenge.id)
        .order_by(FundingNote.number)
    )
    last = {each.programme_id: each for each in notes}
    sums = {each: each.euros for each in last.values() if each.euros is not None}
    if not sums:
        return None, None
    days = [each.happened_on for each in sums if each.happened_on is not None]
    return sum(sums.values(), Decimal(0)), max(days, default=None)


def _keep(
    session: Session,
    programme: FundingProgramme,
    kind: FundingChange,
    changes: Mapping[str, Any],
    at: datetime,
    by: Account,
) -> None:
    session.add(
        FundingRevision(
            programme_id=programme.id, kind=kind, changes=dict(changes), made_at=at,
            made_by_id=by.id,
        )
    )  # fmt: skip
