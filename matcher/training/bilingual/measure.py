"""How good an encoder is: on needs and profiles, and on public benchmarks."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import numpy as np

from matcher import Matcher
from matcher.datasets import read_experts, read_needs, read_qrels
from matcher.evaluation import Run, evaluate
from matcher.text import split_aspects

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from matcher.training.bilingual.sources import Entry
    from matcher.types import Expert, Need

    Encode = Callable[[Sequence[str]], NDArray[np.float32]]
    Views = dict[str, NDArray[np.float64]]

_FUSED_DENSE_SHARE = 0.7
_MEASURES = ("nDCG@10", "first@3", "hit@3", "out-of-domain AUROC")
_DECIMALS = 3


def measure_ranking(
    views: Views, experts: list[Expert], needs: list[Need], qrels: Path
) -> dict[str, dict[str, float]]:
    """The measures of every view and of all of them together, each view scaled over all pairs."""
    judged = read_qrels(qrels)
    scaled = {name: (view - view.mean()) / view.std() for name, view in views.items()}
    together = {**scaled, "sum": sum(scaled.values())}
    return {
        name: {
            measure: round(estimate.value, _DECIMALS)
            for measure, estimate in evaluate(
                judged, _run(np.asarray(view), experts, needs), samples=1
            ).items()
            if measure in _MEASURES
        }
        for name, view in together.items()
    }


def dense_views(encode: Encode, experts: list[Expert], needs: list[Need]) -> Views:
    """Mean of the best three statements, profile centroid, weighted mean over sentences.

    Each of shape (needs, experts).
    """
    texts, owners = [], []
    for number, expert in enumerate(experts):
        rows = [f"{expert.heading}. {expert.summary}", *(s.text for s in expert.statements)]
        texts += rows
        owners += [number] * len(rows)
    statements, owner = encode(texts), np.array(owners)
    whole = encode(["\n".join((need.title, need.text, need.sector)) for need in needs])
    offsets = np.flatnonzero(np.diff(owner, prepend=-1))
    similar = whole @ statements.T
    top = np.stack(
        [np.sort(part, axis=1)[:, -3:].mean(axis=1) for part in np.split(similar, offsets[1:], 1)],
        axis=1,
    )
    centroids = np.add.reduceat(statements, offsets, axis=0)
    centroids /= np.linalg.norm(centroids, axis=1, keepdims=True)
    aspects = []
    for need in needs:
        parts = split_aspects(need)
        weights = np.array([part.salience for part in parts])
        best = np.maximum.reduceat(
            encode([part.text for part in parts]) @ statements.T, offsets, axis=1
        )
        aspects.append(weights @ best / weights.sum())
    return {
        "top": top.astype(np.float64),
        "centroid": (whole @ centroids.T).astype(np.float64),
        "aspects": np.stack(aspects).astype(np.float64),
    }


def lexical_view(experts: list[Expert], needs: list[Need]) -> NDArray[np.float64]:
    """The matcher's scores without a model, shape (needs, experts)."""
    matcher = Matcher(experts)
    rows = []
    for need in needs:
        scores = {proposal.expert_id: proposal.score for proposal in matcher.rank(need)}
        rows.append([scores[expert.id] for expert in experts])
    return np.array(rows)


def fused(views: Views, lexical: NDArray[np.float64]) -> Views:
    """Dense and lexical views at fixed shares, each scaled over all pairs."""
    dense = sum((view - view.mean()) / view.std() for view in views.values()) / len(views)
    words = (lexical - lexical.mean()) / lexical.std()
    return {"fused": np.asarray(_FUSED_DENSE_SHARE * dense + (1 - _FUSED_DENSE_SHARE) * words)}


def read_folder(folder: Path) -> tuple[list[Expert], list[Need]]:
    """Experts and needs of a development folder."""
    return read_experts(folder / "experts.jsonl"), read_needs(folder / "challenges.jsonl")


def measure_entries(encode: Encode, entries: Sequence[Entry]) -> dict[str, float]:
    """Everyday sentence to competence among those of all given entries, in both languages."""
    competences = encode([text for entry in entries for text in (entry.tech[0], entry.en_tech)])
    results = {}
    for name, texts in (
        ("entries de", [entry.lay[0] for entry in entries]),
        ("entries en", [entry.en_lay for entry in entries]),
    ):
        asked = encode(texts)
        for lang, rows in (("de", competences[::2]), ("en", competences[1::2])):
            rank = _reciprocal_rank(asked @ rows.T, np.arange(len(entries)))
            results[f"{name}-{lang}"] = round(100 * rank, 1)
    return results


def measure_benchmarks(encode: Encode, folder: Path) -> dict[str, float]:
    """Spearman correlation (STSb), mean reciprocal rank at 10 (XQuAD), accuracy (the others)."""
    results = {
        f"STSb-{lang}": _spearman(encode, folder / "stsb_de_en" / f"stsb-{lang}-test.csv")
        for lang in ("de", "en")
    }
    questions = _json_lines(folder / "xquad" / "xquad_questions.jsonl")
    paragraphs = _json_lines(folder / "xquad" / "xquad_paragraphs.jsonl")
    place = {paragraph["pid"]: k for k, paragraph in enumerate(paragraphs)}
    goal = np.array([place[question["pid"]] for question in questions])
    asked = {lang: encode([q[lang] for q in questions]) for lang in ("de", "en")}
    read = {lang: encode([p[lang] for p in paragraphs]) for lang in ("de", "en")}
    for left, right in (("de", "de"), ("en", "de"), ("de", "en")):
        results[f"XQuAD {left}-{right}"] = _reciprocal_rank(asked[left] @ read[right].T, goal)
    for name, path in (
        ("Tatoeba", folder / "laser_tatoeba" / "tatoeba_v1_deu-eng.tsv"),
        ("GEMET", folder / "gemet_heldout.tsv"),
        ("EWC", folder / "ewc_heldout.tsv"),
    ):
        couples = [line.split("\t")[:2] for line in path.read_text("utf-8").splitlines()]
        similar = encode([a for a, _ in couples]) @ encode([b for _, b in couples]).T
        results[name] = float((similar.argmax(axis=1) == np.arange(len(couples))).mean())
    return {name: round(100 * value, 1) for name, value in results.items()}


def _run(view: NDArray[np.float64], experts: list[Expert], needs: list[Need]) -> Run:
    scores = {
        need.id: {expert.id: float(view[i, j]) for j, expert in enumerate(experts)}
        for i, need in enumerate(needs)
    }
    return Run(scores, {}, set())


def _spearman(encode: Encode, path: Path) -> float:
    from scipy.stats import spearmanr

    with path.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.reader(lines) if len(row) == 3]
    similar = (encode([row[0] for row in rows]) * encode([row[1] for row in rows])).sum(axis=1)
    return float(spearmanr(similar, [float(row[2]) for row in rows]).statistic)


def _reciprocal_rank(similar: NDArray[np.float32], goal: NDArray[np.intp]) -> float:
    own = similar[np.arange(len(goal)), goal]
    ranks = 1 + (similar > own[:, None]).sum(axis=1)
    return float(np.where(ranks <= 10, 1 / ranks, 0).mean())


def _json_lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
