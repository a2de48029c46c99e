"""The only seam to the matcher: rows in, rows out, and no computing inside a transaction."""

from flask import Flask

from webapp.config import Settings
from webapp.matching.experts import guess_language, published_experts
from webapp.matching.language_models import forget_unpublished, is_wanted, prepare_model
from webapp.matching.pools import Pool, WorkersPool
from webapp.matching.runs import (
    add_match,
    is_covered_by,
    match_challenge,
    needs_matched_without_model,
    speaks_to_problem,
)
from webapp.matching.search import Found, search_experts

__all__ = [
    "Found",
    "add_match",
    "forget_unpublished",
    "guess_language",
    "init_app",
    "is_covered_by",
    "is_wanted",
    "match_challenge",
    "needs_matched_without_model",
    "prepare_model",
    "published_experts",
    "search_experts",
    "speaks_to_problem",
]


def init_app(app: Flask, settings: Settings) -> None:
    """One pool for searching in the web, which stays light, and one for the worker's runs."""
    app.extensions["search_pool"] = Pool()
    app.extensions["match_pool"] = WorkersPool(settings.embedding_model)
    app.extensions["loaded_models"] = {}
