"""Stoffströme and needs of several companies that fit together, and who could close the gap."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product

import structlog
from flask import current_app
from sqlalchemy import and_
from sqlalchemy.orm import Session

import matcher
from matcher.alike import alike_pairs
from matcher.clustering import likeness
from matcher.flows import Flow, FlowMatch, GapKind, Part, PartKind, match_flows
from matcher.materials import Material, Materials, bundled_materials
from models import Account, Challenge, MaterialFlow, policies
from webapp.distances import CENTROIDS
from webapp.matching import language_models
from webapp.matching.experts import as_need
from webapp.matching.search import Found, search_experts

__all__ = ["FlowMatch", "GapKind", "Material", "Materials", "Part", "PartKind"]
LEAST_SCORE = 0.5
"""Below it a pair is not worth anybody's time; set by judgement, as the weights are."""
MOST_PROFESSORS = 5
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class FoundTogether:
    """Two needs that fit, with the Stoffströme that do so, if it is these."""

    needs: tuple[Challenge, Challenge]
    flows: tuple[MaterialFlow, MaterialFlow] | None
    score: float


def materials() -> Materials:
    """What residues and inputs are put under."""
    return bundled_materials()


def match_of(one: MaterialFlow, other: MaterialFlow) -> FlowMatch | None:
    """How two Stoffströme go together; of two free wordings their n-grams are compared."""
    both = as_flow(one), as_flow(other)
    is_listed = all(each.material or materials().recognise(each.wording) for each in both)
    words = 0.0 if is_listed else float(likeness([one.wording, other.wording])[0, 1])
    return match_flows(*both, likeness=words)


def as_flow(flow: MaterialFlow) -> Flow:
    """A row as the matcher reads it."""
    by_weight, by_volume = flow.tonnes_a_year, flow.cubic_metres_a_year
    amount = by_weight if by_weight is not None else by_volume
    return Flow(
        id=str(flow.id),
        is_offered=flow.is_offered,
        material=flow.material,
        wording=flow.wording,
        amount=float(amount) if amount is not None else None,
        is_volume=by_volume is not None,
        purity=(float(flow.purity[0]), float(flow.purity[1])) if flow.purity else None,
        shape=flow.shape.value if flow.shape else "",
        contaminants=flow.contaminants,
        place=CENTROIDS.get(flow.municipality_ags),
    )


def find_flow_pairs(needs: Sequence[Challenge]) -> list[FoundTogether]:
    """Residues of one company and inputs of another one, where the needs may be compared at all.

    Whether a pair is found depends on its two Stoffströme and on nothing else.
    """
    flows = [(need, flow) for need in needs for flow in flows_of(need)]
    offered = [each for each in flows if each[1].is_offered]
    wanted = [each for each in flows if not each[1].is_offered]
    found = []
    for (giver, residue), (taker, other) in product(offered, wanted):
        if policies.are_kept_apart(giver, taker):
            continue
        match = match_of(residue, other)
        if match is not None and match.score >= LEAST_SCORE:
            found.append(FoundTogether((giver, taker), (residue, other), match.score))
    return found


def find_alike_needs(
    needs: Sequence[Challenge], themes: Sequence[frozenset[str]]
) -> tuple[list[FoundTogether], bool]:
    """Needs of different companies that are close enough for one project.

    And whether a model was missing, so that only nearly the same words were found. Nobody calls
    this inside a transaction: a model takes its time.
    """
    texts = [as_need(each) for each in needs]
    setting, is_degraded = current_app.extensions["settings"].embedding_model, False
    try:
        encoder = language_models.open_active(setting).forgetting() if setting else None
        pairs = alike_pairs(texts, themes, encoder)
    except matcher.EncoderUnavailable as error:
        log.warning("joint_projects.without_model", error=str(error))
        pairs, is_degraded = alike_pairs(texts, themes), True
    found = [
        FoundTogether((needs[one], needs[other]), None, score)
        for one, other, score in pairs
        if not policies.are_kept_apart(needs[one], needs[other])
    ]
    return found, is_degraded


def who_closes_gap(
    session: Session, words: str, needs: Sequence[Challenge], user: Account, at: datetime
) -> list[Found]:
    """Professors whose profile speaks to the words, of those whom the reader may propose to all.

    Whom one of the companies excluded, or who has a conflict, is left out before anything is
    ranked, as in every search of the desk.
    """
    proposable = and_(*(policies.proposable_profiles(user, each, at) for each in needs))
    return search_experts(session, words, at, MOST_PROFESSORS, among=proposable)


def flows_of(need: Challenge) -> list[MaterialFlow]:
    """The Stoffströme of a need, in the order they were written."""
    return need.material_flows  # type: ignore[attr-defined, no-any-return]
