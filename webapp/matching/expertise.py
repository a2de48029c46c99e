"""What somebody who is still writing may be told: whether there is expertise, never whose."""

from flask import current_app
from sqlalchemy.orm import Session

import matcher
from webapp.matching.experts import published_experts

LIKELY = 0.15
"""Chance of the best published profile from which expertise is said to be there.

By words alone, on the 72 needs and 28 messages about something else in tests/data: 62 of the needs
reach it, none of the others (tests/webapp/test_describing.py holds 60 and 1).
"""


def has_expertise(session: Session, title: str, description: str) -> bool:
    """Whether a published profile speaks to the text, by words alone.

    Who may be asked at the moment does not count, so that the answer tells only what everybody can
    read under Kompetenzen.
    """
    return _best(session, title, description)[1] >= LIKELY


def need_different_people(session: Session, one: str, other: str) -> bool:
    """Whether two parts of a text have expertise each, and not with the same profile first."""
    first, second = _best(session, "", one), _best(session, "", other)
    return min(first[1], second[1]) >= LIKELY and first[0] != second[0]


def _best(session: Session, title: str, text: str) -> tuple[str | None, float]:
    pool, _ = current_app.extensions["search_pool"].refresh(published_experts(session))
    proposals = pool.propose(matcher.Need(id="", title=title, text=text), k=1).proposals
    if not proposals:
        return None, 0.0
    return proposals[0].expert_id, proposals[0].probability or 0.0
