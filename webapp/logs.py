"""Structured logs: one JSON line per event, with the request's id, never with contents."""

import logging
import sys
import time
import uuid

import structlog
from flask import Flask, Response, g, request

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
