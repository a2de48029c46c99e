"""The small vocabulary of materials that residues and inputs are put under.

Two steps: a group, and what is a kind of it. The list is ours and maintained by hand; it is no
classification of anybody else's, and where a chapter of the Abfallverzeichnis stands beside a
material, somebody has looked it up.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from matcher.text import cleaned

CODE = re.compile(r"[a-z]+(-[a-z]+)*")
LONGEST_CODE = 40
AVV = re.compile(r"\d\d|")
SAME, KIND_OF, BESIDE, NONE = 1.0, 0.8, 0.4, 0.0
"""How near two materials are; set by judgement, there are no decisions to learn from yet."""


class MaterialsError(Exception):
    """A list of materials that is not as it has to be."""


@dataclass(frozen=True, slots=True)
class Material:
    """A material: code, names by language, other words for it, and the group it is a kind of."""

    code: str
    names: Mapping[str, str]
    words: tuple[str, ...]
    of: str | None
    avv: str
    """The chapter of the Abfallverzeichnis, two digits; empty where nobody has looked it up."""


class Materials:
    """All materials, each group followed by its kinds."""

    def __init__(self, version: str, materials: tuple[Material, ...]) -> None:
        self.version = version
        self._by_code = {each.code: each for each in materials}
        self._words: dict[str, set[str]] = {}
        for each in materials:
            for word in (each.names["de"], each.names["en"], *each.words):
                self._words.setdefault(_folded(word), set()).add(each.code)

    def __iter__(self) -> Iterator[Material]:
        return iter(self._by_code.values())

    def get(self, code: str) -> Material | None:
        """The material of a code; None for one that this version does not know."""
        return self._by_code.get(code)

    @property
    def groups(self) -> tuple[Material, ...]:
        """What is a kind of nothing else."""
        return tuple(each for each in self if each.of is None)

    def kinds_of(self, group: Material) -> tuple[Material, ...]:
        """The kinds of a group."""
        return tuple(each for each in self if each.of == group.code)

    def group_of(self, code: str) -> Material | None:
        """The group a material belongs to, itself if it is one; None for an unknown code."""
        found = self.get(code)
        return self.get(found.of) if found and found.of else found

    def recognise(self, wording: str) -> str | None:
        """The code that a free wording names; None where it names none, or several.

        A kind counts before its group: „Kunststoff, PE“ is Polyethylen.
        """
        folded = f" {_folded(wording)} "
        found = {
            code for word, codes in self._words.items() for code in codes if f" {word} " in folded
        }
        kinds = {code for code in found if not any(self._by_code[x].of == code for x in found)}
        return next(iter(kinds)) if len(kinds) == 1 else None

    def nearness(self, one: str, other: str) -> float:
        """How near two known codes are, in [0, 1]; symmetric, 1 only for the same kind.

        .8 where one is the group of the other, or both are the same group and the kinds are open;
        .4 for two kinds of one group; 0 across groups and for codes nobody knows.
        """
        first, second = self.get(one), self.get(other)
        if first is None or second is None:
            return NONE
        if first is second:
            return SAME if first.of is not None or not self.kinds_of(first) else KIND_OF
        if first.of == second.code or second.of == first.code:
            return KIND_OF
        return BESIDE if first.of is not None and first.of == second.of else NONE


@cache
def bundled_materials() -> Materials:
    """The list that comes with the package."""
    return read_materials((files("matcher") / "materials.toml").read_text("utf-8"))


def read_materials(text: str) -> Materials:
    """A list from TOML. Raises MaterialsError for anything that is not as it has to be."""
    try:
        stored = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MaterialsError(f"The materials cannot be read: {error}") from error
    version, entries = stored.get("version"), stored.get("material", [])
    if not isinstance(version, str) or not version or not entries:
        raise MaterialsError("The list has no version or no material.")
    materials = tuple(_material(each) for each in entries)
    codes = [each.code for each in materials]
    groups = {each.code for each in materials if each.of is None}
    if len(set(codes)) < len(codes):
        raise MaterialsError("Two materials have the same code.")
    for each in materials:
        if each.of is not None and each.of not in groups:
            raise MaterialsError(f"{each.code}: {each.of!r} is no group.")
    return Materials(version, materials)


def _material(entry: Mapping[str, Any]) -> Material:
    code, words, of = entry.get("code"), entry.get("words", []), entry.get("of")
    if not isinstance(code, str) or not CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        raise MaterialsError(f"{code!r} is no code: small letters and hyphens.")
    if not all(isinstance(entry.get(each), str) and entry[each].strip() for each in ("de", "en")):
        raise MaterialsError(f"{code}: a name is missing.")
    if not isinstance(words, list) or not all(isinstance(each, str) and each for each in words):
        raise MaterialsError(f"{code}: words is no list of texts.")
    if not AVV.fullmatch(str(entry.get("avv", ""))):
        raise MaterialsError(f"{code}: a chapter has two digits.")
    return Material(
        code, {"de": entry["de"], "en": entry["en"]}, tuple(words), of, str(entry.get("avv", ""))
    )


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", cleaned(text).casefold()))
