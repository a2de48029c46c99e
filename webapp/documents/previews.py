"""How a mail or a letter reads, with invented surroundings that name nobody."""

import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from models import Role, SupportKind
from webapp.clock import now
from webapp.letters import Letter
from webapp.links import absolute_url
from webapp.mail import compose
from webapp.wordings import KINDS, REFERENCE, filled

NOBODY = uuid.UUID(int=0)
WANTED = SimpleNamespace(kind=SupportKind.PROTOTYPES)


def preview(kind: str, text: str, language: str, reference: str = "ABC-234") -> tuple[str, str]:
    """Subject and body with these words, or with the standard ones where there are none."""
    with force_locale(language):
        recipient: Any = SimpleNamespace(
            display_name=_("Ihr Gegenüber"), language=language, role=Role.COMPANY
        )
        challenge: Any = SimpleNamespace(id=NOBODY, reference=reference, support_rows=[WANTED])
        introduction: Any = SimpleNamespace(id=NOBODY, answer_due_at=now() + timedelta(days=14))
        if KINDS[kind].is_letter:
            return str(KINDS[kind].title), filled(text, recipient, challenge)
        words = filled(text, recipient, challenge) if text else None
        letter = Letter(
            recipient=recipient, challenge=challenge, introduction=introduction, at=now(),
            own_words=words,
        )  # fmt: skip
        link = absolute_url("public.start")
        return compose(kind, letter, answer_link=lambda _: link, follow_up_link=lambda *_: link)


def standard_words(kind: str, language: str) -> str:
    """The paragraph that own words would replace; a letter begins with nothing."""
    if KINDS[kind].is_letter:
        return ""
    mark = "(eigene Worte)"
    _subject, whole = preview(kind, mark, language, REFERENCE)
    _subject, standard = preview(kind, "", language, REFERENCE)
    before, _mark, after = whole.partition(mark)
    return standard[len(before) : len(standard) - len(after)].strip()
