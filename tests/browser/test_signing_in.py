"""Signing in, staying in and coming back, in a real browser."""

import pytest
from pyotp import TOTP

from models import Account, Role
from webapp import passwords

PASSWORD = "ein langes Kennwort für die Vorführung"
TITLE = "Mahlgut wird nach dem Einschmelzen spröde"


@pytest.fixture
def make_owner(make):
    def make_one(role: Role) -> Account:
        return make.account(role, password_hash=passwords.hash_password(PASSWORD))

    return make_one


def sign_in(visitor, account):
    visitor.fill("E-Mail-Adresse", account.email)
    visitor.fill("Passwort", PASSWORD)
    visitor.click("Anmelden")


def test_the_page_warns_before_the_session_ends_and_gives_the_text_back(visit, make_owner, clock):
    visitor = visit("company")
    company = make_owner(Role.COMPANY)
    visitor.open("/anmelden")
    visitor.page.clock.install()
    sign_in(visitor, company)
    visitor.open("/bedarfe/neu")
    visitor.page.locator("[name=title]").fill(TITLE)
    assert "Ohne weiteren Seitenaufruf endet Ihre Sitzung" in visitor.page.inner_text(".session")

    clock.advance(minutes=56)
    visitor.page.clock.fast_forward("56:00")
    assert "endet Ihre Sitzung um" in visitor.page.inner_text(".session__alert")
    visitor.look("sitzung-endet-bald")
    visitor.page.get_by_role("button", name="Angemeldet bleiben").click()
    visitor.page.wait_for_selector(".session:not(.session--near)")
    assert visitor.page.input_value("[name=title]") == TITLE

    clock.advance(minutes=61)
    visitor.page.clock.fast_forward("01:01:00")
    assert "Ihre Sitzung ist beendet" in visitor.page.inner_text(".session__alert")
    visitor.ignore_failed_loads = True
    visitor.page.locator("main form button").first.click()
    visitor.page.wait_for_selector("text=Anmelden und weiterschreiben")
    visitor.ignore_failed_loads = False
    visitor.look("sitzung-abgelaufen")
    visitor.click("Anmelden und weiterschreiben")
    sign_in(visitor, company)
    visitor.look("wieder-angemeldet")
    visitor.click("Weiterschreiben")
    assert visitor.page.input_value("[name=title]") == TITLE


def test_the_second_factor_from_the_first_code_to_the_next_sign_in(visit, make_owner, clock):
    visitor = visit("manager")
    manager = make_owner(Role.TRANSFER_MANAGER)
    visitor.open("/anmelden")
    sign_in(visitor, manager)
    visitor.open("/konto")
    visitor.look("konto")
    visitor.open("/konto/zweiter-faktor")
    visitor.look("zweiter-faktor-einrichten")
    generator = TOTP(visitor.page.inner_text(".second-factor__secret").replace(" ", ""))
    visitor.fill("Code aus der App", generator.at(clock()))
    visitor.page.get_by_label("Ihr Passwort").fill(PASSWORD)
    visitor.click("Einrichten")
    visitor.look("notfallcodes")
    visitor.open("/konto/zweiter-faktor")
    visitor.look("zweiter-faktor")

    visitor.page.context.clear_cookies()
    clock.advance(minutes=1)
    visitor.open("/anmelden")
    sign_in(visitor, manager)
    visitor.look("zweiter-faktor-eingeben")
    visitor.fill("Code", generator.at(clock()))
    visitor.click("Anmelden")

    assert visitor.page.url.endswith("/pruefung")
