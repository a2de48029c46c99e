"""A comparison as a Markdown table for people and as JSON for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matcher.benchmark.runs import Comparison, Line

NOTE = (
    "Loss: less is better; everything else: more. In brackets 95 % bootstrap intervals. Fused: "
    "dense and words at a share chosen without the queries it is measured on; in the mean of the "
    "reviewers' top 3, one half each."
)


def as_markdown(comparison: Comparison) -> str:
    """One row per measure, one column per system, aims beside them, notes below."""
    rows = [
        ["benchmark", "measure", *comparison.systems, "aim"],
        ["---", "---", *["---:"] * len(comparison.systems), "---"],
    ]
    rows += [_row(line, comparison.systems) for line in comparison.lines]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    table = "\n".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |"
        for row in rows
    )
    model = f"Model: {comparison.model or 'none, words and characters only'}."
    return "\n\n".join([table, " ".join([model, *comparison.missing, NOTE])]) + "\n"


def as_json(comparison: Comparison) -> dict[str, Any]:
    """Everything with its intervals; the same for the same files, model and versions."""
    return {
        "model": comparison.model,
        "model_sha256": comparison.model_sha256,
        "missing": list(comparison.missing),
        "lines": [
            {
                "benchmark": line.benchmark,
                "measure": line.measure,
                "aims": dict(line.aims),
                "systems": {
                    name: {
                        "value": estimate.value,
                        "low": estimate.low,
                        "high": estimate.high,
                        "count": estimate.needs,
                    }
                    for name, estimate in line.estimates.items()
                },
            }
            for line in comparison.lines
        ],
    }


def _row(line: Line, systems: Sequence[str]) -> list[str]:
    sign = "≤" if line.measure == "loss" else "≥"
    aims = ", ".join(f"{name} {sign} {_short(value)}" for name, value in line.aims)
    cells = []
    for name in systems:
        estimate = line.estimates[name]
        cell = _short(estimate.value)
        if line.measure == "loss":
            cell += f" [{_short(estimate.low, 2)}, {_short(estimate.high, 2)}]"
        cells.append(cell)
    return [line.benchmark, line.measure, *cells, aims]


def _short(value: float, digits: int = 3) -> str:
    """ ".812", as in papers: these values are not above 1."""
    return f"{value:.{digits}f}".removeprefix("0")
