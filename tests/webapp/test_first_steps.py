"""Somebody new sees what to do first, what of it is done, and hides it when they know their way."""

import pytest
from sqlalchemy import select

from models import Account, AuditEntry, ChallengeState, Role, StandingDeputy

TITLE = "Die ersten Schritte"


def steps(page) -> dict[str, str]:
    """Each step's title and what stands beside it."""
    items = page.select(".task-list__item")
    beside = [each.select_one(".task-list__status") for each in items]
    return {
        item.select_one("a").text: status.get_text(strip=True) if status else ""
        for item, status in zip(items, beside, strict=True)
    }


@pytest.fixture
def newcomer(make, browser):
    """Somebody who signs in for the first time."""

    def sit_down(role: Role, **facts) -> Account:
        account = make.account(role, first_steps_hidden_at=None, phone=None, **facts)
        browser.login(account)
        return account

    return sit_down


def test_every_role_meets_three_or_four_steps_that_open(app, browser, newcomer):
    for role in Role:
        newcomer(role)
        home = browser.get("/anmelden")

        panel = home.select_one(f"aside[aria-label='{TITLE}']")
        links = [each["href"] for each in panel.select(".task-list__link")]
        assert 3 <= len(links) <= 4, role
        for link in links:
            page = browser.get(link)
            if page.path != home.path:
                assert not page.select_one(f"aside[aria-label='{TITLE}']"), (role, link)


def test_steps_say_what_a_company_has_done(browser, make, newcomer):
    account = newcomer(Role.COMPANY)
    assert steps(browser.get("/bedarfe")) == {
        "Bedarf beschreiben": "Offen", "Telefonnummer angeben": "Offen",
        "Nachlesen, wer was sieht": "",
    }  # fmt: skip

    make.challenge(ChallengeState.SUBMITTED, company_id=account.company_id)
    browser.submit("/konto/angaben", phone="0221 4710 102")

    assert list(steps(browser.get("/bedarfe")).values()) == ["Fertig", "Fertig", ""]


def test_steps_say_what_a_professor_has_done(browser, make, newcomer):
    account = newcomer(Role.PROFESSOR)
    assert list(steps(browser.get("/anmelden")).values()) == ["Offen", "Offen", "", "Offen"]

    make.profile(
        *(f"Prüfung von Beton, Verfahren {number}" for number in range(5)), account=account
    )

    assert list(steps(browser.get("/anfragen")).values()) == ["Fertig", "Fertig", "", "Fertig"]


def test_steps_say_what_a_manager_has_done(browser, make, newcomer, clock):
    account, deputy = newcomer(Role.TRANSFER_MANAGER), make.account(Role.TRANSFER_MANAGER)
    assert list(steps(browser.get("/pruefung")).values()) == ["", "Offen", "Offen", "Offen"]

    make.challenge(ChallengeState.IN_REVIEW, lead=account)
    with make.writing() as session:
        session.add(
            StandingDeputy(
                account_id=account.id, university_id=account.university_id,
                deputy_id=deputy.id, named_at=clock(),
            )
        )  # fmt: skip

    assert list(steps(browser.get("/pruefung")).values()) == ["", "Fertig", "Offen", "Fertig"]


def test_who_hides_the_steps_does_not_see_them_again_until_they_ask(browser, newcomer, database):
    account = newcomer(Role.SCOUT)
    page = browser.get("/anmelden")
    form = page.select_one(f"aside[aria-label='{TITLE}'] form")
    token = form.select_one("[name=csrf_token]")["value"]

    browser.client.post(form["action"], data={"csrf_token": token})
    assert TITLE not in browser.get("/anmelden").text

    page = browser.submit("/konto", action="/konto/erste-schritte/zeigen")
    assert TITLE in page.text
    assert "wieder zeigen" not in browser.get("/konto").text
    with database.reading() as session:
        verbs = session.scalars(
            select(AuditEntry.verb).where(AuditEntry.actor_id == account.id)
            .order_by(AuditEntry.sequence)
        ).all()  # fmt: skip
        assert verbs[-2:] == ["erste_schritte_ausgeblendet", "erste_schritte_gezeigt"]


def test_who_has_been_here_before_sees_no_steps(browser, make):
    for role in Role:
        browser.login(make.account(role))
        assert TITLE not in browser.get("/anmelden").text, role
