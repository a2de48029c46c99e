"""Declining in favour of somebody else: a word to the lead, who alone decides what comes of it."""

import pytest
from sqlalchemy import select

from models import (
    DeclineReason,
    Exclusion,
    Introduction,
    IntroductionState,
    Match,
    OutgoingMail,
    Profile,
    Role,
)
from tests.browser_client import Browser
from tests.hostile.crowd import answer_path
from tests.webapp.trail import deeds

STATEMENT = "Analytik von Schadstoffen in Kunststoffen"


@pytest.fixture
def asked(make, lead):
    return make.introduction(IntroductionState.ASKED, lead=lead)


@pytest.fixture
def colleague(make):
    """Somebody of the other university, of whom the matcher did not think."""
    return make.profile(STATEMENT, chair="Lehrgebiet Umweltchemie", university="HSBO")


@pytest.fixture
def professor(session, asked):
    return session.get_one(Introduction, asked.id).profile.account


@pytest.fixture
def stored(session):
    """What the database holds now."""

    def read(introduction):
        session.rollback()
        session.expire_all()
        return session.get_one(Introduction, introduction.id)

    return read


def look(browser, page, words="Schadstoffe in Kunststoffen"):
    return browser.send(page, words=words, look="1")


def hand_on(browser, asked, colleague, **fields):
    """As somebody does it who is signed in."""
    page = look(browser, browser.get(f"/anfragen/{asked.id}/weitergeben"))
    return browser.send(page, colleague=str(colleague.id), **fields)


def test_whom_a_professor_suggests_the_lead_reads_and_nobody_else(
    browser, asked, colleague, professor, stored, session, lead
):
    browser.login(professor)
    page = look(browser, browser.get(f"/anfragen/{asked.id}/weitergeben"))
    assert "Lehrgebiet Umweltchemie" in page.text
    assert f"Hochschule Bochum · {STATEMENT}" in page.text

    page = browser.send(page, colleague=str(colleague.id), note="Dort gibt es ein Labor.")

    assert "Die Transferstelle liest Ihre Empfehlung" in page.text
    row = stored(asked)
    assert (row.state, row.decline_reason, row.suggested_profile_id) == (
        IntroductionState.DECLINED, DeclineReason.WRONG_FIELD, colleague.id,
    )  # fmt: skip
    mails = [(each.template, each.recipient_id) for each in session.scalars(select(OutgoingMail))]
    assert mails == [("enquiry_answered", lead.id)]
    assert "Umweltchemie" in browser.get(f"/anfragen/{asked.id}").text
    browser.login(lead)
    for url in (f"/anfragen/{asked.id}", f"/pruefung/{asked.challenge_id}"):
        page = browser.get(url)
        assert "Das Lehrgebiet empfiehlt: Lehrgebiet Umweltchemie" in page.text
        assert "Dort gibt es ein Labor." in page.text


def test_the_lead_takes_the_suggestion_with_one_click(
    browser, asked, colleague, professor, session, lead
):
    browser.login(professor)
    hand_on(browser, asked, colleague)
    browser.login(lead)

    page = browser.submit(f"/anfragen/{asked.id}", action="ergaenzen")

    assert page.path == f"/pruefung/{asked.challenge_id}"
    assert "Von Ihnen ergänzt" in page.text
    session.rollback()
    added = session.scalars(select(Match).where(Match.profile_id == colleague.id)).one()
    assert added.run.challenge_id == asked.challenge_id


def test_the_colleague_learns_nothing_until_the_lead_asks(
    browser, asked, colleague, professor, session
):
    owner = session.get_one(Profile, colleague.id).account
    browser.login(owner)
    urls = ("/anfragen", "/konto/protokoll", "/kompetenzen/mein-profil")
    before = [browser.get(url).select_one("main").get_text() for url in urls]
    stranger = Browser(browser.app)
    stranger.login(professor)

    hand_on(stranger, asked, colleague)

    assert [browser.get(url).select_one("main").get_text() for url in urls] == before
    browser.get(f"/anfragen/{asked.id}", status=404)


def test_the_suggestion_is_made_from_the_mail_as_well(app, asked, colleague, stored, session):
    browser = Browser(app)
    page = browser.get(f"{answer_path(app, asked)}/weitergeben")
    page = look(browser, page)
    page = browser.send(page, colleague=str(colleague.id), reason="keine_kapazitaet")

    assert page.h1.text == "Ihre Antwort ist angekommen"
    row = stored(asked)
    assert row.suggested_profile_id == colleague.id
    assert row.decline_reason is DeclineReason.NO_CAPACITY
    searched, declined = deeds(session)
    assert searched.verb == "gesucht"
    assert {searched.actor_id, declined.actor_id} == {row.profile.account_id}
    assert declined.detail == {"reason": "keine_kapazitaet", "by_link": True}


def test_words_alone_are_enough(browser, asked, professor, stored):
    browser.login(professor)

    browser.submit(f"/anfragen/{asked.id}/weitergeben", note="Das Lehrgebiet Chemie in Bochum.")

    assert stored(asked).decline_note == "Das Lehrgebiet Chemie in Bochum."
    assert stored(asked).suggested_profile_id is None


def test_a_suggestion_of_nobody_is_none(browser, asked, professor, stored):
    browser.login(professor)
    page = browser.submit(f"/anfragen/{asked.id}/weitergeben", words="Chemie", status=422)

    assert "schreiben Sie hier, wen Sie meinen" in page.error_at("note")
    assert page.select_one("[name=words]")["value"] == "Chemie"
    assert stored(asked).state is IntroductionState.ASKED


def test_a_search_without_words_says_so(browser, asked, professor):
    browser.login(professor)
    page = browser.get(f"/anfragen/{asked.id}/weitergeben")

    page = browser.send(page, look="1", status=422)

    assert "Bitte schreiben Sie, wonach Sie suchen." in page.error_at("words")


def token(browser) -> str:
    page = browser.get("/konto/angaben")
    return page.select_one("main [name=csrf_token]")["value"]


def test_a_profile_that_was_hidden_meanwhile_is_not_suggested(
    browser, asked, colleague, professor, stored, database
):
    browser.login(professor)
    page = look(browser, browser.get(f"/anfragen/{asked.id}/weitergeben"))
    with database.writing() as session:
        session.get_one(Profile, colleague.id).unpublish()

    page = browser.send(page, colleague=str(colleague.id), status=422)

    assert "Dieses Profil gibt es nicht mehr" in page.text
    assert stored(asked).state is IntroductionState.ASKED


def hide_by_name(session, asked, colleague):
    asked.challenge.exclusions.append(Exclusion(profile_id=colleague.id))


def hide_by_university(session, asked, colleague):
    university_id = colleague.department.campus.university_id
    asked.challenge.exclusions.append(Exclusion(university_id=university_id))


def pause(session, asked, colleague):
    colleague.capacity = 0


@pytest.mark.parametrize("hide", [hide_by_name, hide_by_university, pause])
def test_to_the_professor_everybody_published_looks_the_same(
    browser, asked, colleague, professor, database, hide, lead, session
):
    """And to the lead nobody is there whom the desk may not see."""
    browser.login(professor)
    url = f"/anfragen/{asked.id}/weitergeben"
    shown = look(browser, browser.get(url)).select_one("main fieldset").decode()
    with database.writing() as writing:
        hide(
            writing, writing.get_one(Introduction, asked.id), writing.get_one(Profile, colleague.id)
        )
    page = look(browser, browser.get(url))
    assert page.select_one("main fieldset").decode() == shown

    page = browser.send(page, colleague=str(colleague.id))

    assert "Die Transferstelle liest Ihre Empfehlung" in page.text
    browser.login(lead)
    for where in (f"/anfragen/{asked.id}", f"/pruefung/{asked.challenge_id}"):
        page = browser.get(where)
        assert "empfiehlt" not in page.text
        assert "Umweltchemie" not in page.text
    session.rollback()
    details = [each.detail for each in deeds(session) if each.verb == "abgesagt"]
    assert details == [{"reason": "falsches_fach"}], "nor does the trail tell of it"


def test_of_a_conflict_the_lead_learns_that_there_is_one(
    browser, asked, colleague, professor, database, lead
):
    browser.login(professor)
    hand_on(browser, asked, colleague)
    with database.writing() as session:
        row = session.get_one(Introduction, asked.id)
        session.get_one(Profile, colleague.id).account.declare_conflicts(
            [row.challenge.company.name], row.asked_at
        )
    browser.login(lead)

    page = browser.get(f"/anfragen/{asked.id}")

    assert "Das Lehrgebiet empfiehlt: Lehrgebiet Umweltchemie (Interessenkonflikt: ja)" in page.text
    assert not page.select("form[action*=ergaenzen]")


def test_other_managers_and_the_company_read_nothing_of_it(
    browser, make, asked, colleague, professor, session
):
    browser.login(professor)
    hand_on(browser, asked, colleague)
    company = session.get_one(Introduction, asked.id).challenge.company.accounts[0]
    others = [company, make.account(Role.TRANSFER_MANAGER), make.account(Role.ADMIN)]

    for account in others:
        browser.login(account)
        for url in (
            f"/anfragen/{asked.id}", f"/pruefung/{asked.challenge_id}",
            f"/pruefung/{asked.challenge_id}/einblick", f"/bedarfe/{asked.challenge_id}",
        ):  # fmt: skip
            page = browser.client.get(url).get_data(as_text=True)
            assert "Umweltchemie" not in page
            assert "empfiehlt" not in page


def test_oneself_is_not_found_and_not_suggested(browser, asked, professor, stored):
    browser.login(professor)
    page = look(browser, browser.get(f"/anfragen/{asked.id}/weitergeben"), "Rezyklat Alterung")

    assert str(stored(asked).profile_id) not in page.response.get_data(as_text=True)
    data = {"colleague": str(stored(asked).profile_id), "reason": "falsches_fach"}
    answer = browser.client.post(
        f"/anfragen/{asked.id}/weitergeben", data=data | {"csrf_token": token(browser)}
    )
    assert answer.status_code == 422
    assert stored(asked).state is IntroductionState.ASKED
