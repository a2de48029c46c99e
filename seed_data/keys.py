"""Stable ids, case numbers and addresses, so that every demo region is the same one."""

import re
import uuid

from models.challenge import REFERENCE_ALPHABET

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://ecotechub.example/vorfuehrregion")
GERMAN_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
LEGAL_FORMS = re.compile(r"\b(?:gmbh|gbr|eg|kg|co)\b|&")


def stable_id(kind: str, key: str) -> uuid.UUID:
    """The id that a thing has in every demo region.

    >>> stable_id("profile", "X01") == stable_id("profile", "X01")
    True
    """
    return uuid.uuid5(NAMESPACE, f"{kind}:{key}")


def stable_reference(key: str) -> str:
    """A case number of the usual shape that is always the same."""
    number = stable_id("reference", key).int
    signs = []
    for _ in range(6):
        number, sign = divmod(number, len(REFERENCE_ALPHABET))
        signs.append(REFERENCE_ALPHABET[sign])
    return "".join(signs[:3]) + "-" + "".join(signs[3:])


def slug(name: str) -> str:
    """A name as the first part of an internet address.

    >>> slug("Räucherhaus Funneaue GmbH & Co. KG")
    'raeucherhaus-funneaue'
    """
    words = LEGAL_FORMS.sub(" ", name.casefold().translate(GERMAN_LETTERS))
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-")
