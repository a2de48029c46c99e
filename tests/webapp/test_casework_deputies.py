"""Deputies act as the lead does, a case goes from hand to hand, and none is lost with its lead."""

import pytest
from sqlalchemy import select

from models import (
    Account,
    AuditEntry,
    Challenge,
    ChallengeState,
    Deputy,
    Exclusion,
    HandOver,
    HandOverState,
    OutgoingMail,
    Role,
    StandingDeputy,
    TeaserState,
    policies,
)
from tests.mailing import all_of
from webapp import leads, memberships

SECRET = "Einschmelzen"
"""A word of the full text."""


@pytest.fixture
def lead(make):
    return make.account(Role.TRANSFER_MANAGER, display_name="Transfermanagement Mitte")


@pytest.fixture
def colleague(make):
    return make.account(Role.TRANSFER_MANAGER, display_name="Transfermanagement Nord")


@pytest.fixture
def neighbour(make):
    return make.account(
        Role.TRANSFER_MANAGER,
        university_id=make.university("HSBO").id,
        display_name="Transfermanagement Süd",
    )


@pytest.fixture
def case(make, lead):
    return make.challenge(ChallengeState.IN_REVIEW, lead=lead)


def mails(session, template):
    session.rollback()
    found = session.scalars(select(OutgoingMail).where(OutgoingMail.template == template)).all()
    return {session.get_one(Account, each.recipient_id).email for each in found}


def verbs(session, case):
    session.rollback()
    rows = select(AuditEntry).where(AuditEntry.challenge_id == case.id)
    return [
        (each.verb, each.actor_id) for each in session.scalars(rows.order_by(AuditEntry.sequence))
    ]


def sees(browser, path):
    answer = browser.client.get(path)
    return answer.status_code == 200 and SECRET in answer.get_data(as_text=True)


def test_the_lead_names_deputies_who_read_and_act_at_once(
    browser, case, lead, colleague, neighbour, make, session, work_off, app
):
    match = make.match(case)
    browser.login(colleague)
    assert not sees(browser, f"/pruefung/{case.id}")
    browser.login(lead)

    page = browser.submit(
        f"/pruefung/{case.id}/team", deputies=[str(colleague.id), str(neighbour.id)]
    )

    assert "Transfermanagement Nord (WH), Transfermanagement Süd (HSBO)" in page.text
    work_off()
    assert {each["To"] for each in app.sent} == {colleague.email, neighbour.email}
    browser.login(neighbour)
    assert sees(browser, f"/pruefung/{case.id}")
    browser.submit(f"/pruefung/{case.id}", action=f"/vorschlaege/{match.id}/freigeben")
    assert ("vorschlag_freigegeben", neighbour.id) in verbs(session, case), "the trail tells who"
    inbox = browser.get("/pruefung")
    assert case.title in inbox.select_one("#vertretung").text
    assert not inbox.select("#andere")


def test_two_of_one_house_are_one_too_many(browser, case, lead, colleague, make):
    other = make.account(Role.TRANSFER_MANAGER)
    browser.login(lead)

    page = browser.submit(
        f"/pruefung/{case.id}/team", deputies=[str(colleague.id), str(other.id)], status=422
    )

    assert "von jeder Hochschule höchstens eine" in page.error_at("deputies")
    assert len(page.select("[name=deputies][checked]")) == 2, "what was chosen stays"


def test_who_is_not_named_any_more_reads_nothing_at_the_next_request(
    browser, case, lead, colleague, make, session
):
    make.deputy(case, colleague)
    browser.login(lead)

    browser.submit(f"/pruefung/{case.id}/team", deputies=[])

    browser.login(colleague)
    assert not sees(browser, f"/pruefung/{case.id}")
    assert ("vertretung_entfernt", lead.id) in verbs(session, case)


@pytest.mark.parametrize("barrier", ["excluded", "tied"])
def test_whom_something_bars_is_in_no_list_and_no_deputy(
    browser, case, lead, colleague, neighbour, make, session, barrier
):
    make.deputy(case, neighbour)
    with make.writing() as writing:
        if barrier == "excluded":
            writing.add(Exclusion(challenge_id=case.id, university_id=neighbour.university_id))
        else:
            account = writing.get_one(Account, neighbour.id)
            account.declare_conflicts([case.company.name], case.created_at)

    browser.login(neighbour)
    answers = {
        url: browser.client.get(url).status_code
        for url in (f"/pruefung/{case.id}", f"/pruefung/{case.id}/team", f"/bedarfe/{case.id}")
    }
    assert set(answers.values()) == {404}, answers
    assert not browser.get("/pruefung").select("#vertretung, #andere")
    browser.login(lead)
    for path in ("", "/team", "/uebergabe"):
        assert neighbour.display_name not in browser.get(f"/pruefung/{case.id}{path}").text
    page = browser.submit(f"/pruefung/{case.id}/team", deputies=[str(neighbour.id)], status=422)
    assert page.error_at("deputies") == "Fehler: Bitte wählen Sie nur Personen aus der Liste."


def test_a_barred_deputy_is_replaced_without_a_word_about_it(
    browser, case, lead, neighbour, make, session
):
    make.deputy(case, neighbour)
    with make.writing() as writing:
        account = writing.get_one(Account, neighbour.id)
        account.declare_conflicts([case.company.name], case.created_at)
    other = make.account(Role.TRANSFER_MANAGER, university_id=neighbour.university_id)
    browser.login(lead)

    browser.submit(f"/pruefung/{case.id}/team", deputies=[str(other.id)])

    session.rollback()
    assert [each.account_id for each in session.scalars(select(Deputy))] == [other.id]


def test_deputies_do_not_give_the_case_away_but_may_take_it_over(
    browser, case, lead, colleague, make, session, work_off, app
):
    make.deputy(case, colleague)
    browser.login(colleague)
    page = browser.get(f"/pruefung/{case.id}")
    assert "Fall übergeben" not in page.text
    assert "Federführung abgeben" not in page.text
    assert browser.client.get(f"/pruefung/{case.id}/uebergabe").status_code == 409

    browser.send(page, action="/federfuehrung/antreten")

    session.rollback()
    assert session.get_one(Challenge, case.id).lead_id == colleague.id
    work_off()
    assert [each["To"] for each in app.sent] == [lead.email]
    browser.login(lead)
    assert not sees(browser, f"/pruefung/{case.id}")


def test_a_deputy_has_the_case_at_once_and_the_company_hears_only_if_it_knew_the_first(
    browser, make, lead, colleague, session
):
    for is_known in (False, True):
        case = make.challenge(ChallengeState.IN_REVIEW, lead=lead)
        make.deputy(case, colleague)
        if is_known:
            make.teaser(case, TeaserState.PRESENTED)
        browser.login(lead)

        page = browser.submit(
            f"/pruefung/{case.id}/uebergabe", taker=str(colleague.id), note="Morgen anrufen."
        )

        assert page.path == "/pruefung"
        session.rollback()
        assert session.get_one(Challenge, case.id).lead_id == colleague.id
        assert mails(session, "case_handed_over") == {colleague.email}
        company = case.entered_by.email
        assert mails(session, "lead_changed") == ({company} if is_known else set())
        assert not sees(browser, f"/pruefung/{case.id}"), "the right ends with the next request"
    browser.login(colleague)
    assert "Morgen anrufen." in browser.get(f"/pruefung/{case.id}").text


def test_somebody_who_does_not_know_the_case_accepts_first(
    browser, case, lead, neighbour, session, work_off, app
):
    browser.login(lead)
    page = browser.submit(
        f"/pruefung/{case.id}/uebergabe", taker=str(neighbour.id), note="Firma wartet auf Anruf."
    )
    assert "ist angeboten und noch nicht angenommen" in page.text
    assert "Fall übergeben" not in page.text, "one offer at a time"
    work_off()
    (mail,) = app.sent
    assert mail["To"] == neighbour.email
    assert case.reference not in all_of(mail)

    browser.login(neighbour)
    assert not sees(browser, f"/pruefung/{case.id}")
    offer = browser.get("/pruefung/fristen").select_one("#uebergaben a")["href"]
    page = browser.get(offer)
    assert "Firma wartet" not in page.text, "the note opens with the case"
    page = browser.send(page, action="/annehmen")

    assert page.path == f"/pruefung/{case.id}"
    assert "Firma wartet auf Anruf." in page.text
    assert mails(session, "hand_over_answered") == {lead.email}
    browser.login(lead)
    assert not sees(browser, f"/pruefung/{case.id}")


def test_an_offer_is_declined_or_taken_back(browser, case, lead, neighbour, session):
    for answer, state in (("/ablehnen", HandOverState.DECLINED), (None, HandOverState.TAKEN_BACK)):
        browser.login(lead)
        page = browser.submit(
            f"/pruefung/{case.id}/uebergabe", taker=str(neighbour.id), note="Bitte übernehmen."
        )
        if answer:
            browser.login(neighbour)
            offer = browser.get("/pruefung/fristen").select_one("#uebergaben a")["href"]
            browser.submit(offer, action=answer)
        else:
            browser.send(page, action="/zuruecknehmen")
            browser.login(neighbour)
            assert not browser.get("/pruefung/fristen").select("#uebergaben")

        session.rollback()
        newest = session.scalars(select(HandOver).order_by(HandOver.decided_at)).all()
        assert state in {each.state for each in newest}
        assert session.get_one(Challenge, case.id).lead_id == lead.id


def test_an_offer_dies_with_what_bars_its_taker(
    browser, case, lead, neighbour, make, work_off, app
):
    browser.login(lead)
    browser.submit(
        f"/pruefung/{case.id}/uebergabe", taker=str(neighbour.id), note="Bitte übernehmen."
    )
    with make.writing() as writing:
        writing.get_one(Account, neighbour.id).declare_conflicts(
            [case.company.name], case.created_at
        )

    work_off()
    browser.login(neighbour)

    assert app.sent == []
    assert not browser.get("/pruefung/fristen").select("#uebergaben")


def test_a_standing_deputy_is_there_from_the_first_day(
    browser, make, lead, colleague, neighbour, session
):
    browser.login(lead)
    browser.submit("/pruefung/vertretung", deputies=[str(colleague.id), str(neighbour.id)])
    case = make.challenge()
    with make.writing() as writing:
        writing.add(Exclusion(challenge_id=case.id, university_id=neighbour.university_id))

    browser.submit(f"/pruefung/{case.id}", action="/federfuehrung")

    session.rollback()
    assert [each.account_id for each in session.scalars(select(Deputy))] == [colleague.id]
    assert {each.deputy_id for each in session.scalars(select(StandingDeputy))} == {
        colleague.id, neighbour.id,
    }  # fmt: skip


def test_giving_the_case_back_ends_the_deputies_too(browser, case, lead, neighbour, make, session):
    make.deputy(case, neighbour)
    browser.login(lead)

    browser.submit(f"/pruefung/{case.id}", action="/federfuehrung/abgeben")

    session.rollback()
    assert session.get_one(Challenge, case.id).lead_id is None
    assert session.scalars(select(Deputy)).all() == []


@pytest.mark.parametrize("what", ["deactivated", "moved"])
def test_no_case_is_lost_with_its_lead(
    app, make, database, lead, colleague, neighbour, session, clock, what
):
    """A deputy of the own house goes first, one of the other next, and else everybody is told."""
    cases = [make.challenge(ChallengeState.IN_REVIEW, lead=lead) for _ in range(3)]
    make.deputy(cases[0], neighbour)
    make.deputy(cases[0], colleague)
    make.deputy(cases[1], neighbour)
    ended = make.challenge(ChallengeState.CLOSED, lead=lead)
    admin = make.account(Role.ADMIN)
    offer = make.challenge(ChallengeState.IN_REVIEW, lead=colleague)
    with make.writing() as writing:
        writing.add(
            HandOver(challenge_id=offer.id, from_id=colleague.id, to_id=lead.id, offered_at=clock())
        )

    with app.app_context(), database.writing() as writing:
        account = writing.get_one(Account, lead.id)
        by = writing.get_one(Account, admin.id)
        if what == "deactivated":
            memberships.deactivate_account(writing, account, clock(), by=by)
        else:
            memberships.move_account(
                writing, account, Role.TRANSFER_MANAGER, neighbour.university_id, clock(), by=by
            )

    session.rollback()
    after = [session.get_one(Challenge, each.id).lead_id for each in cases]
    assert after == [colleague.id, neighbour.id, None]
    assert mails(session, "case_handed_over") == {colleague.email, neighbour.email}
    told = mails(session, "case_open_again")
    assert {colleague.email, neighbour.email} <= told
    assert (lead.email in told) == (what == "moved"), "who works on for another house may take it"
    assert session.scalars(select(HandOver)).one().state is HandOverState.TAKEN_BACK
    at_the_end = session.get_one(Challenge, ended.id)
    assert (at_the_end.lead_id is None) == (what == "moved")
    assert ("federfuehrung_uebergeben", admin.id) in verbs(session, cases[0])
    for each in cases:
        row = session.get_one(Challenge, each.id)
        assert leads.acting_deputies(row) == [] or row.lead_id is not None
        account = session.get_one(Account, lead.id)
        may = policies.may_view_challenge(account, row, clock())
        assert may == (what == "moved" and row.lead_id is None)


def test_the_rules_of_a_desk_are_for_those_responsible_for_it(browser, make, lead, colleague):
    browser.login(lead)
    assert browser.client.get("/pruefung/regeln").status_code == 403
    chief = make.account(Role.TRANSFER_MANAGER, is_responsible=True)
    browser.login(chief)

    browser.submit("/pruefung/regeln", alternate=str(colleague.id), confirms_asking="y")

    page = browser.get("/pruefung/regeln")
    assert page.select_one("#alternate option[selected]")["value"] == str(colleague.id)
    assert page.select_one("#confirms_asking").has_attr("checked")
    assert not page.select_one("#confirms_no_match").has_attr("checked")
