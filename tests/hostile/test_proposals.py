"""The page of proposals takes every text of the corpus: stored as typed, or refused and kept.

It follows a document that was sent, so nobody meets it by following links.
"""

import pytest
from markupsafe import escape

from models import Role
from tests.hostile.corpus import CORPUS
from tests.hostile.rehearsal import rehearsing, stored_texts
from tests.hostile.test_forms import IS_LONG_RUN, as_kept, as_read
from tests.hostile.walk import Field, FoundForm
from webapp.reading_papers.lines import UNSEEN

DOOR = "/kompetenzen/mein-profil/aus-unterlagen"
TEXT, ORIGIN, KIND = (
    Field("v0-text", "text"),
    Field("v0-origin", "hidden"),
    Field("v0-kind", "select"),
)
FORM = FoundForm("", DOOR, f"{DOOR}/vorschlaege", "importing.take_over", "POST", (TEXT,), (), "")


@pytest.fixture
def send(app, browser, make):
    """Sends a page with one proposal; nothing of it stays."""
    professor = make.account(Role.PROFESSOR)
    make.profile("Frost und Beton im Labor", account=professor)
    browser.login(professor)
    token = browser.get(DOOR).select_one("main [name=csrf_token]")["value"]

    def post(**typed):
        fields = {
            "v0-keep": "y", "v0-text": "Alterung von Beton", "v0-kind": "methode",
            "v0-origin": "Eingefügter Text, Zeile 1", "csrf_token": token,
            **{f"v0-{name}": as_read(text) for name, text in typed.items()},
        }  # fmt: skip
        with rehearsing(app.extensions["database"]):
            answer = browser.client.post(f"{DOOR}/vorschlaege", data=fields)
            stored = stored_texts(app.extensions["database"])
        return answer.status_code, answer.get_data(as_text=True), stored

    return post


@pytest.mark.sized
def test_every_text_is_stored_as_typed_or_refused_and_kept(send):
    taken = 0
    for typed in CORPUS if IS_LONG_RUN else CORPUS[::3]:
        status, page, stored = send(text=typed)
        kept = as_kept(typed, FORM, TEXT)
        if status == 302:
            taken += 1
            assert kept in stored, typed[:60]
            assert not UNSEEN.search(kept), typed[:60]
        else:
            assert status in {413, 422}, (status, typed[:60])
            assert status == 413 or f">\r\n{escape(kept)}</textarea>" in page, typed[:60]
            assert status == 413 or "v0-text-error" in page, typed[:60]
    assert taken > 20


@pytest.mark.parametrize("name", ["origin", "kind"])
def test_what_nobody_types_is_refused_or_bounded(send, name):
    for typed in CORPUS[::5]:
        status, _page, _stored = send(**{name: typed})
        assert status in {302, 413, 422}, (status, typed[:60])


def test_more_rows_than_there_are_proposals_are_not_read(send, browser):
    page = browser.submit(DOOR, text="Forschung\n- Alterung von Beton unter Tausalz")
    token = page.select_one("main [name=csrf_token]")["value"]
    fields = {f"v{number}-text": f"Aussage über Beton {number}" for number in range(899)}

    answer = browser.client.post(f"{DOOR}/vorschlaege", data={"csrf_token": token, **fields})
    assert answer.status_code == 422
    assert answer.get_data(as_text=True).count('-keep"') <= 200 * 3
    fields |= {f"x{number}": "" for number in range(9)}
    answer = browser.client.post(f"{DOOR}/vorschlaege", data={"csrf_token": token, **fields})
    assert answer.status_code == 413
