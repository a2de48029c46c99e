"""Two of the people proposed for a case, side by side."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from webapp.review.proposals import MarkedAspect, NumberedEvidence, Proposal, Review


@dataclass(frozen=True)
class AspectRow:
    """An aspect, and the best that each of the two has to say about it, if anything."""

    aspect: MarkedAspect
    evidence: tuple[NumberedEvidence | None, NumberedEvidence | None]


@dataclass(frozen=True)
class Comparison:
    """Two proposals, aspect by aspect."""

    pair: tuple[Proposal, Proposal]
    rows: Sequence[AspectRow]
    """The aspects of which at least one of them speaks."""
    left_over: Sequence[MarkedAspect]
    """The aspects that even both together do not cover."""


def everybody_in(review: Review) -> list[Proposal]:
    """Whoever may be compared: the newest proposals, then those decided in an older run."""
    return [*review.proposals, *review.earlier]


def compare(review: Review, one: uuid.UUID, other: uuid.UUID) -> Comparison | None:
    """Two different people of this case beside each other; None where they are not among them."""
    by_id = {each.profile.id: each for each in everybody_in(review)}
    if one == other or one not in by_id or other not in by_id:
        return None
    pair = (by_id[one], by_id[other])
    rows = [
        AspectRow(aspect, (_best(pair[0], aspect), _best(pair[1], aspect)))
        for aspect in review.aspects
    ]
    return Comparison(
        pair=pair,
        rows=[row for row in rows if any(row.evidence)],
        left_over=[row.aspect for row in rows if not any(row.evidence)],
    )


def _best(proposal: Proposal, aspect: MarkedAspect) -> NumberedEvidence | None:
    """The strongest evidence for an aspect; a hint is none."""
    for each in proposal.evidence:
        if each.number == aspect.number and not each.is_hint:
            return each
    return None
