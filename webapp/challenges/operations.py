"""What a company does with its Bedarf, and what a manager does for a caller."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from models import (
    Account,
    Challenge,
    Company,
    Exclusion,
    JobKind,
    Role,
    SizeClass,
    SupportKind,
    policies,
)
from webapp.addresses import as_stored
from webapp.appointments import cancel_dates
from webapp.audit import record
from webapp.database import hold
from webapp.jobs import queue_job
from webapp.leads import managers, name_standing_deputies, replace_lead
from webapp.mail import queue_mail, write_to_company
from webapp.matching import guess_language
from webapp.promises import keep_clock

ANALYSED_LANGUAGES = {"de", "en"}


@dataclass(frozen=True)
class Caller:
    """A company nobody has registered yet, and whom to ask for there."""

    name: str
    municipality_ags: str
    size_class: SizeClass | None
    contact_name: str
    contact_phone: str
    email: str


@dataclass(frozen=True)
class Exclusions:
    """Who must not learn of a need."""

    university_ids: Sequence[uuid.UUID] = ()
    profile_ids: Sequence[uuid.UUID] = ()
    organisations: Sequence[str] = ()


@dataclass(frozen=True)
class Need:
    """What somebody wrote into the form."""

    title: str
    description: str
    support_kinds: Iterable[SupportKind]
    municipality_ags: str | None
    needed_by: date | None
    embargo_until: datetime | None = None
    nda_required: bool = False
    exclusions: Exclusions = Exclusions()


def save_draft(
    session: Session, need: Need, *, by: Account, at: datetime, challenge: Challenge | None = None
) -> Challenge:
    """Keep what is there so far; nobody outside the company sees it."""
    challenge = _write(session, challenge or _new(by.company, by, at), need)
    record(session, "entwurf_gespeichert", challenge, at, by=by)
    return challenge


def submit_challenge(
    session: Session,
    need: Need,
    *,
    by: Account,
    at: datetime,
    answer_due_on: date,
    challenge: Challenge | None = None,
) -> Challenge:
    """Write a Bedarf down and hand it to the Transferstellen."""
    challenge = _write(session, challenge or _new(by.company, by, at), need)
    return send_challenge(session, challenge, by=by, at=at, answer_due_on=answer_due_on)


def send_challenge(
    session: Session, challenge: Challenge, *, by: Account, at: datetime, answer_due_on: date
) -> Challenge:
    """Hand a finished draft to the Transferstellen and tell everybody concerned."""
    hold(session, challenge)
    challenge.submit(at, answer_due_on)
    record(session, "eingereicht", challenge, at, by=by)
    keep_clock(session, challenge, at)
    _queue_match(session, challenge, at)
    _confirm_to_company(session, challenge, at)
    for manager in managers(session):
        if policies.may_view_challenge(manager, challenge, at):
            queue_mail(session, "challenge_arrived", manager, at, challenge=challenge)
    return challenge


def change_challenge(
    session: Session, need: Need, *, by: Account, at: datetime, challenge: Challenge
) -> Challenge:
    """Other words or wishes for a need that was handed in, while there are no proposals yet.

    A lead who may not know of it any more is followed by a deputy, or by whoever takes it on.
    """
    hold(session, challenge)
    _write(session, challenge, need)
    record(session, "geaendert", challenge, at, by=by)
    if challenge.lead is not None and policies.is_barred(challenge.lead, challenge):
        replace_lead(session, challenge, at, by=None, house=challenge.lead.university_id)
    _queue_match(session, challenge, at)
    return challenge


def enter_challenge(
    session: Session,
    need: Need,
    *,
    company: Company | Caller,
    by: Account,
    at: datetime,
    answer_due_on: date,
) -> Challenge:
    """Write down what a caller says; who took the call answers for the case."""
    if isinstance(company, Caller):
        company = _register_caller(session, company, by, at)
    challenge = _write(session, _new(company, by, at), need)
    record(session, "telefonisch_aufgenommen", challenge, at, by=by)
    challenge.submit(at, answer_due_on)
    challenge.take_lead(by, at)
    record(session, "eingereicht", challenge, at, by=by)
    record(session, "federfuehrung_uebernommen", challenge, at, by=by)
    name_standing_deputies(session, challenge, at)
    keep_clock(session, challenge, at)
    _queue_match(session, challenge, at)
    _confirm_to_company(session, challenge, at)
    return challenge


def withdraw_challenge(
    session: Session, challenge: Challenge, *, by: Account, at: datetime
) -> Challenge:
    """Take a Bedarf back; whoever was asked about it loses sight of it."""
    hold(session, challenge)
    for introduction in challenge.introductions:
        hold(session, introduction)
    cancel_dates(session, challenge, at, by=by)
    challenge.withdraw(at)
    keep_clock(session, challenge, at)
    record(session, "zurueckgezogen", challenge, at, by=by)
    if challenge.lead is not None:
        queue_mail(session, "challenge_withdrawn", challenge.lead, at, challenge=challenge)
    return challenge


def _new(company: Company | None, by: Account, at: datetime) -> Challenge:
    return Challenge(company=company, entered_by=by, created_at=at, title="", description="")


def _write(session: Session, challenge: Challenge, need: Need) -> Challenge:
    challenge.rewrite(need.title, need.description)
    language = guess_language(f"{need.title}. {need.description}")
    challenge.language = language if language in ANALYSED_LANGUAGES else "de"
    challenge.municipality_ags = need.municipality_ags or challenge.company.municipality_ags
    challenge.needed_by = need.needed_by
    challenge.embargo_until, challenge.nda_required = need.embargo_until, need.nda_required
    challenge.exclusions = [
        *(Exclusion(university_id=each) for each in need.exclusions.university_ids),
        *(Exclusion(profile_id=each) for each in need.exclusions.profile_ids),
        *(Exclusion(organisation=each) for each in need.exclusions.organisations),
    ]
    challenge.ask_for(need.support_kinds)
    session.add(challenge)
    session.flush()
    return challenge


def _queue_match(session: Session, challenge: Challenge, at: datetime) -> None:
    """Compare it at once, or as soon as its embargo is over."""
    job = queue_job(session, JobKind.MATCH_CHALLENGE, at, challenge=challenge)
    job.due_at = max(at, challenge.embargo_until or at)


def _register_caller(session: Session, caller: Caller, by: Account, at: datetime) -> Company:
    company = Company(
        name=caller.name,
        municipality_ags=caller.municipality_ags,
        size_class=caller.size_class,
        contact_name=caller.contact_name,
        contact_phone=caller.contact_phone or None,
        registered_at=at,
    )
    session.add(company)
    record(session, "unternehmen_angelegt", company, at, by=by)
    if caller.email:
        account = Account(
            email=as_stored(caller.email),
            display_name=caller.contact_name,
            phone=caller.contact_phone or None,
            role=Role.COMPANY,
            company=company,
            created_at=at,
            is_responsible=True,
        )
        session.add(account)
        session.flush()
        record(session, "konto_eingeladen", account, at, by=by)
        queue_mail(session, "invitation", account, at)
    return company


def _confirm_to_company(session: Session, challenge: Challenge, at: datetime) -> None:
    write_to_company(session, "challenge_received", challenge, at)
