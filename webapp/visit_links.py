"""Links by which a company reads, corrects, confirms or refuses what a scout wrote down.

A link is for one visit and one mailbox: another address, or a decision, ends it. The words are not
part of it, because the page behind it always shows the newest ones and sends along what was read.
"""

import hashlib
import hmac
import uuid

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Session

from models import Visit
from webapp.clock import now
from webapp.config import Settings


def make_visit_token(visit: Visit) -> str:
    """The secret part of a link; made when the mail leaves, so that it waits in no queue."""
    return str(_signer().dumps([visit.id.hex, _trace_of(visit)]))


def read_visit_token(session: Session, token: str) -> Visit | None:
    """The visit that still waits for this mailbox; None for everything forged, late or decided."""
    try:
        key, trace = _signer().loads(token)
        visit = session.get(Visit, uuid.UUID(key))
    except (BadData, ValueError, TypeError, AttributeError):
        return None
    if visit is None or not visit.waits(now()):
        return None
    return visit if hmac.compare_digest(str(trace), _trace_of(visit)) else None


def _trace_of(visit: Visit) -> str:
    return hashlib.sha256(f"{visit.id.hex} {visit.email}".encode()).hexdigest()[:32]


def _signer() -> URLSafeSerializer:
    settings: Settings = current_app.extensions["settings"]
    return URLSafeSerializer(settings.secret_keys, salt="visit-link")
