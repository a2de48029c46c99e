"""The need that is being described in this browser: kept while they type, found again later."""

import secrets
from datetime import datetime

from flask import Response, after_this_request, current_app, request
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import Account, InterimNeed, policies
from models.interim import KEPT_FOR
from models.session import hash_key
from webapp.config import Settings
from webapp.i18n import choose_language


def present_need(session: Session, user: Account | None, at: datetime) -> InterimNeed | None:
    """What was begun in this browser, or by this account on another device; the newest of both."""
    return session.scalars(
        select(InterimNeed)
        .where(policies.own_interim_needs(user, _key_hash(), at))
        .order_by(InterimNeed.changed_at.desc(), InterimNeed.id)
    ).first()


def keep_need(
    session: Session, typed: dict[str, list[str]], user: Account | None, at: datetime
) -> InterimNeed | None:
    """Write down what a form holds, by field; None as long as nobody has typed anything."""
    need = present_need(session, user, at)
    if need is None:
        if not "".join(typed.get("title", []) + typed.get("description", [])).strip():
            return None
        need = InterimNeed(
            key_hash=hash_key(_give_key()), fields={}, language=choose_language(), begun_at=at
        )
        session.add(need)
    need.write(typed, at)
    if user is not None and need.account_id is None:
        forget_needs_of(session, user)
        need.adopt(user.id)
    session.flush()
    return need


def forget_need(session: Session, user: Account | None, at: datetime) -> None:
    """What was begun is handed in, kept as a draft, or not wanted any more."""
    for need in session.scalars(
        select(InterimNeed).where(policies.own_interim_needs(user, _key_hash(), at))
    ):
        session.delete(need)


def forget_needs_of(session: Session, account: Account) -> None:
    """Somebody has begun another one; an account keeps one at a time."""
    session.execute(delete(InterimNeed).where(InterimNeed.account_id == account.id))


def forget_old_needs(session: Session, at: datetime) -> None:
    """Nobody has gone on with these for a fortnight."""
    session.execute(delete(InterimNeed).where(InterimNeed.changed_at <= at - KEPT_FOR))


def _cookie_name() -> str:
    settings: Settings = current_app.extensions["settings"]
    return "__Host-entwurf" if settings.is_production else "entwurf"


def _key_hash() -> str | None:
    key = request.cookies.get(_cookie_name())
    return hash_key(key) if key else None


def _give_key() -> str:
    key = secrets.token_urlsafe(32)

    @after_this_request
    def remember(response: Response) -> Response:
        settings: Settings = current_app.extensions["settings"]
        response.set_cookie(
            _cookie_name(), key, max_age=KEPT_FOR, path="/", httponly=True, samesite="Lax",
            secure=settings.is_production,
        )  # fmt: skip
        return response

    return key
