"""The maintained list of themes, read from a file and checked as a whole."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from matcher.types import Language

CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_CODE = 40
FEWEST_PHRASES = 5
GEMET_ADDRESS = "http://www.eionet.europa.eu/gemet/concept/"

# Sections A to U of the Klassifikation der Wirtschaftszweige, edition 2008 (Destatis), by the
# first and last division of each unbroken run.
_RUNS = (
    (1, 3), (5, 9), (10, 33), (35, 35), (36, 39), (41, 43), (45, 47), (49, 53), (55, 56), (58, 63),
    (64, 66), (68, 68), (69, 75), (77, 82), (84, 84), (85, 85), (86, 88), (90, 93), (94, 96),
    (97, 98), (99, 99),
)  # fmt: skip
WZ_DIVISIONS = frozenset(
    f"{number:02}" for first, last in _RUNS for number in range(first, last + 1)
)
"""The divisions of WZ 2008, two digits each."""


class VocabularyError(ValueError):
    """The file of themes is not as it has to be; the text says where and why."""


class ThemeKind(StrEnum):
    """What a theme is about, in the order in which lists show them."""

    R_STRATEGY = "r-strategie"
    MATERIAL_FLOW = "stofffluss"
    TECHNOLOGY = "technologie"
    CROSS_CUTTING = "querschnitt"


@dataclass(frozen=True, slots=True)
class GemetConcept:
    """The closest concept of GEMET, with the German label under which it was looked up."""

    id: int
    label: str

    @property
    def address(self) -> str:
        """The name of the concept on the web."""
        return f"{GEMET_ADDRESS}{self.id}"


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme; `phrases` are words by which people speak of it, in both languages.

    `wz` are divisions of WZ 2008 it is typical for. `gemet` is None where nobody found anything
    close in GEMET.
    """

    code: str
    kind: ThemeKind
    names: Mapping[Language, str]
    scopes: Mapping[Language, str]
    phrases: tuple[str, ...]
    wz: tuple[str, ...]
    gemet: GemetConcept | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that says what it means."""
        return (*self.names.values(), *self.scopes.values(), *self.phrases)


@dataclass(frozen=True)
class Vocabulary:
    """All themes, by kind and in the order of the file, and phrases of what is none of them."""

    version: str
    themes: tuple[Theme, ...]
    beside: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Theme]:
        return iter(self.themes)

    def __contains__(self, code: object) -> bool:
        return any(theme.code == code for theme in self.themes)

    def get(self, code: str) -> Theme | None:
        """The theme of a code; None for one that this version does not know."""
        return next((theme for theme in self.themes if theme.code == code), None)

    def of_kind(self, kind: ThemeKind) -> tuple[Theme, ...]:
        """The themes of one kind."""
        return tuple(theme for theme in self.themes if theme.kind is kind)


@cache
def bundled_vocabulary() -> Vocabulary:
    """The list that comes with the package."""
    return read_vocabulary((files("matcher") / "themes" / "vocabulary.toml").read_text("utf-8"))


def read_vocabulary(text: str) -> Vocabulary:
    """A vocabulary from TOML. Raises VocabularyError for anything that is not as it has to be."""
    try:
        stored = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise VocabularyError(f"The themes cannot be read: {error}") from error
    version = stored.get("version")
    if not isinstance(version, str) or not version:
        raise VocabularyError("The list of themes has no version.")
    entries = stored.get("theme", [])
    if not entries:
        raise VocabularyError("The list holds no theme.")
    themes = [_theme(entry) for entry in entries]
    _refuse_twins([theme.code for theme in themes], "code")
    for language in ("de", "en"):
        _refuse_twins([theme.names[language] for theme in themes], f"name ({language})")
    order = list(ThemeKind)
    themes.sort(key=lambda theme: order.index(theme.kind))
    return Vocabulary(version, tuple(themes), _texts(stored, "beside", "the list"))


def _theme(entry: Mapping[str, Any]) -> Theme:
    code = entry.get("code")
    if not isinstance(code, str) or not CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        raise VocabularyError(f"{code!r} is no code: small letters, digits and hyphens.")
    try:
        kind = ThemeKind(str(entry.get("kind")))
    except ValueError as error:
        raise VocabularyError(f"{code}: there is no kind {entry.get('kind')!r}.") from error
    phrases = _texts(entry, "phrases", code)
    if len(phrases) < FEWEST_PHRASES:
        raise VocabularyError(f"{code}: at least {FEWEST_PHRASES} phrases are needed.")
    return Theme(
        code=code,
        kind=kind,
        names={"de": _line(entry, "de", code), "en": _line(entry, "en", code)},
        scopes={"de": _line(entry, "scope_de", code), "en": _line(entry, "scope_en", code)},
        phrases=phrases,
        wz=_divisions(entry, code),
        gemet=_concept(entry, code),
    )


def _line(entry: Mapping[str, Any], key: str, code: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise VocabularyError(f"{code}: {key} is missing.")
    return value


def _texts(entry: Mapping[str, Any], key: str, code: str) -> tuple[str, ...]:
    found = entry.get(key, [])
    if not isinstance(found, list) or not all(isinstance(each, str) and each for each in found):
        raise VocabularyError(f"{code}: {key} is no list of texts.")
    return tuple(dict.fromkeys(found))


def _divisions(entry: Mapping[str, Any], code: str) -> tuple[str, ...]:
    divisions = _texts(entry, "wz", code)
    unknown = [each for each in divisions if each not in WZ_DIVISIONS]
    if unknown:
        raise VocabularyError(f"{code}: WZ 2008 has no division {unknown[0]!r}.")
    return divisions


def _concept(entry: Mapping[str, Any], code: str) -> GemetConcept | None:
    stored = entry.get("gemet")
    if stored is None:
        return None
    if not isinstance(stored, dict) or not isinstance(stored.get("id"), int):
        raise VocabularyError(f"{code}: gemet needs an id and a label.")
    return GemetConcept(stored["id"], _line(stored, "label", code))


def _refuse_twins(values: list[str], what: str) -> None:
    twins = sorted({each for each in values if values.count(each) > 1})
    if twins:
        raise VocabularyError(f"Two themes have the {what} {twins[0]!r}.")
