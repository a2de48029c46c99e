"""Links that act on an account, and changing one's password."""

import itertools
import threading
import time

import pytest
from flask_babel import force_locale
from sqlalchemy import func, select

from models import Account, AuditEntry, OutgoingMail, Role
from tests.browser_client import Browser
from tests.mailing import text_of
from webapp import local_files, passwords
from webapp.links import account_link

PASSWORD = "blaue Kühe tanzen im Mai"
OTHER = "rote Pferde singen abends"


@pytest.fixture
def company(make) -> Account:
    return make.account(Role.COMPANY, password_hash=passwords.hash_password(PASSWORD))


@pytest.fixture
def link_for(app):
    """The path of a link as the worker writes it at this moment."""

    def make_link(account, purpose) -> str:
        with app.app_context():
            return account_link(account, purpose).removeprefix("http://127.0.0.1:8000")

    return make_link


def test_forgotten_password_is_replaced_by_mail(browser, app, company, session, work_off):
    page = browser.submit("/passwort-vergessen", email=company.email)
    assert "Postfach" in page.h1.text
    work_off()
    link = text_of(app.sent[0]).split("http://127.0.0.1:8000")[1].split()[0]

    page = browser.submit(link, password=OTHER)
    assert page.path == "/anmelden"
    page = browser.send(page, email=company.email, password=OTHER)

    assert page.path != "/anmelden"
    assert not passwords.is_right(PASSWORD, session.get_one(Account, company.id).password_hash)


def test_known_and_unknown_address_get_the_same_answer(browser, company, session):
    known = browser.submit("/passwort-vergessen", email=company.email)
    unknown = browser.submit("/passwort-vergessen", email="niemand@nirgends.example")

    assert (known.status, known.path, known.text) == (unknown.status, unknown.path, unknown.text)
    assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 1


def test_new_password_ends_all_sessions_and_all_links(browser, app, company, link_for):
    elsewhere = Browser(app)
    elsewhere.login(company)
    link = link_for(company, "password")
    another = link_for(company, "password")

    browser.submit(link, password=OTHER)

    assert elsewhere.get("/konto").path == "/anmelden"
    assert "gilt nicht mehr" in browser.get(link, status=410).h1.text
    assert "gilt nicht mehr" in browser.get(another, status=410).h1.text


def test_setting_a_password_by_mail_confirms_the_address(browser, make, link_for, session):
    account = make.account(Role.COMPANY, confirmed_at=None)

    browser.submit(link_for(account, "password"), password=OTHER)

    assert session.get_one(Account, account.id).is_confirmed


def test_opening_a_link_changes_nothing(browser, company, link_for, session):
    before = (company.password_hash, company.session_token)

    browser.get(link_for(company, "password"))

    kept = session.get_one(Account, company.id)
    assert (kept.password_hash, kept.session_token) == before
    assert session.scalars(select(AuditEntry)).all() == []


def test_link_is_good_for_its_purpose_only(browser, make, link_for):
    account = make.account(Role.COMPANY, confirmed_at=None)
    password = link_for(account, "password").rpartition("/")[2]
    confirm = link_for(account, "confirm").rpartition("/")[2]

    assert "gilt nicht mehr" in browser.get(f"/bestaetigen/{password}", status=410).h1.text
    assert "gilt nicht mehr" in browser.get(f"/passwort/{confirm}", status=410).h1.text


@pytest.mark.parametrize(
    ("purpose", "hours"), [("confirm", 48), ("password", 2), ("invitation", 24 * 14)]
)
def test_link_expires(browser, make, link_for, clock, purpose, hours):
    account = make.account(Role.COMPANY, confirmed_at=None)
    link = link_for(account, purpose)

    clock.advance(hours=hours, seconds=-1)
    browser.get(link)
    clock.advance(seconds=2)

    page = browser.get(link, status=410)
    assert "gilt nicht mehr" in page.h1.text


@pytest.mark.parametrize("token", ["x", "a.b.c", "%F0%9F%90%84", "W10.x.y", "x" * 3000])
def test_forged_link_is_answered_in_words(browser, token):
    for path in ("/bestaetigen/", "/passwort/"):
        page = browser.get(path + token, status=410)
        assert "gilt nicht mehr" in page.h1.text


def test_link_of_a_deactivated_account_is_dead(browser, company, link_for, database):
    link = link_for(company, "password")
    with database.writing() as session:
        session.get_one(Account, company.id).is_active = False

    browser.get(link, status=410)


def test_weak_new_password_is_refused_at_the_field(browser, company, link_for):
    page = browser.submit(link_for(company, "password"), password="passwort12345678", status=422)

    assert "leicht zu erraten" in page.error_at("password")


def test_changing_the_password_keeps_this_browser_and_ends_the_others(
    browser, app, company, session
):
    elsewhere = Browser(app)
    elsewhere.login(company)
    browser.login(company)

    page = browser.submit("/konto/passwort", current_password=PASSWORD, password=OTHER)

    assert page.path == "/konto"
    assert elsewhere.get("/konto").path == "/anmelden"
    assert passwords.is_right(OTHER, session.get_one(Account, company.id).password_hash)


def test_changing_the_password_needs_the_old_one(browser, company, session):
    browser.login(company)

    page = browser.submit("/konto/passwort", current_password=OTHER, password=OTHER, status=422)

    assert "stimmt nicht" in page.error_at("current_password")
    assert passwords.is_right(PASSWORD, session.get_one(Account, company.id).password_hash)


def test_details_are_changed_by_their_owner(browser, company, session):
    browser.login(company)

    page = browser.submit(
        "/konto/angaben", display_name="Leitung Produktion", phone="+49 2307 12345", language="en"
    )

    assert page.path == "/konto"
    kept = session.get_one(Account, company.id)
    assert (kept.display_name, kept.phone, kept.language) == (
        "Leitung Produktion", "+49 2307 12345", "en",
    )  # fmt: skip


def test_nobody_gives_themselves_another_role(browser, company, session):
    browser.login(company)
    page = browser.get("/konto/angaben")
    token = page.select_one("main input[name=csrf_token]")["value"]

    browser.client.post(
        "/konto/angaben",
        data={
            "csrf_token": token, "display_name": "Leitung", "language": "de",
            "role": "administration", "email": "x@y.example", "is_active": "", "company_id": "",
        },
    )  # fmt: skip

    kept = session.get_one(Account, company.id)
    assert (kept.display_name, kept.role, kept.email, kept.company_id) == (
        "Leitung", Role.COMPANY, company.email, company.company_id,
    )  # fmt: skip


def test_signing_out_everywhere_ends_every_session(browser, app, company):
    elsewhere = Browser(app)
    elsewhere.login(company)
    browser.login(company)

    browser.submit("/konto", action="/konto/ueberall-abmelden")

    assert elsewhere.get("/konto").path == "/anmelden"
    assert browser.get("/konto").path == "/anmelden"


def test_account_pages_ask_strangers_to_sign_in(browser):
    for path in ("/konto", "/konto/angaben", "/konto/passwort"):
        assert browser.get(path).path == "/anmelden"


def test_at_most_two_passwords_are_hashed_at_once(monkeypatch):
    running, most, lock = 0, 0, threading.Lock()

    class Counting:
        def hash(self, _):
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            time.sleep(0.02)
            with lock:
                running -= 1

    monkeypatch.setattr(passwords, "_hasher", Counting())
    threads = [threading.Thread(target=passwords.hash_password, args=(PASSWORD,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == 2


@pytest.mark.parametrize(
    ("password", "is_weak"),
    [
        ("correct horse battery staple", False),
        ("Zwölf Boxkämpfer jagen Viktor", False),
        ("Kq8v-Lm2x-Rt5z-Wp9", False),
        ("kurz aber gut!", True),
        ("123456789012345", True),
        ("qwertzuiopasdfghjkl", True),
        ("Passwort-Passwort-1", True),
        ("leitung@musterteile.example", True),
        ("ababababababababab", True),
        ("x" * 129, True),
    ],
)
def test_guessable_passwords_are_known(app, password, is_weak):
    with app.app_context():
        complaint = passwords.weakness(password, "leitung@musterteile.example", "Musterteile GmbH")

    assert (complaint is not None) is is_weak


COMMON = (
    "passwort", "password", "qwertzuiop", "iloveyou", "sunshine", "fussball", "schalke04",
    "ecotechub", "transferstelle", "hochschule", "P@ssw0rd", "S0mmer", "admin", "Bergkamen",
    "123456789", "1q2w3e4r", "borussia", "Musterteile", "starwars", "d3utschland",
)  # fmt: skip
DECORATIONS = ("{}", "{}123", "{}!", "{}2026", "!{}1", "{0}{0}")
UNLIKELY = ("Kühe", "Balkon", "seltsam", "Gurke", "Violine", "grün", "Pflaster", "hüpft", "Zwölf")


@pytest.mark.parametrize("least", [passwords.LEAST, passwords.LEAST_WITH_FACTOR])
def test_of_two_hundred_passwords_the_common_ones_are_refused(app, least):
    bad = [form.format(word) for word in COMMON for form in DECORATIONS]
    good = [" ".join(words) for words in itertools.permutations(UNLIKELY, 3)][::6][:80]
    assert len(bad) + len(good) == 200

    def complaint(password: str) -> str:
        with app.app_context(), force_locale("de"):
            return str(passwords.weakness(password, "Musterteile GmbH", least=least) or "")

    expected = {each: "mindestens" if len(each) < least else "leicht zu erraten" for each in bad}
    assert {each: words for each, words in expected.items() if words not in complaint(each)} == {}
    assert [each for each in good if complaint(each)] == []


OVERLONG = {
    "/anmelden": ("password",),
    "/registrieren": ("password",),
    "/passwort/…": ("password",),
    "/konto/passwort": ("password", "current_password"),
    "/konto/bestaetigen": ("password",),
    "/konto/zweiter-faktor/einrichten": ("password",),
}


@pytest.mark.parametrize("url", OVERLONG)
@pytest.mark.parametrize("password", ["x y z " * 22, "ü" * 129, "🥒 " * 10_000])
def test_no_form_hashes_what_is_too_long(
    browser, make, company, link_for, monkeypatch, url, password
):
    class Refusing:
        def verify(self, *_):
            raise AssertionError("an over-long password must not be hashed")

        hash = verify

    make.municipality()
    link = link_for(company, "password")
    if url.startswith("/konto"):
        browser.login(company)
    monkeypatch.setattr(passwords, "_hasher", Refusing())
    others = {"email": "a@b.example"} if url in {"/anmelden", "/registrieren"} else {}

    page = browser.submit(
        link if "…" in url else url,
        status=422,
        **others,
        **dict.fromkeys(OVERLONG[url], password),
    )

    assert all("höchstens 128" in page.error_at(each) for each in OVERLONG[url])


@pytest.mark.parametrize(
    ("password", "least", "is_weak"),
    [
        ("Gurke!89", 8, False),
        ("Gurke!8", 8, True),
        ("Gurke im Balkon", 15, False),
        ("Gurke im Balko", 15, True),
        ("ü" * 4 + "Gurke im Wald 🥒 " * 4, 15, False),
        ("abcdefgh ijkl mnop " * 6 + "qrstuvwxyz 12", 15, False),
    ],
)
def test_signs_are_counted_as_people_see_them(app, password, least, is_weak):
    with app.app_context():
        assert (passwords.weakness(password, least=least) is not None) is is_weak


def test_a_password_of_128_signs_in_any_script_signs_in(browser, make):
    password = ("Zwölf Ωμέγα 猫 🥒 " * 10)[:127] + "x"
    account = make.account(Role.COMPANY, password_hash=passwords.hash_password(password))

    browser.submit("/anmelden", email=account.email, password=password)

    assert browser.get("/konto").path == "/konto"


def test_what_is_too_long_for_the_form_is_too_long_for_the_hash(app):
    decomposed = "u\u0308" * 65  # 130 signs to the hash, 65 to the eye

    with app.app_context():
        assert passwords.weakness(decomposed) is not None


def test_passwords_of_the_demo_are_long_enough_for_everybody(app):
    with app.app_context():
        assert [passwords.weakness(local_files.new_password()) for _ in range(50)] == [None] * 50
