"""Embargo, exclusions, agreement: what a company asks for reaches everybody it concerns at once."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from models import (
    Account,
    Challenge,
    ChallengeState,
    Exclusion,
    Introduction,
    IntroductionState,
    Job,
    Match,
    Profile,
    Role,
)

TITLE = "Risse in Sichtbeton"
TEXT = "Seit dem Frühjahr reißen unsere Fertigteile nach dem Ausschalen. Wir suchen Rat."


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


def describe(browser, **fields):
    return browser.submit("/bedarfe/neu", title=TITLE, description=TEXT, **fields)


def test_before_the_embargo_ends_nothing_is_compared_and_nobody_but_the_lead_knows(
    browser, make, company, manager, session, clock, work_off
):
    make.profile()
    colleague = make.account(Role.TRANSFER_MANAGER)
    browser.login(company)
    describe(browser, embargo_on="2026-03-27")
    challenge = session.scalars(select(Challenge)).one()
    assert challenge.embargo_until == datetime(2026, 3, 26, 23, tzinfo=UTC)
    browser.login(manager)
    browser.send(browser.get("/pruefung"), action="federfuehrung")

    work_off()

    session.rollback()
    assert session.scalars(select(Match)).all() == []
    browser.login(colleague)
    assert challenge.reference not in browser.get("/pruefung").text
    assert challenge.reference not in browser.get("/region/faelle").text

    clock.at = challenge.embargo_until
    work_off()

    session.rollback()
    assert len(session.scalars(select(Match)).all()) == 1
    browser.login(colleague)
    assert challenge.reference in browser.get("/pruefung").text


def test_an_excluded_university_hears_nothing_and_its_professors_are_not_compared(
    browser, make, company, manager, session, app, work_off
):
    hsbo = make.university("HSBO")
    outsider = make.account(Role.TRANSFER_MANAGER, university_id=hsbo.id)
    own = make.profile()
    make.profile(university="HSBO")
    browser.login(company)

    describe(browser, excluded_universities=[str(hsbo.id)])
    work_off()

    assert session.scalars(select(Match.profile_id)).all() == [own.id]
    assert {each["To"] for each in app.sent} == {company.email, manager.email}
    challenge = session.scalars(select(Challenge)).one()
    browser.login(outsider)
    assert challenge.reference not in browser.get("/pruefung").text
    browser.get(f"/pruefung/{challenge.id}/einblick", status=404)


def test_who_wrote_a_draft_down_neither_sees_nor_changes_whom_its_company_shuns(
    browser, make, company, database, session
):
    scout = make.account(Role.SCOUT)
    draft = make.challenge(
        ChallengeState.DRAFT, by=company, entered_by_id=scout.id, title="Risse", nda_required=True
    )
    shunned = make.university("HSBO")
    with database.writing() as writing:
        row = writing.get_one(Challenge, draft.id)
        row.exclusions.append(Exclusion(organisation="Rivale AG"))
        row.exclusions.append(Exclusion(university_id=shunned.id))
    browser.login(scout)

    page = browser.submit(f"/bedarfe/{draft.id}/bearbeiten", title=TITLE)

    assert page.h1.text == TITLE
    assert "Rivale" not in browser.get(f"/bedarfe/{draft.id}/bearbeiten").text
    kept = session.scalars(select(Challenge)).one()
    assert kept.state is ChallengeState.DRAFT
    assert {each.organisation for each in kept.exclusions} == {"Rivale AG", None}
    assert kept.nda_required
    browser.login(company)
    assert "Rivale AG" in browser.get(f"/bedarfe/{draft.id}/bearbeiten").text


def test_somebody_has_to_be_left_who_may_help(browser, make, company):
    ids = [str(make.university(each).id) for each in ("WH", "HSBO")]
    browser.login(company)
    page = browser.get("/bedarfe/neu")

    answer = browser.send(
        page, title=TITLE, description=TEXT, excluded_universities=ids, status=422
    )

    assert "sonst kann niemand helfen" in answer.error_at("excluded_universities")


def test_a_misspelt_chair_is_named_instead_of_hiding_nobody(browser, make, company, session):
    profile = make.profile(chair="Lehrgebiet Öl")
    browser.login(company)
    page = browser.get("/bedarfe/neu")
    fields = {"title": TITLE, "description": TEXT}

    answer = browser.send(page, **fields, excluded_chairs="Lehrgebiet Gas", status=422)
    assert "„Lehrgebiet Gas“ gibt es" in answer.error_at("excluded_chairs")
    browser.send(page, **fields, excluded_chairs="lehrgebiet öl")

    (exclusion,) = session.scalars(select(Challenge)).one().exclusions
    assert exclusion.profile_id == profile.id


@pytest.mark.parametrize("role", [Role.PROFESSOR, Role.TRANSFER_MANAGER])
def test_whoever_is_tied_to_a_shunned_name_is_kept_away(
    browser, make, company, manager, session, work_off, role
):
    tied = make.account(role)
    make.profile(account=tied if role is Role.PROFESSOR else None)
    url = {
        Role.PROFESSOR: "/kompetenzen/mein-profil",
        Role.TRANSFER_MANAGER: "/pruefung/verbindungen",
    }
    field = {Role.PROFESSOR: "conflicts", Role.TRANSFER_MANAGER: "names"}
    browser.login(tied)
    browser.submit(url[role], **{field[role]: "Betonwerk Rivale GmbH\nVerein Andere e.V."})
    browser.login(company)

    describe(browser, excluded_organisations="BETONWERK RIVALE")
    work_off()

    assert len(session.scalars(select(Match)).all()) == (0 if role is Role.PROFESSOR else 1)
    browser.login(tied)
    if role is Role.TRANSFER_MANAGER:
        assert TITLE not in browser.get("/pruefung").text


def test_until_there_are_proposals_she_changes_what_she_handed_in(
    browser, make, company, session, work_off
):
    make.university("WH")
    hsbo = make.university("HSBO")
    lead = make.account(Role.TRANSFER_MANAGER, university_id=hsbo.id)
    challenge = make.challenge(by=company, lead=lead)
    browser.login(company)

    browser.submit(
        f"/bedarfe/{challenge.id}/bearbeiten",
        title="Risse im Estrich", excluded_universities=[str(hsbo.id)],
    )  # fmt: skip

    stored = session.get_one(Challenge, challenge.id)
    assert (stored.title, stored.lead_id) == ("Risse im Estrich", None)
    assert len(session.scalars(select(Job)).all()) == 1
    browser.login(lead)
    browser.get(f"/pruefung/{challenge.id}", status=404)


def test_the_full_text_waits_for_both_signatures(
    browser, make, company, manager, database, session
):
    introduction = make.introduction(
        IntroductionState.INTRODUCED,
        challenge=make.challenge(by=company, lead=manager, nda_required=True), lead=manager,
    )  # fmt: skip
    professor = session.get_one(
        Account, session.get_one(Profile, introduction.profile_id).account_id
    )
    pages = ("/anfragen", f"/anfragen/{introduction.id}")
    page = f"/anfragen/{introduction.id}/vertraulichkeit"
    sentence = "Wir suchen jemanden, der uns sagt, woran das liegt."

    def reads() -> bool:
        browser.login(professor)
        seen = " ".join(browser.get(each).text for each in pages)
        assert company.company.name in seen
        return "Risse im Spritzgussteil" in seen and sentence in seen

    assert not reads()
    browser.login(manager)
    browser.submit(page, company_on="2026-03-19")
    assert not reads()
    browser.login(manager)
    browser.submit(page, professor_on="2026-03-21", status=422)
    browser.submit(page, company_on="2026-03-19", professor_on="2026-03-20")
    assert reads()
    session.rollback()
    session.expire_all()
    assert session.get_one(Introduction, introduction.id).is_full_text_open


def test_a_scout_reads_only_what_they_wrote_and_learns_of_no_company(browser, make, company):
    other = make.challenge(by=company)
    browser.login(make.account(Role.SCOUT))

    page = browser.get("/bedarfe/aufnehmen")

    assert company.company.name not in page.response.get_data(as_text=True)
    assert not page.select("[name=known_company]")
    browser.get(f"/bedarfe/{other.id}", status=404)
    browser.get(f"/pruefung/{other.id}/einblick", status=404)
