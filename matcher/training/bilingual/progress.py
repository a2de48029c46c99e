"""What a long run tells its operator."""

from __future__ import annotations

import sys
import time


def say(text: str) -> None:
    """One line on standard output, at once."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stdout.flush()


class Progress:
    """Counts work and says now and then how fast it goes and how long it will take."""

    def __init__(self, name: str, total: float, *, every: float = 20.0) -> None:
        self._name, self._every = name, every
        self._total = total
        self._done = 0.0
        self._skipped = 0.0
        self._began = self._said = time.monotonic()

    def skip(self, amount: float) -> None:
        """Work that an earlier run has done."""
        self._skipped += amount

    def add(self, amount: float, note: str = "") -> None:
        """Work done now."""
        self._done += amount
        now = time.monotonic()
        if now - self._said < self._every:
            return
        self._said = now
        speed = self._done / (now - self._began)
        left = max(0.0, self._total - self._done - self._skipped) / max(speed, 1e-9)
        say(
            f"{self._name}: {self._done + self._skipped:,.1f} of {self._total:,.0f}, "
            f"{left / 60:.0f} min left {note}"
        )
