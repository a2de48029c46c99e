"""Public facts in the words of schema.org (JSON-LD 1.1), for search engines and other services."""

from typing import Any

CONTEXT = "https://schema.org"
LINKED_THING = {
    "type": "object",
    "properties": {
        "@context": {"const": CONTEXT},
        "@type": {"type": "string"},
        "@id": {"type": "string"},
        "name": {"type": "string"},
    },
    "required": ["@context", "@type", "@id", "name"],
}
"""What all of them have; schema.org says the rest."""


def thing(kind: str, address: str, name: str, **facts: Any) -> dict[str, Any]:
    """Something with an address of its own; facts that are not known are left out."""
    known = {key: value for key, value in facts.items() if value not in (None, "", [])}
    return {"@context": CONTEXT, "@type": kind, "@id": address, "name": name, **known}


def part(kind: str, **facts: Any) -> dict[str, Any]:
    """Something that is only told of inside another thing."""
    known = {key: value for key, value in facts.items() if value not in (None, "", [])}
    return {"@type": kind, **known}
