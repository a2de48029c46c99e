"""The mailed link with which one professor answers one enquiry, and with which nothing else opens.

It is made for one account and one text and ends with the time to answer. It dies earlier when the
enquiry is answered, taken back or asked anew with other words, and, like every mailed link, with
the sessions or the address of its account. Nothing is stored: all of that is read from the rows.
"""

import hashlib
import hmac
import uuid
from datetime import datetime

from flask import current_app
from itsdangerous import BadData, Signer
from itsdangerous.encoding import base64_decode, base64_encode
from sqlalchemy.orm import Session

from models import Introduction, policies
from webapp.config import Settings
from webapp.tokens import trace_of_link

_KEY_BYTES = 16


def make_answer_token(introduction: Introduction) -> str:
    """The secret part of the link; short, so that no mail program breaks the line."""
    return _signer().sign(base64_encode(_payload_of(introduction))).decode()


def read_answer_token(session: Session, token: str, at: datetime) -> Introduction | None:
    """The enquiry that may be answered with it now; None for everything else, whatever it was."""
    try:
        payload = base64_decode(_signer().unsign(token))
    except BadData:
        return None
    introduction = session.get(Introduction, uuid.UUID(bytes=payload[:_KEY_BYTES]))
    if introduction is None:
        return None
    account = introduction.profile.account
    if not policies.may_answer_by_link(account, introduction, at):
        return None
    return introduction if hmac.compare_digest(payload, _payload_of(introduction)) else None


def _payload_of(introduction: Introduction) -> bytes:
    """Which enquiry it is, and a trace of everything that ends the link when it changes."""
    teaser = introduction.teaser
    if teaser is None:
        raise ValueError("an enquiry without a text cannot be answered")
    whose = trace_of_link(introduction.profile.account)
    trace = hashlib.sha256(f"{whose} {teaser.id} {teaser.text_version}".encode()).digest()
    return introduction.id.bytes + trace[:_KEY_BYTES]


def _signer() -> Signer:
    settings: Settings = current_app.extensions["settings"]
    return Signer(
        settings.secret_keys,
        salt="enquiry-link.answer",
        key_derivation="hmac",
        digest_method=hashlib.sha256,
    )
