"""Runs web and worker as one pair: what ends one of them is noticed, and nothing is left behind."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from webapp.troubles import Trouble

SUPERVISED = "ECOTECHUB_SUPERVISED"
PATIENCE_STARTING = 60.0
PATIENCE_STOPPING = 10.0
LONGEST_PAUSE = 30.0
PULSE = 0.1


class Child:
    """One of the pair: a process group of its own, its output in a log file."""

    def __init__(self, arguments: Sequence[str], log: Path) -> None:
        self.log = log
        self._command = [sys.executable, "-m", "webapp.cli", *arguments]
        self._process: subprocess.Popen[bytes] | None = None
        self._pause, self._started_at = 1.0, 0.0
        self._rest_until: float | None = None
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_bytes(b"")

    def start(self) -> None:
        """Begin, out of reach of the terminal's Ctrl-C, which is for the supervisor to pass on."""
        self._started_at, self._rest_until = time.monotonic(), None
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env={**os.environ, SUPERVISED: "1", "PYTHONUTF8": "1"},
                start_new_session=True,
            )

    @property
    def has_ended(self) -> bool:
        """Whether it is gone without having been asked to go."""
        return self._process is not None and self._process.poll() is not None

    def start_again(self) -> bool:
        """Start once the pause is over, which doubles as long as it keeps dying young."""
        now = time.monotonic()
        if self._rest_until is None:
            if now - self._started_at > 60:
                self._pause = 1.0
            self._rest_until, self._pause = now + self._pause, min(self._pause * 2, LONGEST_PAUSE)
        if now < self._rest_until:
            return False
        self.start()
        return True

    def ask_to_stop(self) -> None:
        """Let it finish what it is doing."""
        self._send(signal.SIGTERM, group=False)

    def wait_until_stopped(self, until: float) -> None:
        """Wait as long as agreed, then leave nothing of its group behind."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass
        finally:
            self._send(signal.SIGKILL, group=True)
            self._process.wait()

    def _send(self, number: signal.Signals, *, group: bool) -> None:
        if self._process is None:
            return
        try:
            if group:
                os.killpg(self._process.pid, number)
            elif self._process.poll() is None:
                self._process.send_signal(number)
        except ProcessLookupError:
            pass


class Pair:
    """The web server and the worker of one installation."""

    def __init__(self, host: str, port: int, logs: Path) -> None:
        self.host, self.port, self.logs = host, port, logs
        where = ["--host", host, "--port", str(port)]
        self.web = Child(["serve", *where], logs / "web.log")
        self.worker = Child(["worker"], logs / "worker.log")

    def run(self, announce: Callable[[], None]) -> int:
        """Run both until told to stop or until the web server dies; returns the exit status."""
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: _stop_or_hurry(stop))
        try:
            self.web.start()
            return self._watch(stop, announce)
        finally:
            until = time.monotonic() + PATIENCE_STOPPING
            for child in (self.web, self.worker):
                child.ask_to_stop()
            for child in (self.web, self.worker):
                child.wait_until_stopped(until)

    def _watch(self, stop: threading.Event, announce: Callable[[], None]) -> int:
        ready_by: float | None = time.monotonic() + PATIENCE_STARTING
        while not stop.wait(PULSE):
            if self.web.has_ended:
                say(f"The web server has ended, see {self.web.log}: {last_line(self.web.log)}")
                return 1
            if self.worker.has_ended and self.worker.start_again():
                say(f"The worker had ended and was started again, see {self.worker.log}.")
            if ready_by is not None and answers(self.host, self.port):
                ready_by = None
                announce()
                self.worker.start()  # not earlier: both at once would keep the pages waiting
            if ready_by is not None and time.monotonic() > ready_by:
                say(f"The web server does not answer, see {self.web.log}.")
                return 1
        say("\nStopping …")
        return 0


def _stop_or_hurry(stop: threading.Event) -> None:
    # The second Ctrl-C means it; the finally above still ends both groups.
    if stop.is_set():
        raise KeyboardInterrupt
    stop.set()


def refuse_taken_port(host: str, port: int) -> None:
    """Raise Trouble, with what to do, when the web server could not listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Trouble(
                f"Port {port} is in use: please stop the program that uses it, or choose"
                f" another port, for example PORT={port % 65535 + 1} make run."
            ) from error


def answers(host: str, port: int) -> bool:
    """Whether the web server says it is alive."""
    try:
        with socket.create_connection((host, port), timeout=1) as connection:
            connection.settimeout(5)
            request = f"GET /healthz HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"
            connection.sendall(request.encode())
            return connection.recv(32).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def end_with_supervisor() -> None:
    """Stop this process as soon as the supervisor is gone, even if that was killed."""
    if os.environ.get(SUPERVISED) != "1":
        return

    def wait_for_the_end() -> None:
        # Not sys.stdin, whose lock a process forked meanwhile would wait for in vain.
        while os.read(0, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait_for_the_end, daemon=True).start()


def last_line(log: Path) -> str:
    """What a log says last."""
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1][:300] if lines else "it is empty"


def say(text: str) -> None:
    """Tell the person at the terminal."""
    print(text, file=sys.stderr, flush=True)
