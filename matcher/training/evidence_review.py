"""Lists the strongest evidence of sampled pairs, for a reader to judge."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from matcher.encoder import BUNDLED
from matcher.ranking import Matcher

if TYPE_CHECKING:
    from matcher.training.fusion import Collection
    from matcher.types import Expert

_SEED = 3
_PAIRS = 40
_FIRST = 3


def evidence_review(collection: Collection) -> str:
    """A Markdown table of 40 pairs of grade 3, the last column left for the verdict."""
    experts = {expert.id: expert for expert in collection.experts}
    needs = {need.id: need for need in collection.needs}
    pairs = [
        (need_id, expert_id)
        for need_id, grades in sorted(collection.qrels.items())
        for expert_id, grade in sorted(grades.items())
        if grade == _FIRST
    ]
    matcher = Matcher(collection.experts, BUNDLED)
    lines = [
        "| need | expert | sentence of the need | statement | words | accepted |",
        "|---" * 6 + "|",
    ]
    for need_id, expert_id in sorted(random.Random(_SEED).sample(pairs, _PAIRS)):
        result = matcher.propose(needs[need_id], k=1, among={expert_id})
        found = result.proposals[0].evidence[:1]
        cells = [need_id, expert_id]
        for evidence in found:
            met = [*evidence.words, *(" ↔ ".join(pair) for pair in evidence.pairs)]
            cells += [
                result.aspects[evidence.aspect].text,
                _statement(experts[expert_id], evidence.statement_id),
                ", ".join(met),
            ]
        cells += ["no evidence", "", ""] if not found else []
        lines.append("| " + " | ".join(cell.replace("\n", " ") for cell in cells) + " | |")
    return "\n".join(lines)


def _statement(expert: Expert, statement_id: str | None) -> str:
    texts = {statement.id: statement.text for statement in expert.statements}
    return texts.get(statement_id or "", f"{expert.heading}. {expert.summary}")
