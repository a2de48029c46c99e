"""The Kurzfassung: written by the manager, free of what gives the company away, then presented."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from models import (
    Challenge,
    ChallengeState,
    IntroductionState,
    OutgoingMail,
    Role,
    Teaser,
    TeaserState,
)
from tests.mailing import text_of
from tests.webapp.trail import deeds
from webapp.identifying import Trace, find_identifying

GOOD = (
    "Ein Betrieb der Kunststoffverarbeitung beobachtet, dass Rezyklat nach mehrmaliger "
    "Verarbeitung altert, und sucht Rat zu den Ursachen."
)


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def challenge(make, manager):
    company = make.company("Clipwerk Bönen Formteile GmbH")
    by = make.account(Role.COMPANY, company_id=company.id)
    return make.challenge(ChallengeState.IN_REVIEW, by=by, lead=manager)


def url(challenge, page="/kurzfassung"):
    return f"/pruefung/{challenge.id}{page}"


def test_a_draft_is_saved_and_stays_with_the_manager(browser, manager, challenge, session):
    browser.login(manager)

    page = browser.submit(url(challenge), text=GOOD)

    teaser = session.scalars(select(Teaser)).one()
    assert (teaser.text, teaser.state, teaser.version) == (GOOD, TeaserState.DRAFT, 1)
    assert teaser.written_by_id == manager.id
    assert "Das Unternehmen sieht ihn noch nicht" in page.text
    assert challenge.description.split(".")[0] in page.text
    assert session.scalars(select(OutgoingMail)).all() == []


def test_presenting_keeps_what_was_just_typed_and_writes_to_the_company(
    browser, manager, challenge, session, work_off, app
):
    browser.login(manager)

    page = browser.submit(url(challenge), action="vorlegen", text=GOOD)

    teaser = session.scalars(select(Teaser)).one()
    assert (teaser.text, teaser.state) == (GOOD, TeaserState.PRESENTED)
    assert page.path == url(challenge, "")
    work_off()
    (message,) = app.sent
    assert message["To"] == challenge.entered_by.email
    assert challenge.reference in message["Subject"]
    assert challenge.title not in message["Subject"] + text_of(message)
    assert f"/bedarfe/{challenge.id}" in text_of(message)


def test_whoever_taps_twice_presents_once(browser, manager, challenge, session):
    browser.login(manager)
    page = browser.get(url(challenge))

    browser.send(page, action="vorlegen", text=GOOD)
    browser.send(page, action="vorlegen", text=GOOD)

    assert len(session.scalars(select(OutgoingMail)).all()) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Die Clipwerk Bönen Formteile GmbH " + GOOD, "Clipwerk Bönen Formteile GmbH"),
        ("Clipwerk-Bönen-Formteile sucht Rat. " + GOOD, "Clipwerk-Bönen-Formteile"),
        (GOOD + " Fragen an technik@formteile.example bitte.", "technik@formteile.example"),
        (GOOD + " Mehr unter www.formteile.example/rezyklat", "www.formteile.example/rezyklat"),
        (GOOD + " Telefon 02383 471010.", "02383 471010"),
        (GOOD + " Telefon +49 2383 47-10-10.", "+49 2383 47-10-10"),
    ],
)
def test_what_names_the_company_is_refused_and_the_text_kept(
    browser, manager, challenge, session, text, words
):
    browser.login(manager)

    page = browser.submit(url(challenge), action="vorlegen", status=422, text=text)

    assert words in page.error_at("text")
    assert page.select_one("textarea").get_text().strip() == text
    assert words in page.select_one(".marked-text__mark--forbidden").text
    assert "Das muss heraus, bevor Sie den Text vorlegen" in page.text
    assert session.scalars(select(Teaser)).all() == []


def test_a_draft_may_still_name_the_company(browser, manager, challenge, session):
    browser.login(manager)
    text = "Die Clipwerk Bönen Formteile GmbH " + GOOD

    page = browser.submit(url(challenge), text=text)

    assert session.scalars(select(Teaser)).one().text == text
    assert "Das muss heraus, bevor Sie den Text vorlegen" in page.text


def test_looking_first_keeps_what_was_typed_and_saves_nothing(browser, manager, challenge, session):
    browser.login(manager)
    text = f"{GOOD} Wir sitzen in Rünthe und haben 187 Leute."
    page = browser.get(url(challenge))
    form = page.select_one("textarea").find_parent("form")
    fields = {each["name"]: each["value"] for each in form.select("input[type=hidden]")}

    looked = browser.client.post(url(challenge), data={**fields, "text": text, "look": "1"})

    assert looked.status_code == 200
    assert session.scalars(select(Teaser)).all() == []
    shown = BeautifulSoup(looked.text, "html.parser")
    assert shown.select_one("textarea").get_text().strip() == text
    marks = [each.text for each in shown.select("mark")]
    assert [mark.split(": ")[1].rstrip("]") for mark in marks] == ["Rünthe", "187"]
    better = [each.text for each in shown.select(".marked-list__better")]
    assert ["„Kreis Unna“" in better[0], "„rund 200“" in better[1]] == [True, True]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Bitte schreiben Sie eine Kurzfassung."),
        ("Zu kurz.", "mindestens 80 Zeichen"),
        ("Lang " * 300, "Bitte kürzen Sie auf höchstens 1.200 Zeichen."),
        (f"<p>{GOOD}</p>", "einfachen Text ohne HTML"),
    ],
)
def test_length_and_form_are_checked(browser, manager, challenge, text, message):
    browser.login(manager)

    page = browser.submit(url(challenge), status=422, text=text)

    assert message in page.error_at("text")


def test_smaller_traces_are_shown_and_left_to_the_manager(browser, manager, challenge, session):
    browser.login(manager)
    text = f"{GOOD} Das Unternehmen aus Bergkamen heißt nicht Clipwerk. Es geht um Risse."

    page = browser.submit(url(challenge), text=text)

    assert "Könnte jemand das Unternehmen erkennen?" in page.text
    assert "Ort, genauer als der Kreis: „Bergkamen“" in page.text
    assert "Teil des Unternehmensnamens: „Clipwerk“" in page.text
    assert "Wort aus dem Titel des Bedarfs: „Risse“" in page.text
    assert page.select(".marked-text__mark--forbidden") == []
    assert session.scalars(select(Teaser)).one().text == text


def test_after_a_refusal_a_new_version_starts_from_the_old_text(
    browser, make, manager, challenge, session
):
    old = make.teaser(challenge, TeaserState.REFUSED)
    browser.login(manager)
    page = browser.get(url(challenge))

    browser.send(page, action="vorlegen", text=GOOD)

    assert page.select_one("textarea").get_text().strip() == old.text
    assert "Man erkennt uns." in page.text
    first, second = session.scalars(select(Teaser).order_by(Teaser.version)).all()
    assert (first.text, first.state) == (old.text, TeaserState.REFUSED)
    assert (second.text, second.state, second.version) == (GOOD, TeaserState.PRESENTED, 2)


def test_refused_words_are_not_presented_again(browser, make, manager, challenge):
    make.teaser(challenge, TeaserState.REFUSED, text=GOOD)
    browser.login(manager)

    page = browser.submit(url(challenge), action="vorlegen", status=422, text=GOOD)

    assert "nicht freigegeben" in page.error_at("text")
    browser.send(page, action="vorlegen", text=GOOD + " Mehr dazu gern im Gespräch.")


@pytest.mark.parametrize("state", [TeaserState.PRESENTED, TeaserState.APPROVED])
def test_what_lies_before_the_company_cannot_be_changed(
    browser, make, manager, challenge, session, state
):
    browser.login(manager)
    page = browser.get(url(challenge))
    make.teaser(challenge, state)

    refused = browser.send(page, text=GOOD, status=409)

    assert session.scalars(select(Teaser)).one().text != GOOD
    assert refused.select_one("textarea[readonly]").get_text().strip() == GOOD
    assert refused.select("textarea[name]") == []


def test_only_the_lead_writes(browser, make, challenge):
    browser.login(make.account(Role.TRANSFER_MANAGER))

    browser.get(url(challenge), status=404)


def test_nothing_is_written_once_the_case_is_closed(browser, make, manager):
    challenge = make.challenge(ChallengeState.CLOSED, lead=manager)
    browser.login(manager)

    browser.get(url(challenge), status=409)


def test_the_company_approves_and_everybody_prepared_is_asked(
    browser, make, manager, challenge, session
):
    introduction = make.introduction(IntroductionState.PREPARED, challenge=challenge, lead=manager)
    browser.login(manager)
    browser.submit(url(challenge), action="vorlegen", text=GOOD)
    browser.login(challenge.entered_by)

    browser.submit(f"/bedarfe/{challenge.id}", action="freigeben")

    session.rollback()
    assert session.get(type(introduction), introduction.id).state is IntroductionState.ASKED


def test_the_trail_names_versions_and_holds_no_words(browser, manager, challenge, session):
    browser.login(manager)

    browser.submit(url(challenge), action="vorlegen", text=GOOD)

    entries = deeds(session)
    assert [each.verb for each in entries] == ["kurzfassung_geschrieben", "kurzfassung_vorgelegt"]
    assert entries[1].detail == {"version": 1}


@pytest.mark.parametrize(
    ("text", "traces"),
    [
        ("Wir sind die Firma CLIPWERK BÖNEN FORMTEILE.", [Trace.COMPANY]),
        ("Formteile aus Kunststoff", [Trace.COMPANY_PART]),
        ("Ein Formteil aus Kunststoff, Clipwerkstatt", []),
        ("70 Tonnen im Jahr", []),
        ("genau 4711 Stück", [Trace.FIGURE]),
        ("nach dem Einschmelzen spröde. Wir suchen jemanden, der hilft", [Trace.PHRASE]),
        ("DIN EN 45554, 2 Punkte, 08/2024", []),
        ("schreiben an info (at) formteile.example", [Trace.EMAIL]),
    ],
)
def test_traces_are_found_where_they_are_and_nowhere_else(session, challenge, text, traces):
    case = session.get(Challenge, challenge.id)
    case.description += " Es sind 4711 Stück, 2 am Tag."

    found = find_identifying(text, case)

    assert [each.trace for each in found] == traces
