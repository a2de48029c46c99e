"""The description of the interface is valid, complete, and says what really happens."""

import json
import re

import pytest

from models import Role, Scope
from tests.browser_client import Browser
from tests.webapp.conforming import check_keywords, faults
from webapp.api.document import NO_SCOPE, REFUSALS, SCOPE_WORDS, operations
from webapp.cells import CELLS, NO_OBJECT
from webapp.interfaces import Parameter

OF_AN_OPERATION = {"operationId", "summary", "parameters", "responses", "security"}
OF_A_PARAMETER = {"name", "in", "required", "description", "schema"}


@pytest.fixture
def document(app) -> dict:
    return json.loads(app.test_client().get("/api/v1/openapi.json").text)


def described(document: dict) -> list[tuple[str, str, dict]]:
    return [
        (path, method, each)
        for path, methods in document["paths"].items()
        for method, each in methods.items()
    ]


def test_it_is_an_openapi_document(document):
    """By the fixed fields of OpenAPI 3.1; the ones we use, and no others."""
    assert document["openapi"] == "3.1.0"
    assert document.keys() == {
        "openapi", "jsonSchemaDialect", "info", "servers", "paths", "components",
    }  # fmt: skip
    assert {"title", "version"} <= document["info"].keys()
    assert document["components"].keys() == {"schemas", "responses", "securitySchemes"}
    ids = [each["operationId"] for _, _, each in described(document)]
    assert len(ids) == len(set(ids))
    for path, method, each in described(document):
        assert path.startswith("/api/v1/")
        assert method in {"get", "head"}
        assert each.keys() == OF_AN_OPERATION, path
        names = [(one["in"], one["name"]) for one in each["parameters"]]
        assert len(names) == len(set(names))
        in_path = {name for where, name in names if where == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", path)), path
        for one in each["parameters"]:
            assert one.keys() <= OF_A_PARAMETER
            assert one["in"] in {"path", "query", "header"}
            assert one.get("required") is True or one["in"] != "path"
        for requirement in each["security"]:
            assert requirement.keys() <= document["components"]["securitySchemes"].keys()
        for status, answer in each["responses"].items():
            assert re.fullmatch(r"[1-5]\d\d", status)
            assert "$ref" in answer or "description" in answer


def test_whatever_it_refers_to_is_there(document):
    for found in re.findall(r'"\$ref": "([^"]*)"', json.dumps(document)):
        place = document
        for part in found.removeprefix("#/").split("/"):
            place = place[part]
        assert place


def test_every_shape_uses_only_words_that_our_tests_understand(document):
    for name, schema in document["components"]["schemas"].items():
        if name not in {"UnmetNeeds"}:
            check_keywords(schema)
    check_keywords(document["components"]["schemas"]["UnmetNeeds"])


def test_every_route_stands_in_it_and_nothing_else(app, document):
    routes = {
        re.sub(r"<[^>]*?(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api")
    }

    assert set(document["paths"]) == routes
    assert len(routes) > 10


def test_every_operation_has_cells_and_names_its_refusals(app, document):
    for rule, operation in operations(app):
        assert rule.endpoint in CELLS.keys() | NO_OBJECT
        path = re.sub(r"<[^>]*?(\w+)>", r"{\1}", rule.rule)
        statuses = set(document["paths"][path]["get"]["responses"])
        expected = {"200", "304", *map(str, REFUSALS)} | ({"403"} if operation.scope else set())
        assert statuses == expected, path
    assert document["components"]["responses"]["Refusal403"]["description"] == NO_SCOPE


def test_every_scope_is_explained_and_needed_by_an_operation(app, document):
    needed = {operation.scope for _, operation in operations(app)} - {None}

    assert needed == set(Scope) - {Scope.CALENDAR}
    words = document["components"]["securitySchemes"]["key"]["description"]
    for scope in needed:
        assert f"{scope.value}: {SCOPE_WORDS[scope]}" in words
    assert SCOPE_WORDS.keys() == set(Scope)


def test_a_key_is_asked_for_exactly_where_the_document_says(app, make, document):
    browser = Browser(app)
    for path, _, each in described(document):
        if "{" in path:
            continue
        status = browser.client.get(path).status_code
        assert (status == 401) == ({} not in each["security"]), path


def test_what_a_parameter_takes_is_what_its_schema_says():
    some = Parameter(
        "name", "", {"type": "string", "pattern": "^[ab]+$", "minLength": 2, "maxLength": 3}
    )
    for text, fits in {"ab": True, "a": False, "abab": False, "xy": False, "": False}.items():
        assert (not faults(text, some.schema, {})) is fits
        try:
            some.value_of(text)
        except ValueError:
            assert not fits
        else:
            assert fits


BROKEN = [
    ({"type": "string"}, 1), ({"type": "integer"}, True), ({"type": ["integer", "null"]}, "x"),
    ({"enum": ["a"]}, "b"), ({"const": 1}, 2), ({"type": "string", "pattern": "^a$"}, "b"),
    ({"minLength": 2}, "a"), ({"maxLength": 1}, "ab"), ({"minimum": 5}, 4), ({"maximum": 5}, 6),
    ({"format": "date-time"}, "2026-03-20"), ({"format": "date"}, "x"), ({"format": "uuid"}, "x"),
    ({"format": "uri"}, "/nur/pfad"), ({"required": ["a"]}, {}),
    ({"properties": {}, "additionalProperties": False}, {"a": 1}),
    ({"properties": {"a": {"type": "null"}}}, {"a": 1}), ({"items": {"type": "null"}}, [1]),
    ({"oneOf": [{"type": "integer"}, {"type": "number"}]}, 1),
    ({"$ref": "#/components/schemas/A"}, 1),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "value"), BROKEN)
def test_the_checker_of_shapes_notices_what_breaks_each_keyword(schema, value):
    assert faults(value, schema, {"A": {"type": "string"}})


def test_the_page_of_keys_leads_to_it(browser, make):
    browser.login(make.account(Role.COMPANY))

    page = browser.get("/konto/zugaenge")

    assert page.select_one("main a[href='/api/v1/openapi.json']")
