"""What becomes of a scout's draft: kept, sent, confirmed or refused by the company, forgotten."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models import Account, Challenge, NoteNeed, OutgoingMail, Visit, VisitState
from models.visit import ASKED_FOR, KEPT_FOR
from webapp.audit import record
from webapp.database import hold
from webapp.mail import queue_visit_mail

AGAIN_AFTER = timedelta(days=2)
"""How long a mailbox is left in peace before it is asked about the same visit once more."""
MOST_A_DAY = 20
"""How many mails one scout may cause in a day; nobody visits more companies."""


def keep_visit(
    session: Session,
    visit: Visit | None,
    fields: dict[str, list[str]],
    at: datetime,
    *,
    by: Account,
) -> Visit:
    """Write down what the form holds."""
    if visit is None:
        visit = Visit(scout_id=by.id, fields=fields, begun_at=at)
        session.add(visit)
        record(session, "besuch_notiert", visit, at, by=by)
        return visit
    hold(session, visit)
    visit.write(fields, at)
    return visit


def may_ask_again(visit: Visit, email: str, at: datetime) -> bool:
    """Whether this mailbox may be asked now; another one may always be, as long as it is few."""
    return visit.sent_at is None or visit.email != email or at >= visit.sent_at + AGAIN_AFTER


def sent_today(session: Session, scout: Account, at: datetime) -> int:
    """How many mails the scout has caused within a day."""
    return (
        session.scalar(
            select(func.count())
            .select_from(OutgoingMail)
            .join(Visit, OutgoingMail.visit_id == Visit.id)
            .where(Visit.scout_id == scout.id, OutgoingMail.created_at > at - timedelta(days=1))
        )
        or 0
    )


def send_visit(session: Session, visit: Visit, email: str, at: datetime, *, by: Account) -> bool:
    """Ask the company's mailbox; False if strangers have filled it today already."""
    hold(session, visit)
    visit.send_to(email, at)
    record(session, "besuch_verschickt", visit, at, by=by)
    return queue_visit_mail(session, visit, at)


def delete_visit(session: Session, visit: Visit, at: datetime, *, by: Account) -> None:
    """The scout throws it away; a link that was sent is void."""
    record(session, "besuch_geloescht", visit, at, by=by)
    session.delete(visit)


def confirm_visit(session: Session, visit: Visit, challenge: Challenge, at: datetime) -> Visit:
    """The company has handed it in; who wrote it down follows the status, and reads no more."""
    hold(session, visit)
    challenge.entered_by_id = visit.scout_id
    visit.confirm(challenge, at)
    session.execute(
        update(NoteNeed).where(NoteNeed.visit_id == visit.id).values(challenge_id=challenge.id)
    )
    record(session, "von_scout_aufgenommen", challenge, at, by=None)
    record(session, "besuch_bestaetigt", visit, at, by=None)
    return visit


def refuse_visit(session: Session, visit: Visit, at: datetime) -> Visit:
    """The company did not mean it so; the words are gone."""
    hold(session, visit)
    visit.refuse(at)
    record(session, "besuch_nicht_gewollt", visit, at, by=None)
    return visit


def forget_old_visits(session: Session, at: datetime) -> int:
    """Drafts nobody has gone on with for long, and those no company has answered."""
    old = session.scalars(
        select(Visit)
        .where(Visit.state.in_([VisitState.DRAFT, VisitState.SENT]))
        .where(Visit.changed_at <= at - min(KEPT_FOR, ASKED_FOR))
    ).all()
    over = [each for each in old if each.is_over(at)]
    for visit in over:
        visit.expire(at)
        record(session, "besuch_abgelaufen", visit, at, by=None)
    return len(over)
