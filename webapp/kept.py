"""What somebody typed before the session ended: carried along the sign-in, back into its form.

It stands in the pages only, never in the database or the cookie, so nothing is left of it when
nobody signs in again.
"""

import json
from dataclasses import dataclass

from flask import request

from webapp.forms import REFILLED, kept_texts
from webapp.links import is_local
from webapp.security import UNSTORABLE

OUR_OWN = {"csrf_token", "idempotency_key", "kept", REFILLED}


@dataclass(frozen=True)
class KeptForm:
    """The fields of a form, and the page that shows it."""

    path: str
    fields: list[tuple[str, str]]

    def __str__(self) -> str:
        return json.dumps([self.path, self.fields], ensure_ascii=False)

    @property
    def texts(self) -> list[str]:
        """What somebody wrote in sentences, to be copied from a page."""
        return [text for _, text in self.fields if len(text.split()) > 1]


def keep_form() -> KeptForm | None:
    """The form of this request; None when its page does not show it or nobody typed a text."""
    rule = request.url_rule
    if not kept_texts() or rule is None or "GET" not in (rule.methods or ()):
        return None
    return keep_whole_form()


def keep_whole_form() -> KeptForm:
    """Everything this request sent but secrets, to be sent again by the same person."""
    fields = [
        (name, UNSTORABLE.sub("", text))
        for name, texts in request.form.lists()
        for text in texts
        if name not in OUR_OWN and "pass" not in name
    ]
    return KeptForm(request.full_path.removesuffix("?"), fields)


def kept_form() -> KeptForm | None:
    """The form that came along with this request; None for everything that is none of ours."""
    try:
        path, fields = json.loads(request.form.get("kept", ""))
        pairs = [(str(name), str(text)) for name, text in fields if name not in OUR_OWN]
    except (ValueError, TypeError):
        return None
    return KeptForm(path, pairs) if isinstance(path, str) and is_local(path) else None
