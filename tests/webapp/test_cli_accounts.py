"""Commands for accounts, typed as an operator types them."""

from datetime import timedelta

import pytest
from pyotp import TOTP
from sqlalchemy import select

from models import Account, AuditEntry, OutgoingMail, Role, SecondFactor
from tests.webapp.terminal import Terminal
from webapp import factors


@pytest.fixture
def type_in(monkeypatch, capfd, settings) -> Terminal:
    return Terminal(monkeypatch, capfd, settings)


@pytest.fixture
def admin(make, app, database, clock) -> Account:
    """The only administrator, with a factor."""
    admin = make.account(Role.ADMIN, email="betrieb@amt.example")
    with app.app_context(), database.writing() as writing:
        sealed, earlier = factors.new_secret(), clock() - timedelta(hours=1)
        code = TOTP(factors.open_secret(sealed)).at(earlier)
        factors.set_up(writing, writing.get_one(Account, admin.id), sealed, code, earlier)
    return admin


def test_the_only_administrator_gets_in_again(type_in, admin, browser, session):
    browser.login(admin)

    answer = type_in("reset-second-factor", "Betrieb@Amt.example", typed=b"y\n")

    assert "administration" in answer.out
    assert session.scalars(select(SecondFactor)).all() == []
    assert browser.get("/konto").path == "/anmelden"
    entry = session.scalars(
        select(AuditEntry).where(AuditEntry.verb == "zweiter_faktor_zurueckgesetzt")
    ).one()
    assert (entry.actor_id, entry.object_id) == (None, admin.id)
    assert entry.detail == {"place": "terminal"}
    assert session.scalars(select(OutgoingMail)).one().template == "second_factor_reset"


@pytest.mark.parametrize("typed", [b"n\n", b"\n", b""])
def test_without_a_yes_nothing_happens(type_in, admin, session, typed):
    type_in("reset-second-factor", admin.email, typed=typed, status=130)

    assert len(session.scalars(select(SecondFactor)).all()) == 1


def test_scripts_say_yes_beforehand(type_in, admin, session):
    type_in("reset-second-factor", admin.email, "--yes")

    assert session.scalars(select(SecondFactor)).all() == []


def test_whoever_has_no_factor_or_no_account_is_named(type_in, make):
    account = make.account(Role.ADMIN)

    nobody = type_in("reset-second-factor", "niemand@nirgends.example", "--yes", status=1)
    without = type_in("reset-second-factor", account.email, "--yes", status=1)

    assert "no account" in nobody.sentence
    assert "no second factor" in without.sentence
