"""A terminal for tests: runs `ecotechub` in this process, on the database of the test."""

import io
import os
import sys
from dataclasses import dataclass

import pytest

from webapp import cli
from webapp.config import Settings


@dataclass(frozen=True)
class Answer:
    """What a command gave back."""

    status: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The one line on standard error."""
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, f"not one sentence: {self.err}"
        assert "Traceback" not in self.err
        return lines[0]


class Terminal:
    """Types commands and reads what they print."""

    def __init__(self, monkeypatch, capfd, settings: Settings) -> None:
        self._patch, self._captured = monkeypatch, capfd
        for name in [each for each in os.environ if each.startswith("ECOTECHUB_")]:
            monkeypatch.delenv(name)
        self.set(
            ECOTECHUB_DATABASE_URL=settings.database_url,
            ECOTECHUB_DATA_DIR=str(settings.data_dir / "var"),
            ECOTECHUB_SECRET_KEY=settings.secret_key.get_secret_value(),
            ECOTECHUB_BASE_URL=settings.base_url,
            COLUMNS="200",
        )
        (settings.data_dir / "var").mkdir()

    def set(self, **environment: str) -> None:
        """Change the environment of the commands that follow."""
        for name, value in environment.items():
            self._patch.setenv(name, value)

    def __call__(self, *arguments: object, typed: bytes = b"", status: int = 0) -> Answer:
        """Run a command; `typed` is what stands on standard input."""
        self._patch.setattr(sys, "argv", ["ecotechub", *map(str, arguments)])
        self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), "utf-8"))
        self._captured.readouterr()
        mask = os.umask(0o022)
        try:
            with pytest.raises(SystemExit) as ended:
                cli.main()
        finally:
            os.umask(mask)
        out, err = self._captured.readouterr()
        answer = Answer(ended.value.code or 0, out, err)
        assert answer.status == status, answer
        return answer
