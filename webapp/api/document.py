"""The description of every operation (OpenAPI 3.1), written from the routes that answer."""

import re
from collections.abc import Iterator
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from models import Scope
from webapp.config import Settings
from webapp.interfaces import Operation, Parameter, Schema
from webapp.paths import FOR_PROGRAMS
from webapp.problems import MIMETYPE

VERSION = "1.0"
PROBLEM = Schema(
    "Problem",
    {
        "type": "object",
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string", "description": "What to do about it, in German."},
        },
        "required": ["type", "title", "status", "detail"],
        "additionalProperties": False,
    },
)
REFUSALS = {
    400: "The request says something that this operation does not know, or says it wrongly",
    401: "A key is missing, or it is not valid (any more)",
    404: "There is nothing at this address, or at this place of the list, that the key's account "
    "may know of",
    414: "The address is too long",
    422: "The address holds signs that no text has",
    429: "Too many requests; Retry-After says for how long",
    500: "Something went wrong on our side",
    503: "The service is not available at the moment",
}
"""What every operation may answer instead."""
NO_SCOPE = "The key was not made for this, or the account may not do it (any more)"
SCOPE_WORDS = {
    Scope.NEEDS: "Read the needs of the own company",
    Scope.CASES: "Read metadata of the cases that a Transferstelle may know of",
    Scope.FIGURES: "Read the figures of the region",
    Scope.GAPS: "Export topics that nobody covers",
    Scope.CALENDAR: "Fetch the own appointments by the address of a calendar feed",
}


def write_document(app: Flask, settings: Settings) -> dict[str, Any]:
    """Everything there is under /api/, with what it takes and answers."""
    schemas: dict[str, Any] = {PROBLEM.name: dict(PROBLEM.definition)}
    paths: dict[str, dict[str, Any]] = {}
    for rule, operation in operations(app):
        path, names = template_of(rule)
        for schema in operation.answers.values():
            schemas |= {each.name: dict(each.definition) for each in (schema, *schema.parts)}
        described = _described(rule, operation, names)
        paths[path] = {"get": described, "head": _as_head(described)}
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "EcoTecHub",
            "version": VERSION,
            "description": "Reads what the pages show to the same account. Nothing is changed.",
        },
        "servers": [{"url": settings.base_url.rstrip("/")}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "responses": {f"Refusal{code}": _refusal(text) for code, text in REFUSALS.items()}
            | {"Refusal403": _refusal(NO_SCOPE)},
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A key from the page „Zugänge für Programme“. Scopes: "
                    + "; ".join(
                        f"{scope.value}: {SCOPE_WORDS[scope]}"
                        for scope in Scope
                        if scope is not Scope.CALENDAR
                    ),
                }
            },
        },
    }


def operations(app: Flask) -> Iterator[tuple[Rule, Operation]]:
    """Every route under /api/ with what its view declares; raises for one that declares nothing."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(FOR_PROGRAMS):
            yield rule, app.view_functions[rule.endpoint].operation  # type: ignore[attr-defined]


def template_of(rule: Rule) -> tuple[str, list[str]]:
    """The address as OpenAPI writes it, and the names of the ids in it."""
    return re.sub(r"<[^>]*?(\w+)>", r"{\1}", rule.rule), sorted(rule.arguments)


def _described(rule: Rule, operation: Operation, names: list[str]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": rule.endpoint,
        "summary": operation.summary,
        "parameters": [
            *(_path_parameter(name) for name in names),
            *(_query_parameter(each) for each in operation.parameters),
            {
                "name": "If-None-Match",
                "in": "header",
                "schema": {"type": "string"},
                "description": "The ETag of an earlier answer.",
            },
        ],
        "responses": _responses(operation),
        # A key is never needed for what is public, but a wrong one is never passed over.
        "security": [{"key": [operation.scope.value]}] if operation.scope else [{}, {"key": []}],
    }
    return described


def _responses(operation: Operation) -> dict[str, Any]:
    content = {
        media_type: {"schema": {"$ref": f"#/components/schemas/{schema.name}"}}
        for media_type, schema in operation.answers.items()
    }
    headers: dict[str, Any] = {
        "ETag": {"schema": {"type": "string"}},
        "X-Request-Id": {"schema": {"type": "string"}},
        "Link": {
            "schema": {"type": "string"},
            "description": "The next page of a list, rel=next.",
        },
    }
    refusals = [*REFUSALS, *([403] if operation.scope else [])]
    return {
        "200": {"description": operation.summary, "headers": headers, "content": content},
        "304": {"description": "The answer is still the one with this ETag"},
        **{
            str(code): {"$ref": f"#/components/responses/Refusal{code}"}
            for code in sorted(refusals)
        },
    }


def _as_head(described: dict[str, Any]) -> dict[str, Any]:
    return {**described, "operationId": described["operationId"] + ".head"}


def _path_parameter(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": {"type": "string", "format": "uuid"},
    }


def _query_parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "required": False,
        "description": parameter.description,
        "schema": dict(parameter.schema),
    }


def _refusal(text: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{PROBLEM.name}"}
    return {"description": text, "content": {MIMETYPE: {"schema": schema}}}
