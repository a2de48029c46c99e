"""Experts, needs, judgements and runs as files: JSON Lines and tab-separated, UTF-8.

What judges wrote about a need (its aspects and scope) is not read, so it cannot reach a rank.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from matcher.evaluation import Run, evaluate
from matcher.ranking import Matcher
from matcher.types import Expert, Need, Statement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from matcher.encoder import Encoder
    from matcher.evaluation import Estimate, Qrels
    from matcher.types import Options

T = TypeVar("T")


class DatasetError(ValueError):
    """A file does not hold what it should; the text names file and line."""


def read_experts(path: Path) -> list[Expert]:
    """Experts from lines with id, statements [{kind, lang, text}], and optionally chair, summary.

    Statements get the ids "<expert>/1", "<expert>/2" in their order. Raises DatasetError.
    """
    return list(read_records(path, _expert))


def read_needs(path: Path) -> list[Need]:
    """Needs from lines with id, title, description and optionally sector. Raises DatasetError."""
    return list(read_records(path, _need))


def read_qrels(path: Path) -> Qrels:
    """Judgements from lines "need<tab>expert<tab>grade", grades 0 to 3. Raises DatasetError."""
    qrels: dict[str, dict[str, int]] = {}
    for number, line in numbered_lines(path):
        try:
            need_id, expert_id, grade = line.split("\t")
            qrels.setdefault(need_id, {})[expert_id] = int(grade)
        except ValueError as error:
            raise DatasetError(f"{path}, line {number}: {error}") from error
    return qrels


def rank_all(matcher: Matcher, needs: Iterable[Need]) -> Run:
    """Every expert for every need, without hard filters."""
    scores: dict[str, dict[str, float]] = {}
    probabilities: dict[str, dict[str, float]] = {}
    abstained: set[str] = set()
    for need in needs:
        proposals = matcher.rank(need)
        scores[need.id] = {proposal.expert_id: proposal.score for proposal in proposals}
        probabilities[need.id] = {
            proposal.expert_id: proposal.probability
            for proposal in proposals
            if proposal.probability is not None
        }
        if matcher.abstains(proposals):
            abstained.add(need.id)
    return Run(scores, {key: row for key, row in probabilities.items() if row}, abstained)


def write_run(path: Path, run: Run) -> None:
    """One line per pair, best first, and one line per need for which the matcher abstains."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for need_id in run.scores:
            probabilities = run.probabilities.get(need_id, {})
            for expert_id in run.order(need_id):
                line: dict[str, Any] = {
                    "challenge_id": need_id,
                    "expert_id": expert_id,
                    "score": run.scores[need_id][expert_id],
                }
                if expert_id in probabilities:
                    line["probability"] = probabilities[expert_id]
                file.write(json.dumps(line) + "\n")
            if need_id in run.abstained:
                file.write(json.dumps({"challenge_id": need_id, "abstain": True}) + "\n")


def read_run(path: Path) -> Run:
    """A run as `write_run` wrote it. Raises DatasetError."""
    run = Run({}, {}, set())
    for need_id, line in read_records(path, lambda record: (str(record["challenge_id"]), record)):
        if line.get("abstain"):
            run.abstained.add(need_id)
            run.scores.setdefault(need_id, {})
            continue
        try:
            expert_id, score = str(line["expert_id"]), float(line["score"])
        except (KeyError, TypeError, ValueError) as error:
            raise DatasetError(f"{path}, challenge {need_id}: {error!r}") from error
        run.scores.setdefault(need_id, {})[expert_id] = score
        if line.get("probability") is not None:
            run.probabilities.setdefault(need_id, {})[expert_id] = float(line["probability"])
    return run


def evaluate_directory(
    directory: Path, encoder: Encoder | str | None = None, options: Options | None = None
) -> dict[str, Estimate]:
    """All measures on a folder with experts.jsonl, challenges.jsonl and qrels.tsv.

    Raises DatasetError.
    """
    matcher = Matcher(read_experts(directory / "experts.jsonl"), encoder, options)
    run = rank_all(matcher, read_needs(directory / "challenges.jsonl"))
    return evaluate(read_qrels(directory / "qrels.tsv"), run)


def _expert(record: dict[str, Any]) -> Expert:
    statements = tuple(
        Statement(
            id=f"{record['id']}/{number}",
            text=statement["text"],
            kind=statement.get("kind", "research"),
            lang=statement.get("lang"),
        )
        for number, statement in enumerate(record["statements"], start=1)
    )
    return Expert(
        id=record["id"],
        statements=statements,
        heading=record.get("chair", ""),
        summary=record.get("summary", ""),
    )


def _need(record: dict[str, Any]) -> Need:
    return Need(
        id=record["id"],
        title=record.get("title", ""),
        text=record["description"],
        sector=record.get("sector", ""),
        lang=record.get("lang"),
    )


def read_records(path: Path, read: Callable[[dict[str, Any]], T]) -> Iterator[T]:
    """What `read` makes of each line of a JSON Lines file. Raises DatasetError."""
    for number, line in numbered_lines(path):
        try:
            yield read(json.loads(line))
        except (KeyError, TypeError, ValueError) as error:
            raise DatasetError(f"{path}, line {number}: {error!r}") from error


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a text file that are not blank, counted from 1. Raises DatasetError."""
    try:
        content = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path} cannot be read: {error}") from error
    # Not splitlines(): it would cut at separators that may stand inside a JSON string.
    for number, line in enumerate(content.split("\n"), start=1):
        if line.strip():
            yield number, line.rstrip("\r")
