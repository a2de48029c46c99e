"""A company describes what it needs: three minutes, and nothing typed is ever lost."""

from datetime import date
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from models import (
    Challenge,
    ChallengeState,
    Job,
    JobKind,
    OutgoingMail,
    Role,
    SupportKind,
)
from tests.mailing import text_of
from tests.webapp.trail import deeds

TITLE = "Risse in Sichtbeton"
TEXT = "Seit dem Frühjahr reißen unsere Fertigteile nach dem Ausschalen. Wir suchen Rat."


def the_challenge(session) -> Challenge:
    return session.scalars(select(Challenge)).one()


def test_company_submits_a_challenge(browser, company, session):
    browser.login(company)

    page = browser.submit(
        "/bedarfe/neu", title=TITLE, description=TEXT, support_kinds=["beratung", "infrastruktur"]
    )

    assert page.h1.text == TITLE
    assert page.select_one(".tag").text == "Eingereicht"
    assert "Sie hören bis zum 7. April 2026 von uns" in page.text
    challenge = the_challenge(session)
    assert challenge.state is ChallengeState.SUBMITTED
    assert challenge.answer_due_on == date(2026, 4, 7), "ten working days, Easter not counted"
    assert challenge.support_kinds == {SupportKind.ADVICE, SupportKind.INFRASTRUCTURE}
    assert challenge.municipality_ags == company.company.municipality_ags
    assert challenge.language == "de"


def test_before_the_button_she_reads_who_will_see_it_and_when_she_hears(browser, company):
    browser.login(company)

    page = browser.get("/bedarfe/neu")

    assert "nur die Transferstellen" in page.text
    assert "Kurzfassung" in page.text
    assert "wenn beide Ja sagen" in page.text
    assert "Sie hören bis zum 7. April 2026 von uns" in page.text


def test_submitting_wakes_the_matcher_and_tells_company_and_managers(
    browser, company, make, session, app, work_off
):
    make.account(Role.TRANSFER_MANAGER)
    make.account(Role.TRANSFER_MANAGER, university_id=make.university("HSBO").id)
    make.account(Role.TRANSFER_MANAGER, is_active=False)
    browser.login(company)

    browser.submit("/bedarfe/neu", title=TITLE, description=TEXT)

    assert session.scalars(select(Job.kind)).all() == [JobKind.MATCH_CHALLENGE]
    templates = session.scalars(select(OutgoingMail.template).order_by(OutgoingMail.template)).all()
    assert templates == ["challenge_arrived", "challenge_arrived", "challenge_received"]
    assert [each.verb for each in deeds(session)] == ["eingereicht"]
    work_off()
    for message in app.sent:
        assert "Sichtbeton" not in message["Subject"] + text_of(message)
        assert "http" in text_of(message)


def test_sending_the_same_form_twice_makes_one_challenge(browser, company, session):
    browser.login(company)
    page = browser.get("/bedarfe/neu")

    first = browser.send(page, title=TITLE, description=TEXT)
    second = browser.send(page, title=TITLE, description=TEXT)

    assert first.path == second.path
    assert session.scalar(select(func.count()).select_from(Challenge)) == 1
    assert session.scalar(select(func.count()).select_from(Job)) == 1


def test_a_draft_needs_only_a_title_and_nobody_hears_of_it(browser, company, make, session):
    make.account(Role.TRANSFER_MANAGER)
    browser.login(company)

    page = send_as_draft(browser, "/bedarfe/neu", title=TITLE)

    assert page.select_one(".tag").text == "Entwurf"
    assert "Entwurf ist gespeichert" in page.text
    assert session.scalars(select(OutgoingMail)).all() == []
    assert session.scalars(select(Job)).all() == []


def test_a_draft_without_a_title_is_not_kept(browser, company, session):
    browser.login(company)

    page = send_as_draft(browser, "/bedarfe/neu", status=422, description="nur so ein Gedanke")

    assert "Titel" in page.error_at("title")
    assert "nur so ein Gedanke" in page.select_one("textarea").text
    assert session.scalars(select(Challenge)).all() == []


def test_a_draft_is_finished_later_and_submitted(browser, company, session):
    browser.login(company)
    draft = send_as_draft(browser, "/bedarfe/neu", title=TITLE)

    page = browser.submit(f"{draft.path}/bearbeiten", title="Risse im Beton", description=TEXT)

    assert page.select_one(".tag").text == "Eingereicht"
    assert the_challenge(session).title == "Risse im Beton"


def test_an_unfinished_draft_shows_at_the_field_what_is_missing(browser, company, session):
    browser.login(company)
    draft = send_as_draft(browser, "/bedarfe/neu", title=TITLE)

    page = browser.send(draft, "/einreichen", status=422)

    assert page.h1.text == "Entwurf bearbeiten"
    assert "beschreiben Sie" in page.error_at("description")
    assert the_challenge(session).state is ChallengeState.DRAFT


def test_a_complete_draft_is_submitted_from_its_page(browser, company, make, session):
    draft = make.challenge(ChallengeState.DRAFT, by=company, needed_by=date(2026, 6, 1))
    browser.login(company)

    page = browser.submit(f"/bedarfe/{draft.id}", "/einreichen")

    assert page.select_one(".tag").text == "Eingereicht"
    assert the_challenge(session).support_kinds == {SupportKind.ADVICE}


def test_a_draft_whose_day_has_passed_is_not_submitted(browser, company, make):
    draft = make.challenge(ChallengeState.DRAFT, by=company, needed_by=date(2026, 3, 1))
    browser.login(company)

    page = browser.submit(f"/bedarfe/{draft.id}", "/einreichen", status=422)

    assert "schon vorbei" in page.error_at("needed_by")


BAD_TEXTS = {
    "empty": ("", "wobei Sie Hilfe suchen"),
    "one word": ("Beton", "zu kurz"),
    "one long word": ("Beton" * 20, "zu kurz"),
    "html": ("<html><body><p>Wir haben Risse im Beton und suchen Rat</p></body></html>", "HTML"),
    "pdf": ("%PDF-1.7 4 0 obj << /Length 5 0 R >> stream endstream endobj xref", "Datei"),
    "too long": (("Risse im Beton seit Jahren. " * 1000).strip(), "höchstens 20.000 Zeichen"),
    "200 kB": ("ü" * 100_000, "zu kurz"),
    "200 kB of words": (("Risse im Beton " * 13_334)[:200_000].strip(), "höchstens 20.000"),
}


@pytest.mark.parametrize(("text", "message"), BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_bad_text_gets_a_message_at_the_field_and_is_kept(browser, company, session, text, message):
    browser.login(company)

    page = browser.submit("/bedarfe/neu", status=422, title=TITLE, description=text)

    assert message in page.error_at("description")
    assert page.select_one("textarea").text.strip() == text
    assert page.select_one("input[name=title]")["value"] == TITLE
    assert session.scalars(select(Challenge)).all() == []


@pytest.mark.parametrize("name", ["title", "description"])
def test_more_than_200_kb_is_refused_as_too_large(browser, company, name):
    browser.login(company)
    fields = {"title": TITLE, "description": TEXT, name: "Risse im Beton " * 14_000}

    browser.submit("/bedarfe/neu", status=413, **fields)


@pytest.mark.parametrize("bad", ["\0", "\ud800"], ids=["NUL", "lone surrogate"])
def test_text_no_database_can_store_is_answered_at_the_field(browser, company, session, bad):
    browser.login(company)
    page = browser.get("/bedarfe/neu")
    form = browser._prefilled(page.select_one("main form")) | {
        "title": TITLE.encode(),
        "description": f"{TEXT} {bad}".encode("utf-8", "surrogatepass"),
    }
    response = browser.client.post(
        "/bedarfe/neu",
        data=urlencode(form, doseq=True),
        content_type="application/x-www-form-urlencoded",
    )
    answer = browser._page(response)

    assert answer.status == 422
    assert "nicht speichern" in answer.error_at("description")
    assert answer.select_one("textarea").text.strip() == TEXT
    assert session.scalars(select(Challenge)).all() == []


@pytest.mark.parametrize(
    ("fields", "name", "message"),
    [
        ({"title": ""}, "title", "Titel"),
        ({"title": "x" * 121}, "title", "höchstens 120"),
        ({"title": "<script>alert(1)</script>"}, "title", "HTML"),
        ({"needed_by": "2026-03-19"}, "needed_by", "schon vorbei"),
        ({"needed_by": "morgen"}, "needed_by", "Datum"),
        ({"municipality_ags": "00000000"}, "municipality_ags", "Auswahl"),
        ({"support_kinds": ["geld"]}, "support_kinds", "Auswahl"),
    ],
)
def test_every_other_field_says_what_is_wrong(browser, company, fields, name, message):
    browser.login(company)

    page = browser.submit(
        "/bedarfe/neu", status=422, **{"title": TITLE, "description": TEXT, **fields}
    )

    assert message in page.error_at(name)
    assert page.select_one("textarea").text.strip() == TEXT
    assert page.soup.title.text.startswith("Fehler: ")


def test_today_is_not_too_late(browser, company, session):
    browser.login(company)

    browser.submit("/bedarfe/neu", title=TITLE, description=TEXT, needed_by="2026-03-20")

    assert the_challenge(session).needed_by == date(2026, 3, 20)


@pytest.mark.parametrize(
    ("text", "language", "hint"),
    [
        (TEXT, "de", False),
        ("Our precast parts crack after stripping and we are looking for advice.", "en", False),
        ("Nos pièces en béton se fissurent et nous cherchons un conseil technique.", "de", True),
        ("Plastik parçalarımız eritildikten sonra kırılgan oluyor ve yardım arıyoruz.", "de", True),
    ],
)
def test_another_language_is_accepted_with_a_hint(browser, company, session, text, language, hint):
    browser.login(company)

    page = browser.submit("/bedarfe/neu", title="Beton", description=text)

    assert ("weder deutsch noch englisch" in page.text) is hint
    assert the_challenge(session).language == language


@pytest.mark.parametrize(
    "role", [Role.PROFESSOR, Role.TRANSFER_MANAGER, Role.SUPPORTER, Role.ADMIN]
)
def test_only_companies_describe_needs(browser, make, role):
    browser.login(make.account(role))

    browser.get("/bedarfe/neu", status=403)
    browser.get("/bedarfe", status=403)


def test_a_session_that_ended_while_typing_gives_the_text_back(browser, company, session, database):
    browser.login(company)
    page = browser.get("/bedarfe/neu")
    with database.writing() as writing:
        writing.merge(company).end_sessions()

    answer = browser.send(page, status=401, title=TITLE, description=TEXT)

    assert answer.h1.text == "Ihre Sitzung ist abgelaufen – Ihr Text ist hier"
    assert [each.text.strip() for each in answer.select("textarea")] == [TITLE, TEXT]
    assert answer.select_one("main form")["action"] == "/anmelden"
    assert session.scalars(select(Challenge)).all() == []


def test_a_lost_cookie_gives_the_text_back_but_no_password(browser, company):
    browser.login(company)
    page = browser.get("/bedarfe/neu")
    browser.logout()

    answer = browser.send(page, status=400, title=TITLE, description=TEXT)

    assert [each.text.strip() for each in answer.select("textarea")] == [TITLE, TEXT]


def test_what_another_site_sends_is_not_shown(browser):
    answer = browser.client.post(
        "/bedarfe/neu",
        data={"description": "Rufen Sie uns unter 0190 an"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == 400
    assert "0190" not in answer.text


def send_as_draft(browser, url, status=200, **fields):
    """Press the other button, which a plain form submission would not send."""
    page = browser.get(url)
    form = page.select_one("main form")
    data = {**browser._prefilled(form), **fields, "draft": "ja"}
    answer = browser._page(browser.client.post(form["action"], data=data, follow_redirects=True))
    assert answer.status == status, answer.text[:500]
    return answer
