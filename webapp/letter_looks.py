"""How a mail looks: the same rules as on our pages, written out for programs that read mail.

Many of them drop style sheets, and none knows our variables. So each rule of the letter is put on
its elements, with the light colours in it; the dark ones follow in a sheet for those who read it.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from markupsafe import Markup

WEBAPP = Path(__file__).parent
TOKENS = WEBAPP / "static" / "layout" / "01-tokens.css"
SHEETS = (
    WEBAPP / "static" / "components" / "letter.css",
    WEBAPP / "templates" / "mail" / "looks.css",
)
"""What a letter looks like on a page, and what a mail has around it."""

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
RULE = re.compile(r"^\.letter__([a-z-]+)\s*\{([^}]*)\}", re.MULTILINE)
TOKEN = re.compile(r"--([\w-]+):\s*([^;]+);")
USE = re.compile(r"var\(--([\w-]+)\)")
REM = re.compile(r"(\d*\.?\d+)rem\b")
PIXELS = 16
"""What one rem is; word processors that show mails know only pixels."""


def look(name: str) -> Markup:
    """Class and style of one element of a mail."""
    style = _written_out(_rules()[name], _tokens()["light"])
    return Markup('class="letter__{}" style="{}"').format(name, style)


@cache
def dark_sheet() -> Markup:
    """The colours for people who read their mail on dark ground."""
    light = _tokens()["light"]
    dark = {**light, **_tokens()["dark"]}
    lines = []
    for name, rule in _rules().items():
        changed = [
            f"{_written_out(each, dark)} !important"
            for each in _declarations(rule)
            if _written_out(each, light) != _written_out(each, dark)
        ]
        if changed:
            lines.append(f".letter__{name} {{ {'; '.join(changed)} }}")
    return Markup("@media (prefers-color-scheme: dark) {{\n{}\n}}").format(
        Markup("\n".join(lines))  # noqa: S704 – from our own files alone
    )


@cache
def _rules() -> Mapping[str, str]:
    rules: dict[str, str] = {}
    for sheet in SHEETS:
        text = COMMENT.sub("", sheet.read_text(encoding="utf-8"))
        for name, rule in RULE.findall(text):
            rules[name] = "; ".join([*_declarations(rules.get(name, "")), *_declarations(rule)])
    return rules


@cache
def _tokens() -> Mapping[str, Mapping[str, str]]:
    """The values of the page's variables, for light and dark ground."""
    text = COMMENT.sub("", TOKENS.read_text(encoding="utf-8"))
    light, _media, dark = text.partition("@media (prefers-color-scheme: dark)")
    return {
        "light": dict(TOKEN.findall(light)),
        "dark": dict(TOKEN.findall(dark.partition("\n}")[0])),
    }


def _declarations(rule: str) -> list[str]:
    return [each.strip() for each in rule.split(";") if each.strip()]


def _written_out(rule: str, tokens: Mapping[str, str]) -> str:
    while USE.search(rule):
        rule = USE.sub(lambda found: tokens[found[1]], rule)
    rule = REM.sub(lambda found: f"{float(found[1]) * PIXELS:g}px", rule)
    return " ".join(rule.split()).replace('"', "'")
