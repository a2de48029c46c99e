"""A need that was handed in before is named beside it, to those alone who may know of both."""

import pytest

from models import ChallengeState, Exclusion, Role

TITLE = "Weißer Belag in den Rohren"
TEXT = (
    "In unseren Kühlkreisläufen setzt sich ein weißer, harter Belag ab. Alle drei Monate müssen "
    "wir die Anlage abstellen und die Rohre mit Säure spülen. Wer kann uns sagen, woran das liegt?"
)
AGAIN = "Guten Tag, noch einmal: " + TEXT.replace("Alle drei Monate", "Alle zwei Monate")


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def need(make, manager, company, clock):
    """The need of a company that wrote before, or whose neighbour did."""
    clock.advance(days=1)
    return make.challenge(
        ChallengeState.IN_REVIEW, by=company, lead=manager, title=TITLE, description=AGAIN
    )


@pytest.fixture
def before(make, clock):
    """Makes a need that was handed in two days earlier, in the same words."""

    def hand_in(state=ChallengeState.IN_REVIEW, **facts):
        clock.advance(days=-2)
        earlier = make.challenge(state, **{"title": TITLE, "description": TEXT, **facts})
        clock.advance(days=2)
        return earlier

    return hand_in


@pytest.fixture
def notices(browser, manager, need):
    """What the manager reads of earlier needs, and where it leads."""

    def read():
        browser.login(manager)
        page = browser.get(f"/pruefung/{need.id}")
        found = page.select(".columns__main .notice--info li")
        return {each.a["href"]: " ".join(each.get_text(" ").split()) for each in found}

    return read


def test_a_company_that_writes_again_is_recognised(notices, before, manager, company, need):
    earlier = before(ChallengeState.CLOSED, by=company, lead=manager)

    (href,) = found = notices()

    assert href == f"/pruefung/{earlier.id}"
    assert "Dasselbe Unternehmen" in found[href]
    assert "eingereicht am 19. März 2026" in found[href]
    assert earlier.reference in found[href]


def test_the_lead_of_both_learns_that_another_company_asks_the_same(notices, before, manager):
    earlier = before(lead=manager)

    (told,) = notices().values()

    assert "Ein anderes Unternehmen" in told
    assert earlier.reference in told


def test_without_the_right_to_know_a_page_is_the_same_as_without_the_need(
    browser, make, before, manager, company, need
):
    def words() -> str:
        """What stands there, without the next case of the desk, which is another matter."""
        page = browser.get(f"/pruefung/{need.id}")
        page.select_one("#naechster-fall").decompose()
        return page.soup.get_text(" ", strip=True)

    browser.login(manager)
    alone = words()
    colleague = make.account(Role.TRANSFER_MANAGER)

    before(lead=colleague)
    before(by=company, lead=colleague)
    before(ChallengeState.SUBMITTED)
    excluded = Exclusion(university_id=manager.university_id)
    before(by=company, exclusions=[excluded])
    before(ChallengeState.WITHDRAWN, by=company)
    before(ChallengeState.DRAFT, by=company)

    assert words() == alone


def test_other_needs_and_later_ones_are_none(notices, before, make, manager, company, clock):
    before(by=company, lead=manager, title="Restholz", description="Wohin mit dem Sägemehl?")
    clock.advance(days=1)
    make.challenge(by=company, lead=manager, title=TITLE, description=TEXT)

    assert notices() == {}


def test_three_are_named_the_most_alike_first(notices, before, manager, company):
    shorter = before(by=company, lead=manager, description=TEXT.partition(" Wer kann")[0])
    same = before(by=company, lead=manager, description=AGAIN)
    for _ in range(3):
        before(by=company, lead=manager)

    links = list(notices())

    assert len(links) == 3
    assert links[0] == f"/pruefung/{same.id}"
    assert f"/pruefung/{shorter.id}" not in links


def test_a_case_that_is_over_needs_no_hint(browser, before, make, manager, company):
    before(by=company, lead=manager)
    closed = make.challenge(
        ChallengeState.CLOSED, by=company, lead=manager, title=TITLE, description=TEXT
    )
    browser.login(manager)

    assert "schon einmal" not in browser.get(f"/pruefung/{closed.id}").text
