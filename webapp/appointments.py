"""The date of an Erstgespräch: named, agreed to, called off, and told to everybody concerned."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import (
    Account,
    Appointment,
    Challenge,
    Introduction,
    InvalidTransition,
    Role,
    policies,
)
from webapp.audit import record
from webapp.database import hold
from webapp.mail import queue_mail


def set_date(
    session: Session,
    introduction: Introduction,
    at: datetime,
    *,
    by: Account,
    starts_at: datetime,
    minutes: int,
    place: str,
    sequence: int,
) -> Appointment:
    """Name a date, or another one in place of the one with this sequence."""
    _hold(session, introduction)
    appointment = introduction.appointment  # type: ignore[attr-defined]
    if sequence != sequence_of(introduction):
        raise InvalidTransition("somebody else changed the date meanwhile")
    appointment = appointment or Appointment()
    appointment.set(starts_at, minutes, place, by, at)
    appointment.introduction = introduction
    session.add(appointment)
    record(session, "termin_genannt", introduction, at, by=by)
    _tell(session, "appointment_set", introduction, at, by=by)
    return appointment


def agree_to_date(
    session: Session, introduction: Introduction, sequence: int, at: datetime, *, by: Account
) -> Appointment:
    """One side says that the date it has read suits it."""
    _hold(session, introduction)
    appointment = _existing(introduction)
    appointment.agree(sequence, by, at)
    record(session, "termin_zugesagt", introduction, at, by=by)
    _tell(session, "appointment_set", introduction, at, by=by)
    return appointment


def cancel_date(
    session: Session, introduction: Introduction, sequence: int, at: datetime, *, by: Account
) -> Appointment:
    """It does not take place; the next date may be named at once."""
    _hold(session, introduction)
    appointment = _existing(introduction)
    if sequence != appointment.sequence:
        raise InvalidTransition("somebody else changed the date meanwhile")
    appointment.cancel(by, at)
    record(session, "termin_abgesagt", introduction, at, by=by)
    _tell(session, "appointment_cancelled", introduction, at, by=by)
    return appointment


def cancel_dates(session: Session, challenge: Challenge, at: datetime, *, by: Account) -> None:
    """The company takes its need back: what lies ahead is off, and who noted it hears so."""
    for introduction in challenge.introductions:
        appointment = introduction.appointment  # type: ignore[attr-defined]
        if appointment is None or appointment.is_cancelled or appointment.ends_at <= at:
            continue
        appointment.cancel(by, at)
        record(session, "termin_abgesagt", introduction, at, by=by)
        _tell(session, "appointment_cancelled", introduction, at, by=by)


def sequence_of(introduction: Introduction) -> int:
    """Which version of the date is there now; -1 while there is none."""
    appointment = introduction.appointment  # type: ignore[attr-defined]
    return -1 if appointment is None else int(appointment.sequence)


def _existing(introduction: Introduction) -> Appointment:
    appointment: Appointment | None = introduction.appointment  # type: ignore[attr-defined]
    if appointment is None:
        raise InvalidTransition("there is no date")
    return appointment


def _hold(session: Session, introduction: Introduction) -> None:
    hold(session, introduction.challenge)
    hold(session, introduction)
    session.expire(introduction, ["appointment"])


def _tell(
    session: Session, template: str, introduction: Introduction, at: datetime, *, by: Account
) -> None:
    """Write to the two sides and the lead, but not to whoever did it."""
    challenge = introduction.challenge
    readers = [*challenge.company.accounts, introduction.profile.account]
    if challenge.lead is not None and (by.role is not Role.TRANSFER_MANAGER):
        readers.append(challenge.lead)
    for reader in readers:
        if reader.id != by.id and policies.is_active(reader):
            queue_mail(
                session, template, reader, at, challenge=challenge, introduction=introduction
            )
