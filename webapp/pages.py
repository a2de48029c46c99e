"""Which page of a long list somebody asks for."""

from flask import request

FURTHEST = 1_000_000
"""Beyond it no list goes, and no database counts."""


def page_asked() -> int:
    """From the address, beginning with 1."""
    return min(max(1, request.args.get("seite", 1, type=int)), FURTHEST)
