"""The whole way with JavaScript switched off: every step is a link or a form."""

import pytest

from models import ChallengeState, Introduction, IntroductionState, MatchOrigin, Role
from webapp import passwords

PASSWORD = "ein langes Kennwort für die Vorführung"
TITLE = "Clips aus Rezyklat brechen beim Montieren"
TEXT = (
    "Seit wir Rezyklat einsetzen, brechen uns die Clips beim Montieren, etwa 200 Stück am Tag. "
    "Die Einrichter haben schon die Temperatur gesenkt, das hat nichts geändert. Woran liegt das?"
)
STATEMENT = "Bruch von Clips aus Rezyklat, untersucht am Bauteil"


@pytest.fixture
def come(visit, make):
    """Somebody with an account, who signs in without a script."""

    def one(role: Role):
        account = make.account(role, password_hash=passwords.hash_password(PASSWORD))
        visitor = visit(role.value, scripts=False)
        visitor.open("/anmelden")
        visitor.fill("E-Mail-Adresse", account.email)
        visitor.fill("Passwort", PASSWORD)
        visitor.click("Anmelden")
        assert "/anmelden" not in visitor.page.url
        return account, visitor

    return one


def test_a_need_is_described_and_kept(visit, make, work_off):
    make.municipality()
    director = visit("director", scripts=False)
    director.page.set_viewport_size({"width": 390, "height": 844})
    director.open("/")
    director.follow("Bedarf beschreiben")
    director.fill("Worum geht es?", TITLE)
    director.click("Später weiterschreiben")
    director.open("/bedarfe/beschreiben")
    assert director.page.input_value("[name=title]") == TITLE

    director.fill("Beschreiben Sie das Problem", TEXT)
    director.page.select_option("[name=municipality_ags]", label="Bergkamen")
    director.fill("Name des Unternehmens", "Musterguss Bönen GmbH")
    director.fill("Ihre Funktion", "Geschäftsführung")
    director.fill("E-Mail-Adresse", "leitung@musterguss.example")
    director.click("Weiter: E-Mail-Adresse bestätigen")
    work_off()
    director.open("/postfach")
    director.press(director.page.locator("a[href*='/bedarfe/beschreiben/einreichen/']").first)
    director.click("Bedarf einreichen")

    assert director.sees("Ihr Bedarf ist eingereicht")


def test_a_manager_filters_the_inbox_and_decides_a_proposal(come, make):
    account, manager = come(Role.TRANSFER_MANAGER)
    case = make.challenge(ChallengeState.IN_REVIEW, lead=account, title=TITLE)
    make.match(case, origin=MatchOrigin.PROPOSED)
    make.challenge(title="Späne fallen in zu großer Menge an")
    manager.open("/pruefung")
    assert manager.sees(TITLE)
    assert manager.sees("Späne fallen")

    manager.page.select_option("[name=zug]", label="Ich")
    manager.click("Zeigen")
    assert manager.sees(TITLE)
    assert not manager.sees("Späne fallen")
    manager.follow("Tafel")
    assert manager.page.locator(".board").count()
    manager.follow(TITLE)
    manager.click("Freigeben")

    assert manager.sees("Freigegeben und vorgemerkt")


def test_a_professor_edits_a_competence_and_answers(come, make, database):
    account, professor = come(Role.PROFESSOR)
    profile = make.profile(STATEMENT, account=account)
    asked = make.introduction(IntroductionState.ASKED, profile=profile)
    professor.open("/kompetenzen/mein-profil")
    professor.press(professor.page.locator("a[href*='/mein-profil/kompetenzen/']").first)
    professor.page.locator("[name=text]").fill(STATEMENT + " und am Werkstoff")
    professor.click("Speichern")
    assert professor.sees("und am Werkstoff")

    professor.follow("Anfragen")
    professor.press(professor.page.locator(f"a[href*='{asked.id}']").first)
    professor.click("Ja, ich habe Interesse")

    with database.reading() as session:
        assert session.get_one(Introduction, asked.id).state is IntroductionState.INTERESTED


def test_nothing_is_offered_that_only_a_script_could_do(come):
    _account, manager = come(Role.TRANSFER_MANAGER)
    for width in (1280, 390):
        manager.page.set_viewport_size({"width": width, "height": 844})
        manager.open("/pruefung")
        assert manager.page.get_by_role("link", name="Auswertung").first.is_visible()
        for scripted in (".navigation__toggle", ".keys"):
            assert not manager.page.locator(scripted).first.is_visible()
    visible = manager.page.locator("button[type=button]").evaluate_all(
        "all => all.filter(each => each.checkVisibility()).map(each => each.textContent)"
    )
    assert visible == []
