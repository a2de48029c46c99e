"""The manager's desk by keyboard alone: from the inbox over decisions to a closed case."""

import pytest
from sqlalchemy import select

from models import Account, Challenge, ChallengeState, Match, MatchRun, Profile
from seed_data import DEMO_SIGN_INS, load_region
from tests.browser.pace import Pace
from webapp.passwords import hash_password

PASSWORD = "ein langes Kennwort für die Vorführung"
TITLE = "Unsere Kunststoffteile werden nach dem Einschmelzen spröde"
TEASER = (
    "Ein Unternehmen der Kunststoffverarbeitung setzt eigenes Mahlgut wieder ein und sucht Rat, "
    "wie sich die Alterung von Rezyklat vor der Verarbeitung erkennen lässt."
)
FAREWELL = "Schön, dass es geklappt hat. Wir wünschen Ihnen viel Erfolg mit der Abschlussarbeit!"
MOST_TABS = 120


VISIBLE_WORDS = """(part) => {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    const words = [];
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        const of = text.parentElement;
        if (of.checkVisibility() && !of.closest(".visually-hidden")) words.push(text.data);
    }
    return words.join(" ");
}"""
"""What somebody who sees the page has to read of a part of it."""


class Typist:
    """Somebody who never touches the mouse; every key goes through here."""

    def __init__(self, visitor) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.page.mouse.click = self.page.mouse.move = None

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def go(self, *keys: str) -> None:
        """Press keys of which the last leads to another page."""
        self.keys(*keys[:-1])
        with self.page.expect_navigation():
            self.page.keyboard.press(keys[-1])

    def tab_to(self, words: str) -> None:
        """Press Tab until what is named so has the focus."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if words in self._name():
                return
        raise AssertionError(f"Tab does not lead to {words!r}")

    def step_to(self, words: str) -> None:
        """Press j until a heading with these words has the focus."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("j")
            if words in self._name():
                return
        raise AssertionError(f"j does not lead to {words!r}")

    def write(self, label: str, text: str) -> None:
        self.tab_to(label)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def _name(self) -> str:
        return self.page.evaluate(
            """() => {
                const at = document.activeElement;
                const labels = [...(at.labels || [])].map(each => each.textContent);
                return [at.textContent, at.getAttribute('aria-label') || '', ...labels].join(' ');
            }"""
        )

    def sign_in(self, email: str) -> None:
        self.visitor.open("/anmelden")
        self.write("E-Mail-Adresse", email)
        self.write("Passwort", PASSWORD)
        self.go("Enter")


@pytest.fixture
def region(database, clock, work_off):
    """The demo region matched, with a password for everybody."""
    secret = hash_password(PASSWORD)
    with database.writing() as session:
        load_region(session, clock())
        for account in session.scalars(select(Account)):
            account.set_password_hash(secret)
    clock.advance(minutes=1)
    while work_off():
        pass


@pytest.fixture
def manager(visit, region) -> Typist:
    typist = Typist(visit("manager"))
    typist.sign_in(DEMO_SIGN_INS["Transferstelle WH"])
    return typist


def test_a_case_goes_from_the_inbox_to_its_end_by_keyboard_alone(
    manager, visit, database, work_off, clock
):
    manager.visitor.look("schreibtisch")
    manager.step_to(TITLE)
    manager.go("o")
    manager.go("u")
    assert manager.visitor.sees("Sie haben jetzt die Federführung")

    chair = decide(manager)
    compare(manager)
    present(manager)
    remind(manager, work_off)
    company_approves(visit, database)
    work_off()

    manager.go("l")
    manager.step_to(TITLE)
    assert manager.page.evaluate("document.activeElement.closest('section').id") == "warten"
    end(manager)
    with database.reading() as session:
        found = session.scalars(select(Challenge).where(Challenge.title == TITLE)).one()
        assert found.state is ChallengeState.CLOSED
        assert chair


def decide(manager: Typist) -> str:
    """Read the need, approve the first proposal and reject the second.

    Each of the two takes a minute at most, and both with the reading of the need two.
    """
    cards = manager.page.locator(".proposal")
    reading, approving, rejecting = Pace(), Pace(), Pace()
    reading.read(manager.page.locator(".columns__side .stack").first.evaluate(VISIBLE_WORDS))
    study(approving, cards.nth(0))
    chair = cards.nth(0).locator("h3").inner_text()
    manager.keys(approving.press("j"))
    manager.go(approving.press("f"))
    assert manager.visitor.sees("Freigegeben und vorgemerkt")

    study(rejecting, cards.nth(1))
    manager.keys(rejecting.press("j"))
    manager.go(rejecting.press("a"))
    manager.visitor.look("schreibtisch-ablehnen")
    rejecting.read(manager.page.locator("main fieldset").first.evaluate(VISIBLE_WORDS))
    manager.tab_to("Anderes Thema")
    manager.keys(" ")
    manager.tab_to("Ablehnen")
    manager.go("Enter")
    rejecting.press("TabSpaceTabTabEnter")
    assert manager.visitor.sees("Der Vorschlag ist abgelehnt")

    assert approving.seconds <= 60
    assert rejecting.seconds <= 60
    assert reading.seconds + approving.seconds + rejecting.seconds <= 120
    return chair


def study(pace: Pace, card) -> None:
    """Read a proposal word by word; a sentence of the need was read before and is recognised."""
    told = " ".join(card.evaluate(VISIBLE_WORDS).split())
    for sentence in card.locator(".evidence__side--need .evidence__text").all():
        known = " ".join(sentence.evaluate(VISIBLE_WORDS).split())
        assert known in told
        told = told.replace(known, "", 1)
        pace.recognise()
    pace.read(told)


def compare(manager: Typist) -> None:
    """Tick the two that follow, and see them side by side."""
    manager.keys("j", "v", "j", "v")
    manager.go("g")
    manager.visitor.look("schreibtisch-vergleich")
    assert manager.page.locator(".comparison__name").count() == 2
    manager.tab_to(TITLE)
    manager.go("Enter")


def present(manager: Typist) -> None:
    """Write the Kurzfassung and lay it before the company."""
    manager.go("t")
    manager.write("Kurzfassung für die Professor:innen", TEASER)
    manager.tab_to("Speichern und dem Unternehmen vorlegen")
    manager.go("Enter")
    assert manager.visitor.sees("liegt jetzt dem Unternehmen vor")


def remind(manager: Typist, work_off) -> None:
    """Remind the company out of the inbox."""
    manager.go("l")
    manager.step_to(TITLE)
    manager.keys("x")
    manager.go("e")
    manager.visitor.look("schreibtisch-erinnern")
    manager.tab_to("Erinnerungen verschicken")
    manager.go("Enter")
    assert manager.visitor.sees("In einem Fall ist eine Erinnerung unterwegs")
    work_off()
    manager.step_to(TITLE)
    manager.go("o")


def company_approves(visit, database) -> None:
    """The company says yes to the Kurzfassung, with a mouse if it likes."""
    with database.reading() as session:
        found = session.scalars(select(Challenge).where(Challenge.title == TITLE)).one()
        path = f"/bedarfe/{found.id}"
        email = found.company.accounts[0].email
    company = visit("company")
    company.open("/anmelden")
    company.fill("E-Mail-Adresse", email)
    company.fill("Passwort", PASSWORD)
    company.click("Anmelden")
    company.open(path)
    company.click("Genau diesen Text freigeben")


def end(manager: Typist) -> None:
    """Close the case with its outcome."""
    manager.go("o")
    manager.tab_to("Fall abschließen")
    manager.go("Enter")
    manager.tab_to("Gemeinsames Projekt")
    manager.keys("ArrowDown")
    manager.write("Ihre Nachricht an das Unternehmen", FAREWELL)
    manager.tab_to("Abschließen")
    manager.go("Enter")
    assert manager.visitor.sees("Der Fall ist abgeschlossen")
    following = manager.page.locator("#naechster-fall a").inner_text()
    manager.go("w")
    assert manager.page.locator("h1").inner_text() == following


def test_keys_are_listed_and_can_be_switched_off_for_good(manager):
    manager.keys("?")
    assert manager.page.locator("[data-keys] dl").is_visible()
    manager.tab_to("Tasten benutzen")
    manager.keys(" ")
    manager.page.reload()

    manager.keys("j")

    assert manager.page.evaluate("document.activeElement === document.body")


def test_a_letter_that_is_typed_stays_a_letter(manager):
    manager.keys("/")
    manager.keys("j", "o", "u")

    assert manager.page.evaluate("document.activeElement.value") == "jou"


def test_the_board_is_walked_through_by_keys(manager, database):
    manager.visitor.open("/pruefung?ansicht=tafel")
    manager.visitor.look("tafel")

    manager.step_to(TITLE)
    manager.go("o")

    assert manager.page.locator("h1").inner_text() == TITLE
    with database.reading() as session:
        run = session.scalars(
            select(MatchRun).join(Challenge).where(Challenge.title == TITLE)
        ).first()
        first = session.scalars(select(Match).where(Match.run_id == run.id, Match.rank == 1)).one()
        assert session.get_one(Profile, first.profile_id).chair in manager.page.content()
