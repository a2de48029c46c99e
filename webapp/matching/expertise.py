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


class Expertise:
    """What is published now, read once for all that is asked about one text.

    Who may be asked at the moment does not count, so that the answers tell only what everybody can
    read under Kompetenzen.
    """

    def __init__(self, session: Session) -> None:
        experts = published_experts(session)
        self._pool, _ = current_app.extensions["search_pool"].refresh(experts)

    def speaks_to(self, title: str, description: str) -> bool:
        """Whether a published profile speaks to the text, by words alone."""
        return self._best(title, description)[1] >= LIKELY

    def is_apart(self, one: str, other: str) -> bool:
        """Whether two parts of a text have expertise each, and not with the same profile first."""
        first, second = self._best("", one), self._best("", other)
        return min(first[1], second[1]) >= LIKELY and first[0] != second[0]

    def _best(self, title: str, text: str) -> tuple[str | None, float]:
        need = matcher.Need(id="", title=title, text=text)
        proposals = self._pool.propose(need, k=1).proposals
        if not proposals:
            return None, 0.0
        return proposals[0].expert_id, proposals[0].probability or 0.0
