"""The training loop that all stages of the transformer share."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, TypeVar

import torch

from matcher.training.bilingual.progress import Progress, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from matcher.training.bilingual.transformer import Student

Batch = TypeVar("Batch")
# Minutes: whatever took longer was a pause of the machine and is not counted.
_LONGEST_STEP = 1.0


@dataclass(frozen=True)
class Stage:
    """How one stage trains: its length, its rates, and whether the body moves too.

    With `minutes` it ends after that time instead of after `steps`, and rates fall with the
    clock; the record says how many steps that were, so that they can be repeated exactly.
    """

    name: str
    steps: int
    table_rate: float
    body_rate: float = 0.0
    minutes: float | None = None
    warm_up: int = 40
    last_rate: float = 0.03
    weight_decay: float = 0.0
    dropout: float = 0.0
    save_minutes: float = 4.0


@dataclass
class _Record:
    step: int = 0
    minutes: float = 0.0
    loss: float | None = None
    is_done: bool = False

    def part_done(self, stage: Stage) -> float:
        if stage.minutes is not None:
            return min(1.0, self.minutes / stage.minutes)
        return min(1.0, self.step / stage.steps) if stage.steps else 1.0


def train(
    student: Student,
    stage: Stage,
    batches: Callable[[int], Iterator[Batch]],
    loss_of: Callable[[Batch], torch.Tensor],
    folder: Path,
) -> None:
    """Trains to `folder/<stage>.safetensors`; continues from there when a run was stopped.

    `batches(step)` gives the batches from that step on. The optimisers' moments begin anew after
    a stop, so rates climb again over `warm_up` steps.
    """
    weights, path = folder / f"{stage.name}.safetensors", folder / f"{stage.name}.json"
    record = _Record()
    if path.exists():
        record = _Record(**json.loads(path.read_text("utf-8")))
        student.load(weights)
        say(f"{stage.name}: {record.step} steps are done")
        if record.is_done:
            return
    for parameter in student.layers:
        parameter.requires_grad_(stage.body_rate > 0)
    table = torch.optim.SparseAdam([student.table], lr=stage.table_rate)
    body = torch.optim.AdamW(student.layers, lr=stage.body_rate, weight_decay=stage.weight_decay)
    student.set_dropout(stage.dropout)
    student.body.train()
    progress = Progress(stage.name, stage.steps if stage.minutes is None else stage.minutes)
    progress.skip(record.step if stage.minutes is None else record.minutes)
    first, stream = record.step, batches(record.step)
    last = saved = time.monotonic()
    while (part := record.part_done(stage)) < 1:
        factor = min(1.0, (record.step - first + 1) / stage.warm_up) * max(
            stage.last_rate, 1 - part
        )
        for optimizer, rate in ((table, stage.table_rate), (body, stage.body_rate)):
            optimizer.param_groups[0]["lr"] = rate * factor
            optimizer.zero_grad()
        loss = loss_of(next(stream))
        loss.backward()  # type: ignore[no-untyped-call]
        table.step()  # type: ignore[no-untyped-call]
        if stage.body_rate > 0:
            torch.nn.utils.clip_grad_norm_(student.layers, 1.0)
            body.step()
        now = time.monotonic()
        past = min((now - last) / 60, _LONGEST_STEP)
        last = now
        record.step += 1
        record.minutes += past
        record.loss = (
            loss.item() if record.loss is None else 0.98 * record.loss + 0.02 * loss.item()
        )
        progress.add(
            1 if stage.minutes is None else past, f"step {record.step} loss {record.loss:.4f}"
        )
        if now - saved > stage.save_minutes * 60:
            _save(student, weights, path, record)
            saved = now
    record.is_done = True
    _save(student, weights, path, record)
    say(f"{stage.name}: done after {record.step} steps, loss {record.loss or 0:.4f}")


def _save(student: Student, weights: Path, path: Path, record: _Record) -> None:
    student.save(weights)
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(asdict(record)), "utf-8")
    unfinished.replace(path)
