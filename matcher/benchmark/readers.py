"""Public benchmarks as tasks, read from their files.

The files are not part of the package; docs/benchmarks.md says where they come from, under what
licence, and what their columns hold.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy as np

from matcher.datasets import DatasetError, numbered_lines, read_records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from matcher.types import Language

Measure = Literal["Spearman", "MRR@10", "accuracy"]
Aims = tuple[tuple[str, float], ...]
"""Pairs of a system and the least value it should reach."""

T = TypeVar("T")
_DIRECTIONS: tuple[tuple[Language, Language], ...] = (("de", "de"), ("en", "de"), ("de", "en"))


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts in one language."""

    lang: Language
    texts: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True, slots=True)
class Task:
    """Queries, the documents they are compared with, and the truth about them.

    For "Spearman", query i belongs to document i and `goal` holds how similar people found them;
    otherwise `goal` holds the number of the right document. Queries of one group of `groups` must
    not be parted when a weight is chosen on some and measured on others. Both have shape
    (queries,).
    """

    name: str
    measure: Measure
    queries: Texts
    documents: Texts
    goal: NDArray[np.float64]
    groups: NDArray[np.intp]
    aims: Aims = ()


def read_similar_sentences(folder: Path) -> Iterator[Task]:
    """STSb: pairs of sentences with people's judgement from 0 to 5. Raises DatasetError."""
    aims: dict[Language, float] = {"de": 0.77, "en": 0.80}
    for lang, aim in aims.items():
        rows = _rows(folder / "stsb_de_en" / f"stsb-{lang}-test.csv", _judged_pair)
        yield Task(
            name=f"STSb {lang}",
            measure="Spearman",
            queries=Texts(lang, tuple(left for left, _, _ in rows)),
            documents=Texts(lang, tuple(right for _, right, _ in rows)),
            goal=np.array([grade for *_, grade in rows]),
            groups=np.arange(len(rows)),
            aims=(("dense", aim),),
        )


def read_questions_to_paragraphs(folder: Path) -> Iterator[Task]:
    """XQuAD: questions of people and the paragraphs that answer them. Raises DatasetError."""
    for queried, read in _DIRECTIONS:
        paragraphs = _by_id(folder / "xquad" / "xquad_paragraphs.jsonl", "pid", _text(read))
        place = {pid: number for number, pid in enumerate(paragraphs)}
        asked = partial(_asked, lang=queried, place=place)
        questions = _by_id(folder / "xquad" / "xquad_questions.jsonl", "qid", asked)
        aims = (("dense", 0.83), ("fused", 0.94)) if queried == read else (("dense", 0.80),)
        yield _answering("XQuAD", queried, read, questions, paragraphs, aims)


def read_questions_to_sentences(folder: Path) -> Iterator[Task]:
    """LAReQA: the same questions and the sentences that answer them. Raises DatasetError.

    The right sentence is the one named with the question in the documents' language, because
    translations are cut into sentences differently.
    """
    place = folder / "lareqa_xquad_r"
    for queried, read in _DIRECTIONS:
        sentences = _by_id(place / f"sentences_{read}.jsonl", "sid", _text("text"))
        numbers = {sid: number for number, sid in enumerate(sentences)}
        answered = partial(_answered, numbers=numbers)
        right = _by_id(place / f"questions_{read}.jsonl", "qid", answered)
        asked = partial(_asked_too, right=right)
        questions = _by_id(place / f"questions_{queried}.jsonl", "qid", asked)
        yield _answering("LAReQA", queried, read, questions, sentences)


def _answering(
    name: str,
    queried: Language,
    read: Language,
    questions: dict[str, tuple[str, str, int]],
    documents: dict[str, str],
    aims: Aims = (),
) -> Task:
    """Questions as text, id of what answers them, and its number among the documents."""
    return Task(
        name=f"{name} {queried}-{read}",
        measure="MRR@10",
        queries=Texts(queried, tuple(text for text, _, _ in questions.values())),
        documents=Texts(read, tuple(documents.values())),
        goal=np.array([number for *_, number in questions.values()], np.float64),
        groups=_articles(answer for _, answer, _ in questions.values()),
        aims=aims,
    )


def translations(name: str, path: str, aims: Aims = ()) -> Callable[[Path], Iterator[Task]]:
    """A reader of lines "German<tab>English": find the English text of every German one."""

    def read(folder: Path) -> Iterator[Task]:
        pairs = _rows(folder / path, _pair)
        yield Task(
            name=name,
            measure="accuracy",
            queries=Texts("de", tuple(de for de, _ in pairs)),
            documents=Texts("en", tuple(en for _, en in pairs)),
            goal=np.arange(len(pairs), dtype=np.float64),
            groups=np.arange(len(pairs)),
            aims=aims,
        )

    return read


def _rows(path: Path, read: Callable[[str], T]) -> list[T]:
    rows = []
    for number, line in numbered_lines(path):
        try:
            rows.append(read(line))
        except (ValueError, csv.Error) as error:
            raise DatasetError(f"{path}, line {number}: {error}") from error
    return _filled(path, rows)


def _judged_pair(line: str) -> tuple[str, str, float]:
    left, right, grade = next(csv.reader([line]))
    return left, right, float(grade)


def _pair(line: str) -> tuple[str, str]:
    cells = line.split("\t")
    if len(cells) != 2 or not all(cell.strip() for cell in cells):
        raise ValueError("these are not two texts with a tab between them")
    return cells[0], cells[1]


def _by_id(path: Path, key: str, read: Callable[[dict[str, Any]], T]) -> dict[str, T]:
    known = dict(read_records(path, lambda record: (str(record[key]), read(record))))
    return _filled(path, known)


def _asked(
    record: dict[str, Any], lang: Language, place: Mapping[str, int]
) -> tuple[str, str, int]:
    """A question of XQuAD, the id of its paragraph, and the paragraph's number."""
    return _text(lang)(record), str(record["pid"]), _known(place, record["pid"])


def _answered(record: dict[str, Any], numbers: Mapping[str, int]) -> tuple[str, int]:
    """The id and the number of the sentence that answers a question of LAReQA."""
    return str(record["gold_sid"]), _known(numbers, record["gold_sid"])


def _asked_too(
    record: dict[str, Any], right: Mapping[str, tuple[str, int]]
) -> tuple[str, str, int]:
    """A question of LAReQA with the answer that stands beside it in the other language."""
    return _text("text")(record), *_known(right, record["qid"])


def _filled(path: Path, rows: T) -> T:
    if not rows:
        raise DatasetError(f"{path} is empty")
    return rows


def _text(name: str) -> Callable[[dict[str, Any]], str]:
    def read(record: dict[str, Any]) -> str:
        if not isinstance(record[name], str):
            raise TypeError(f"{name!r} must be a text")
        return str(record[name])

    return read


def _known(known: Mapping[str, T], key: str) -> T:
    if key not in known:
        raise ValueError(f"nothing has the id {key!r}")
    return known[key]


def _articles(ids: Iterable[str]) -> NDArray[np.intp]:
    """Numbers of articles; ids read "article-paragraph" or "article-paragraph-sentence"."""
    known: dict[str, int] = {}
    return np.array([known.setdefault(each.split("-")[0], len(known)) for each in ids], np.intp)
