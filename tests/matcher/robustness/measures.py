"""How far two rankings agree."""

import numpy as np
from scipy.stats import kendalltau

from matcher.evaluation import recall


def overlap(ranked, others, k=10):
    """The share of the first k of one that stand among the first k of the other."""
    first = {proposal.expert_id for proposal in ranked[:k]}
    return len(first & {proposal.expert_id for proposal in others[:k]}) / max(len(first), 1)


def agreement(ranked, others):
    """Kendall's tau of the two orders."""
    places = {proposal.expert_id: proposal.rank for proposal in others}
    return kendalltau([p.rank for p in ranked], [places[p.expert_id] for p in ranked]).statistic


def exposure(rankings, k=10):
    """By expert, the sum of 1 / log2(1 + rank) over rankings in which he is among the first k."""
    sums = {proposal.expert_id: 0.0 for proposal in rankings[0]}
    for ranked in rankings:
        for proposal in ranked[:k]:
            sums[proposal.expert_id] += 1 / np.log2(1 + proposal.rank)
    return sums


def mean_recall(collection, rankings):
    """recall@10 over the needs that somebody fits, of rankings by id of the need."""
    values = []
    for need_id, ranked in rankings.items():
        grades = collection.qrels.get(need_id, {})
        if max(grades.values(), default=0) >= 2:
            order = [grades.get(proposal.expert_id, 0) for proposal in ranked]
            values.append(recall(order, list(grades.values()), 10))
    return float(np.mean(values))
