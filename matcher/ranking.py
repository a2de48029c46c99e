"""The matcher: experts in, ranked proposals with evidence out."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from matcher import lexical, scoring
from matcher.encoder import EncoderUnavailable, load_encoder
from matcher.evidence import Coverage, salient
from matcher.index import ExpertRows, StatementIndex
from matcher.scoring import NeedRows
from matcher.text import MOST_CHARACTERS, MOST_TITLE_CHARACTERS, guess_language, split_aspects
from matcher.types import Band, Fingerprint, MatchResult, Need, Proposal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

    from matcher.encoder import Encoder, TextRole
    from matcher.index import Snapshot
    from matcher.types import Aspect, Expert

logger = logging.getLogger(__name__)

# Of one expert, so that a pasted publication list cannot slow every match.
_MOST_PROFILE_CHARACTERS = 60_000


@dataclass(frozen=True, slots=True)
class Options:
    """What an operator may choose.

    `most_evidence` limits the pairs of sentences shown per proposal; `use_sector` adds the
    company's line of business to the whole text of a need; `allow_download` lets a model that is
    given by name be fetched from the internet.
    """

    most_evidence: int = 3
    use_sector: bool = True
    allow_download: bool = False


class Matcher:
    """Ranks every expert for a need and says why.

    The order depends on texts, encoder and options alone: neither on the order in which experts
    were added nor on other experts. Equal scores are ordered by expert id, ascending.

    `encoder` is an Encoder, a model name or path, or None for the lexical channels only. A model
    that cannot be loaded or fails later is dropped: `degraded` becomes true, `problem` says why,
    and ranking goes on lexically. Threads may rank while others change experts.
    """

    def __init__(
        self,
        experts: Iterable[Expert] = (),
        encoder: Encoder | str | None = None,
        options: Options | None = None,
    ) -> None:
        self.options = options or Options()
        self.problem: str | None = None
        self._statistics = lexical.bundled_statistics()
        self._fusion = scoring.bundled_fusion()
        self._encoder: Encoder | None = None
        self._dense_scale = scoring.DenseScale(mean=0.0, deviation=1.0)
        self._index = StatementIndex(self._vectorise)
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
        scores = self._scores(self._vectorise_need(need, split_aspects(need)), snapshot)
        return self._proposals(scores, snapshot, among=None)

    def propose(self, need: Need, k: int = 10, among: Collection[str] | None = None) -> MatchResult:
        """The best `k` experts with evidence, and the aspects that nobody covers.

        `among` holds the ids that passed the hard filters; all others leave no trace.
        """
        aspects = split_aspects(need)
        snapshot = self._index.snapshot()
        if snapshot is None:
            return self._result(need, aspects, (), uncovered=salient(aspects), abstains=True)
        rows = self._vectorise_need(need, aspects)
        ranked = self._proposals(self._scores(rows, snapshot), snapshot, among)
        coverage = Coverage(aspects, rows, snapshot, self._statistics.term_idf, self._dense_scale)
        proposals = tuple(
            replace(
                proposal,
                evidence=coverage.evidence(proposal.expert_id)[: self.options.most_evidence],
                covered=coverage.covered(proposal.expert_id),
            )
            for proposal in ranked[: max(k, 0)]
        )
        return self._result(
            need,
            aspects,
            proposals,
            uncovered=coverage.uncovered(proposal.expert_id for proposal in ranked),
            abstains=self.abstains(ranked),
        )

    def search(self, text: str, k: int = 10) -> tuple[Proposal, ...]:
        """The people whose profiles fit a free text best, with evidence."""
        return self.propose(Need(id="", title="", text=text), k).proposals

    def abstains(self, ranked: Sequence[Proposal]) -> bool:
        """Whether not even the first of these proposals fits well enough to be shown as fitting."""
        threshold = self._fusion.abstain_below
        return not ranked or (threshold is not None and ranked[0].score < threshold)

    def lexical_features(self, need: Need) -> NDArray[np.float64]:
        """What the fusion is fitted on, shape (experts, features), experts by ascending id.

        Raises ValueError while there is no expert.
        """
        snapshot = self._index.snapshot()
        if snapshot is None:
            raise ValueError("there are no experts")
        return scoring.lexical_features(self._vectorise_need(need, split_aspects(need)), snapshot)

    def describe(self) -> Fingerprint:
        """What decides a ranking besides the texts, for storing with a run."""
        return Fingerprint(
            fusion_version=self._fusion.version,
            statistics_sha256=self._statistics.sha256,
            model=self._encoder.name if self._encoder else None,
            model_sha256=self._encoder.sha256 if self._encoder else None,
            configuration=(
                ("most_evidence", str(self.options.most_evidence)),
                ("use_sector", str(self.options.use_sector)),
                ("tie_break", "expert_id ascending"),
            ),
        )

    def _use(self, encoder: Encoder | str | None) -> None:
        try:
            if isinstance(encoder, str):
                encoder = load_encoder(encoder, allow_download=self.options.allow_download)
            self._encoder = encoder
            if self._encoder is not None:
                self._dense_scale = scoring.dense_scale(self._encoder)
        except EncoderUnavailable as error:
            self._drop_encoder(error)

    def _drop_encoder(self, error: EncoderUnavailable) -> None:
        self._encoder = None
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

    def _vectorise(self, expert: Expert) -> ExpertRows:
        lead = f"{expert.heading}. {expert.summary}"
        texts, left = [lead[:_MOST_PROFILE_CHARACTERS]], _MOST_PROFILE_CHARACTERS
        langs = [None, *(statement.lang for statement in expert.statements)]
        for statement in expert.statements:
            texts.append(statement.text[: max(left, 0)])
            left -= len(statement.text)
        terms = [lexical.terms_of(text, lang) for text, lang in zip(texts, langs, strict=True)]
        statistics = self._statistics
        return ExpertRows(
            expert=expert,
            grams=lexical.tfidf_rows(lexical.count_grams(texts), statistics.gram_idf),
            terms=lexical.bm25_rows(lexical.count_terms(terms), statistics.statement_length),
            profile_grams=lexical.tfidf_rows(
                lexical.count_grams(["\n".join(texts)]), statistics.gram_idf
            ),
            profile_terms=lexical.bm25_rows(
                lexical.count_terms([[term for row in terms for term in row]]),
                statistics.profile_length,
            ),
            dense=self._encode(texts, "statement"),
        )

    def _vectorise_need(self, need: Need, aspects: tuple[Aspect, ...]) -> NeedRows:
        sector = need.sector[:MOST_TITLE_CHARACTERS] if self.options.use_sector else ""
        title, text = need.title[:MOST_TITLE_CHARACTERS], need.text[:MOST_CHARACTERS]
        whole = "\n".join((title, text, sector))
        lang = need.lang or guess_language(whole)
        texts = [aspect.text for aspect in aspects] or [""]
        saliences = np.array([aspect.salience for aspect in aspects] or [1.0])
        statistics = self._statistics
        terms = [lexical.terms_of(text, lang) for text in [*texts, whole]]
        term_rows = lexical.bm25_query(lexical.count_terms(terms), statistics.term_idf)
        gram_rows = lexical.tfidf_rows(lexical.count_grams([*texts, whole]), statistics.gram_idf)
        return NeedRows(
            weights=saliences / max(saliences.sum(), 1e-9),
            aspect_grams=gram_rows[:-1],
            aspect_terms=term_rows[:-1],
            whole_grams=gram_rows[-1:],
            whole_terms=term_rows[-1:],
            dense=self._encode([*texts, whole], "need"),
        )

    def _scores(self, need: NeedRows, snapshot: Snapshot) -> NDArray[np.float64]:
        scores = self._fusion.score(scoring.lexical_features(need, snapshot))
        if need.dense is not None and snapshot.dense is not None:
            dense = scoring.dense_features(need, snapshot)
            return self._dense_scale.join(scores, dense)
        return scores

    def _proposals(
        self,
        scores: NDArray[np.float64],
        snapshot: Snapshot,
        among: Collection[str] | None,
    ) -> list[Proposal]:
        # Experts stand in ascending order of id and the sort is stable: that is the tie-break.
        # Rounding takes away what the order of a sum may change.
        rounded = np.round(scores, 9)
        ids = [rows.expert.id for rows in snapshot.experts]
        order = [i for i in np.argsort(-rounded, kind="stable") if among is None or ids[i] in among]
        return [
            Proposal(ids[i], rank, float(rounded[i]), self._band(float(rounded[i])))
            for rank, i in enumerate(order, start=1)
        ]

    def _band(self, score: float) -> Band:
        if self._encoder is None:
            return self._fusion.band(score)
        return self._fusion.dense_band(score)

    def _result(
        self,
        need: Need,
        aspects: tuple[Aspect, ...],
        proposals: tuple[Proposal, ...],
        *,
        uncovered: tuple[int, ...],
        abstains: bool,
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
        )
