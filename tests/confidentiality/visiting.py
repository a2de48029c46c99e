"""Asking the application by every route it has, and what an answer says to whoever asked."""

import io
import itertools
import re
import uuid
from functools import lru_cache
from typing import NamedTuple

from pypdf import PdfReader
from sqlalchemy import select

from models import Base, Role

NOBODY = uuid.UUID("0b7e3f0e-6f6c-4f6d-9f64-1d7a2b3c4d5e")
NEW_EACH_TIME = re.compile(
    r'name="csrf_token" value="[^"]*"|X-CSRFToken": "[^"]*"|name="idempotency_key" value="[^"]*"'
)
MARKS = {"X-Request-Id", "Set-Cookie", "Content-Length"}
"""Headers that are new each time; the length follows the body, which is compared itself."""


class Answer(NamedTuple):
    """Everything somebody can observe, without what is new each time."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str


def ask(client, url: str, method: str = "GET", **sent) -> Answer:
    """What a browser is answered; redirects are not followed."""
    answer = client.open(url, method=method, **sent)
    headers = tuple(sorted((name, each) for name, each in answer.headers if name not in MARKS))
    return Answer(answer.status_code, headers, plain(words_of(answer)))


def words_of(answer) -> str:
    """The text of a page or file; of a printed one what stands on it, with its words unbroken."""
    content = answer.get_data()
    if answer.mimetype != "application/pdf" or b"startxref" not in content:
        return content.decode(errors="replace")
    return _printed_words(content)


@lru_cache(maxsize=64)
def _printed_words(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return re.sub(r"[\u00ad-]\n", "", "\n".join(each.extract_text() for each in pages))


def plain(body: str, url: str = "") -> str:
    """A page without what is new each time: tokens, keys, and if given its own address."""
    body = NEW_EACH_TIME.sub("", body)
    return body.replace(url, "") if url else body


def known_ids(database) -> dict[str, list[uuid.UUID]]:
    """The ids there are of every model, by the arguments that routes call them."""
    known: dict[str, list[uuid.UUID]] = {}
    with database.reading() as session:
        for mapper in Base.registry.mappers:
            if "id" not in mapper.columns:
                continue
            words = re.findall("[A-Z][a-z]+", mapper.class_.__name__)
            for start in range(len(words)):
                name = "_".join(words[start:]).lower() + "_id"
                known.setdefault(name, []).extend(session.scalars(select(mapper.columns["id"])))
    return {name: found or [NOBODY] for name, found in known.items()}


def addresses(app, rule, ids, token="x") -> list[str]:
    """Every address of a route with these ids in it."""
    names = sorted(rule.arguments)
    values = {
        "token": [token], "role_name": [each.value for each in Role], "filename": ["app.js"],
        "kind": ["enquiry"], "name": ["kooperationsvereinbarung"],
        "code": ["0" * 20], "ags": ["05978004"],
    }  # fmt: skip
    choices = [ids.get(name) or values[name] for name in names]
    adapter = app.url_map.bind("")
    return [
        adapter.build(rule.endpoint, dict(zip(names, chosen, strict=True)))
        for chosen in itertools.product(*choices)
    ]


def rules(app, method: str) -> list:
    """The routes that answer a method."""
    return [rule for rule in app.url_map.iter_rules() if method in rule.methods]
