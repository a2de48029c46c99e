"""A form sent twice is acted on once: its key is stored with where it led."""

import uuid

from flask import Flask, Response, g, redirect, request

from models import ReceivedPost
from webapp.access import current_user, object_id
from webapp.clock import now
from webapp.database import SAFE_METHODS, get_session


def init_app(app: Flask) -> None:
    """Recognise repeated posts before anything else looks at them."""
    app.before_request(_answer_repeated_post)
    app.jinja_env.globals["new_idempotency_key"] = lambda: str(uuid.uuid4())


def _answer_repeated_post() -> Response | None:
    if request.method in SAFE_METHODS:
        return None
    key = object_id(request.form.get("idempotency_key", ""))
    if key is None:
        return None
    received = get_session().get(ReceivedPost, key)
    if received is None:
        g.post_key = key
        return None
    user = current_user()
    if received.path != request.path or received.account_id != (user.id if user else None):
        return None
    return redirect(received.location)  # type: ignore[return-value]


def remember_post(response: Response) -> None:
    """Store where a form led, in the transaction that did what it asked for."""
    key = g.get("post_key")
    if key is None or response.status_code not in {302, 303} or not response.location:
        return
    user = g.get("post_account", current_user())
    get_session().add(
        ReceivedPost(
            id=key,
            account_id=user.id if user else None,
            path=request.path[:500],
            location=response.location[:500],
            received_at=now(),
        )
    )
