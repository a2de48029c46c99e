"""Facts for search engines: as public as the page they stand on, and nothing that could run."""

import json

from models import Role, WorkshopState

HOSTILE = "</script><script>alert(1)</script>&'\"\u2028 <!--"


def facts_on(page) -> dict:
    (script,) = page.select("script[type='application/ld+json']")
    return json.loads(script.string)


def test_a_public_profile_tells_what_its_page_shows(browser, make, app):
    profile = make.profile("Alterung von Rezyklat")

    facts = facts_on(browser.get(f"/kompetenzen/{profile.id}"))

    assert facts["@context"] == "https://schema.org"
    assert facts["name"] == profile.chair
    assert facts["knowsAbout"] == ["Alterung von Rezyklat"]
    asked = {"Accept": "application/ld+json"}
    answer = app.test_client().get(f"/api/v1/profile/{profile.id}", headers=asked)
    assert answer.mimetype == "application/ld+json"
    assert json.loads(answer.text) == facts
    assert "Accept" in answer.headers["Vary"]


def test_a_profile_that_is_not_published_tells_nobody(browser, make):
    owner = make.account(Role.PROFESSOR)
    profile = make.profile(account=owner)
    with make.writing() as session:
        session.merge(profile).unpublish()
    browser.login(owner)

    page = browser.get(f"/kompetenzen/{profile.id}")

    assert not page.select("script[type='application/ld+json']")


def test_an_event_tells_whether_it_takes_place(browser, make, clock):
    workshop = make.workshop()
    off = make.workshop(state=WorkshopState.CANCELLED, cancelled_at=clock())

    facts = facts_on(browser.get(f"/veranstaltungen/{workshop.id}"))

    assert facts["eventStatus"] == "https://schema.org/EventScheduled"
    assert facts["remainingAttendeeCapacity"] == workshop.capacity
    assert facts["startDate"].startswith(str(workshop.starts_at.date()))
    cancelled = facts_on(browser.get(f"/veranstaltungen/{off.id}"))
    assert cancelled["eventStatus"] == "https://schema.org/EventCancelled"
    assert "remainingAttendeeCapacity" not in cancelled


def test_no_words_get_out_of_the_element(browser, make, app):
    profile = make.profile(HOSTILE, chair=f"Lehrgebiet {HOSTILE}")

    page = browser.get(f"/kompetenzen/{profile.id}")

    assert facts_on(page)["knowsAbout"] == [HOSTILE]
    written = page.response.text.partition("application/ld+json")[2].partition("</script>")[0]
    assert "<" not in written
    assert len(page.select("script:not([src])")) == 1
