"""Dots with lines on a scale, as the component range_plot draws them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """A dot with a line on a scale; all places are per cent of its width."""

    words: str
    says: str
    begin: float
    dot: float
    end: float
    mark: float | None = None


@dataclass(frozen=True)
class Spans:
    """Several of them on one scale, with the stretch where they ought to lie, if there is one."""

    spans: Sequence[Span]
    ticks: Sequence[tuple[float, str]]
    finding: str
    band: tuple[float, float] | None = None


def percent(part: float, whole: float) -> float:
    """How far along a scale from 0 to the whole; 0 where there is none."""
    return round(100 * part / whole, 2) if whole else 0.0
