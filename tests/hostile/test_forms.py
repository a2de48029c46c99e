"""Every form there is takes every text of the corpus: stored as typed, or refused and kept."""

import itertools
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote_plus

import pytest
from markupsafe import escape

from tests.browser_client import Browser
from tests.hostile.corpus import CORPUS, sent
from tests.hostile.crowd import PASSWORD, Crowd
from tests.hostile.rehearsal import rehearsing, stored_texts
from tests.hostile.walk import Field, FoundForm, find_forms
from webapp import forms
from webapp.forms import CONTROLS, LINE_BREAKS, MOST_CONTROLS
from webapp.ledger.rules import REPORTED
from webapp.security import UNSTORABLE

WRITTEN = {"textarea", "text"}
SELDOM = 7
"""Fields for something particular get every seventh text; the long run sends them all."""
FEWEST = 5
"""So many texts meet each written field, however many fields share them."""
IS_LONG_RUN = os.environ.get("HYPOTHESIS_PROFILE") == "verify"

PLAUSIBLE = {
    "chair": "Lehrgebiet Bau", "comment": "Bitte den Ort weglassen.", "company": "Neue GmbH",
    "company_name": "Neue GmbH", "contact_name": "Werkstattleitung", "contact_phone": "0221 4710",
    "current_password": PASSWORD, "description": "Unsere Wände reißen nach dem ersten Winter auf.",
    "display_name": "Leitung", "email": "neu@firma.example", "function": "Leitung",
    "met_on": "2026-03-20", "municipality_ags": "05978004", "new_company": "Neue GmbH",
    "note": "Betriebsleitung, 10 Uhr", "password": "gelbe Kühe fliegen im Mai",
    "reason": "Der Fall hängt seit Tagen fest.", "text": "Alterung und Rissbildung von Beton",
    "title": "Risse in Sichtbeton", "words": "Beton", "day": "2026-04-03", "time": "14:30",
    "name": "Beratung für Mustertechnik", "web_address": "https://muster.example",
    "contact": "Erstberatung", "message": "Leider haben wir niemanden gefunden, der Ihnen hilft.",
    "topic": "Haltbarkeit von Fassaden", "next_step": "Wir treffen uns im Werk.",
    "wording": "Stretchfolie", "taken_up_on": "2026-03-19",
}  # fmt: skip
UNASKED = {
    "company", "meeting_on", "needed_by", "embargo_on", "paused_until", "known_company", "gap",
}  # fmt: skip
"""Choices that stay open, because an answer to them rules out what is typed elsewhere."""
NOT_STORED = {
    ("accounts.register", "industry_code"), ("auditing.emergencies", "reference"),
    ("challenges.enter", "known_company"), ("challenges.submit", "excluded_chairs"),
    ("challenges.edit", "excluded_chairs"), ("review.search", "words"),
    ("introductions.hand_on", "words"), ("introductions.answering.hand_on", "words"),
    ("importing.read", "text"), ("workshops.check_in", "code"), ("workshops.take_scan", "code"),
    ("indicators.targets", "value"),
    *((page, field) for page in ("flows.add", "flows.edit")
      for field in ("quantity", "purity_from", "purity_to")),
    *((page, each.code) for page in ("follow_ups.show", "indicators.report_case")
      for each in REPORTED),
}  # fmt: skip
"""What is looked up and not written down, and numbers, which are kept as numbers."""
SHOWS_AT_ONCE = {
    "review.search", "review.teaser", "profiles.try_profile", "introductions.hand_on",
    "introductions.answering.hand_on", "importing.read", "documents.write",
    "review.no_match", "challenges.keep_typed",
    "api.create", "api.create_feed", "workshops.check_in", "workshops.take_scan",
}  # fmt: skip
"""Forms that answer with a page of their own."""
LINES = {
    ("profiles.add_competence", "text"), ("profiles.edit_competence", "text"),
    ("workshops.create", "place"), ("workshops.edit", "place"),
}  # fmt: skip
"""Tall fields that hold one line all the same."""
NAMES = {"names", "conflicts", "excluded_organisations", "unwanted_topics"}
"""Fields of one name in each line; each becomes a row."""
ABSTRACT = {
    "NeedForm", "DiscretionForm", "InviteForm", "AtDepartment", "RecipientFilterForm",
    "ProposalForm", "NoMatchForm",
}  # fmt: skip
"""Built upon only, shown in the demo only, or sent by tests/hostile/test_proposals.py."""


@pytest.fixture
def crowd(app, make) -> Crowd:
    return Crowd(app, make)


@pytest.fixture
def shown_forms(monkeypatch) -> set[type]:
    """The kinds of form that were made while a test ran."""
    shown: set[type] = set()
    begin = forms.Form.__init__

    def note(self, *args, **kwargs) -> None:
        shown.add(type(self))
        begin(self, *args, **kwargs)

    monkeypatch.setattr(forms.Form, "__init__", note)
    return shown


def all_forms(kind: type = forms.Form) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from all_forms(each)


def as_read(typed: str | bytes) -> str:
    """What the form parser makes of the bytes; what it cannot read stays percent-encoded."""
    return sent(typed).decode("utf-8", "werkzeug.url_quote")


def as_kept(typed: str | bytes, form: FoundForm, field: Field) -> str:
    """What the house keeps of a text; written down at webapp.forms.Form."""
    text = as_read(typed).replace("\r\n", "\n").strip()
    is_line = field.kind != "textarea" or (form.endpoint, field.name) in LINES
    if len(CONTROLS.findall(text)) <= MOST_CONTROLS:
        text = CONTROLS.sub("", LINE_BREAKS.sub("\n", text)).lstrip("\ufeff")
        text = unicodedata.normalize("NFC", text)
        text = " ".join(text.split()) if is_line else text.strip()
    return UNSTORABLE.sub("", text)


def shares(found: list[FoundForm]) -> dict[tuple, list[str | bytes]]:
    """Which texts each field is sent: all to each kind of field, in the long run to each field."""
    by_kind = defaultdict(list)
    for form in found:
        for field in form.fields:
            by_kind[field.kind].append((form.key, field.name))
    shared = {}
    for kind, places in by_kind.items():
        texts = CORPUS if IS_LONG_RUN or kind in WRITTEN else CORPUS[::SELDOM]
        apart = min(len(places), len(texts) // FEWEST) if kind in WRITTEN else len(places)
        for number, place in enumerate(places):
            shared[place] = texts if IS_LONG_RUN else texts[number % apart :: apart]
    return shared


@dataclass(frozen=True)
class Answer:
    """What came back, and every text there was in the database then."""

    status: int
    page: str
    stored: set[str]


class Sender:
    """Sends a form again and again, and nothing of it stays."""

    def __init__(self, browser: Browser, form: FoundForm) -> None:
        self.browser, self.form = browser, form
        self.cookies = dict(browser.client._cookies)
        token = browser._page(browser.client.get(form.page)).select_one("[name=csrf_token]")
        self.token = token["value"] if token else ""

    def send(self, typed: dict[str, str | bytes]) -> Answer:
        """Send these texts and everything else as it stands."""
        form, client = self.form, self.browser.client
        filled = [("csrf_token", self.token)]
        for name, text in form.filled:
            filled.append((name, "" if name in UNASKED else text or PLAUSIBLE.get(name, "")))
        filled = [pair for pair in filled if pair[0] not in typed] + list(typed.items())
        body = "&".join(f"{name}={quote_plus(sent(text))}" for name, text in filled)
        client._cookies = dict(self.cookies)
        with rehearsing(self.browser.app.extensions["database"]):
            if form.method == "GET":
                answer = client.get(f"{form.target.partition('?')[0]}?{body}")
            else:
                answer = client.post(
                    form.target, data=body, content_type="application/x-www-form-urlencoded"
                )
            is_done = answer.status_code in {302, 303}
            stored = stored_texts(self.browser.app.extensions["database"]) if is_done else set()
        return Answer(answer.status_code, answer.get_data(as_text=True), stored)


def complaints(form: FoundForm, typed: dict, answer: Answer) -> Iterator[str]:
    """What is wrong with an answer, if anything is."""
    shortened = {name: text[:60] for name, text in typed.items()}
    where = f"{form.endpoint} {shortened!r}: {answer.status}"
    if answer.status in {302, 303}:
        wrong = not_as_typed(form, typed, answer)
    elif answer.status == 422 and form.method == "POST":
        wrong = not_kept(form, typed, answer)
    elif answer.status == 200 and form.method == "POST" and not SHOWS_AT_ONCE & {form.endpoint}:
        wrong = iter(["neither done nor refused"])
    else:
        wrong = iter(() if answer.status in {200, 400, 409, 413, 422} else ["what is this?"])
    yield from (f"{where}: {each}" for each in wrong)


def not_as_typed(form: FoundForm, typed: dict, answer: Answer) -> Iterator[str]:
    """Fields whose text is another one in the database."""
    for name, text in typed.items():
        field = next(each for each in form.fields if each.name == name)
        if not field.is_free or name in NAMES or (form.endpoint, name) in NOT_STORED:
            continue
        kept = as_kept(text, form, field)
        if kept and kept not in answer.stored:
            yield f"{name} is not stored as typed"
        if UNSTORABLE.search(as_read(text)):
            yield f"{name} is stored although it cannot be"


def not_kept(form: FoundForm, typed: dict, answer: Answer) -> Iterator[str]:
    """Fields of a refused form that lost what was typed, or a form that does not say why."""
    messages = dict(re.findall(r'id="([\w-]+)-error">(.*?)</div>', answer.page, re.DOTALL))
    if not any("<p" in each for each in messages.values()):
        yield "no message at any field"
    for name, text in typed.items():
        field = next(each for each in form.fields if each.name == name)
        if field.kind not in {"textarea", "text", "search", "email", "tel"}:
            continue
        kept = as_kept(text, form, field)
        written = f">\r\n{escape(kept)}</textarea>" if field.kind == "textarea" else escape(kept)
        around = written if field.kind == "textarea" else f'value="{written}"'
        if around not in answer.page:
            yield f"{name} lost what was typed"
        is_cleaned = UNSTORABLE.search(as_read(text)) and kept
        if is_cleaned and "nicht speichern" not in messages.get(name, ""):
            yield f"no message at {name}: {messages.get(name)}"


def rounds(form: FoundForm, share: dict[tuple, list]) -> Iterator[dict[str, str | bytes]]:
    """First the fields people write freely in, all else right; then all others at once."""
    free = [each for each in form.fields if each.is_free]
    bound = [each for each in form.fields if not each.is_free]
    for fields in (free, bound):
        queues = [[(each.name, text) for text in share[form.key, each.name]] for each in fields]
        for row in itertools.zip_longest(*queues):
            yield dict(pair for pair in row if pair is not None)


@pytest.mark.sized
@pytest.mark.timeout(7200)
def test_every_form_takes_every_text_or_says_why_not(crowd, shown_forms):
    found = list(find_forms(crowd).values())
    share = shares(found)
    wrong, sent_forms = [], 0
    for form in found:
        sender = Sender(crowd.people[form.who], form)
        for typed in rounds(form, share):
            wrong += complaints(form, typed, sender.send(typed))
            sent_forms += 1

    missing = {each.__name__ for each in set(all_forms()) - shown_forms} - ABSTRACT
    assert not missing, f"nobody met these forms: {sorted(missing)}"
    assert len(found) > 40
    assert sent_forms > 1000
    assert not wrong, f"{len(wrong)} of {sent_forms}:\n" + "\n".join(wrong[:60])
