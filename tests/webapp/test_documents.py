"""Own words in mails and letters, and agreements to download."""

import io

import pytest
from docx import Document
from sqlalchemy import select

from models import (
    Challenge,
    ChallengeState,
    Introduction,
    IntroductionState,
    Profile,
    Role,
    TeaserState,
    Wording,
)
from tests.mailing import text_of
from webapp.mail import queue_mail
from webapp.wordings import KINDS

OWN = "Moin [Name], zu Fall [Fallnummer] liegt etwas für Sie bereit."


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER, display_name="Transferstelle WH")


@pytest.fixture
def colleague(make):
    university = make.university("HSBO")
    return make.account(Role.TRANSFER_MANAGER, university_id=university.id)


def write(browser, kind, status=200, **fields):
    return browser.submit(f"/vorlagen/texte/{kind}", "texte", status, **fields)


def waiting_case(make, lead):
    need = make.challenge(ChallengeState.IN_REVIEW, lead=lead)
    make.teaser(need, TeaserState.PRESENTED)
    return need


def send(app, database, clock, work_off, need, template="teaser_waits"):
    with database.writing() as session:
        found = session.get_one(Challenge, need.id)
        queue_mail(session, template, found.entered_by, clock(), challenge=found)
    work_off()
    return text_of(app.sent[-1])


def test_own_words_stand_in_the_next_mail_and_what_is_fixed_stays(
    browser, make, manager, app, database, clock, work_off
):
    browser.login(manager)
    need = waiting_case(make, manager)

    page = write(browser, "teaser_waits", de=OWN)

    assert "Ihr Text gilt ab der nächsten E-Mail" in page.text
    body = send(app, database, clock, work_off, need)
    assert f"zu Fall {need.reference} liegt etwas für Sie bereit" in body
    assert "[Name]" not in body
    assert f"/bedarfe/{need.id}" in body
    assert "Ohne Ihre Freigabe senden wir nichts." in body
    assert "wir haben für Ihren Bedarf Personen gefunden" not in body


def test_the_other_university_keeps_the_standard(
    browser, make, manager, colleague, app, database, clock, work_off
):
    browser.login(manager)
    write(browser, "teaser_waits", de=OWN)

    body = send(app, database, clock, work_off, waiting_case(make, colleague))

    assert "Moin" not in body
    browser.login(colleague)
    assert "Moin" not in browser.get("/vorlagen/texte/teaser_waits").text


def test_no_words_bring_the_standard_back(
    browser, make, manager, app, database, clock, work_off, session
):
    browser.login(manager)
    write(browser, "teaser_waits", de=OWN)

    write(browser, "teaser_waits", de="")

    assert session.scalars(select(Wording)).all() == []
    body = send(app, database, clock, work_off, waiting_case(make, manager))
    assert "wir haben für Ihren Bedarf Personen gefunden" in body


def test_the_standard_is_there_to_be_changed_and_is_not_kept_as_own_words(
    browser, manager, session
):
    browser.login(manager)

    page = browser.get("/vorlagen/texte/teaser_waits")
    assert "wir haben für Ihren Bedarf Personen gefunden" in page.select_one("[name=de]").text
    browser.send(page, "texte", 200)

    assert session.scalars(select(Wording)).all() == []


def test_whoever_reads_english_gets_english_words(
    browser, make, manager, app, database, clock, work_off
):
    browser.login(manager)
    write(browser, "teaser_waits", de=OWN, en="Hello [Name], please have a look.")
    owner = make.account(Role.COMPANY, language="en", display_name="Managing director")
    need = make.challenge(ChallengeState.IN_REVIEW, by=owner, lead=manager)
    make.teaser(need, TeaserState.PRESENTED)

    body = send(app, database, clock, work_off, need)

    assert "Hello Managing director, please have a look." in body


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("enquiry", "Zu Fall [Fallnummer]", "Das wird hier nicht ersetzt: [Fallnummer]"),
        ("teaser_waits", "Bis zum [Datum]", "Das wird hier nicht ersetzt: [Datum]"),
        ("teaser_waits", "Bitte klicken: https://boese.example/x", "Links setzt der Dienst selbst"),
        ("teaser_waits", "Siehe www.anderswo.de", "Links setzt der Dienst selbst"),
        ("teaser_waits", "x" * 1501, "Bitte kürzen Sie"),
    ],
)
def test_words_that_cannot_be_kept_say_why_and_stay(browser, manager, kind, text, words):
    browser.login(manager)

    page = write(browser, kind, status=422, de=text)

    assert words in page.error_at("de")
    assert text in page.select_one("[name=de]").get_text()


def test_looking_shows_the_whole_mail_and_keeps_nothing(browser, manager, session):
    browser.login(manager)

    page = browser.get("/vorlagen/texte/teaser_waits")
    page = browser.send(with_look(page), "texte", 200, de=OWN)

    assert "zu Fall ABC-234 liegt etwas für Sie bereit" in page.text
    assert "Ohne Ihre Freigabe senden wir nichts." in page.text
    assert session.scalars(select(Wording)).all() == []


def with_look(page):
    """The page with its second button pressed."""
    form = page.select_one("main form")
    form.append(page.soup.new_tag("input", attrs={"name": "look", "value": "1"}))
    return page


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_page_and_names_what_it_replaces(browser, manager, kind):
    browser.login(manager)

    page = browser.get(f"/vorlagen/texte/{kind}")

    assert str(page.h1.get_text()) == str(page.h1.get_text()).strip()
    standard = [each.get_text() for each in page.select("main details p")]
    assert KINDS[kind].is_letter or (standard and len(standard[0]) > 30)
    assert "ABC-234" not in page.select_one("[name=de]").get_text()


def test_two_colleagues_do_not_overwrite_each_other(browser, make, manager, clock):
    browser.login(manager)
    page = browser.get("/vorlagen/texte/teaser_waits")
    write(browser, "teaser_waits", de="Der erste Text, gut überlegt.")
    clock.advance(minutes=1)

    answer = browser.send(page, "texte", 409, de="Der zweite Text, auch gut überlegt.")

    assert "Inzwischen hat jemand aus Ihrem Haus" in answer.error_at("de")
    assert "Der erste Text, gut überlegt." in answer.text
    again = browser.send(answer, "texte", 200)
    assert "Ihr Text gilt ab der nächsten E-Mail" in again.text
    page = browser.get("/vorlagen/texte/teaser_waits")
    assert page.select_one("[name=de]").get_text().strip() == "Der zweite Text, auch gut überlegt."


def test_a_letter_begins_with_the_own_words(browser, make, manager):
    browser.login(manager)
    write(browser, "letter_no_match", de="Leider nein zu [Fallnummer]. Wir melden uns wieder.")
    need = make.challenge(ChallengeState.IN_REVIEW, lead=manager)

    page = browser.get(f"/pruefung/{need.id}/kein-treffer")

    assert f"Leider nein zu {need.reference}." in page.select_one("textarea").get_text()


@pytest.mark.parametrize("role", [Role.COMPANY, Role.PROFESSOR, Role.SCOUT])
def test_others_download_agreements_and_write_no_mails(browser, make, role):
    browser.login(make.account(role))

    page = browser.get("/vorlagen")

    assert "Vertraulichkeitsvereinbarung" in page.text
    assert "texte" not in str(page.select_one("main"))
    browser.get("/vorlagen/texte/enquiry", status=403)


def read(answer) -> str:
    assert answer.status_code == 200
    return "\n".join(each.text for each in Document(io.BytesIO(answer.data)).paragraphs)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("vertraulichkeitsvereinbarung", "Geschäftsgeheimnisgesetzes"),
        ("kooperationsvereinbarung", "Gesetz über Arbeitnehmererfindungen"),
    ],
)
def test_a_blank_agreement_has_lines_to_fill_in(browser, manager, name, words):
    browser.login(manager)

    text = read(browser.client.get(f"/vorlagen/vereinbarungen/{name}.docx"))

    assert words in text
    assert "____" in text
    assert "keine Rechtsberatung" in text
    assert "§ 1 " in text


def test_once_both_know_each_other_the_agreement_names_them(browser, make, manager):
    introduction = make.introduction(IntroductionState.INTRODUCED, lead=manager)
    asked = make.introduction(IntroductionState.ASKED, lead=manager)
    with make.writing() as writing:
        sides = [
            writing.get_one(Profile, each.profile_id).account for each in (introduction, asked)
        ]
    browser.login(sides[0])

    path = "/vorlagen/vereinbarungen/vertraulichkeitsvereinbarung/{}.docx"
    text = read(browser.client.get(path.format(introduction.id)))

    with make.writing() as writing:
        found = writing.get_one(Introduction, introduction.id)
        assert found.challenge.company.name in text
        assert found.profile.chair in text
    browser.login(sides[1])
    assert browser.client.get(path.format(asked.id)).status_code == 409
    assert browser.client.get(path.format(introduction.id)).status_code == 404


def test_an_agreement_that_does_not_exist_is_not_found(browser, manager):
    browser.login(manager)

    browser.get("/vorlagen/vereinbarungen/kaufvertrag.docx", status=404)
    browser.get("/vorlagen/texte/kaufvertrag", status=404)
