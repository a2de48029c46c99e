"""Accounts an operator creates from the command line: invited by link or with a password."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import (
    Account,
    Company,
    Department,
    Profile,
    Role,
    SupportingOrganisation,
    University,
)
from webapp import passwords
from webapp.addresses import as_stored
from webapp.audit import record
from webapp.clock import now
from webapp.database import database
from webapp.links import account_link
from webapp.memberships import admit
from webapp.tokens import Purpose
from webapp.troubles import Trouble

COLUMNS = {
    Role.COMPANY: "company_id",
    Role.TRANSFER_MANAGER: "university_id",
    Role.SUPPORTER: "organisation_id",
    Role.SCOUT: "organisation_id",
}


def newcomer(role: str, email: str, name: str, organisation: str | None) -> Account:
    """An account that is not stored yet; raises Trouble when a detail does not fit."""
    known = {each.value: each for each in Role}
    if role not in known:
        raise Trouble(f"There is no role {role}: please choose one of {', '.join(known)}.")
    address = as_stored(email)
    if address is None:
        raise Trouble(f"{email} is no e-mail address: please check it.")
    with database().reading() as session:
        bound = _bound(session, known[role], name, organisation)
    return Account(
        email=address,
        display_name=name.strip()[:200] or address,
        role=known[role],
        created_at=now(),
        **bound,
    )


def invite(account: Account) -> str:
    """Store the account and give the link behind which its owner sets a password."""
    _add(account)
    return account_link(account, Purpose.INVITATION.value)


def add_with_password(account: Account, password: str) -> None:
    """Store the account, confirmed and with a password."""
    weak = passwords.weakness(password, account.email, account.display_name)
    if weak:
        raise Trouble(str(weak))
    account.confirm(now())
    account.set_password_hash(passwords.hash_password(password))
    _add(account)


def _add(account: Account) -> None:
    try:
        with database().writing() as session:
            admit(session, account)
            session.flush()
            record(session, "eingeladen", account, now(), by=None, role=account.role.value)
    except IntegrityError as error:
        raise Trouble(f"There is an account with the address {account.email} already.") from error


def _bound(session: Session, role: Role, name: str, said: str | None) -> dict[str, Any]:
    known = _organisations(session, role)
    if known is None:
        if said:
            raise Trouble(f"The role {role.value} belongs to no organisation: leave it out.")
        return {}
    if said not in known:
        some = "; ".join(sorted(known)[:20]) or "none is there yet, `ecotechub seed` loads them"
        raise Trouble(f"Please name with --organisation where the account belongs: {some}.")
    if role is Role.PROFESSOR:
        return {"profile": Profile(department_id=known[said], chair=name, updated_at=now())}
    return {COLUMNS[role]: known[said]}


def _organisations(session: Session, role: Role) -> dict[str, Any] | None:
    """What the role can belong to, id by name; None when it belongs to nothing."""
    match role:
        case Role.COMPANY:
            return {each.name: each.id for each in session.scalars(select(Company))}
        case Role.SUPPORTER | Role.SCOUT:
            return {each.name: each.id for each in session.scalars(select(SupportingOrganisation))}
        case Role.TRANSFER_MANAGER:
            return {each.short: each.id for each in session.scalars(select(University))}
        case Role.PROFESSOR:
            departments = session.scalars(select(Department)).all()
            return {f"{_place(each)}, {each.name}": each.id for each in departments}
    return None


def _place(department: Department) -> str:
    return f"{department.campus.university.short}, {department.campus.name}"
