"""All stages from the data folder to the exported model, each resumed where it was stopped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from tokenizers import Tokenizer

from matcher.training.bilingual import static, vocabulary
from matcher.training.bilingual.contrastive import TuningData, tuning_batches, tuning_loss
from matcher.training.bilingual.distillation import DistillationData, distillation_loss
from matcher.training.bilingual.export import export_model, export_sentence_transformer
from matcher.training.bilingual.loop import Stage, train
from matcher.training.bilingual.pairs import is_held_out
from matcher.training.bilingual.progress import say
from matcher.training.bilingual.sources import (
    ParallelPair,
    read_definitions,
    read_entries,
    read_parallel,
    read_skills,
    read_statutes,
)
from matcher.training.bilingual.teacher import (
    TEACHER_DIMENSIONS,
    Teacher,
    teacher_tokenizer,
    teacher_vectors,
)
from matcher.training.bilingual.transformer import Student, make_deterministic

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_SEED = 11
_ENTRY_WEIGHT = 4
_DEFINITION_STRIDE = 4
_TABLE = Stage("table", 600, table_rate=1.5e-3)
_DISTILLED = Stage("distilled", 2_400, table_rate=1e-3, body_rate=1e-4)
_TUNED = Stage("tuned", 1_400, table_rate=1.2e-3, body_rate=1e-4, weight_decay=0.01)
# A warm restart (Loshchilov & Hutter 2017) leads to other weights in the same valley.
_RETUNED = Stage("retuned", 1_500, table_rate=6.4e-4, body_rate=5.3e-5, weight_decay=0.01)
_MINUTE_SHARES = {"table": 0.1, "distilled": 0.16, "tuned": 0.37, "retuned": 0.37}
# Averaged weights rank as well as the last ones and keep more of what distillation had won
# (Wortsman et al. 2022a, model soups; 2022b, robust fine-tuning).
_SHARES = {"distilled": 0.15, "tuned": 0.35, "retuned": 0.5}


@dataclass(frozen=True)
class Settings:
    """How much of everything. `share` below 1 takes that part of the parallel pairs."""

    share: float = 1.0
    english_pieces: int = 14_000
    german_pieces: int = 18_000
    table: Stage = _TABLE
    distilled: Stage = _DISTILLED
    tuned: Stage = _TUNED
    retuned: Stage = _RETUNED
    batch: int = 96
    static_epochs: float = 3.0
    static_steps: int = 1_500
    static_share: float = 0.5

    def within(self, minutes: float) -> Settings:
        """The transformer's stages by the clock, in that many minutes together."""
        return replace(
            self,
            **{
                name: replace(getattr(self, name), minutes=minutes * share)
                for name, share in _MINUTE_SHARES.items()
            },
        )


def train_model(data: Path, work: Path, out: Path, settings: Settings) -> None:
    """Trains with the texts in `data`, keeps what it makes in `work`, exports to `out`."""
    work.mkdir(parents=True, exist_ok=True)
    make_deterministic(_SEED)
    pairs = read_parallel(data, share=settings.share)
    tokenizer = _tokenizer(data, work, pairs, settings)
    alignment = _alignment(work, tokenizer, pairs)
    tuning = _tuning_data(data, work, tokenizer, pairs)
    student = Student.transplanted(vocabulary.first_table(alignment), tokenizer)
    for stage in (settings.table, settings.distilled):
        train(
            student,
            stage,
            lambda first: tuning.parallel.batches(first, seed=_SEED),
            lambda batch: distillation_loss(student, batch),
            work,
        )
    for seed, stage in ((_SEED, settings.tuned), (_SEED + 1, settings.retuned)):
        train(
            student,
            stage,
            partial(tuning_batches, tuning, seed=seed, size=settings.batch),
            lambda batch: tuning_loss(student, batch),
            work,
        )
    student.load_mean({work / f"{name}.safetensors": share for name, share in _SHARES.items()})
    table = _static_table(work, tuning, alignment, tokenizer, settings)
    export_sentence_transformer(student, work / "sentence_transformer")
    export_model(student, table, out, static_share=settings.static_share)
    say(f"exported to {out}")


def _tokenizer(
    data: Path, work: Path, pairs: Sequence[ParallelPair], settings: Settings
) -> Tokenizer:
    path = work / "tokenizer.json"
    if not path.exists():
        tokenizer = vocabulary.build_tokenizer(
            pairs,
            _german_texts(data, pairs),
            english_pieces=settings.english_pieces,
            german_pieces=settings.german_pieces,
        )
        tokenizer.save(str(path))
    return Tokenizer.from_file(str(path))


def _german_texts(data: Path, pairs: Sequence[ParallelPair]) -> list[str]:
    """Sentences count twice and the project's own entries four times against dictionary words."""
    texts = [pair.de for pair in pairs]
    texts += [text for text in texts if len(text) > 40]
    for entry in read_entries(data):
        texts += [*entry.lay, *entry.tech, entry.topic] * _ENTRY_WEIGHT
    texts += [f"{a} {b}" for a, b in (*read_definitions(data), *read_statutes(data))]
    return texts


def _alignment(
    work: Path, tokenizer: Tokenizer, pairs: Sequence[ParallelPair]
) -> vocabulary.Alignment:
    path = work / "alignment.npz"
    if not path.exists():
        found = vocabulary.align(tokenizer, pairs)
        np.savez(path, **vars(found))
    with np.load(path) as stored:
        return vocabulary.Alignment(**{name: stored[name] for name in stored.files})


def _tuning_data(
    data: Path, work: Path, tokenizer: Tokenizer, pairs: Sequence[ParallelPair]
) -> TuningData:
    texts = sorted({pair.en for pair in pairs})
    row = {text: number for number, text in enumerate(texts)}
    vectors = teacher_vectors(texts, work / "teacher")[[row[pair.en] for pair in pairs]]
    return TuningData(
        entries=[entry for entry in read_entries(data) if not is_held_out(entry)],
        plain=[
            *read_definitions(data)[::_DEFINITION_STRIDE],
            *read_statutes(data),
            *read_skills(data),
        ],
        parallel=DistillationData(pairs, vectors, tokenizer),
    )


def _static_table(
    work: Path,
    tuning: TuningData,
    alignment: vocabulary.Alignment,
    tokenizer: Tokenizer,
    settings: Settings,
) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    axes = static.principal_axes(tuning.parallel.vectors)
    path = work / "teacher_pieces.npy"
    if not path.exists():
        np.save(path, _piece_vectors(alignment))
    pieces = [*tuning.parallel.german, *tuning.parallel.english]
    counts = np.bincount(
        np.concatenate([np.asarray(ids) for ids in pieces]), minlength=tokenizer.get_vocab_size()
    )
    first = static.first_static_table(alignment, np.load(path).astype(np.float32) @ axes, counts)
    student = static.StaticStudent(first, tokenizer)
    parallel = static.ParallelRows(tuning.parallel, axes)
    static.distil_static(student, parallel, work / "static.npy", epochs=settings.static_epochs)
    static.tune_static(
        student, tuning, parallel, work / "static_tuned.npy", steps=settings.static_steps
    )
    table: np.ndarray[tuple[int, int], np.dtype[np.float32]] = student.table.detach().numpy()
    return table


def _piece_vectors(alignment: vocabulary.Alignment) -> np.ndarray[tuple[int, int], np.dtype[Any]]:
    """The teacher's vectors of its own pieces, as texts; zeros for those that no piece needs."""
    names = sorted(teacher_tokenizer().get_vocab().items(), key=lambda item: item[1])
    needed = np.unique(np.concatenate([alignment.english, alignment.same[alignment.same >= 0]]))
    vectors = np.zeros((len(names), TEACHER_DIMENSIONS), np.float16)
    vectors[needed] = Teacher()([names[number][0].removeprefix("##") for number in needed])
    return vectors
