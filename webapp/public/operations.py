"""The one thing everybody may change: the language."""

from sqlalchemy.orm import Session

from models import Account


def choose_language(session: Session, language: str, *, by: Account | None) -> None:
    """Remember the language with the account, so that mails come in it as well."""
    if by is not None:
        by.language = language
        session.flush()
