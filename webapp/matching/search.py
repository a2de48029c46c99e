"""Free-text search for people, for the desk."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models import Band, Profile
from webapp.matching.experts import profiles_by_id, published_experts


@dataclass(frozen=True)
class Found:
    """Somebody found by free-text search."""

    profile: Profile
    statements: Sequence[str]
    words: Sequence[str]
    band: Band


def search_experts(
    session: Session,
    text: str,
    at: datetime,
    k: int = 10,
    *,
    among: ColumnElement[bool] | None = None,
) -> list[Found]:
    """People whose published profile speaks to the words, open for enquiries or not.

    Whoever is not `among` the profiles of a condition leaves no trace in ranks and counts.
    """
    pool, versions = current_app.extensions["search_pool"].refresh(published_experts(session))
    ids = (
        versions.keys()
        if among is None
        else {str(each) for each in session.scalars(select(Profile.id).where(among))}
    )
    proposals = [each for each in pool.search(text, k, ids & versions.keys()) if each.evidence]
    profiles = profiles_by_id(session, [uuid.UUID(each.expert_id) for each in proposals])
    found = []
    for proposal in proposals:
        profile = profiles.get(uuid.UUID(proposal.expert_id))
        if profile is None:
            continue
        statements = {str(each.id): each.text for each in profile.competences}
        found.append(
            Found(
                profile=profile,
                statements=[
                    statements.get(each.statement_id or "", profile.summary or profile.chair)
                    for each in proposal.evidence
                ],
                words=sorted({word for each in proposal.evidence for word in each.words}),
                band=Band(proposal.band.value),
            )
        )
    return found
