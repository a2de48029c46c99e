"""Structured logs: one JSON line per event, with the request's id, never with contents."""

import logging
import sys
import time
import traceback
import uuid
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, Response, g, request

DEEPEST = 5
"""So many errors behind each other say enough."""

log = structlog.get_logger(__name__)


def configure(*, readable: bool) -> None:
    """Write JSON in production and readable lines in the demo."""
    renderer = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if readable
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def init_app(app: Flask) -> None:
    """Give every request an id and one line when it is answered."""
    app.before_request(_begin)
    app.after_request(_finish)
    app.log_exception = _log_failure  # type: ignore[method-assign]
    app.logger.addFilter(_leave_contents_out)


def trace_without_contents(error: BaseException) -> str:
    """Where it went wrong and of what kind; the message of an error may quote what people wrote."""
    traces = []
    while error is not None and len(traces) < DEEPEST:
        traces.append("".join(traceback.format_tb(error.__traceback__)) + type(error).__qualname__)
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    return "\nwhile handling:\n".join(traces)


def place_of(error: BaseException) -> str:
    """The kind of an error and the line it came from, in a few words."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f": {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    return type(error).__name__ + place


def _leave_contents_out(record: logging.LogRecord) -> bool:
    if record.exc_info and record.exc_info[1]:
        record.exc_text, record.exc_info = trace_without_contents(record.exc_info[1]), None
    return True


def _log_failure(exc_info: Any) -> None:
    """What Flask itself has to report, without the path and the message it would add."""
    log.error(
        "request.failed", endpoint=request.endpoint, trace=trace_without_contents(exc_info[1])
    )


def _begin() -> None:
    g.request_id = uuid.uuid4().hex
    g.request_began = time.monotonic()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _finish(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if request.endpoint not in {"static", "public.healthz"}:
        elapsed = time.monotonic() - g.get("request_began", time.monotonic())
        # The endpoint, never the path: paths and queries may carry what people typed.
        log.info(
            "request",
            endpoint=request.endpoint,
            method=request.method,
            status=response.status_code,
            milliseconds=round(elapsed * 1000),
        )
    return response
