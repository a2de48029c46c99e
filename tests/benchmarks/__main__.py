"""`python -m tests.benchmarks`: how fast the matcher is beside what one would use instead.

One process, one thread, synthetic data, processor time; everything takes turns in rounds, so that
ratios hold even on a busy machine while milliseconds do not. Prints Markdown.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from statistics import median
from time import process_time
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import numpy as np  # noqa: E402
import psutil  # noqa: E402

from matcher import Matcher, ScoreBook  # noqa: E402
from matcher.segments import DenseRows  # noqa: E402
from matcher.text import split_aspects  # noqa: E402
from tests.benchmarks import peers  # noqa: E402
from tests.benchmarks.synthetic import DIMENSIONS, Corpus, make_corpus  # noqa: E402

Answer = Callable[[int], Any]

OPEN_NEEDS = 200

NUMPY = "numpy, product and best per expert"
OURS_DENSE = "**ours**, dense part"
SEMANTIC_SEARCH = "sentence-transformers `semantic_search`, best 100 per aspect"
NEIGHBOURS = "scikit-learn `NearestNeighbors`, best 100 per aspect"
OURS_WORDS = "**ours**, words part"
READ = "**ours**, reading the need without encoding"
PROPOSE = "propose"
MATCH = "**ours**, whole match with evidence for ten"
BY_MEANING = (OURS_DENSE, SEMANTIC_SEARCH, NEIGHBOURS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, nargs="+", default=[5_000, 100_000])
    parser.add_argument("--needs", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=9)
    arguments = parser.parse_args()
    cpus = f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}"
    print(
        f"Measured on {datetime.now(UTC).date()}, {cpus}, one thread, {arguments.rounds} rounds,"
        f" {DIMENSIONS} dimensions; milliseconds of processor time."
    )
    for statements in arguments.statements:
        print(report(statements, arguments.needs, arguments.rounds), flush=True)


def report(statements: int, needs: int, rounds: int) -> str:
    """A section of Markdown for one number of statements."""
    corpus = make_corpus(statements, needs)
    before = psutil.Process().memory_info().rss
    began = process_time()
    matcher = Matcher(corpus.experts, corpus)
    matcher.rank(corpus.needs[0])  # The experts are stacked for the first need.
    built = (process_time() - began) / statements
    memory = (psutil.Process().memory_info().rss - before) / statements
    contestants = _contestants(corpus, matcher)
    times, answers = _take_turns(contestants, len(corpus.needs), rounds)
    times[MATCH] = [a - b for a, b in zip(times.pop(PROPOSE), times[READ], strict=True)]
    costs = f"took {1000 * built:.2f} ms and {memory / 1000:.1f} kB of memory a statement"
    lines = [
        f"\n### {statements:,} statements of {len(corpus.experts):,} experts",
        f"\nLoad {os.getloadavg()[0]:.1f}. Indexing without encoding {costs}.\n",
        "| | ms | × numpy | recall@10 |",
        "|---|---|---|---|",
    ]
    for name, taken in times.items():
        ratio = median(t / n for t, n in zip(taken, times[NUMPY], strict=True))
        recall = f"{_recall(answers[name], answers[NUMPY]):.2f}" if name in BY_MEANING else ""
        lines.append(f"| {name} | {1000 * median(taken):.2f} | {ratio:.2f} | {recall} |")
    return "\n".join(lines) + _changes(corpus, matcher, rounds)


def _contestants(corpus: Corpus, matcher: Matcher) -> dict[str, Answer]:
    texts, owners = [], []
    for number, expert in enumerate(corpus.experts):
        texts += [statement.text for statement in expert.statements]
        owners += [number] * len(expert.statements)
    read = [matcher.read(need) for need in corpus.needs]
    inputs = peers.Inputs(
        vectors=corpus.encode(texts, "statement"),
        owners=owners,
        texts=texts,
        aspects=[np.ascontiguousarray(each.rows.dense[:-1]) for each in read],
        aspect_texts=[[a.text for a in split_aspects(need)] for need in corpus.needs],
    )
    dense, segment = DenseRows(inputs.vectors), matcher._index.snapshot().segments[0]

    def by_words(need: int) -> list[int]:
        products = segment.terms.products(read[need].rows.aspect_terms)
        scores = np.maximum.reduceat(products, segment.offsets, axis=1).sum(axis=0)
        return [int(i) for i in np.argsort(-scores, kind="stable")[:10]]

    return {
        NUMPY: peers.PlainNumpy(inputs).best,
        OURS_DENSE: lambda need: inputs.best_experts(dense.products(inputs.aspects[need])),
        SEMANTIC_SEARCH: peers.SemanticSearch(inputs).best,
        NEIGHBOURS: peers.Neighbours(inputs).best,
        OURS_WORDS: by_words,
        "bm25s `get_scores`, best per expert": peers.Bm25s(inputs).best,
        READ: lambda need: matcher.read(corpus.needs[need]),
        PROPOSE: lambda need: matcher.propose(corpus.needs[need], k=10),
    }


def _take_turns(
    contestants: dict[str, Answer], needs: int, rounds: int
) -> tuple[dict[str, list[float]], dict[str, list[Any]]]:
    """Seconds per need by round, and the answers; a first round warms up and does not count."""
    times: dict[str, list[float]] = {name: [] for name in contestants}
    answers: dict[str, list[Any]] = {}
    for number in range(rounds + 1):
        for name, answer in contestants.items():
            began = process_time()
            answers[name] = [answer(need) for need in range(needs)]
            if number:
                times[name].append((process_time() - began) / needs)
    return times, answers


def _recall(found: list[list[int]], exact: list[list[int]]) -> float:
    shares = [len({*a} & {*b}) / len(b) for a, b in zip(found, exact, strict=True)]
    return sum(shares) / len(shares)


def _changes(corpus: Corpus, matcher: Matcher, rounds: int) -> str:
    """What one edited statement costs: the index, the next match, and the scores of all needs."""
    needs = [replace(corpus.needs[i % len(corpus.needs)], id=str(i)) for i in range(OPEN_NEEDS)]
    book = ScoreBook(matcher)
    book.put(needs)
    everybody = [expert.id for expert in corpus.experts]
    read = [matcher.read(need) for need in corpus.needs]
    edits, stackings, columns, ratios = [], [], [], []
    for number in range(-1, rounds):
        expert = corpus.experts[number * len(corpus.experts) // rounds]
        text = f"{expert.statements[0].text} {number}"
        corpus.encode([text], "statement")
        edited = replace(expert.statements[0], text=text)
        changed = replace(expert, statements=(edited, *expert.statements[1:]))
        edit = _seconds(lambda: matcher.replace(changed))  # noqa: B023
        column = _seconds(book.refresh)
        first = _seconds(lambda: matcher.rank(corpus.needs[0]))
        stacking = first - _seconds(lambda: matcher.rank(corpus.needs[0]))
        full = _seconds(lambda: matcher.score(read, everybody)) * OPEN_NEEDS / len(read)
        if number >= 0:  # Before that, the needs are arranged for the changes to come.
            edits.append(1000 * edit)
            stackings.append(1000 * stacking)
            columns.append(1000 * column * 1000 / OPEN_NEEDS)
            ratios.append(column / full)
    return (
        f"\n\nOne edited statement without its encoding: {median(edits):.2f} ms, and"
        f" {median(stackings):.2f} ms more for the next match, at most {max(stackings):.0f}; its"
        f" expert scored for {OPEN_NEEDS} open needs: {median(columns):.1f} ms per 1,000, 1/"
        f"{1 / median(ratios):,.0f} of scoring everybody."
    )


def _seconds(action: Callable[[], Any]) -> float:
    began = process_time()
    action()
    return process_time() - began


if __name__ == "__main__":
    main()
