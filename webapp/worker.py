"""The worker process: huey's consumer, stopped between two pieces of work."""

from typing import Any

from flask import Flask
from huey.consumer import Consumer

from webapp import jobs


class Worker(Consumer):
    """Told to stop, it finishes the piece of work at hand; the rest waits in its rows."""

    def __init__(self, app: Flask) -> None:
        huey = app.extensions["huey"]
        # A second at most until somebody's need is looked at, for next to no work when idle.
        super().__init__(huey, workers=1, periodic=True, max_delay=1.0, graceful_signal="TERM")
        self._stopping = app.extensions["stopping"]

    @classmethod
    def ready(cls, app: Flask) -> "Worker":
        """A worker that has read every profile, which takes seconds, before it claims any work."""
        with app.app_context():
            jobs.get_ready()
        app.extensions["wake"]()
        return cls(app)

    def _handle_signal(self, signum: int, frame: Any) -> None:
        self._stopping.set()
        super()._handle_signal(signum, frame)
