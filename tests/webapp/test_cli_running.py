"""`ecotechub run` starts web and worker as one pair and leaves nothing behind, however it ends."""

import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator

import psutil
import pytest
from sqlalchemy import select

from models import OutgoingMail, Role
from tests.webapp.terminal import Terminal
from webapp import supervisor
from webapp.mail import queue_mail

PATIENCE = 240


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Running:
    """The pair in processes of its own, with what it prints."""

    def __init__(self, environment: dict[str, str], port: int, said) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.said = said
        with said.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "webapp.cli", "run", "--port", str(port)],
                env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        eventually(lambda: "is running" in self.text or self.process.poll() is not None)
        assert self.process.poll() is None, self.text
        self.family = psutil.Process(self.process.pid).children(recursive=True)

    @property
    def text(self) -> str:
        return self.said.read_text()

    def child(self, command: str) -> psutil.Process:
        parent = psutil.Process(self.process.pid)
        return next(each for each in parent.children() if command in each.cmdline())

    def is_gone(self) -> bool:
        return not any(
            each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in self.family
        )


def eventually(claim: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not claim():
        assert time.monotonic() < until, "it did not come to pass"
        time.sleep(0.1)


@pytest.fixture
def running(database_url, tmp_path, free_port) -> Iterator[Running]:
    if not database_url.startswith("sqlite"):
        pytest.skip("the pair runs the same on every database, so once is enough")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("ECOTECHUB_")
    }
    environment |= {
        "ECOTECHUB_DATABASE_URL": database_url,
        "ECOTECHUB_DATA_DIR": str(tmp_path / "var"),
        "PYTHONUNBUFFERED": "1",
    }
    running = Running(environment, free_port, tmp_path / "said.txt")
    yield running
    for each in [psutil.Process(running.process.pid)] if running.process.poll() is None else []:
        each.kill()
    eventually(running.is_gone)


def test_ctrl_c_ends_what_one_command_started(running):
    with urllib.request.urlopen(running.url + "/healthz") as answer:
        assert answer.status == 200
    assert running.text.count("http://") == 1
    assert len(re.findall(r"\S+\.example +\w{4}(?:-\w{4}){3}\n", running.text)) >= 5
    assert len(running.family) >= 2

    worker = running.child("worker")
    worker.kill()
    eventually(lambda: "started again" in running.text)
    assert running.child("worker").pid != worker.pid

    running.process.send_signal(signal.SIGINT)

    assert running.process.wait(30) == 0
    assert running.is_gone()
    assert "Traceback" not in running.text


def test_a_worker_told_to_stop_leaves_what_it_has_not_begun(app, make, database, work_off, clock):
    account = make.account(Role.ADMIN)
    with database.writing() as session:
        for _ in range(3):
            queue_mail(session, "address_in_use", session.merge(account), clock())
    app.extensions["transport"] = lambda _: app.extensions["stopping"].set()

    assert work_off() == 1

    with database.reading() as session:
        states = sorted(each.name for each in session.scalars(select(OutgoingMail.state)))
    assert states == ["DONE", "QUEUED", "QUEUED"]


def test_a_killed_supervisor_takes_both_with_it(running):
    running.process.kill()

    eventually(running.is_gone)


def test_a_dead_web_server_ends_the_pair_with_a_sentence(running):
    running.child("serve").kill()

    assert running.process.wait(30) == 1
    assert running.is_gone()
    assert "The web server has ended" in running.text


def test_a_taken_port_is_one_sentence_with_the_way_out(monkeypatch, capfd, settings, free_port):
    type_in = Terminal(monkeypatch, capfd, settings)
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port))
        other.listen()

        answer = type_in("run", "--port", free_port, status=1)

    assert f"PORT={free_port + 1} make run" in answer.sentence


def test_a_child_that_keeps_dying_is_started_ever_more_seldom(tmp_path, monkeypatch):
    moment = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: moment[0])
    child = supervisor.Child(["--version"], tmp_path / "log" / "child.log")
    starts = []
    monkeypatch.setattr(child, "start", lambda: (starts.append(moment[0]), rest_again(child)))

    def rest_again(child: supervisor.Child) -> None:
        child._rest_until, child._started_at = None, moment[0]

    for _ in range(700):
        child.start_again()
        moment[0] += 0.1

    pauses = [later - earlier for earlier, later in itertools.pairwise(starts)]
    assert pauses == sorted(pauses)
    assert 1.9 < pauses[0] < 2.3
    assert pauses[-1] < supervisor.LONGEST_PAUSE + 0.3
