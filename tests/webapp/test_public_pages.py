"""What everybody may read, in either language, whoever is signed in."""

import pytest
from bs4 import BeautifulSoup

from models import ProfileState, Role
from webapp import create_app

PAGES = ["/", "/so-funktioniert-es", "/impressum", "/datenschutz", "/barrierefreiheit"]


@pytest.mark.parametrize("url", PAGES)
def test_everybody_reads_the_public_pages(browser, url):
    page = browser.get(url)

    assert page.h1.text
    assert "0221 4710 100" in page.text


@pytest.mark.parametrize("role", list(Role))
def test_the_start_page_offers_each_role_only_doors_that_open(browser, make, role):
    browser.login(make.account(role))

    page = browser.get("/")

    offered = "Bedarf beschreiben" in page.text
    assert offered == (role in {Role.COMPANY, Role.TRANSFER_MANAGER})
    for link in page.select('main a.button[href^="/"]'):
        browser.get(link["href"])


def test_the_start_page_counts_published_profiles_only(browser, make):
    make.profile()
    make.profile(state=ProfileState.DRAFT)

    assert "1 veröffentlichtes Kompetenzprofil" in browser.get("/").text


def test_the_start_page_names_who_stands_behind_it(browser, make):
    make.department("WH")
    make.department("HSBO")
    make.account(Role.SUPPORTER)

    text = browser.get("/").text

    assert "Westfälische Hochschule" in text
    assert "Recklinghausen" in text
    assert "IHK zu Dortmund" in text


def test_the_start_page_promises_the_days_the_operator_set(settings, clock):
    app = create_app(settings.model_copy(update={"answer_days": 7}), now=clock)
    app.testing = True

    page = BeautifulSoup(app.test_client().get("/").get_data(as_text=True), "html.parser")

    assert "innerhalb von 7 Arbeitstagen" in " ".join(page.text.split())


def test_the_legal_pages_are_filled_by_the_operator(settings, clock):
    facts = {
        "imprint_publisher": "Hochschule am Beispielsee",
        "imprint_address": "Seestraße 1\n12345 Beispielstadt",
        "privacy_officer": "Datenschutzstelle",
        "accessibility_reviewed_on": "1. März 2026",
    }
    app = create_app(settings.model_copy(update=facts), now=clock)
    app.testing = True
    client = app.test_client()

    imprint = client.get("/impressum").get_data(as_text=True)
    assert "Hochschule am Beispielsee" in imprint
    assert "Seestraße 1<br>12345 Beispielstadt" in imprint
    assert "Datenschutzstelle" in client.get("/datenschutz").get_data(as_text=True)
    assert "1. März 2026" in client.get("/barrierefreiheit").get_data(as_text=True)
    assert "Dies ist eine Vorführung" not in imprint


@pytest.mark.parametrize("url", ["/impressum", "/datenschutz", "/barrierefreiheit"])
def test_the_demo_says_that_nobody_offers_it(settings, clock, url):
    app = create_app(settings.model_copy(update={"environment": "demo"}), now=clock)
    app.testing = True

    assert "Dies ist eine Vorführung" in app.test_client().get(url).get_data(as_text=True)


def test_the_accessibility_page_names_who_enforces_it(browser):
    page = browser.get("/barrierefreiheit")

    assert "BITVNRW" in page.text
    assert "BGG NRW" in page.text
    assert "Ombudsstelle für barrierefreie Informationstechnik" in page.text
    assert page.select('a[href^="mailto:kontakt@"]')


def choose(browser, language: str, target: str) -> str:
    token = browser.get("/").select_one('[name="csrf_token"]')["value"]
    answer = browser.client.post(
        "/sprache", data={"csrf_token": token, "language": language, "next": target}
    )
    assert answer.status_code == 303
    return answer.location


def test_a_language_is_kept_and_the_page_too(browser):
    assert choose(browser, "en", "/so-funktioniert-es?x=1") == "/so-funktioniert-es?x=1"
    assert browser.get("/impressum").soup.html["lang"] == "en"


def test_the_account_keeps_the_language_for_its_mails(browser, make, session):
    account = make.account(Role.COMPANY)
    browser.login(account)

    choose(browser, "en", "/")

    session.expire_all()
    assert session.get(type(account), account.id).language == "en"


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example",
        "javascript:alert(1)", "/gibt-es-nicht", "/sprache", "", "/\t/elsewhere.example",
        "http://[", "\\\\elsewhere.example", "/datenschutz\r\nX: y",
    ],
)  # fmt: skip
def test_a_language_leads_nowhere_else(browser, target):
    assert choose(browser, "de", target) == "/"


def test_an_unknown_language_is_refused(browser):
    token = browser.get("/").select_one('[name="csrf_token"]')["value"]

    answer = browser.client.post("/sprache", data={"csrf_token": token, "language": "xx"})

    assert answer.status_code == 400


def test_a_language_needs_a_token_of_our_own_page(browser):
    assert browser.client.post("/sprache", data={"language": "en"}).status_code == 400


def test_search_engines_stay_out_of_a_demo_only(app, settings, clock):
    demo = create_app(settings.model_copy(update={"environment": "demo"}), now=clock)

    assert demo.test_client().get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    assert app.test_client().get("/robots.txt").text == "User-agent: *\nDisallow: \n"


def test_the_way_to_report_a_weakness_does_not_run_out_soon(app):
    text = app.test_client().get("/.well-known/security.txt").text

    assert "Contact: mailto:kontakt@transferstelle.example" in text
    assert "Expires: 2026-09-16T" in text
