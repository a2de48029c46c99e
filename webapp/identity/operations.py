"""What happens to an identity: it is proved again, and its address changes."""

import enum
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import Account
from webapp import factors, passwords
from webapp.addresses import as_stored
from webapp.audit import record
from webapp.identity import queries
from webapp.mail import queue_mail, queue_sparingly
from webapp.memberships import account_of_address

MAILS = 3
MAILS_WITHIN = timedelta(hours=6)
"""So that nobody fills the mailboxes of strangers."""


class Proof(enum.Enum):
    """What came of an attempt to prove who one is."""

    GIVEN = enum.auto()
    WRONG_PASSWORD = enum.auto()
    WRONG_CODE = enum.auto()


def prove(session: Session, account: Account, password: str, code: str, at: datetime) -> Proof:
    """Compare password and code with the account's; a code is used up only by a right password."""
    stored = account.password_hash
    # Others write while this hashes; nothing has been changed yet.
    session.rollback()
    if not passwords.is_right(password, stored) or account.password_hash != stored:
        return Proof.WRONG_PASSWORD
    factor = factors.factor_of(session, account)
    if factor is not None and not factors.is_right(session, factor, code, at):
        return Proof.WRONG_CODE
    record(session, "identitaet_bestaetigt", account, at, by=account)
    return Proof.GIVEN


def ask_for_address(session: Session, email: str, at: datetime, *, by: Account) -> None:
    """Send a link to the new mailbox; where the address has an account, its owner is told."""
    address = as_stored(email) or ""
    if queries.links_since(session, by, address, at - MAILS_WITHIN) >= MAILS:
        return
    record(session, "neue_adresse_erbeten", by, at, by=by)
    owner = account_of_address(session, address)
    if owner is None:
        queue_mail(session, "change_address", by, at, address=address)
    else:
        queue_sparingly(session, "address_in_use", owner, at)


def change_address(session: Session, account: Account, address: str, at: datetime) -> bool:
    """Take the new address and tell the old one; False when somebody has it meanwhile."""
    if account_of_address(session, address) is not None:
        return False
    before = account.email
    account.change_address(address, at)
    record(session, "adresse_geaendert", account, at, by=account)
    queue_mail(session, "address_changed", account, at, address=before)
    return True
