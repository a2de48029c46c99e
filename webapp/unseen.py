"""Signs nobody can see, made visible: what turns the direction of writing, joins or hides words.

Whoever reads a page must be able to trust its order. A field to be filled keeps its text as it is.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask
from jinja2 import pass_context
from markupsafe import Markup

_LATIN = "A-Za-z\u00c0-\u024f"
_UNSEEN = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
    # Joiners belong into emoji and into other scripts, but into no Latin word.
    f"|(?<=[{_LATIN}])[\u200c\u200d]+(?=[{_LATIN}])"
)


def reveal(value: Any) -> Any:
    """Texts with their unseen signs by number; everything else as it is.

    >>> reveal("Rechnung\\u202efdp.exe")
    'Rechnung[U+202E]fdp.exe'
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return _UNSEEN.sub(_numbered, value)


def _numbered(found: re.Match[str]) -> str:
    return "".join(f"[U+{ord(sign):04X}]" for sign in found.group())


def init_app(app: Flask) -> None:
    """Reveal whatever a page or mail shows; `|e` gives a field its text back untouched."""
    environment = app.jinja_env
    environment.finalize = reveal
    for name in ("_", "gettext", "ngettext"):
        environment.globals[name] = _revealing(environment.globals[name])


def _revealing(translate: Callable[..., Any]) -> Callable[..., Any]:
    """What stands inside a translated sentence is revealed, too."""

    @pass_context
    @wraps(translate)
    def translated(context: Any, *words: Any, **variables: Any) -> Any:
        revealed = {name: reveal(value) for name, value in variables.items()}
        return translate(context, *words, **revealed)

    return translated
