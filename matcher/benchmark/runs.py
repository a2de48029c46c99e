"""Every system on every benchmark."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from matcher.benchmark import measures, reviewers
from matcher.benchmark.readers import (
    read_questions_to_paragraphs,
    read_questions_to_sentences,
    read_similar_sentences,
    translations,
)
from matcher.benchmark.systems import available_systems

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from matcher.benchmark.readers import Aims, Task
    from matcher.benchmark.systems import Report, System
    from matcher.encoder import Encoder
    from matcher.evaluation import Estimate

    Matrix = NDArray[np.float64]

FUSED = "fused"
REVIEWERS = "reviewers"
_TASKS: dict[str, Callable[[Path], Iterator[Task]]] = {
    "stsb": read_similar_sentences,
    "xquad": read_questions_to_paragraphs,
    "lareqa": read_questions_to_sentences,
    "tatoeba": translations(
        "Tatoeba de-en", "laser_tatoeba/tatoeba_v1_deu-eng.tsv", (("dense", 0.96),)
    ),
    "gemet": translations("GEMET terms", "gemet_heldout.tsv", (("dense", 0.83),)),
    "nace": translations("NACE terms", "nace_heldout.tsv"),
    "ewc": translations("EWC terms", "ewc_heldout.tsv"),
    "gemetdef": translations("GEMET term to definition", "gemetdef_heldout.tsv"),
}
BENCHMARKS = (*_TASKS, REVIEWERS)
"""The names by which single benchmarks are chosen."""

_FIXED = "top3"
_EVEN = 0.5
_CHOSEN_AIMS: dict[str, Aims] = {"loss": (("words", 0.25), (FUSED, 0.225))}


@dataclass(frozen=True, slots=True)
class Line:
    """One measure on one benchmark; `estimates` are by system, `aims` say what each should reach.

    Of "loss" less is better, of everything else more.
    """

    benchmark: str
    measure: str
    aims: Aims
    estimates: dict[str, Estimate]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was measured, with the model's name and hash, and why a system is missing."""

    model: str | None
    model_sha256: str | None
    systems: tuple[str, ...]
    missing: tuple[str, ...]
    lines: list[Line] = field(default_factory=list)


def compare(
    folder: Path,
    encoder: Encoder | None,
    report: Report,
    only: Collection[str] = BENCHMARKS,
) -> Comparison:
    """All systems on the benchmarks named in `only`, read from `folder`; `report` gets progress.

    Raises DatasetError before anything is encoded, and EncoderUnavailable.
    """
    tasks = [task for name, read in _TASKS.items() if name in only for task in read(folder)]
    gold = reviewers.read_gold_standard(folder) if REVIEWERS in only else None
    systems, missing = available_systems(encoder, report)
    names = [system.name for system in systems]
    if encoder is not None:
        names.append(FUSED)
    comparison = Comparison(
        model=encoder.name if encoder else None,
        model_sha256=encoder.sha256 if encoder else None,
        systems=tuple(names),
        missing=tuple(missing),
    )
    for task in tasks:
        comparison.lines.append(_line(task, systems, report))
    if gold:
        comparison.lines.extend(_gold_lines(gold, systems, report))
    return comparison


def _line(task: Task, systems: Iterable[System], report: Report) -> Line:
    similar: dict[str, Matrix] = {}
    for system in systems:
        report(f"{task.name}: {system.name}")
        similar[system.name] = system.similarities(task.queries, task.documents)
    if "dense" in similar:
        similar[FUSED] = measures.fuse(task, similar["dense"], similar["words"])
    found = {name: measures.estimate(task, matrix) for name, matrix in similar.items()}
    return Line(task.name, task.measure, task.aims, found)


def _gold_lines(
    gold: reviewers.GoldStandard, systems: Iterable[System], report: Report
) -> Iterator[Line]:
    similar: dict[str, Matrix] = {}
    for system in systems:
        report(f"Reviewers: {system.name}")
        similar[system.name] = system.similarities(gold.submissions, gold.papers)
    fixed, free = {}, {}
    for name, matrix in similar.items():
        by_aggregation = {each: gold.predictions(matrix, each) for each in reviewers.AGGREGATIONS}
        fixed[name] = gold.sums(by_aggregation[_FIXED])
        free[name] = _chosen(gold, by_aggregation.values())
    if "dense" in similar:
        mixtures = {
            each: gold.mixtures(similar["dense"], similar["words"], each)
            for each in reviewers.AGGREGATIONS
        }
        fixed[FUSED] = gold.sums(mixtures[_FIXED][_EVEN])
        free[FUSED] = _chosen(
            gold, (each for by_share in mixtures.values() for each in by_share.values())
        )
    yield from _measured("Reviewers, mean of top 3", fixed, {})
    yield from _measured("Reviewers, nested choice", free, _CHOSEN_AIMS)


def _chosen(gold: reviewers.GoldStandard, candidates: Iterable[reviewers.Predictions]) -> Matrix:
    return reviewers.chosen_without_the_reviewer(np.stack([gold.sums(each) for each in candidates]))


def _measured(benchmark: str, sums: dict[str, Matrix], aims: dict[str, Aims]) -> Iterator[Line]:
    found = {name: reviewers.estimates(each) for name, each in sums.items()}
    for measure in reviewers.MEASURES:
        of_measure = {name: each[measure] for name, each in found.items()}
        yield Line(benchmark, measure, aims.get(measure, ()), of_measure)
