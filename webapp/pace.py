"""Answers that take the same time, whatever there is behind an address or an id.

Some answers mean more work than others: a row more, a mail more. For the forms that anybody may
send for any address, an answer therefore never leaves before a floor has passed, counted from the
start of the view and waited for after the commit. What is not found under an id, and a mailed link
that opens nothing any more, have a lower floor, counted from the start of the request: to see that
somebody may not know of a row takes longer than to see that there is none. The thread sleeps
without a database connection and without a lock, and a random moment longer: what is left to do
after it differs by some hundredths of a millisecond.

Such forms wait for that, and for one of the few places where passwords are hashed. So that a flood
of them leaves threads for all other pages, only so many are let in at once; the rest are told to
come back.
"""

import secrets
import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import ServiceUnavailable

from webapp.config import Settings
from webapp.database import SAFE_METHODS

COME_BACK_SECONDS = 5
LONGEST_MOMENT = 0.005
"""Seconds that a floor is overstayed by at most, drawn anew for each answer."""


def init_app(app: Flask, settings: Settings) -> None:
    """Hold answers back; has to come before the commit is registered, so that it runs after."""
    most = max(1, settings.threads * 3 // 4)
    app.extensions["paced_places"] = threading.BoundedSemaphore(most)
    app.after_request(_hold_back)
    app.teardown_request(_leave_place)


def evenly(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let what a form answers take no less than the floor."""

    @wraps(view)
    def paced(**arguments: Any) -> Any:
        if request.method not in SAFE_METHODS:
            _take_place()
            settings: Settings = current_app.extensions["settings"]
            g.answer_not_before = time.monotonic() + settings.answer_floor_ms / 1000
        return view(**arguments)

    return paced


def _take_place() -> None:
    places: threading.BoundedSemaphore = current_app.extensions["paced_places"]
    if not places.acquire(blocking=False):
        raise ServiceUnavailable(retry_after=COME_BACK_SECONDS)
    g.paced_place = places


def _leave_place(_: BaseException | None) -> None:
    if (places := g.pop("paced_place", None)) is not None:
        places.release()


def _hold_back(response: Response) -> Response:
    if response.status_code in {404, 410} and request.view_args:
        settings: Settings = current_app.extensions["settings"]
        g.answer_not_before = g.request_began + settings.denial_floor_ms / 1000
    due = g.get("answer_not_before")
    if due is not None:
        if (session := g.get("session")) is not None:
            session.close()
        moment = secrets.SystemRandom().uniform(0, LONGEST_MOMENT)
        time.sleep(max(0.0, due - time.monotonic()) + moment)
    return response
