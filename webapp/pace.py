"""Answers that take the same time, whether or not there is an account behind an address.

Some answers mean more work than others: a row more, a mail more. For the three forms that anybody
may send for any address, an answer therefore never leaves before a floor has passed, counted from
the start of the view and waited for after the commit. The thread sleeps without a database
connection and without a lock.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, current_app, g, request

from webapp.config import Settings
from webapp.database import SAFE_METHODS


def init_app(app: Flask) -> None:
    """Hold answers back; has to come before the commit is registered, so that it runs after."""
    app.after_request(_hold_back)


def evenly(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let what a form answers take no less than the floor."""

    @wraps(view)
    def paced(**arguments: Any) -> Any:
        if request.method not in SAFE_METHODS:
            settings: Settings = current_app.extensions["settings"]
            g.answer_not_before = time.monotonic() + settings.answer_floor_ms / 1000
        return view(**arguments)

    return paced


def _hold_back(response: Response) -> Response:
    due = g.get("answer_not_before")
    if due is not None:
        if (session := g.get("session")) is not None:
            session.close()
        time.sleep(max(0.0, due - time.monotonic()))
    return response
