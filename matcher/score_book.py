"""Scores of all open needs, kept up to date expert by expert."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.need_block import NeedBlock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matcher.ranking import Matcher
    from matcher.scoring import ReadNeed
    from matcher.types import Expert, Need


class ScoreBook:
    """Who scores how for which need. A changed expert costs one column, whatever else is there.

    All needs get it in one go; they are arranged for that when the first expert changes after
    they did.

    The scores are those a freshly built matcher would give, since none depends on other experts.
    Needs are analysed and encoded once. For one thread at a time.
    """

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._fingerprint = matcher.describe()
        self._needs: dict[str, ReadNeed] = {}
        self._block: NeedBlock | None = None
        self._scores: dict[str, dict[str, float]] = {}
        self._experts: dict[str, Expert] = {}

    def put(self, needs: Iterable[Need]) -> None:
        """Adds needs, or replaces those whose id is known, with a score for every expert."""
        self.refresh()
        read = {need.id: self._matcher.read(need) for need in needs}
        self._needs |= read
        self._block = None
        found = self._matcher.score(list(read.values()), self._experts.keys())
        self._scores |= zip(read, found, strict=True)

    def drop(self, need_id: str) -> None:
        """Forgets the need. Raises KeyError when there is no such need."""
        del self._needs[need_id]
        self._block = None
        self._scores.pop(need_id, None)

    def refresh(self) -> frozenset[str]:
        """Takes over what changed in the matcher since; the ids of the experts concerned.

        After a change of model everything is read and scored anew.
        """
        present = {expert.id: expert for expert in self._matcher.experts}
        if self._matcher.describe() != self._fingerprint:
            self._fingerprint = self._matcher.describe()
            self._needs = {key: self._matcher.read(read.need) for key, read in self._needs.items()}
            self._scores = {need_id: {} for need_id in self._needs}
            self._experts, self._block = {}, None
        changed = {
            key
            for key, expert in present.items()
            if (known := self._experts.get(key)) is not expert and known != expert
        }
        gone = self._experts.keys() - present.keys()
        for scores in self._scores.values():
            for expert_id in gone:
                scores.pop(expert_id, None)
        self._experts = present
        for expert_id in changed:
            self._score(expert_id)
        return frozenset(changed | gone)

    def scores(self, need_id: str) -> Mapping[str, float]:
        """By expert, best first, as `Matcher.rank` orders them. Raises KeyError."""
        scores = self._scores[need_id]
        return dict(sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])))

    def _score(self, expert_id: str) -> None:
        if not self._needs:
            return
        if self._block is None:
            self._block = NeedBlock(list(self._needs.values()))
        try:
            found = self._matcher.score_expert(self._block, expert_id).tolist()
        except KeyError:
            return  # Another thread has removed the expert; the next refresh will see that.
        for scores, score in zip(self._scores.values(), found, strict=True):
            scores[expert_id] = score
