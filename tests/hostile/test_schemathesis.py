"""The interface under Schemathesis, which knows OpenAPI and nothing of us: nobody and three roles.

What keeps to the description is not refused, what breaks it is not taken, and every answer is one
of those that are described: status, headers, kind of content and shape.
"""

import os
from collections import Counter

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode

from models import ChallengeState, IntroductionState, Role
from tests.browser_client import Browser

IS_LONG_RUN = os.environ.get("HYPOTHESIS_PROFILE") == "verify"
REQUESTS = 400 if IS_LONG_RUN else 8
ROLES = [None, Role.COMPANY, Role.TRANSFER_MANAGER, Role.SUPPORTER]


@pytest.fixture
def keys(app, make) -> dict[Role | None, dict[str, str]]:
    """What a program of each role sends along, in a region in which every list has a row."""
    keys: dict[Role | None, dict[str, str]] = {}
    for role in ROLES:
        keys[role] = {}
        if role is not None:
            account, browser = make.account(role), Browser(app)
            browser.login(account)
            keys[role] = {"Authorization": f"Bearer {browser.client.key}"}
        if role is Role.COMPANY:
            for state in (ChallengeState.SUBMITTED, ChallengeState.CLOSED):
                make.challenge(state, by=account)
    make.introduction(IntroductionState.INTRODUCED)
    make.profile()
    make.workshop()
    make.no_match(topic="Haltbarkeit von Fassaden")
    return keys


def can_be_wrong(operation) -> bool:
    """Whether anything can be said wrongly; a header that may hold every text cannot."""
    return bool(list(operation.query) or list(operation.path_parameters))


@pytest.mark.sized
@pytest.mark.timeout(3600)
def test_the_interface_keeps_what_its_description_promises(app, keys):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    operations = [each.ok() for each in schema.get_all_operations()]
    answers: Counter = Counter()

    def ask(operation, role: Role | None, mode: GenerationMode) -> None:
        @settings(
            max_examples=REQUESTS,
            deadline=None,
            derandomize=not IS_LONG_RUN,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
        )
        @given(operation.as_strategy(generation_mode=mode))
        def once(case) -> None:
            answer = case.call_and_validate(headers=keys[role])
            answers[answer.status_code, role] += 1

        once()

    for role in ROLES:
        for operation in operations:
            ask(operation, role, GenerationMode.POSITIVE)
            if can_be_wrong(operation):
                ask(operation, role, GenerationMode.NEGATIVE)

    assert {200, 400, 401, 403, 404} <= {status for status, _ in answers}, answers
    assert {role for status, role in answers if status == 200} == set(ROLES)
