"""The matrix against every form about a case: whoever may not act changes nothing."""

import re
import uuid

import pytest

from models.matrix import OF_A_CASE, Stage, StandIn, Verb, load_matrix
from tests.confidentiality.test_matrix_pages import IDS, SIGNED_IN
from tests.confidentiality.test_requests import dump
from tests.confidentiality.worlds import World, build_worlds
from tests.conftest import START
from webapp.cells import CELLS

READ = Verb.READ
ACT = [*SIGNED_IN, StandIn.ALTERNATE, StandIn.FORMER_LEAD, StandIn.FORMER_DEPUTY]


def forms_about_a_case(app) -> dict[str, str]:
    """The endpoint and address of every form about one case."""
    return {
        rule.endpoint: re.sub(r"<uuid:(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if "POST" in rule.methods and rule.arguments and set(rule.arguments) <= set(IDS)
    }


def address_of(url: str, world: World) -> str:
    known = {name: getattr(world, name) for name in IDS}
    # The neighbour's proposal is the one that nobody has decided about.
    known["match_id"] = world.neighbour_match_id
    return url.format(**{name: each or uuid.uuid4() for name, each in known.items()})


def token_of(browser) -> str:
    page = browser.get("/konto/angaben")
    return page.select_one("main input[name=csrf_token]")["value"]


@pytest.mark.parametrize("stage", Stage)
def test_a_form_that_the_matrix_forbids_changes_nothing(app, make, browser, database, stage):
    matrix, forms = load_matrix(), forms_about_a_case(app)
    world = build_worlds(make, START, [stage])[stage]
    refused, found = 0, []
    for party in ACT:
        browser.login(world.parties[party])
        token, before = token_of(browser), dump(database)
        knows = any(matrix.cell(each, READ, party).allows(stage) for each in OF_A_CASE)
        for endpoint, url in forms.items():
            if matrix.cell(*CELLS[endpoint][0], party).allows(stage):
                continue
            answer = browser.client.post(address_of(url, world), data={"csrf_token": token})
            refused += 1
            if answer.status_code not in ({404, 409} if knows else {404}):
                found.append(f"{endpoint} {party.value} {stage.value}: {answer.status_code}")
        if dump(database) != before:
            found.append(f"something of {party.value} {stage.value} left a trace")
    assert not found, "\n".join(found)
    assert refused > 100


def test_each_form_is_open_to_somebody_at_some_stage(app):
    """What they do then, the journeys show."""
    matrix = load_matrix()
    for endpoint in forms_about_a_case(app):
        open_to = [each for each in SIGNED_IN if matrix.cell(*CELLS[endpoint][0], each).stages]
        assert open_to, endpoint
