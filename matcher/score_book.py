"""Scores of all open needs, kept up to date expert by expert."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matcher.ranking import Matcher
    from matcher.scoring import ReadNeed
    from matcher.types import Expert, Need


class ScoreBook:
    """Who scores how for which need. A changed expert costs one column, whatever else is there.

    The scores are those a freshly built matcher would give, since none depends on other experts.
    Needs are analysed and encoded once. For one thread at a time.
    """

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._fingerprint = matcher.describe()
        self._needs: dict[str, ReadNeed] = {}
        self._scores: dict[str, dict[str, float]] = {}
        self._experts: dict[str, Expert] = {}

    def put(self, needs: Iterable[Need]) -> None:
        """Adds needs, or replaces those whose id is known, with a score for every expert."""
        self.refresh()
        read = {need.id: self._matcher.read(need) for need in needs}
        self._needs |= read
        self._score(list(read), self._experts.keys())

    def drop(self, need_id: str) -> None:
        """Forgets the need. Raises KeyError when there is no such need."""
        del self._needs[need_id]
        self._scores.pop(need_id, None)

    def refresh(self) -> frozenset[str]:
        """Takes over what changed in the matcher since; the ids of the experts concerned.

        After a change of model everything is read and scored anew.
        """
        present = {expert.id: expert for expert in self._matcher.experts}
        if self._matcher.describe() != self._fingerprint:
            self._fingerprint = self._matcher.describe()
            self._needs = {key: self._matcher.read(read.need) for key, read in self._needs.items()}
            self._scores, self._experts = {}, {}
        changed = {key for key, expert in present.items() if self._experts.get(key) != expert}
        gone = self._experts.keys() - present.keys()
        for scores in self._scores.values():
            for expert_id in gone:
                scores.pop(expert_id, None)
        self._experts = present
        self._score(list(self._needs), changed)
        return frozenset(changed | gone)

    def scores(self, need_id: str) -> Mapping[str, float]:
        """By expert, best first, as `Matcher.rank` orders them. Raises KeyError."""
        scores = self._scores[need_id]
        return dict(sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])))

    def _score(self, need_ids: list[str], expert_ids: Iterable[str]) -> None:
        needs = [self._needs[need_id] for need_id in need_ids]
        found = self._matcher.score(needs, list(expert_ids))
        for need_id, scores in zip(need_ids, found, strict=True):
            self._scores[need_id] = self._scores.get(need_id, {}) | scores
