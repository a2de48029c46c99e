"""Prepares a fresh machine for `make run` and `make test`, with nothing but the standard library.

The system's own Python runs this file, however old it is: every trouble ends in one sentence that
says what to do, and every step that is done leaves a stamp, so that the next start is quick.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "ready.json"
LOG = ROOT / "var" / "log" / "install.log"
OLDEST = (3, 11)

NO_NETWORK = (
    "The packages could not be fetched: please check the network connection, the proxy and pip's"
    " settings, and run the same command again."
)
SIGNS_OF_TROUBLE = (
    (
        ("No space left on device", "ENOSPC", "Errno 28"),
        "The disk is full: please free about 4 GB and run the same command again.",
    ),
    (
        (
            "Connection",
            "Temporary failure in name resolution",
            "Name or service not known",
            "Network is unreachable",
            "No matching distribution found",
            "Could not fetch URL",
            "ReadTimeout",
            "ENOTFOUND",
            "EAI_AGAIN",
        ),
        NO_NETWORK,
    ),
    (
        ("Permission denied", "EACCES", "Read-only file system"),
        "This folder cannot be written to: please check who owns it and run the command again.",
    ),
)


class Trouble(Exception):
    """Something a person has to put right; the text says what."""


def main(arguments: list[str]) -> int:
    """Prepare for `run`, `test` or `train`; 0 when everything is in place."""
    command = arguments[0] if arguments else "run"
    os.chdir(str(ROOT))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        check_python()
        if command == "run":
            check_port()
        make_environment()
        install(extras_for(command))
        if command != "train":
            fetch_assets()
            compile_translations()
        if command == "test" and "--without-browser" not in arguments:
            provide_browser()
    except Trouble as trouble:
        print("\n" + str(trouble), file=sys.stderr)
        return 1
    except OSError as error:
        print("\n" + sentence_for(f"[Errno {error.errno}] {error}"), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; the next start goes on from here.", file=sys.stderr)
        return 130
    if command == "run":
        sys.stdout.flush()
        os.execv(str(PYTHON), [str(PYTHON), "-m", "webapp.cli", "run"])  # noqa: S606
    return 0


def check_python() -> None:
    """Refuse a Python that is too old."""
    if sys.version_info < OLDEST:
        found = ".".join(str(part) for part in sys.version_info[:2])
        raise Trouble(
            f"Python {found} is too old: please install Python 3.11 or newer and, if it is not"
            " python3, name it with PYTHON=/path/to/python3."
        )


def check_port() -> None:
    """Say at once, and not after minutes of installing, that the port is taken."""
    said = os.environ.get("PORT", "8000")
    if not said.isdigit() or not 0 < int(said) < 65536:
        raise Trouble(f"PORT={said} is no port: please give a number such as PORT=8001.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(said)))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise Trouble(
                    f"Port {said} is reserved for the system: please choose one above 1023, for"
                    " example PORT=8001 make run."
                ) from error
            raise Trouble(
                f"Port {said} is in use: please stop the program that uses it, or choose"
                f" another port, for example PORT={int(said) % 65535 + 1} make run."
            ) from error


def make_environment() -> None:
    """Create .venv unless there is one that works."""
    if PYTHON.exists() and STAMP.exists():
        return
    try:
        version = "import sys, pip; print(sys.version_info >= (3, 11))"
        found = subprocess.run([str(PYTHON), "-c", version], capture_output=True, text=True)
        if found.stdout.strip() == "True":
            return
    except OSError:
        pass
    say("Creating the virtual environment .venv …")
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True
    )
    if done.returncode:
        said = done.stdout + done.stderr
        if "ensurepip" in said or "No module named venv" in said:
            version = ".".join(str(part) for part in sys.version_info[:2])
            raise Trouble(
                "Python's venv module is missing: please install it (on Debian and Ubuntu:"
                f" sudo apt-get install python{version}-venv) and run the same command again."
            )
        raise Trouble(sentence_for(said))


def extras_for(command: str) -> list[str]:
    """What is needed besides the service: nothing, unless another language model is named."""
    if command == "test":
        return ["dev", "models"]
    if command == "train":
        return ["training"]
    named = os.environ.get("ECOTECHUB_EMBEDDING_MODEL", "bundled")
    return [] if named in ("", "bundled") else ["models"]


def install(extras: list[str]) -> None:
    """Install the pinned packages, torch first if it is wanted, and this project in place."""
    state = read_stamp()
    wanted = sorted(set(extras) | set(state.get("extras", [])))
    digest = digest_of_requirements()
    if state.get("digest") == digest and state.get("extras") == wanted:
        return
    project = ".[{}]".format(",".join(wanted)) if wanted else "."
    if {"models", "training"} & set(wanted):
        pip("torch, the largest package", ["torch==2.13.0"])
    pip("the other packages", ["--editable", project])
    STAMP.write_text(json.dumps({"digest": digest, "extras": wanted}), encoding="utf-8")


def read_stamp() -> dict:
    """What was installed last, or nothing."""
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def digest_of_requirements() -> str:
    """Changes with the pins, with what the project asks for, and when the checkout moves."""
    import tomllib  # not there in the Python versions that check_python refuses

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [project[key] for key in ("dependencies", "optional-dependencies", "scripts")]
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    return hashlib.sha256(json.dumps([asked, pins, str(ROOT)]).encode()).hexdigest()


def pip(what: str, requirements: list[str]) -> None:
    """Install with pip and show how far it is."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]
    # Compiled when first imported: of torch alone that saves a minute and most is never used.
    command += ["--no-compile", "--constraint", "constraints.txt", *requirements]
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("a", encoding="utf-8") as log:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        said = []
        try:
            with Progress(f"Installing {what}") as progress:
                for line in process.stdout or ():
                    log.write(line)
                    said.append(line)
                    progress.note(line.strip())
                failed = progress.failed = process.wait()
        finally:
            process.kill()
    if failed:
        raise Trouble(sentence_for("".join(said)))


class Progress:
    """One line that moves: what is done, what is being fetched, how long it has taken."""

    def __init__(self, title: str) -> None:
        self.title, self.now, self.packages, self.failed = title, "", 0, 0
        self.began, self.over = time.monotonic(), threading.Event()
        self.moves = sys.stdout.isatty()
        self.ticker = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Progress:
        say(f"{self.title} …")
        self.ticker.start()
        return self

    def note(self, line: str) -> None:
        """Take in a line of pip."""
        if line.startswith("Collecting "):
            self.packages += 1
            self.now = line.split(" (")[0]
        elif line.startswith(("Downloading ", "Using cached ", "Processing ")):
            what, _, size = line.split(" ", 1)[1].strip().partition(" (")
            name = "-".join(what.rsplit("/", 1)[-1].split("-")[:2])
            self.now = f"{name} ({size}" if size else name
        elif line.startswith("Installing collected packages"):
            self.now = f"unpacking {line.count(',') + 1} packages"

    def _tick(self) -> None:
        while not self.over.wait(0.5 if self.moves else 10):
            self._show()

    def _show(self) -> None:
        text = f"  {time.monotonic() - self.began:4.0f} s · {self.packages} packages · {self.now}"
        if self.moves:
            width = shutil.get_terminal_size().columns - 1
            print("\r" + text[:width].ljust(width), end="", flush=True)
        else:
            say(text)

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.over.set()
        self.ticker.join()
        if self.moves:
            print("\r" + " " * (shutil.get_terminal_size().columns - 1), end="\r")
        if kind is None and not self.failed:
            say(f"  done in {time.monotonic() - self.began:.0f} s")


def fetch_assets() -> None:
    """Style sheet, typeface and htmx."""
    done = subprocess.run([str(PYTHON), "-m", "webapp.assets"], stderr=subprocess.PIPE, text=True)
    if done.returncode:
        trouble = sentence_for(done.stderr)
        raise Trouble(trouble if "disk is full" in trouble else done.stderr.strip())


def compile_translations() -> None:
    """Compile the catalogues that are newer than what was compiled from them."""
    for catalogue in sorted((ROOT / "webapp" / "translations").glob("*/LC_MESSAGES/*.po")):
        compiled = catalogue.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= catalogue.stat().st_mtime:
            continue
        done = subprocess.run(
            [str(PYTHON), "-m", "babel.messages.frontend", "compile",
             "--input-file", str(catalogue), "--output-file", str(compiled)],
            capture_output=True,
            text=True,
        )  # fmt: skip
        if done.returncode:
            raise Trouble(f"The catalogue {catalogue.relative_to(ROOT)} has an error: "
                          f"{done.stderr.strip().splitlines()[-1]}")  # fmt: skip


def provide_browser() -> None:
    """Chromium for the browser tests, where the system lets us; otherwise say how."""
    if any(shutil.which(name) for name in ("chromium", "chromium-browser")):
        return
    apt = shutil.which("apt-get")
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if apt and (not sudo or may_sudo()):
        say("Installing Debian's chromium for the browser tests …")
        settings = ["env", "DEBIAN_FRONTEND=noninteractive"]
        LOG.parent.mkdir(parents=True, exist_ok=True)
        for step in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
            with LOG.open("a", encoding="utf-8") as log:
                subprocess.run([*sudo, *settings, apt, *step], stdout=log, stderr=log)
    if not shutil.which("chromium"):
        say(
            "There is no Chromium, so the browser tests are left out; to run them, please"
            " install it (on Debian: sudo apt-get install chromium) and run make test again."
        )


def may_sudo() -> bool:
    """Whether sudo works without asking for a password."""
    sudo = shutil.which("sudo")
    return bool(sudo) and subprocess.run([sudo, "-n", "true"], capture_output=True).returncode == 0


def sentence_for(said: str) -> str:
    """The one sentence that tells a person what to do about what a tool said."""
    for signs, sentence in SIGNS_OF_TROUBLE:
        if any(sign in said for sign in signs):
            return sentence
    lines = [line for line in said.strip().splitlines() if "rror" in line] or [said.strip()]
    where = LOG.relative_to(ROOT)
    return f"A step of the installation failed, see {where}: {lines[-1][:300]}"


def say(text: str) -> None:
    """Tell the person at the terminal."""
    print(text, flush=True)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main(sys.argv[1:]))
