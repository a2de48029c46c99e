"""The Bedarfsradar: read by professors who subscribed, and only what company and lead released."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    AuditEntry,
    Challenge,
    ChallengeState,
    ConflictOfInterest,
    Exclusion,
    Introduction,
    IntroductionState,
    Outcome,
    OutgoingMail,
    Profile,
    RadarEntry,
    RadarInterest,
    Role,
    Teaser,
    TeaserState,
)
from tests.mailing import text_of
from tests.webapp.trail import deeds

TEXT = "Ein Betrieb sucht Rat, warum aufbereitete Kunststoffe altern und verspröden."
FAR = "Ein Betrieb sucht Rat zur Buchhaltung und zu Steuern."
ROWS = ".card-list__item"


@pytest.fixture
def profile(make, professor):
    return make.profile(
        "Alterung und Versprödung von Rezyklaten", account=professor, reads_radar=True
    )


@pytest.fixture
def challenge(make, company, lead):
    return make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead)


@pytest.fixture
def put_on_radar(make, clock, lead):
    """Puts a Kurzfassung on the radar, of a case of its own unless told otherwise."""

    def put(text=TEXT, challenge=None, is_shown=True, version=1):
        challenge = challenge or make.challenge(ChallengeState.IN_REVIEW, lead=lead)
        teaser = make.teaser(challenge, text=text, version=version)
        with make.writing() as session:
            entry = RadarEntry.release(
                session.get_one(Teaser, teaser.id), teaser.text_version, clock()
            )
            if is_shown:
                entry.show(teaser.text_version, clock())
            session.add(entry)
            session.flush()
            return entry.id

    return put


def texts(browser, reader, url="/bedarfsradar") -> list[str]:
    browser.login(reader)
    return [each.get_text(" ", strip=True) for each in browser.get(url).select(ROWS)]


def post(browser, account, url, **fields) -> int:
    browser.login(account)
    token = browser.get("/konto").select_one("input[name=csrf_token]")["value"]
    return browser.client.post(url, data={"csrf_token": token, **fields}).status_code


# How something gets there


def test_a_kurzfassung_is_read_once_company_and_lead_have_released_it(
    browser, make, company, lead, challenge, professor, profile, session
):
    make.teaser(challenge, TeaserState.PRESENTED, text=TEXT)
    browser.login(company)
    page = browser.get(f"/bedarfe/{challenge.id}")
    assert not page.select_one("input[name=radar]").has_attr("checked")
    browser.send(page, "/freigeben", radar="y")
    assert "Noch steht sie nicht dort" in browser.get(f"/bedarfe/{challenge.id}").text
    assert texts(browser, professor) == []

    browser.login(lead)
    page = browser.get(f"/pruefung/{challenge.id}/kurzfassung")
    assert "Könnte jemand das Unternehmen erkennen?" in page.text
    browser.send(page, "zeigen")

    (shown,) = texts(browser, professor)
    assert TEXT in shown
    verbs = [each.verb for each in deeds(session) if each.verb.startswith("radar")]
    assert verbs == ["radar_freigegeben", "radar_gezeigt"]


def test_approving_alone_releases_nothing(browser, make, company, challenge, lead, session):
    make.teaser(challenge, TeaserState.PRESENTED)
    browser.login(company)
    browser.submit(f"/bedarfe/{challenge.id}", "/freigeben")

    assert session.scalars(select(RadarEntry)).all() == []
    browser.login(lead)
    page = browser.get(f"/pruefung/{challenge.id}/kurzfassung")
    assert "Das kann nur das Unternehmen selbst" in page.text
    assert page.select("form[action$='/zeigen']") == []


def test_the_company_releases_later_and_takes_back_at_once(
    browser, make, company, lead, challenge, professor, profile
):
    make.teaser(challenge, text=TEXT)
    browser.login(company)
    browser.submit(f"/bedarfe/{challenge.id}", "/freigeben")
    browser.login(lead)
    browser.submit(f"/pruefung/{challenge.id}/kurzfassung", "zeigen")
    assert len(texts(browser, professor)) == 1

    browser.login(company)
    page = browser.submit(f"/bedarfe/{challenge.id}", "zuruecknehmen")

    assert "ab sofort niemand mehr" in page.text
    assert "Kurzfassung aus dem Bedarfsradar zurückgenommen" in page.text
    assert texts(browser, professor) == []


def test_the_lead_takes_it_off_and_the_release_stays(
    browser, company, lead, challenge, professor, profile, put_on_radar
):
    put_on_radar(challenge=challenge)
    browser.login(lead)
    browser.submit(f"/pruefung/{challenge.id}/kurzfassung", "entfernen")

    assert texts(browser, professor) == []
    browser.login(company)
    assert "Noch steht sie nicht dort" in browser.get(f"/bedarfe/{challenge.id}").text


def test_a_release_on_the_telephone_is_a_choice_of_its_own(browser, make, lead, session):
    case = make.challenge(
        ChallengeState.IN_REVIEW, by=lead, lead=lead, company_id=make.company().id
    )
    make.teaser(case, TeaserState.PRESENTED)
    browser.login(lead)

    browser.submit(f"/bedarfe/{case.id}", note="Geschäftsführung, 14.10 Uhr", radar="y")

    assert session.scalars(select(RadarEntry)).one().shown_at is None


@pytest.mark.parametrize(
    ("action", "is_companys"),
    [("freigeben", True), ("zuruecknehmen", True), ("zeigen", False), ("entfernen", False)],
)
def test_nobody_else_decides_about_the_radar(
    browser, make, challenge, company, lead, put_on_radar, session, action, is_companys
):
    put_on_radar(challenge=challenge)
    teaser = session.scalars(select(Teaser)).one()
    session.rollback()
    url = f"/bedarfsradar/kurzfassungen/{teaser.id}/{action}"

    for stranger in (Role.COMPANY, Role.PROFESSOR, Role.ADMIN, Role.SCOUT, Role.TRANSFER_MANAGER):
        assert (
            post(browser, make.account(stranger), url) == 404 or stranger is Role.TRANSFER_MANAGER
        )
    other_side = lead if is_companys else company
    assert post(browser, other_side, url, text_version=teaser.text_version) == 409
    assert session.scalars(select(RadarEntry)).one().is_shown


@pytest.mark.parametrize("version", ["", "0" * 64])
def test_only_the_words_that_were_read_are_released_and_shown(
    browser, make, company, lead, challenge, put_on_radar, session, version
):
    teaser = make.teaser(challenge)
    url = f"/bedarfsradar/kurzfassungen/{teaser.id}"

    assert post(browser, company, f"{url}/freigeben", text_version=version) == 409
    assert post(browser, company, f"{url}/freigeben", text_version=teaser.text_version) == 302
    assert post(browser, lead, f"{url}/zeigen", text_version=version) == 409
    assert session.scalars(select(RadarEntry)).one().shown_at is None


# How it ends


def withdraw(challenge, at):
    challenge.withdraw(at)


def close(challenge, at):
    challenge.close(Outcome.NO_COOPERATION, at)


def begin_a_newer_version(challenge, at):
    challenge.teasers.append(Teaser(version=2, text="Neue Worte", written_at=at))


def embargo(challenge, at):
    challenge.embargo_until = at + timedelta(seconds=1)


def exclude_university(challenge, at):
    university = reader_of(challenge).department.campus.university_id
    challenge.exclusions.append(Exclusion(university_id=university))


def exclude_professor(challenge, at):
    challenge.exclusions.append(Exclusion(profile_id=reader_of(challenge).id))


def exclude_organisation(challenge, at):
    challenge.exclusions.append(Exclusion(organisation="Rivale AG"))
    reader_of(challenge).account.declare_conflicts(["Rivale"], at)


def declare_conflict(challenge, at):
    reader_of(challenge).account.declare_conflicts([challenge.company.name], at)


def unsubscribe(challenge, at):
    reader_of(challenge).reads_radar = False


def unpublish(challenge, at):
    reader_of(challenge).unpublish()


def reader_of(challenge) -> Profile:
    from sqlalchemy.orm import object_session

    return object_session(challenge).scalars(select(Profile).where(Profile.reads_radar)).one()


ENDINGS = (
    withdraw, close, begin_a_newer_version, embargo, exclude_university, exclude_professor,
    exclude_organisation, declare_conflict, unsubscribe, unpublish,
)  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda each: each.__name__)
def test_it_ends_without_a_trace(
    browser, make, clock, challenge, professor, profile, put_on_radar, ending
):
    before = page_of(browser, professor)
    entry_id = put_on_radar(challenge=challenge)
    assert len(texts(browser, professor)) == 1

    with make.writing() as session:
        ending(session.get_one(Challenge, challenge.id), clock())

    after = page_of(browser, professor)
    if ending not in (unsubscribe, unpublish):
        assert after == before
    assert TEXT not in after
    for step in ("interesse", "interesse/zurueckziehen"):
        assert post(browser, professor, f"/bedarfsradar/{entry_id}/{step}") == 404


def test_who_is_barred_reads_the_same_page_as_if_it_did_not_exist(
    browser, make, challenge, professor, profile, put_on_radar
):
    """Neither order nor count nor page of the others gives it away."""
    for number in range(11):
        put_on_radar(text=f"{TEXT if number % 2 else FAR} {number}")
    before = [page_of(browser, professor, page) for page in (1, 2)]
    put_on_radar(challenge=challenge)
    assert "12 Kurzfassungen" in page_of(browser, professor)

    with make.writing() as session:
        exclude_professor(session.get_one(Challenge, challenge.id), None)

    assert [page_of(browser, professor, page) for page in (1, 2)] == before


def page_of(browser, reader, page=1) -> str:
    browser.login(reader)
    body = browser.get(f"/bedarfsradar?seite={page}").response.get_data(as_text=True)
    body = re.sub(r'name="(csrf_token|idempotency_key)" value="[^"]*"', "", body)
    return re.sub(r'X-CSRFToken": "[^"]*"', "", body)


# What is read there


def test_the_radar_is_for_professors_who_asked_for_it(browser, make, put_on_radar, session):
    put_on_radar()
    account = make.account(Role.PROFESSOR)
    make.profile(account=account)

    browser.login(account)
    page = browser.get("/bedarfsradar")
    assert "noch nicht abonniert" in page.text
    assert TEXT not in page.text
    form = browser.get("/kompetenzen/mein-profil")
    assert not form.select_one("input[name=reads_radar]").has_attr("checked")
    browser.send(form, reads_radar="y")

    assert len(texts(browser, account)) == 1
    assert deeds(session)[-1].verb == "radar_abonniert"
    for role in (Role.COMPANY, Role.TRANSFER_MANAGER, Role.SUPPORTER, Role.SCOUT, Role.ADMIN):
        browser.login(make.account(role))
        assert browser.client.get("/bedarfsradar").status_code == 403


def test_nothing_but_the_released_words_is_told(
    browser, make, lead, professor, profile, put_on_radar
):
    company = make.company("Geheimteile Bönen GmbH")
    case = make.challenge(
        ChallengeState.IN_REVIEW, lead=lead, by=make.account(Role.COMPANY, company_id=company.id),
        title="Wortlaut des Titels", description="Versprödung von Rezyklaten im Wortlaut.",
    )  # fmt: skip
    put_on_radar(text=FAR, challenge=case)

    page = page_of(browser, professor)

    assert FAR in page
    for secret in (
        "Geheimteile", "Bergkamen", "Wortlaut", "leines Unternehmen", case.reference, str(case.id),
        "Beratung &amp;", "Kanarien",
    ):  # fmt: skip
        assert secret not in page, secret
    assert re.search(r"seit [A-Z][a-zä]+ \d{4}", page), "no finer than the month"
    assert not re.search(r"\d+[.,]\d+ ?%|0[.,]\d\d", page.split("<main")[1].split("</main")[0])


def test_the_nearest_stands_first_by_the_words_on_the_page_alone(
    browser, make, lead, professor, profile, put_on_radar
):
    near_in_secret = make.challenge(
        ChallengeState.IN_REVIEW, lead=lead,
        description="Alterung und Versprödung von Rezyklaten, genau das fragen wir uns.",
    )  # fmt: skip
    put_on_radar(text=FAR, challenge=near_in_secret)
    far_in_secret = make.challenge(
        ChallengeState.IN_REVIEW, lead=lead, description="Unsere Buchhaltung sucht Hilfe bei Zoll."
    )
    put_on_radar(text=TEXT, challenge=far_in_secret)

    first, second = texts(browser, professor)

    assert TEXT in first
    assert "Alterung und Versprödung von Rezyklaten" in first
    assert FAR in second


def test_who_read_it_stands_in_the_trail_and_the_company_is_not_told(
    browser, challenge, company, lead, professor, profile, put_on_radar, session
):
    put_on_radar(challenge=challenge)
    texts(browser, professor)

    read = session.scalars(select(AuditEntry).where(AuditEntry.verb == "gelesen")).all()
    assert [(each.actor_id, each.detail["what"]) for each in read] == [
        (professor.id, ["kurzfassung"])
    ]
    assert professor.display_name not in readers_shown_to(browser, company, challenge)
    assert professor.display_name in readers_shown_to(browser, lead, challenge)


def readers_shown_to(browser, reader, challenge) -> str:
    browser.login(reader)
    return browser.get(f"/bedarfe/{challenge.id}/gelesen").text


# Interest


def test_interest_reaches_the_lead_and_nobody_else(
    browser, challenge, company, lead, professor, profile, put_on_radar, session, work_off, app
):
    put_on_radar(challenge=challenge)
    browser.login(company)
    before = browser.get(f"/bedarfe/{challenge.id}").select_one("main").get_text()
    browser.login(professor)
    page = browser.submit("/bedarfsradar", "/interesse")
    assert "Sie haben am" in page.text
    work_off()

    interest = session.scalars(select(RadarInterest)).one()
    entry = deeds(session)[-1]
    assert (entry.verb, entry.actor_id, entry.challenge_id) == (
        "radar_interesse", professor.id, challenge.id,
    )  # fmt: skip
    assert entry.detail == {"text_version": interest.text_version}
    (mail,) = app.sent
    assert mail["To"] == lead.email
    assert profile.chair not in mail["Subject"] + text_of(mail)
    browser.login(company)
    assert browser.get(f"/bedarfe/{challenge.id}").select_one("main").get_text() == before
    browser.login(lead)
    assert "Interesse aus dem Bedarfsradar" in browser.get("/pruefung").text
    assert profile.chair in browser.get(f"/pruefung/{challenge.id}").select_one("#interesse").text


def test_the_lead_proposes_by_hand_who_took_an_interest(
    browser, make, challenge, lead, professor, profile, put_on_radar, session
):
    put_on_radar(challenge=challenge)
    make.match(challenge, make.profile())
    browser.login(professor)
    browser.submit("/bedarfsradar", "/interesse")
    browser.login(lead)

    page = browser.submit(f"/pruefung/{challenge.id}", "/ergaenzen/")

    assert page.select_one(f"#vorschlag-{profile.id}")
    assert "Steht bei den Vorschlägen" in page.select_one("#interesse").text
    assert session.scalars(select(Introduction)).all() == [], "nobody is asked by that"


def test_reporting_twice_reports_once_and_can_be_taken_back(
    browser, challenge, professor, profile, put_on_radar, session
):
    entry_id = put_on_radar(challenge=challenge)
    version = session.get_one(RadarEntry, entry_id).text_version
    session.rollback()
    url = f"/bedarfsradar/{entry_id}/interesse"
    assert post(browser, professor, url, text_version=version) == 302
    assert post(browser, professor, url, text_version=version) == 302
    assert len(session.scalars(select(RadarInterest)).all()) == 1
    assert len(session.scalars(select(OutgoingMail)).all()) == 1
    session.rollback()

    browser.submit("/bedarfsradar", "zurueckziehen")

    assert session.scalars(select(RadarInterest)).all() == []
    assert deeds(session)[-1].verb == "radar_interesse_zurueckgezogen"


def test_interest_is_in_the_words_that_were_read(
    browser, challenge, professor, profile, put_on_radar, session
):
    entry_id = put_on_radar(challenge=challenge)

    assert post(browser, professor, f"/bedarfsradar/{entry_id}/interesse", text_version="x") == 409
    assert session.scalars(select(RadarInterest)).all() == []


def test_who_was_asked_already_finds_the_enquiry_instead(
    browser, make, challenge, lead, professor, profile, put_on_radar
):
    put_on_radar(challenge=challenge)
    enquiry = make.introduction(
        IntroductionState.ASKED, challenge=challenge, profile=profile, lead=lead
    )
    browser.login(professor)

    page = browser.get("/bedarfsradar")

    assert page.select_one(f"main a[href='/anfragen/{enquiry.id}']")
    assert page.select("form[action$='/interesse']") == []


def test_being_chosen_and_not_asked_changes_nothing_on_the_radar(
    browser, make, challenge, lead, professor, profile, put_on_radar
):
    put_on_radar(challenge=challenge)
    before = page_of(browser, professor)
    make.introduction(IntroductionState.PREPARED, challenge=challenge, profile=profile, lead=lead)

    assert page_of(browser, professor) == before


def test_who_takes_no_enquiries_reads_how_to_change_that(
    browser, make, challenge, professor, profile, put_on_radar
):
    entry_id = put_on_radar(challenge=challenge)
    with make.writing() as session:
        session.get_one(Profile, profile.id).capacity = 0

    browser.login(professor)
    assert "Sie nehmen zurzeit keine Anfragen an." in browser.get("/bedarfsradar").text
    assert post(browser, professor, f"/bedarfsradar/{entry_id}/interesse") == 409


def test_interest_of_somebody_barred_since_is_not_on_the_desk(
    browser, make, clock, challenge, lead, professor, profile, put_on_radar
):
    put_on_radar(challenge=challenge)
    browser.login(professor)
    browser.submit("/bedarfsradar", "/interesse")
    with make.writing() as session:
        session.add(
            ConflictOfInterest(
                account_id=professor.id, organisation=challenge.company.name, declared_at=clock()
            )
        )

    browser.login(lead)
    assert "Interesse aus dem Bedarfsradar" not in browser.get("/pruefung").text
    assert browser.get(f"/pruefung/{challenge.id}").select("#interesse") == []
