"""Whoever cannot use a page says so without an account, and the administration settles it."""

from datetime import timedelta

from sqlalchemy import select

from models import AccessibilityReport, AuditEntry, OutgoingMail, Role
from models.accessibility import KEPT_AFTER_SETTLING
from webapp import accessibility

WORDS = "Mit der Tastatur komme ich nicht zum Knopf „Absagen“."


def test_somebody_without_an_account_reports_a_barrier(app, browser, make, database, work_off):
    sent = []
    app.extensions["transport"] = sent.append
    admin = make.account(Role.ADMIN)
    make.account(Role.ADMIN, is_active=False)
    manager = make.account(Role.TRANSFER_MANAGER)

    page = browser.submit(
        "/barrierefreiheit/melden", text=WORDS, place="Anfrage ablehnen", reach="0221 4710 103"
    )
    assert "angekommen" in page.h1.text
    work_off()

    with database.reading() as session:
        report = session.scalars(select(AccessibilityReport)).one()
        assert (report.text, report.page, report.reach) == (
            WORDS, "Anfrage ablehnen", "0221 4710 103",
        )  # fmt: skip
        mail = session.scalars(select(OutgoingMail)).one()
        assert (mail.template, mail.recipient_id) == ("barrier_reported", admin.id)
        [message] = sent
        for part in message.iter_parts():
            assert "/betrieb/barrieren" in part.get_content()
            assert "Tastatur" not in part.get_content()
            assert "0221 4710 103" not in part.get_content()
        entry = session.scalars(select(AuditEntry)).one()
        assert (entry.verb, entry.actor_id) == ("barriere_gemeldet", None)
    browser.login(manager)
    browser.get("/betrieb/barrieren", status=403)


def test_who_is_signed_in_stays_unnamed_too(browser, make, database):
    browser.login(make.account(Role.PROFESSOR))

    browser.submit("/barrierefreiheit/melden", text=WORDS)

    with database.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.verb == "barriere_gemeldet"))
        assert entries.one().actor_id is None
        report = session.scalars(select(AccessibilityReport)).one()
        assert (report.page, report.reach) == (None, None)


def test_a_report_needs_words_and_keeps_what_was_typed(browser, database):
    page = browser.submit(
        "/barrierefreiheit/melden", status=422, text=" ", place="Eingang", reach="r" * 255
    )

    assert "Ein Satz genügt" in page.error_at("text")
    assert "höchstens 254 Zeichen" in page.error_at("reach")
    assert page.select_one("[name=place]")["value"] == "Eingang"
    with database.reading() as session:
        assert session.scalars(select(AccessibilityReport)).first() is None


def test_only_kinds_of_our_own_pages_are_filled_in(browser, make):
    professor = make.account(Role.PROFESSOR)
    introduction = make.introduction(profile=make.profile(account=professor))
    browser.login(professor)
    page = browser.get(f"/anfragen/{introduction.id}/absagen")
    link = page.select_one("footer a[href^='/barrierefreiheit/melden']")["href"]

    assert str(introduction.id) not in link
    field = browser.get(link).select_one("[name=place]")
    assert field["value"] == "/anfragen/…/absagen"
    for strange in (
        "https://fremd.example/", "//fremd.example", "/gibt-es-nicht", "<script>",
        f"/anfragen/{introduction.id}/absagen",
    ):  # fmt: skip
        page = browser.get(f"/barrierefreiheit/melden?seite={strange}")
        assert not page.select_one("[name=place]").get("value"), strange


def test_a_report_sent_twice_is_one(browser, database):
    page = browser.get("/barrierefreiheit/melden")
    for _ in range(2):
        browser.send(page, text=WORDS)

    with database.reading() as session:
        assert len(session.scalars(select(AccessibilityReport)).all()) == 1


def test_strangers_do_not_fill_the_mailbox(browser, make, database, clock):
    make.account(Role.ADMIN)
    for _ in range(5):
        clock.advance(minutes=11)
        browser.submit("/barrierefreiheit/melden", text=WORDS)

    with database.reading() as session:
        assert len(session.scalars(select(AccessibilityReport)).all()) == 5
        assert len(session.scalars(select(OutgoingMail)).all()) == 3


def test_the_administration_settles_a_report_once(browser, make, database, clock):
    admin = make.account(Role.ADMIN, display_name="Betrieb der Plattform")
    report = make.accessibility_report(text=WORDS, page="/anfragen", reach="a@b.example")
    browser.login(admin)

    page = browser.get("/betrieb/auftraege")
    assert page.select_one("main a[href='/betrieb/barrieren']")
    page = browser.get("/betrieb/barrieren")
    assert WORDS in page.text
    assert "a@b.example" in page.text
    page = browser.send(page, action="erledigt")

    assert "Nichts offen" in page.text
    assert "Betrieb der Plattform" in page.text
    url = f"/betrieb/barrieren/{report.id}/erledigt"
    assert browser.client.post(url).status_code in {400, 404, 409}
    with database.reading() as session:
        kept = session.get_one(AccessibilityReport, report.id)
        assert (kept.settled_by_id, kept.settled_at) == (admin.id, clock())
        verbs = session.scalars(select(AuditEntry.verb).order_by(AuditEntry.sequence)).all()
        assert verbs.count("barriere_erledigt") == 1


def test_what_is_settled_is_erased_a_year_later_and_what_is_open_stays(make, database, clock):
    admin = make.account(Role.ADMIN)
    make.accessibility_report(text="offen")
    make.accessibility_report(text="erledigt", settled_at=clock(), settled_by=admin)

    for passed, left in ((KEPT_AFTER_SETTLING, 2), (timedelta(minutes=1), 1)):
        clock.advance(seconds=passed.total_seconds())
        with database.writing() as session:
            accessibility.forget_settled_reports(session, clock())
        with database.reading() as session:
            reports = session.scalars(select(AccessibilityReport)).all()
            assert len(reports) == left
    assert reports[0].text == "offen"
