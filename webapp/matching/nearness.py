"""How near published words of companies come to one profile, and to which of its statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import matcher
from models import Band, Profile
from webapp.matching.experts import as_expert
from webapp.matching.pools import OPTIONS

Key = TypeVar("Key")


@dataclass(frozen=True)
class Nearness:
    """How well a text and a profile go together, and the own statement that says so, if any."""

    band: Band
    statement: str | None
    words: Sequence[str]


def nearest_first(profile: Profile, texts: Mapping[Key, str]) -> list[tuple[Key, Nearness]]:
    """The texts in the order in which they come near the profile.

    Each is compared by its own words with this profile alone, so that the order tells nothing of
    any other text or profile; what comes equally near keeps its order.
    """
    expert = as_expert(profile)
    alone = matcher.Matcher([expert], options=OPTIONS)
    statements = {each.id: each.text for each in expert.statements}
    near = []
    for key, text in texts.items():
        need = matcher.Need(id=str(key), title="", text=text)
        (proposal,) = alone.propose(need, k=1).proposals
        evidence = proposal.evidence[0] if proposal.evidence else None
        nearness = Nearness(
            band=Band(proposal.band.value),
            statement=statements.get(evidence.statement_id or "", expert.summary or expert.heading)
            if evidence
            else None,
            words=evidence.words if evidence else (),
        )
        near.append((proposal.score, key, nearness))
    near.sort(key=lambda each: -each[0])
    return [(key, nearness) for _, key, nearness in near]
