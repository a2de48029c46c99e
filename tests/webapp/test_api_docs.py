"""docs/api.md and docs/exchange say what happens: their examples are run, their tables compared."""

import json
import re
import shlex
from pathlib import Path
from string import Template

import pytest

from models import ChallengeState, Role, Scope, policies
from tests.webapp.conforming import faults
from webapp.programs import PER_PLACE, PER_TOKEN

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "api.md").read_text("utf-8")
EXCHANGE = ROOT / "docs" / "exchange"
EXAMPLES = re.findall(r"^curl (.*?)\s+# (\d{3})$", TEXT, re.MULTILINE)


@pytest.fixture
def words(make) -> dict[str, str]:
    """What the variables of the examples stand for."""
    company, manager = make.account(Role.COMPANY), make.account(Role.TRANSFER_MANAGER)
    need = make.challenge(ChallengeState.IN_REVIEW, by=company)
    make.profile()
    make.profile()
    return {
        "HUB": "", "PROFILE": str(make.profile("Risse im Beton").id),
        "EVENT": str(make.workshop().id), "NEED": str(need.id), "ETAG": '"none"',
        "COMPANY_KEY": make.api_token(company, Scope.NEEDS)[1],
        "MANAGER_KEY": make.api_token(manager, Scope.CASES, Scope.FIGURES, Scope.GAPS)[1],
    }  # fmt: skip


def test_every_example_answers_as_it_says(app, words):
    assert len(EXAMPLES) > 15
    assert len(EXAMPLES) == TEXT.count("\ncurl ")
    for line, status in EXAMPLES:
        *options, url = [Template(each).substitute(words) for each in shlex.split(line)]
        named = dict(zip(options[::2], options[1::2], strict=True))
        headers = dict([named["-H"].split(": ", 1)]) if "-H" in named else {}
        assert named.keys() <= {"-H", "-X"}

        answer = app.test_client().open(url, method=named.get("-X", "GET"), headers=headers)

        assert answer.status_code == int(status), line
        words["ETAG"] = answer.headers.get("ETag", words["ETAG"])


def test_the_table_of_scopes_is_true(make, clock):
    rows = re.findall(r"^\| `(\w+)` \| ([\w, ]+) \|", TEXT, re.MULTILINE)
    offered = {
        scope.value: {
            role.value
            for role in Role
            if scope in policies.offered_scopes(make.account(role), clock())
        }
        for scope in Scope
    }

    assert {name: set(roles.split(", ")) for name, roles in rows} == offered


def test_the_limits_are_those_that_hold():
    (per_token,), (per_place,) = PER_TOKEN, PER_PLACE

    assert f"{per_token.amount} requests in ten minutes for a key" in TEXT
    assert f"{per_place.amount:,} for an address" in TEXT
    assert per_token.get_expiry() == per_place.get_expiry() == 600


def test_the_published_shape_is_the_one_that_is_served(app):
    published = json.loads((EXCHANGE / "unmet-needs.schema.json").read_text("utf-8"))

    served = app.test_client().get("/api/v1/schema/ungedeckte-bedarfe.json")

    assert json.loads(served.text) == published


def test_the_example_keeps_to_the_shape_and_broken_ones_do_not():
    shape = json.loads((EXCHANGE / "unmet-needs.schema.json").read_text("utf-8"))
    example = (EXCHANGE / "unmet-needs.example.json").read_text("utf-8")
    need = {**json.loads(example)["needs"][0]}

    assert not faults(json.loads(example), shape, {})
    for broken in (
        {"companies": 4}, {"companies": None}, {"topic": ""}, {"id": "1"}, {"language": "Deutsch"},
    ):  # fmt: skip
        document = json.loads(example) | {"needs": [need | broken]}
        assert faults(document, shape, {}), broken
    assert faults(json.loads(example) | {"company": "Musterteile GmbH"}, shape, {})
    assert not faults(json.loads(example) | {"needs": [need | {"gemet": "1"}]}, shape, {})
