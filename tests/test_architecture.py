"""The rules of the architecture: each contract breaks once here, and the tree keeps them all."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from models import policies

ROOT = Path(__file__).parent.parent
PACKAGES = ("matcher", "models", "seed_data", "webapp")
FEATURES = {
    "public", "accounts", "identity", "second_factor", "challenges", "attachments", "profiles",
    "importing", "review", "introductions", "radar", "region", "admin", "auditing", "colleagues",
    "follow_ups", "messages", "own_data", "documents", "planning", "learning", "figures",
    "referrals", "casework", "handbook", "barriers", "workshops", "workshop_notes",
    "workshop_talks", "workshop_reports", "themes", "indicators", "funding", "api", "flows",
    "topic_gaps",
}  # fmt: skip
LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"

VIOLATIONS = [
    ("models/organisation.py", "import seed_data", "packages"),
    ("models/organisation.py", "import webapp.clock", "packages"),
    ("seed_data/keys.py", "import webapp.clock", "packages"),
    ("matcher/text.py", "import models", "matcher"),
    ("matcher/text.py", "import flask", "matcher"),
    ("matcher/text.py", "import sqlalchemy", "matcher"),
    ("models/organisation.py", "import matcher", "models"),
    ("models/organisation.py", "import flask", "models"),
    ("seed_data/keys.py", "import matcher", "seed-data"),
    ("webapp/review/queries.py", "import matcher", "seam"),
    ("webapp/jobs.py", "from matcher import Matcher", "seam"),
    ("webapp/review/operations.py", "from webapp.challenges import queries", "features"),
    ("webapp/clock.py", "from webapp.review import queries", "features"),
    ("webapp/review/queries.py", "from webapp.review import operations", "inside"),
    ("webapp/challenges/operations.py", "from webapp.challenges import forms", "inside"),
    ("webapp/profiles/forms.py", "import webapp.profiles.views", "inside"),
    ("webapp/reading_papers/pages.py", "import flask", "papers"),
]
"""A file, a line that does not belong there, and the contract that must notice."""

LONGER_THAN_300 = {
    "deploy/bootstrap.py": "runs before anything is installed, so it stands alone",
    "models/challenge.py": "the state machine of a Bedarf and of its Kurzfassung in one place",
    "models/policies/__init__.py": "the list of every permission, for whoever looks one up",
    "webapp/cells.py": "the list of every page with its cells, for whoever looks one up",
}

OPEN_POSTS: dict[str, str] = {}
"""POST routes without cross-site token, and why."""


@pytest.fixture(scope="module")
def copied_tree(tmp_path_factory) -> Path:
    tree = tmp_path_factory.mktemp("architecture")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tree / package, ignore=_all_but_python)
    shutil.copy(ROOT / "setup.cfg", tree)
    return tree


def _all_but_python(folder: str, names: list[str]) -> list[str]:
    return [
        name
        for name in names
        if name == "__pycache__" or not (name.endswith(".py") or (Path(folder) / name).is_dir())
    ]


def lint_imports(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(LINT_IMPORTS), "--config", "setup.cfg", "--no-cache"],
        cwd=tree,
        env={"PYTHONPATH": str(tree), "PYTHONSAFEPATH": "1", "PATH": ""},
        text=True,
        capture_output=True,
    )


def contracts() -> dict[str, str]:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    prefix = "importlinter:contract:"
    return {
        section.removeprefix(prefix): parser[section]["name"]
        for section in parser.sections()
        if section.startswith(prefix)
    }


def test_the_tree_keeps_every_contract(copied_tree):
    result = lint_imports(copied_tree)

    assert result.returncode == 0, result.stdout + result.stderr
    assert f"Contracts: {len(contracts())} kept, 0 broken." in result.stdout


@pytest.mark.parametrize(("path", "line", "contract"), VIOLATIONS)
def test_a_violation_is_noticed(copied_tree, path, line, contract):
    file = copied_tree / path
    kept = file.read_text(encoding="utf-8") if file.exists() else None
    file.write_text(f"{kept or ''}\n{line}\n", encoding="utf-8")

    try:
        result = lint_imports(copied_tree)
    finally:
        if kept is None:
            file.unlink()
        else:
            file.write_text(kept, encoding="utf-8")

    assert result.returncode == 1, result.stdout + result.stderr
    assert f"{contracts()[contract]} BROKEN" in result.stdout


def test_every_contract_is_shown_to_catch_something():
    assert {contract for *_, contract in VIOLATIONS} == set(contracts())


def test_every_feature_stands_under_the_contracts():
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    folders = {
        path.name
        for path in (ROOT / "webapp").iterdir()
        if (path / "__init__.py").exists() and (path / "views.py").exists()
    }

    assert folders == FEATURES
    for section, key in (("features", "modules"), ("inside", "containers")):
        listed = parser[f"importlinter:contract:{section}"][key].split()
        assert set(listed) == {f"webapp.{name}" for name in folders}


def test_every_route_declares_who_may_use_it(app):
    undeclared = [
        f"{rule} ({rule.endpoint}): decorate its view with @permitted(policy) or @public"
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and not hasattr(app.view_functions[rule.endpoint], "policy")
    ]

    assert not undeclared, "\n".join(undeclared)


def test_every_policy_of_a_route_stands_on_the_policies_page(app):
    for rule in app.url_map.iter_rules():
        policy = getattr(app.view_functions[rule.endpoint], "policy", "public")
        assert policy == "public" or getattr(policies, policy.__name__) is policy, rule


def test_every_post_without_a_token_is_refused(app):
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if "POST" not in rule.methods or rule.endpoint in OPEN_POSTS:
            continue
        converters = {name: type(each).__name__ for name, each in rule._converters.items()}
        url = re.sub(
            r"<[^>]*?(\w+)>",
            lambda found, known=converters: _example(known[found[1]]),
            rule.rule,
        )
        answer = client.post(url, data={"title": "", "idempotency_key": ""})

        assert answer.status_code == 400, f"{url}: {answer.status_code}"


def _example(converter: str) -> str:
    examples = {"UUIDConverter": "0b7e3f0e-6f6c-4f6d-9f64-1d7a2b3c4d5e", "IntegerConverter": "1"}
    return examples.get(converter, "x")


def test_urls_are_kebab_case_and_ascii(app):
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        # RFC 8615 fixes the first part of these; the rest is ours to name.
        path = re.sub(r"<[^>]+>", "", rule.rule).removeprefix("/.well-known")
        assert re.fullmatch(r"(/[a-z0-9]*(-[a-z0-9]+)*(\.[a-z]+)?)+/?", path), rule.rule
        assert "admin" not in path, f"{rule.rule}: addresses are German words"


def test_get_routes_and_post_routes_are_told_apart(app):
    allowed = {"GET", "HEAD", "OPTIONS", "POST"}
    for rule in app.url_map.iter_rules():
        assert rule.methods <= allowed, rule


def test_modules_read_in_one_sitting():
    long = {
        str(path.relative_to(ROOT))
        for package in (*PACKAGES, "deploy")
        for path in (ROOT / package).rglob("*.py")
        if len(path.read_text(encoding="utf-8").splitlines()) > 300
        and "migrations/versions" not in str(path)
    }

    assert long <= LONGER_THAN_300.keys(), "split these, or give the reason above"
    assert long == LONGER_THAN_300.keys(), "these became short: take them off the list"


def test_operations_neither_commit_nor_look_at_the_request():
    for path in (ROOT / "webapp").glob("*/operations.py"):
        source = path.read_text(encoding="utf-8")
        for forbidden in ("commit(", "current_user", "get_session", "flask import"):
            assert forbidden not in source.replace("after_commit(", ""), f"{path}: {forbidden}"


def test_views_hold_no_queries():
    for path in (ROOT / "webapp").glob("*/views.py"):
        source = path.read_text(encoding="utf-8")
        for forbidden in ("select(", ".execute(", ".scalars(", "queue_mail", "commit()"):
            assert forbidden not in source, f"{path}: {forbidden}"


def test_nothing_but_the_clock_asks_for_the_time():
    asking = re.compile(r"datetime\.now\(|datetime\.utcnow\(|date\.today\(|\btime\.time\(")
    clock = ROOT / "webapp" / "clock.py"
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            if path != clock:
                assert not asking.search(path.read_text(encoding="utf-8")), path
