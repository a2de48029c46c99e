"""What an administrator does: invite, and try failed work again."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import (
    Account,
    Company,
    InvalidTransition,
    Job,
    OutgoingMail,
    Profile,
    Role,
    SizeClass,
    WorkState,
)
from webapp.addresses import as_stored
from webapp.audit import record
from webapp.mail import queue_mail
from webapp.memberships import admit


def invite(
    session: Session, role: Role, at: datetime, *, by: Account, email: str, **facts: Any
) -> Account:
    """Open an account without a password and send the link that sets one."""
    account = Account(
        email=as_stored(email),
        display_name=facts.get("display_name") or facts["chair"],
        role=role,
        created_at=at,
        **_organisation(role, at, facts),
    )
    admit(session, account)
    if role is Role.PROFESSOR:
        account.profile = Profile(
            department_id=uuid.UUID(facts["department"]), chair=facts["chair"], updated_at=at
        )
    record(session, "eingeladen", account, at, by=by, role=role.value)
    queue_mail(session, "invitation", account, at)
    return account


def _organisation(role: Role, at: datetime, facts: dict[str, Any]) -> dict[str, Any]:
    match role:
        case Role.COMPANY if facts["company"]:
            return {"company_id": uuid.UUID(facts["company"])}
        case Role.COMPANY:
            return {
                "company": Company(
                    name=facts["new_company"],
                    municipality_ags=facts["municipality"],
                    size_class=SizeClass(facts["size_class"]) if facts["size_class"] else None,
                    registered_at=at,
                )
            }
        case Role.TRANSFER_MANAGER:
            return {"university_id": uuid.UUID(facts["university"])}
        case Role.SUPPORTER | Role.SCOUT:
            return {"organisation_id": uuid.UUID(facts["organisation"])}
    return {}


def invite_again(session: Session, account: Account, at: datetime, *, by: Account) -> Account:
    """Send the invitation once more to somebody who has set no password yet."""
    if account.password_hash is not None or not account.is_active:
        raise InvalidTransition("only an open invitation is sent again")
    record(session, "erneut_eingeladen", account, at, by=by)
    queue_mail(session, "invitation", account, at)
    return account


def revive(
    session: Session, work: Job | OutgoingMail, at: datetime, *, by: Account
) -> Job | OutgoingMail:
    """Give dead work another five attempts."""
    if work.state is not WorkState.DEAD:
        raise InvalidTransition("only dead work is tried again")
    work.revive(at)
    record(session, "noch_einmal_versucht", work, at, by=by)
    return work
