"""The interface asked at random, by its own description: by nobody and in three roles.

Whatever is asked, the answer is one that the description names: the status, the kind of content and
its shape. A key that is missing or wrong is never passed over, what breaks a parameter's schema is
refused, and what keeps to it is not.
"""

import json
import os
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import ChallengeState, IntroductionState, Role
from tests.browser_client import Browser
from tests.confidentiality.visiting import NOBODY
from tests.hostile.corpus import STORABLE
from tests.webapp.conforming import faults

IS_LONG_RUN = os.environ.get("HYPOTHESIS_PROFILE") == "verify"
REQUESTS = 20_000 if IS_LONG_RUN else 150
ROLES = [None, Role.COMPANY, Role.TRANSFER_MANAGER, Role.SUPPORTER]
OTHER_METHODS = ["POST", "PUT", "PATCH", "DELETE", "TRACE", "FOO"]


@dataclass
class World:
    """Rows of every kind, a program for each role, and what the interface says of itself."""

    clients: dict[Role | None, Any]
    ids: list[str]
    document: dict
    seen: Counter = field(default_factory=Counter)

    def parts(self) -> dict:
        return self.document["components"]["schemas"]


@pytest.fixture
def world(app, make) -> World:
    clients, ids = {}, [str(NOBODY)]
    for role in ROLES:
        clients[role] = Browser(app).client
        if role is not None:
            account, browser = make.account(role), Browser(app)
            browser.login(account)
            clients[role] = browser.client
        if role is Role.COMPANY:
            for state in (ChallengeState.DRAFT, ChallengeState.SUBMITTED, ChallengeState.CLOSED):
                ids.append(str(make.challenge(state, by=account).id))
    introduction = make.introduction(IntroductionState.INTRODUCED)
    ids += [str(introduction.challenge_id), str(introduction.profile_id)]
    for _ in range(3):
        ids.append(str(make.profile().id))
    ids.append(str(make.workshop().id))
    make.no_match(topic="Haltbarkeit von Fassaden")
    document = json.loads(app.test_client().get("/api/v1/openapi.json").text)
    return World(clients, ids, document)


def values(parameter: dict) -> st.SearchStrategy[str]:
    """What somebody might say for a parameter: what fits, what almost fits, and what does not."""
    schema = parameter["schema"]
    noise = st.one_of(st.text(max_size=12), st.sampled_from(STORABLE), st.just(""))
    if "enum" in schema:
        return st.one_of(st.sampled_from(schema["enum"]), noise)
    if schema["type"] == "integer":
        return st.one_of(st.integers(-2, schema["maximum"] + 2).map(str), noise)
    fitting = st.sampled_from(["WH", "12", "2024", "Beton", "x"])
    return st.one_of(fitting, noise, st.text(min_size=180, max_size=220))


@st.composite
def requests(draw, world: World) -> dict:
    """One request to one operation, in one role."""
    path, methods = draw(st.sampled_from(sorted(world.document["paths"].items())))
    method = draw(st.sampled_from(sorted(methods)))
    described = methods[method]
    known = [each for each in described["parameters"] if each["in"] == "query"]
    chosen = (
        draw(st.lists(st.sampled_from(known), unique_by=lambda each: each["name"])) if known else []
    )
    query = [(each["name"], draw(values(each))) for each in chosen]
    if draw(st.integers(0, 9)) == 0:
        query.append((draw(st.text(min_size=1, max_size=8)), draw(st.text(max_size=8))))
    headers = {}
    if draw(st.booleans()):
        kinds = ["application/json", "application/ld+json", "text/html", "*/*", "", "a;q=x"]
        headers["Accept"] = draw(st.sampled_from(kinds))
    if draw(st.integers(0, 4)) == 0:
        headers["If-None-Match"] = draw(st.sampled_from(['"x"', "*", 'W/"1"', "noise", '"' * 9]))
    return {
        "path": path,
        "method": method,
        "described": described,
        "role": draw(st.sampled_from(ROLES)),
        "url": path.replace("{", "\0{").partition("\0")[0]
        + (draw(st.sampled_from(world.ids)) if "{" in path else ""),
        "query": query,
        "headers": headers,
    }


def send(world: World, asked: dict, **facts: Any):
    url = asked["url"]
    if asked["query"]:
        url += "?" + urlencode(asked["query"], quote_via=quote, errors="surrogatepass")
    client = world.clients[facts.pop("role", asked["role"])]
    method = facts.pop("method", asked["method"])
    return client.open(url, method=method.upper(), headers=asked["headers"] | facts)


def check_answer(world: World, asked: dict, answer) -> None:
    """It is one of those that the description names."""
    status = str(answer.status_code)
    responses = asked["described"]["responses"]
    assert answer.status_code < 500
    assert status in responses, status
    described = responses[status]
    if "$ref" in described:
        described = world.document["components"]["responses"][described["$ref"].split("/")[-1]]
    if asked["method"] == "head" or status == "304":
        assert answer.data == b""
        return
    assert answer.mimetype in described["content"], answer.mimetype
    shape = described["content"][answer.mimetype]["schema"]
    assert not faults(json.loads(answer.text), shape, world.parts())
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Request-Id"]


def is_wrong(asked: dict) -> bool:
    """Whether a parameter is unknown, or breaks its schema as it stands in the address."""
    known = {each["name"]: each["schema"] for each in asked["described"]["parameters"]}
    for name, text in asked["query"]:
        schema = known.get(name)
        if schema is None:
            return True
        value: Any = text
        if schema["type"] == "integer":
            value = int(text) if text.isascii() and text.isdigit() else text
        if faults(value, schema, {}):
            return True
    names = [name for name, _ in asked["query"]]
    return len(names) != len(set(names))


def check_refusals(world: World, asked: dict, answer) -> None:
    """Wrong keys and wrong parameters are refused, right ones are not."""
    needs_key = {} not in asked["described"]["security"]
    if needs_key:
        assert send(world, asked, role=None).status_code in {401, 422}
        assert (answer.status_code == 401) == (asked["role"] is None) or answer.status_code == 422
    wrong = send(world, asked, Authorization="Bearer eth_wrong")
    assert wrong.status_code in {401, 422}
    if answer.status_code in {401, 403, 422}:
        return
    if is_wrong(asked):
        # An id that tells nothing is looked up before anything else is.
        assert answer.status_code in {400, 404}
    else:
        assert answer.status_code != 400


@pytest.mark.sized
@pytest.mark.timeout(3600)
def test_whatever_is_asked_the_answer_is_one_that_is_described(world):
    @settings(
        max_examples=REQUESTS,
        derandomize=not IS_LONG_RUN,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(requests(world), st.sampled_from(OTHER_METHODS))
    def ask(asked: dict, method: str) -> None:
        answer = send(world, asked)
        check_answer(world, asked, answer)
        check_refusals(world, asked, answer)
        refused = send(world, asked, method=method)
        assert refused.status_code in {400, 405, 422}, method
        world.seen[answer.status_code, asked["role"]] += 1

    ask()

    statuses = {status for status, _ in world.seen}
    assert {200, 304, 400, 401, 403, 404} <= statuses, world.seen
    assert {role for status, role in world.seen if status == 200} == set(ROLES)
