"""A real browser opens the pages that hold the hostile texts, and nothing of them happens."""

import pytest

from tests.hostile.corpus import STUCK
from tests.hostile.crowd import Crowd
from tests.hostile.walk import walk
from tests.hostile.written import MARK, write_everywhere

PEOPLE = [
    "anonymous", "company_own M", "professor_asked M", "manager_lead", "manager_other_university",
    "scout", "admin", "new professor",
]  # fmt: skip


def pages_of(crowd: Crowd) -> list[tuple[str, str]]:
    """Who opens what: one page of each kind that shows such a text."""
    chosen, known = [], set()
    for who in PEOPLE:
        kinds: set[str] = set()
        for url, page in walk(crowd.people[who], crowd.starts[who], known):
            if not MARK.search(page.text + str(page.select("[value]"))):
                continue
            endpoint = crowd.app.url_map.bind("").match(url.partition("?")[0])[0]
            if endpoint not in kinds:
                chosen.append((who, url))
            kinds.add(endpoint)
    return chosen


@pytest.mark.once
def test_no_text_runs_in_a_browser(app, make, database, visit, server):
    crowd = Crowd(app, make)
    write_everywhere(database)
    pages = pages_of(crowd)

    stuck, dialogs, visitors = [], [], {}
    for who, url in pages:
        if who not in visitors:
            visitor = visitors[who] = visit(who)
            visitor.page.on(
                "dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss())
            )
            visitor.page.context.add_cookies(
                [
                    {"name": each.key, "value": each.value, "url": server}
                    for each in crowd.people[who].client._cookies.values()
                ]
            )
        visitors[who].open(url)
        page = visitors[who].page
        page.mouse.move(200, 300)
        for _ in range(3):
            page.keyboard.press("Tab")
        stuck += page.evaluate(
            "mark => Object.keys(window).filter(name => name.startsWith(mark))", STUCK
        )
        assert page.locator("h1").count() == 1, (who, url)

    assert len(pages) > 25
    assert not stuck
    assert not dialogs
