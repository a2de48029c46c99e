"""Accounts an operator creates from the command line: invited by link or with a password."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Account, Company, Role, SupportingOrganisation, University
from webapp import passwords
from webapp.addresses import as_stored
from webapp.audit import record
from webapp.clock import now
from webapp.database import database
from webapp.links import account_link
from webapp.tokens import Purpose
from webapp.troubles import Trouble

BELONGS_TO: dict[Role, tuple[str, type, str]] = {
    Role.COMPANY: ("company_id", Company, "name"),
    Role.TRANSFER_MANAGER: ("university_id", University, "short"),
    Role.SUPPORTER: ("organisation_id", SupportingOrganisation, "name"),
}
"""The organisation a role is bound to, and how it is named."""


def newcomer(role: str, email: str, name: str, organisation: str | None) -> Account:
    """An account that is not stored yet; raises Trouble when a detail does not fit."""
    known = {each.value: each for each in Role}
    if role not in known:
        raise Trouble(f"There is no role {role}: please choose one of {', '.join(known)}.")
    address = as_stored(email)
    if address is None:
        raise Trouble(f"{email} is no e-mail address: please check it.")
    with database().reading() as session:
        bound = _organisation(session, known[role], organisation)
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
            session.add(account)
            session.flush()
            record(session, "konto_angelegt", account, now(), by=None)
    except IntegrityError as error:
        raise Trouble(f"There is an account with the address {account.email} already.") from error


def _organisation(session: Session, role: Role, said: str | None) -> dict[str, Any]:
    if role not in BELONGS_TO:
        if said:
            raise Trouble(f"The role {role.value} belongs to no organisation: leave it out.")
        return {}
    column, model, attribute = BELONGS_TO[role]
    names = {getattr(each, attribute): each for each in session.scalars(select(model))}
    if said not in names:
        some = ", ".join(sorted(names)[:12]) or "none there yet"
        raise Trouble(f"Please name with --organisation where the account belongs: {some}.")
    return {column: names[said].id}
