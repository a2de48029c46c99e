"""Which addresses are for programs and which for people, and in whose name a program reads."""

from flask import g, has_request_context, request

from models import Account

FOR_PROGRAMS = "/api/"


def is_program() -> bool:
    """Whether this request asks under the part of the service that answers programs."""
    return has_request_context() and request.path.startswith(FOR_PROGRAMS)


def acting_account() -> Account | None:
    """In whose name this operation reads; nobody's where it serves no purpose of its own."""
    return g.get("acting_account")
