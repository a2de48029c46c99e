"""What programs may ask: each operation says in one place what it takes, answers and is for.

The OpenAPI document, the check of what is sent and the scope that is asked for all come from here,
so that none of them can say something the others do not.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, NoReturn

from flask import Response, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, NotFound

from models import Scope
from webapp.cursors import read_cursor, read_moment_cursor
from webapp.downloads import with_tag
from webapp.programs import act_for

View = Callable[..., Any]
JSON, LINKED = "application/json", "application/ld+json"
MOST_ITEMS, USUAL_ITEMS = 100, 20


@dataclass(frozen=True)
class Schema:
    """The shape of an answer (JSON Schema 2020-12), by the name the document calls it."""

    name: str
    definition: Mapping[str, Any]
    parts: Sequence["Schema"] = ()
    """Other shapes that it refers to by name."""


@dataclass(frozen=True)
class Parameter:
    """Something that can be said in the address; what does not fit its schema is refused."""

    name: str
    description: str
    schema: Mapping[str, Any]
    read: Callable[[str], Any] = str

    tells_place: bool = False
    """Whether it names a place in a list: one that we never wrote is nowhere, not misspelt."""

    def value_of(self, text: str) -> Any:
        """What the view is given; raises ValueError."""
        value = self.read(text)
        fits = {
            "enum": lambda limit: value in limit,
            "minimum": lambda limit: value >= limit,
            "maximum": lambda limit: value <= limit,
            "minLength": lambda limit: len(text) >= limit,
            "pattern": lambda limit: re.fullmatch(limit, text),
            "maxLength": lambda limit: len(text) <= limit,
        }
        if not all(fits[rule](limit) for rule, limit in self.schema.items() if rule in fits):
            raise ValueError(text)
        return value


@dataclass(frozen=True)
class Operation:
    """One thing a program may ask for."""

    summary: str
    answers: Mapping[str, Schema]
    """By media type; the first is sent to whoever asks for no other."""
    scope: Scope | None
    parameters: Sequence[Parameter]


def whole_number(text: str) -> int:
    """Digits and nothing else, as JSON has them; raises ValueError."""
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise ValueError(text)
    return int(text)


AFTER = Parameter(
    "nach",
    "Where the page before ended: the value stands in its link to the next one.",
    {"type": "string", "minLength": 1, "maxLength": 500},
    read_cursor,
    tells_place=True,
)
AFTER_MOMENT = replace(AFTER, read=read_moment_cursor)
COUNT = Parameter(
    "anzahl",
    "How many entries a page has at most.",
    {"type": "integer", "minimum": 1, "maximum": MOST_ITEMS, "default": USUAL_ITEMS},
    whole_number,
)
PAGED = (AFTER, COUNT)
PAGED_BY_TIME = (AFTER_MOMENT, COUNT)


def operation(
    summary: str,
    answer: Schema,
    *,
    scope: Scope | None = None,
    parameters: Sequence[Parameter] = (),
    linked: Schema | None = None,
) -> Callable[[View], View]:
    """Declare what a view answers programs; it gets the parameters by name.

    With a scope the view acts in the name of the key's account, and its policy is asked about that
    account; without one it acts for nobody, whoever asks.
    """
    answers = {JSON: answer} | ({LINKED: linked} if linked else {})

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            if scope is not None:
                act_for(scope)
            return view(**arguments, **_sent(parameters))

        guarded.operation = Operation(  # type: ignore[attr-defined]
            summary, answers, scope, tuple(parameters)
        )
        return guarded

    return decorate


def reply(body: Any, media_type: str = JSON) -> Response:
    """An answer with an ETag; nothing but the tag when the program has this version already."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    response = Response(text + "\n", content_type=media_type)
    return with_tag(response)


def reply_page(items: Sequence[Any], following: str | None) -> Response:
    """One page of a list; the address of the next one stands in the body and in a Link header."""
    address = None
    if following is not None and request.endpoint is not None:
        kept = {name: value for name, value in request.args.items() if name != AFTER.name}
        address = url_for(request.endpoint, **kept, nach=following)
    response = reply({"items": items, "next": address})
    if address is not None:
        response.headers["Link"] = f'<{address}>; rel="next"'
    return response


def page_of(item: Schema) -> Schema:
    """The shape of a page of these."""
    return Schema(
        f"{item.name}Page",
        closed(
            items={"type": "array", "items": reference(item)},
            next={
                "type": ["string", "null"],
                "description": "The address of the next page; null on the last one.",
            },
        ),
        parts=(item,),
    )


def closed(**properties: Any) -> dict[str, Any]:
    """An object with exactly these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def reference(schema: Schema) -> dict[str, str]:
    """Where the document keeps a shape."""
    return {"$ref": f"#/components/schemas/{schema.name}"}


def wants_linked_data() -> bool:
    """Whether the program would rather have JSON-LD than plain JSON."""
    return request.accept_mimetypes.best_match([JSON, LINKED]) == LINKED


def refuse(detail: str) -> NoReturn:
    """What was sent is wrong, and how."""
    error = BadRequest()
    error.detail = detail  # type: ignore[attr-defined]
    raise error


def miss(detail: str) -> NoReturn:
    """What was asked for could be there and is not."""
    error = NotFound()
    error.detail = detail  # type: ignore[attr-defined]
    raise error


def _sent(parameters: Sequence[Parameter]) -> dict[str, Any]:
    known = {each.name: each for each in parameters}
    for name, texts in request.args.lists():
        if name not in known:
            refuse(_("Diese Angabe gibt es hier nicht: %(name)s", name=name[:80]))
        if len(texts) > 1:
            refuse(_("Diese Angabe steht mehrmals da: %(name)s", name=name))
    values = {}
    for each in parameters:
        text = request.args.get(each.name)
        try:
            values[each.name] = each.schema.get("default") if text is None else each.value_of(text)
        except ValueError:
            if each.tells_place and text:
                miss(_("Diese Stelle der Liste gibt es nicht: %(name)s", name=each.name))
            refuse(_("Diese Angabe ist so nicht möglich: %(name)s", name=each.name))
    return values
