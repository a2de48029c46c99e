"""What an operator does to accounts at the terminal, because nobody signed in could."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account
from webapp import factors
from webapp.addresses import as_stored
from webapp.clock import now
from webapp.database import database
from webapp.troubles import Trouble


def role_with_factor(email: str) -> str:
    """The role of the account whose factor may be reset; raises Trouble when there is none."""
    with database().reading() as session:
        return _with_factor(session, email).role.value


def reset_second_factor(email: str) -> None:
    """Take the lost factor of an account away, without another administrator."""
    with database().writing() as session:
        factors.reset(session, _with_factor(session, email), now(), by=None)


def _with_factor(session: Session, email: str) -> Account:
    account = session.scalars(select(Account).where(Account.email == as_stored(email))).first()
    if account is None:
        raise Trouble(f"There is no account with the address {email}: please check it.")
    if factors.factor_of(session, account) is None:
        raise Trouble(f"The account {account.email} has no second factor to reset.")
    return account
