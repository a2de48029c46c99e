"""What is committed works for a stranger: no traces of one machine, pins, licences."""

import json
import re
import subprocess
import sys
import tomllib
from email.parser import HeaderParser
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]

REGISTRIES = re.compile(
    # Written apart, so that this file does not hold what it looks for.
    r"\b(?:[\w-]+\.)*(?:" + "|".join(
        host + r"\." + top
        for host, top in (
            ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "(?:org|com)"),
            ("yarnpkg", "com"), ("download.pytorch".replace(".", r"\."), "org"),
            ("unpkg", "com"), ("jsdelivr", "net"),
        )
    ) + r")\b|--(?:extra-)?index-url|--find-links"
)  # fmt: skip
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:" + "|".join(("work", "root", "home", "opt")) + r")/\w")

ACCEPTABLE = re.compile(
    r"MIT|BSD|Apache|ISC\b|PSF|Python Software Foundation|Python-2\.0|CNRI|Unlicense|Zope|0BSD|"
    r"MPL|Mozilla Public|LGPL|Lesser General Public|EUPL|Public Domain|HPND|Zlib|CC0|BSL-1\.0"
)
"""Permissive, or copyleft of the library alone: psycopg and HanTa are LGPL, tqdm is MPL."""

REFUSED = re.compile(r"(?<!L)GPL|(?<!Lesser )General Public License|SSPL|Commons Clause")
DECLARED_IN_A_FILE_ONLY = {"huey": "MIT"}
"""Packages whose metadata say nothing; their licence file was read instead."""


def committed_files() -> list[Path]:
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def test_nothing_is_committed_that_is_to_be_ignored():
    committed_files()
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--ignored", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    assert listed.stdout == ""


def committed_texts() -> list[tuple[Path, str]]:
    texts = []
    for path in committed_files():
        if not path.is_file():
            continue
        content = path.read_bytes()
        if b"\0" not in content:
            texts.append((path.relative_to(ROOT), content.decode("utf-8")))
    return texts


def test_no_committed_file_names_a_package_registry():
    for path, text in committed_texts():
        found = REGISTRIES.search(text)
        assert not found or path == Path("tests/test_repository.py"), f"{path}: {found[0]}"


def test_no_committed_file_holds_a_path_of_one_machine():
    for path, text in committed_texts():
        found = MACHINE_PATHS.search(text)
        assert not found, f"{path}: {text[found.start() : found.end() + 40]!r}"


def test_nothing_built_or_private_is_committed():
    forbidden = re.compile(
        r"(^|/)(node_modules|\.venv|var|__pycache__|vendor)/|\.(pyc|mo|db|sqlite|pkl|pickle|pem)$"
    )
    for path in committed_files():
        assert not forbidden.search(path.relative_to(ROOT).as_posix()), path


def test_the_npm_lock_file_holds_hashes_and_no_addresses():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))

    packages = {name: each for name, each in lock["packages"].items() if name}
    assert packages
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert package["integrity"].startswith("sha512-"), name


def test_the_licence_is_declared_and_there():
    assert PROJECT["license"] == "EUPL-1.2"
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in text
    assert json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["license"] == "EUPL-1.2"


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    named = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in named), "a pin is name==version"
    return {
        canonicalize_name(name): version for name, _, version in (x.partition("==") for x in named)
    }


def test_torch_is_the_first_pin_and_names_no_build():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()

    assert next(line for line in lines if not line.startswith("#")) == "torch==2.13.0"


def test_everything_the_project_asks_for_is_pinned():
    extras = PROJECT["optional-dependencies"]
    asked = [*PROJECT["dependencies"], *extras["dev"], *extras["models"]]
    asked += PYPROJECT["build-system"]["requires"]

    missing = [name for name in asked if canonicalize_name(Requirement(name).name) not in pins()]

    assert not missing


def test_everything_installed_for_it_is_pinned_in_this_version():
    for name, version in installed_for(["ecotechub[dev,models]"]).items():
        pinned = pins().get(name)
        assert pinned, f"{name} {version} came along without a pin"
        assert version.partition("+")[0] == pinned, f"{name} is {version}, pinned is {pinned}"


def test_licences_of_what_runs_are_acceptable():
    for name in installed_for(["ecotechub[models]"]):
        licence = licence_of(name) or DECLARED_IN_A_FILE_ONLY.get(name, "")
        assert ACCEPTABLE.search(licence), f"{name}: {licence[:200]!r}"
        assert not REFUSED.search(licence) or "OR" in licence, f"{name}: {licence[:200]!r}"


def installed_for(roots: list[str]) -> dict[str, str]:
    """Name and version of everything that is installed because these are, without themselves."""
    waiting = [(Requirement(each), frozenset(Requirement(each).extras)) for each in roots]
    seen: set[tuple[str, frozenset[str]]] = set()
    found: dict[str, str] = {}
    while waiting:
        requirement, extras = waiting.pop()
        name = canonicalize_name(requirement.name)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # CUDA's packages come only with the builds of torch that use them
        if name != "ecotechub":
            found[name] = distribution.version
        for text in distribution.requires or []:
            wanted = Requirement(text)
            if is_wanted(wanted, extras):
                waiting.append((wanted, frozenset(wanted.extras)))
    return found


def is_wanted(requirement: Requirement, extras: frozenset[str]) -> bool:
    if requirement.marker is None:
        return True
    return any(requirement.marker.evaluate({"extra": extra}) for extra in extras or {""})


def licence_of(name: str) -> str:
    """What a package says about its licence, in whichever of three ways it says it."""
    headers = HeaderParser().parsestr(metadata.distribution(name).read_text("METADATA") or "")
    classifiers = [each for each in headers.get_all("Classifier", []) if "License ::" in each]
    return " ".join([headers.get("License-Expression", ""), *classifiers]).strip() or headers.get(
        "License", ""
    )


def test_this_python_is_one_the_project_supports():
    assert sys.version_info >= (3, 11)
    assert PROJECT["requires-python"] == ">=3.11"


NAMED = re.compile(
    r"`((?:tests/[\w/]+/)?(?:test_)?\w+\.py|tests/[\w/]+/|webapp/[\w/.]+|models/[\w.]+)`"
)


def test_docs_name_tests_and_commands_that_are_there():
    here = {path.name for path in committed_files()}
    for document in (ROOT / "docs" / "security.md", ROOT / "README.md"):
        text = document.read_text(encoding="utf-8")
        for name in NAMED.findall(text):
            assert (ROOT / name).exists() or ("/" not in name and name in here), (document, name)
        for module in re.findall(r"`python -m ([\w.]+)", text):
            place = ROOT / Path(*module.split("."))
            assert place.is_dir() or place.with_suffix(".py").exists(), (document, module)
