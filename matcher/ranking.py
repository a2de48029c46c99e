"""The matcher: experts in, ranked proposals with evidence out."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from matcher import calibration, lexical, scoring, stuffing
from matcher.encoder import EncoderUnavailable, load_encoder
from matcher.evidence import Coverage, salient
from matcher.fingerprints import fingerprint
from matcher.fusion import bundled_fusion
from matcher.index import Snapshot, StatementIndex
from matcher.ordering import best_first, proposals, rounded
from matcher.scoring import ReadNeed
from matcher.similarities import Similarities
from matcher.text import split_aspects
from matcher.types import MatchResult, Need, Options
from matcher.vectors import Vectors
from matcher.word_pairs import WordPairs, WordVectors

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

    from matcher.encoder import Encoder, TextRole
    from matcher.fusion import Fusion
    from matcher.need_block import NeedBlock
    from matcher.scoring import NeedRows
    from matcher.types import Aspect, Expert, Fingerprint, Proposal

logger = logging.getLogger(__name__)


class Matcher:
    """Ranks every expert for a need and says why.

    The order depends on texts, encoder and options alone: neither on the order in which experts
    were added nor on other experts. Equal scores are ordered by expert id, ascending.

    `encoder` is an Encoder, a model name or path, or None for the lexical channels only. A model
    that cannot be loaded or fails later is dropped: `degraded` becomes true, `problem` says why,
    and ranking goes on lexically. `fusion` weighs the channels: None is the one that is shipped.
    Threads may rank while others change experts.
    """

    def __init__(
        self,
        experts: Iterable[Expert] = (),
        encoder: Encoder | str | None = None,
        options: Options | None = None,
        fusion: Fusion | None = None,
    ) -> None:
        self.options = options or Options()
        self.fusion = fusion or bundled_fusion()
        self.problem: str | None = None
        self._encoder: Encoder | None = None
        self._word_pairs: WordPairs | None = None
        self.dense_scale = scoring.DenseScale(mean=0.0, deviation=1.0)
        self._vectors = Vectors(self._encode, use_sector=self.options.use_sector)
        self._index = StatementIndex(self._vectors.of_expert)
        self._use(encoder)
        self.add(experts)

    @property
    def degraded(self) -> bool:
        """A model was configured but does not work."""
        return self.problem is not None

    @property
    def reduced_quality(self) -> bool:
        """No dense model takes part, be it broken or not configured."""
        return self._encoder is None

    def __len__(self) -> int:
        return len(self._index)

    def __contains__(self, expert_id: str) -> bool:
        return expert_id in self._index

    @property
    def experts(self) -> tuple[Expert, ...]:
        """All of them, in ascending order of id."""
        snapshot = self._index.snapshot()
        return tuple(rows.expert for rows in snapshot.experts) if snapshot else ()

    def add(self, experts: Iterable[Expert]) -> None:
        """Adds experts; one whose id is known is replaced."""
        self._index.add(experts)

    def replace(self, expert: Expert) -> None:
        """Takes the expert's new statements, or adds the expert."""
        self._index.add([expert])

    def remove(self, expert_id: str) -> None:
        """Forgets the expert. Raises KeyError when there is no such expert."""
        self._index.remove(expert_id)

    def rank(self, need: Need) -> list[Proposal]:
        """Every expert, best first, without evidence."""
        snapshot = self._index.snapshot()
        if snapshot is None:
            return []
        rows = self._vectors.of_need(need, split_aspects(need))
        found = self._without_copies(Similarities(rows, snapshot))
        features, ids = self._features(found), found.snapshot.ids
        scores = self._scores(features, self._chance(rows))
        return proposals(scores, features, ids, best_first(scores, ids))

    def propose(self, need: Need, k: int = 10, among: Collection[str] | None = None) -> MatchResult:
        """The best `k` experts with evidence, and the aspects that nobody covers.

        `among` holds the ids that passed the hard filters; all others leave no trace.
        """
        return self._propose(need, k, among, judges_scope=True)

    def _propose(
        self, need: Need, k: int, among: Collection[str] | None, *, judges_scope: bool
    ) -> MatchResult:
        aspects = split_aspects(need)
        snapshot = self._index.snapshot()
        if snapshot is None:
            return self._result(need, aspects, (), uncovered=salient(aspects), abstains=True)
        found = Similarities(self._vectors.of_need(need, aspects), snapshot)
        if judges_scope:  # Whoever searches may well paste the words of a profile.
            found = self._without_copies(found)
        chance = self._chance(found.need) if judges_scope else None
        features, ids = self._features(found), found.snapshot.ids
        scores = self._scores(features, chance)
        order = best_first(scores, ids, among)
        ranked = proposals(scores, features, ids, order[: max(k, 1)])
        coverage = Coverage(aspects, found, self.dense_scale, self._word_pairs)
        return self._result(
            need,
            aspects,
            tuple(self._explained(proposal, coverage, found) for proposal in ranked[: max(k, 0)]),
            uncovered=coverage.uncovered(order),
            abstains=self.abstains(ranked),
            chance=chance,
        )

    def _explained(self, proposal: Proposal, coverage: Coverage, found: Similarities) -> Proposal:
        expert_id = proposal.expert_id
        evidence, covered = coverage.of_expert(expert_id, self.options.most_evidence)
        flags = found.snapshot.rows_of(expert_id).flags
        return replace(proposal, evidence=evidence, covered=covered, flags=flags)

    def read(self, need: Need) -> ReadNeed:
        """The need as vectors, for `score`."""
        rows = self._vectors.of_need(need, split_aspects(need))
        return ReadNeed(need, rows, self._chance(rows))

    def score(
        self, needs: Sequence[ReadNeed], expert_ids: Collection[str]
    ) -> list[dict[str, float]]:
        """For each need the scores of these experts, the same that `rank` gives among all.

        Unknown ids are left out.
        """
        snapshot = (self._index.snapshot() or Snapshot()).only(expert_ids)
        if not snapshot.homes:
            return [{} for _ in needs]
        scored = []
        for need in needs:
            found = self._without_copies(Similarities(need.rows, snapshot))
            scores = self._scores(self._features(found), need.chance)
            scored.append(dict(zip(snapshot.ids, scores.tolist(), strict=True)))
        return scored

    def score_expert(self, needs: NeedBlock, expert_id: str) -> NDArray[np.float64]:
        """One expert's scores for all needs, shape (needs,), the same as `score` gives.

        Raises KeyError when there is no such expert.
        """
        rows = (self._index.snapshot() or Snapshot()).rows_of(expert_id)
        features = needs.lexical_features(rows)
        if needs.has_dense and rows.dense is not None:
            dense = needs.dense_features(rows)
            features = np.hstack([features, self.dense_scale.standardised(dense)])
        scores = self._scores(features, needs.chances)
        for place in stuffing.suspects(features[:, 0]):
            if stuffing.copied(needs.needs[place].rows, rows):
                scores[place] = self.score([needs.needs[place]], [expert_id])[0][expert_id]
        return scores

    def compare(self, need: Need, parts: tuple[Aspect, ...], ids: Collection[str]) -> Similarities:
        """Parts of a need, in the place of its aspects, against these experts; see `parts`."""
        snapshot = (self._index.snapshot() or Snapshot()).only(ids)
        return self._without_copies(Similarities(self._vectors.of_need(need, parts), snapshot))

    def search(
        self, text: str, k: int = 10, among: Collection[str] | None = None
    ) -> tuple[Proposal, ...]:
        """The people whose profiles fit a free text best, with evidence; `among` filters first.

        Whoever searches for a word asks for people, so the scope of the text is not judged.
        """
        need = Need(id="", title="", text=text)
        return self._propose(need, k, among, judges_scope=False).proposals

    def abstains(self, ranked: Sequence[Proposal]) -> bool:
        """Whether not even the first of these proposals is likely enough to be shown as fitting."""
        fit = self.fusion.words if self._encoder is None else self.fusion.meaning
        return not ranked or calibration.probability(ranked[0].score) < fit.abstain_below

    def features(self, need: Need) -> NDArray[np.float64]:
        """What the fusion is fitted on, shape (experts, features), experts by ascending id.

        LEXICAL_FEATURES, and with a model DENSE_FEATURES after them. Raises ValueError while
        there is no expert.
        """
        snapshot = self._index.snapshot()
        if snapshot is None:
            raise ValueError("there are no experts")
        rows = self._vectors.of_need(need, split_aspects(need))
        return self._features(Similarities(rows, snapshot))

    def describe(self) -> Fingerprint:
        """What decides a ranking besides the texts, for storing with a run."""
        return fingerprint(self.options, self._encoder, self.fusion)

    def _use(self, encoder: Encoder | str | None) -> None:
        try:
            if isinstance(encoder, str):
                encoder = load_encoder(encoder, allow_download=self.options.allow_download)
            self._encoder = encoder
            if self._encoder is not None:
                self.dense_scale = scoring.dense_scale(self._encoder)
            if isinstance(self._encoder, WordVectors):
                self._word_pairs = WordPairs(self._encoder, lexical.are_telling)
        except EncoderUnavailable as error:
            self._drop_encoder(error)

    def _drop_encoder(self, error: EncoderUnavailable) -> None:
        self._encoder = self._word_pairs = None
        self.problem = str(error)
        logger.warning("Ranking goes on without the model: %s", error)

    def _encode(self, texts: Sequence[str], role: TextRole) -> NDArray[np.float32] | None:
        if self._encoder is None:
            return None
        try:
            return self._encoder.encode(texts, role)
        except EncoderUnavailable as error:
            self._drop_encoder(error)
            return None

    def _features(self, found: Similarities) -> NDArray[np.float64]:
        words = scoring.lexical_features(found)
        if not found.has_dense:
            return words
        dense = scoring.dense_features(found)
        return np.hstack([words, self.dense_scale.standardised(dense)])

    def _scores(
        self, features: NDArray[np.float64], chance: float | NDArray[np.float64] | None
    ) -> NDArray[np.float64]:
        """Of features (…, features), in the shape left; without a chance, scope does not count."""
        log_odds = self.fusion.log_odds(features)
        return rounded(log_odds if chance is None else calibration.in_scope(log_odds, chance))

    def _chance(self, need: NeedRows) -> float:
        vector = None if need.dense is None else need.dense[-1]
        sha256 = self._encoder.sha256 if self._encoder else ""
        return calibration.bundled_scope().chance(need.whole, vector, sha256)

    def _without_copies(self, found: Similarities) -> Similarities:
        """The experts without the statements that repeat this need."""
        changed = [
            self._vectors.of_expert(rows.expert, rows, copied)
            for place, copied in stuffing.copies(found).items()
            for rows in [found.snapshot.experts[place]]
        ]
        return Similarities(found.need, found.snapshot.with_experts(changed)) if changed else found

    def _result(
        self,
        need: Need,
        aspects: tuple[Aspect, ...],
        proposals: tuple[Proposal, ...],
        *,
        uncovered: tuple[int, ...],
        abstains: bool,
        chance: float | None = None,
    ) -> MatchResult:
        return MatchResult(
            need_id=need.id,
            aspects=aspects,
            proposals=proposals,
            uncovered=uncovered,
            abstains=abstains,
            reduced_quality=self.reduced_quality,
            degraded=self.degraded,
            fingerprint=self.describe(),
            chance=chance,
        )
