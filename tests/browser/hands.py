"""Hands before a browser: every action counted, and at a person's pace where that is asked for."""

import os
import time

HUMAN = os.environ.get("HANDS") == "human"
"""Set by `python -m tests.browser.two_minutes`; tests do not wait."""
LOOK, POINT, PASTE, KEY = 2.5, 1.2, 4.0, 0.28
"""Seconds: to read what a page asks, to point and press, to switch windows, copy and paste, and
for one key of an average typist. After the keystroke-level model of Card, Moran and Newell (1980),
with a longer look, because a professor sees the page for the first time."""
PROPOSALS = 1.5
"""Seconds to read one proposal and leave its tick."""


class Hands:
    """What a person does on pages, one action after the other."""

    def __init__(self, visitor) -> None:
        self.visitor = visitor
        self.actions: list[str] = []
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since the first page was opened."""
        return time.monotonic() - self._began

    def look(self, title: str) -> None:
        """Examine the page, which no person does and which therefore takes no time of theirs."""
        if not HUMAN:
            self.visitor.look(title)

    def choose(self, label: str, option: int) -> None:
        self._act(f"choose {label}", LOOK + 2 * POINT)
        self.visitor.page.get_by_label(label).first.select_option(index=option)

    def type(self, label: str, text: str) -> None:
        self._act(f"type {label}", POINT + KEY * len(text))
        self.visitor.fill(label, text)

    def paste(self, label: str, text: str) -> None:
        self._act(f"paste {label}", LOOK + PASTE)
        self.visitor.fill(label, text)

    def read_proposals(self) -> int:
        """Look at every proposal; returns how many there are."""
        count = self.visitor.page.locator("main input[type=checkbox]").count()
        self._wait(PROPOSALS * count)
        return count

    def untick(self, label: str) -> None:
        self._act(f"untick {label}", POINT)
        self.visitor.page.get_by_label(label).first.uncheck()

    def press(self, name: str) -> None:
        self._act(f"press {name}", LOOK + POINT)
        self.visitor.click(name)

    def _act(self, what: str, seconds: float) -> None:
        self.actions.append(what)
        self._wait(seconds)

    def _wait(self, seconds: float) -> None:
        if HUMAN:
            time.sleep(seconds)
