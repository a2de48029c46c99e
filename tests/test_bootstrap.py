"""What a stranger meets first: each trouble on a fresh machine is one sentence with a way out."""

import ast
import importlib.util
import socket
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "deploy" / "bootstrap.py"


@pytest.fixture
def bootstrap(monkeypatch, tmp_path):
    spec = importlib.util.spec_from_file_location("bootstrap", SOURCE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "LOG", module.ROOT / "var" / "log" / "install.log")
    monkeypatch.setattr(module, "STAMP", tmp_path / "ready.json")
    monkeypatch.chdir(tmp_path)
    return module


def test_an_old_python_can_read_it_and_say_that_it_is_too_old(bootstrap, monkeypatch):
    ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 7))
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))

    with pytest.raises(bootstrap.Trouble, match=r"Python 3\.9 is too old: please install"):
        bootstrap.check_python()


def test_it_needs_nothing_but_the_standard_library():
    names = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(SOURCE.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert names <= sys.stdlib_module_names


def test_a_taken_port_is_said_before_anything_is_installed(bootstrap, monkeypatch, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))

        assert bootstrap.main(["run"]) == 1

    said = capsys.readouterr()
    assert said.out == ""
    assert f"PORT={port + 1} make run" in said.err
    assert len(said.err.strip().splitlines()) == 1


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1", ""])
def test_a_port_that_is_none_is_refused(bootstrap, monkeypatch, port):
    monkeypatch.setenv("PORT", port)

    with pytest.raises(bootstrap.Trouble, match="is no port"):
        bootstrap.check_port()


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("ERROR: [Errno 28] No space left on device", "disk is full"),
        ("Failed to establish a new Connection: Name or service not known", "network"),
        ("ERROR: No matching distribution found for torch==2.13.0", "network"),
        ("PermissionError: [Errno 13] Permission denied: '.venv'", "who owns it"),
        ("something odd\nError: the wheel is round", "the wheel is round"),
        ("", "A step of the installation failed"),
    ],
)
def test_what_tools_say_becomes_one_sentence(bootstrap, said, advice):
    sentence = bootstrap.sentence_for(said)

    assert advice in sentence
    assert "\n" not in sentence


def test_nothing_is_installed_twice(bootstrap, monkeypatch):
    installed = []
    monkeypatch.setattr(bootstrap, "pip", lambda what, requirements: installed.append(requirements))

    bootstrap.install([])
    bootstrap.install([])
    bootstrap.install(["dev"])
    bootstrap.install([])

    assert installed == [
        ["--editable", "."], ["--editable", ".[dev]"],
    ]  # fmt: skip


def test_changed_pins_are_installed(bootstrap, monkeypatch):
    installed = []
    monkeypatch.setattr(bootstrap, "pip", lambda what, requirements: installed.append(what))
    bootstrap.install([])
    monkeypatch.setattr(bootstrap, "digest_of_requirements", lambda: "another")

    bootstrap.install([])

    assert len(installed) == 2


def test_torch_comes_only_where_it_is_used_and_then_first(bootstrap, monkeypatch):
    installed = []
    monkeypatch.setattr(bootstrap, "pip", lambda what, requirements: installed.append(requirements))

    bootstrap.install(["models"])

    assert installed == [["torch==2.13.0"], ["--editable", ".[models]"]]


@pytest.mark.parametrize(
    ("command", "model", "extras"),
    [
        ("run", None, []),
        ("run", "bundled", []),
        ("run", "", []),
        ("run", "some/model", ["models"]),
        ("test", None, ["dev", "models"]),
        ("train", None, ["training"]),
    ],
)
def test_the_demo_needs_torch_only_for_another_model(
    bootstrap, monkeypatch, command, model, extras
):
    monkeypatch.delenv("ECOTECHUB_EMBEDDING_MODEL", raising=False)
    if model is not None:
        monkeypatch.setenv("ECOTECHUB_EMBEDDING_MODEL", model)

    assert bootstrap.extras_for(command) == extras
