"""Links by which participants of a workshop see, change and cancel their own registration.

No account is needed: whoever reads the mailbox holds the link. It is for one registration and one
mailbox, works until the person's details are erased, and opens nothing else.
"""

import hashlib
import hmac
import uuid

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Session

from models import Participant
from webapp.config import Settings


def make_participant_token(participant: Participant) -> str:
    """The secret part of a link; made when the mail leaves, so that it waits in no queue."""
    return str(_signer().dumps([participant.id.hex, _trace_of(participant)]))


def read_participant_token(session: Session, token: str) -> Participant | None:
    """Whose registration it is; None for everything forged, and for erased people."""
    try:
        key, trace = _signer().loads(token)
        participant = session.get(Participant, uuid.UUID(key))
    except (BadData, ValueError, TypeError, AttributeError):
        return None
    if participant is None or participant.erased_at is not None:
        return None
    return participant if hmac.compare_digest(str(trace), _trace_of(participant)) else None


def _trace_of(participant: Participant) -> str:
    return hashlib.sha256(f"{participant.id.hex} {participant.email}".encode()).hexdigest()[:32]


def _signer() -> URLSafeSerializer:
    settings: Settings = current_app.extensions["settings"]
    return URLSafeSerializer(settings.secret_keys, salt="participant-link")
