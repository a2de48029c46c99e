"""What only a real server sees: lines, headers and bodies larger than any browser sends."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import psutil
import pytest

PATIENCE = 60
MEGABYTE = 1_000_000


class Served:
    """The web server in a process of its own."""

    def __init__(self, process: subprocess.Popen, port: int) -> None:
        self.process, self.port = process, port

    def say(self, *pieces: bytes) -> str:
        """Send raw bytes, as far as it listens; the first line of the answer, or nothing."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as line:
            try:
                for piece in pieces:
                    line.sendall(piece)
            except OSError:
                pass  # It hung up; what it said before counts.
            try:
                return line.recv(1000).partition(b"\r\n")[0].decode()
            except OSError:
                return ""

    def memory(self) -> int:
        parent = psutil.Process(self.process.pid)
        return sum(each.memory_info().rss for each in (parent, *parent.children(recursive=True)))

    def is_well(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz") as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False


@pytest.fixture
def served(database_url, tmp_path) -> Iterator[Served]:
    if not database_url.startswith("sqlite"):
        pytest.skip("the server is the same before every database, so once is enough")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ECOTECHUB_")},
        "ECOTECHUB_DATABASE_URL": database_url, "ECOTECHUB_DATA_DIR": str(tmp_path / "var"),
        "ECOTECHUB_SECRET_KEY": "server " * 8,
    }  # fmt: skip
    command = [sys.executable, "-m", "webapp.cli", "serve", "--port", str(port)]
    with (tmp_path / "said.txt").open("w") as said:
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
    served = Served(process, port)
    until = time.monotonic() + PATIENCE
    while not served.is_well():
        assert time.monotonic() < until, (tmp_path / "said.txt").read_text()
        assert process.poll() is None, (tmp_path / "said.txt").read_text()
        time.sleep(0.1)
    yield served
    process.terminate()
    process.wait(20)


POST = b"POST /anmelden HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"


def test_the_server_refuses_too_much_and_goes_on(served):
    before = served.memory()
    chunk = b"%x\r\n%s\r\n" % (MEGABYTE, b"x" * MEGABYTE)

    answers = {
        "address": served.say(b"GET /" + b"a" * MEGABYTE + b" HTTP/1.1\r\nHost: x\r\n\r\n"),
        "header": served.say(b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * MEGABYTE + b"\r\n\r\n"),
        "headers": served.say(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 5000 + b"\r\n"),
        "no http": served.say(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc" + b"\0" * 500 + b"\r\n\r\n"),
        "two lengths": served.say(POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\na=bcd"),
        "length": served.say(POST + b"Content-Length: 50000000\r\n\r\n", b"x" * MEGABYTE),
        "chunks": served.say(
            POST + b"Transfer-Encoding: chunked\r\n\r\n", *([chunk] * 50), b"0\r\n\r\n"
        ),
    }

    statuses = {name: answer.split()[1:2] for name, answer in answers.items()}
    refused = {"400", "408", "413", "414", "431"}
    assert not {name: each for name, each in statuses.items() if each and each[0] not in refused}
    assert statuses["length"] == statuses["chunks"] == ["413"]
    assert served.is_well()
    assert served.memory() - before < 60 * MEGABYTE
