"""German is in the source; whoever chooses English must not meet a German word."""

import re
import tomllib

import pytest
from babel.messages import Message
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask_babel import force_locale

from models import Role
from tests.conftest import ROOT
from webapp.access import public
from webapp.i18n import show_date, show_moment
from webapp.labels import LABELS
from webapp.mail_labels import MAILS

CATALOGUE = ROOT / "webapp" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
UPDATE = "run `make translations` and write the English words"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


@pytest.fixture(scope="module")
def source() -> set[str | tuple[str, str]]:
    """Every German string, found the way `make translations` finds them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    ways, options = [], {}
    for each in project["tool"]["babel"]["mappings"]:
        patterns = each.pop("pattern")
        method = each.pop("method")
        for pattern in [patterns] if isinstance(patterns, str) else patterns:
            ways.append((pattern, method))
            options[pattern] = each
    keywords = DEFAULT_KEYWORDS | {"_l": None}
    found = extract_from_dir(ROOT / "webapp", ways, options, keywords=keywords)
    return {message for _file, _line, message, _comments, _context in found}


@pytest.fixture
def english(browser):
    """Somebody who has chosen English."""

    def choose():
        with browser.client.session_transaction() as session:
            session["language"] = "en"
        return browser

    return choose


def texts(words: str | tuple[str, ...]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def entries(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def test_extraction_reads_every_kind_of_file(source):
    assert "Kein passender Treffer" in source  # lazy, in Python
    assert "Noch %%n Zeichen frei" in source  # in a macro
    assert "Mit freundlichen Grüßen" in source  # in a mail
    assert "Wie gezählt wird" in source  # in a template that uses an extension of Jinja
    assert ("%(num)s Konto", "%(num)s Konten") in source


def test_every_german_string_has_an_english_one(catalogue, source):
    translated = {
        message.id for message in entries(catalogue)
        if all(texts(message.string)) and not message.fuzzy
    }  # fmt: skip

    assert sorted(map(str, source - translated)) == [], UPDATE


def test_no_english_string_has_lost_its_german_one(catalogue, source):
    left_over = {message.id for message in entries(catalogue)} - source

    assert sorted(map(str, left_over)) == [], UPDATE
    assert not catalogue.obsolete


def test_both_languages_fill_in_the_same_facts(catalogue):
    for message in entries(catalogue):
        german, english = texts(message.id), texts(message.string)
        if not all(english):
            continue  # the test above names it
        assert len(german) == len(english), message.id
        for one, other in zip(german, english, strict=True):
            assert sorted(PLACEHOLDER.findall(one)) == sorted(PLACEHOLDER.findall(other)), one
    assert not [str(error) for _message, errors in catalogue.check() for error in errors]


def test_english_has_its_own_quotes_and_no_german_ones(catalogue):
    for message in entries(catalogue):
        for english in texts(message.string):
            assert not re.search("[„\"]|‚|(?<!\\w)'", english), english


def test_catalogue_names_no_person_no_machine_and_no_day(catalogue):
    head = CATALOGUE.read_text(encoding="utf-8").split("\n\n")[0]

    assert "@" not in head
    assert "2026-01-01 00:00+0000" in head
    assert "\n#: " not in CATALOGUE.read_text(encoding="utf-8")


def test_compiled_catalogue_is_the_one_that_was_written(compiled_words, catalogue):
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = {texts(message.id): texts(message.string) for message in entries(read_mo(file))}

    assert compiled == {texts(each.id): texts(each.string) for each in entries(catalogue)}


def is_english(page, catalogue) -> None:
    """The page says so, and none of the German phrases is left."""
    assert page.soup.html["lang"] == "en"
    for message in entries(catalogue):
        for german in texts(message.id):
            if german.count(" ") and "%" not in german and german not in texts(message.string):
                assert " ".join(german.split()) not in page.text, german


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/", "Who at the university knows your problem?"),
        ("/anmelden", "Sign in"),
        ("/registrieren", "Register a company"),
        ("/so-funktioniert-es", "How it works"),
        ("/datenschutz", "Privacy"),
        ("/kompetenzen", "Competences of the universities"),
    ],
)
def test_visitor_reads_english(english, catalogue, path, heading):
    page = english().get(path)

    assert page.h1.get_text(strip=True) == heading
    is_english(page, catalogue)


def test_visitor_reads_an_english_error_page(english, catalogue):
    page = english().get("/gibt-es-nicht", status=404)

    assert page.h1.text == "We cannot find this page"
    is_english(page, catalogue)


def test_failure_speaks_english_without_a_database(english, catalogue, app):
    app.testing = False
    app.add_url_rule("/fehler", view_func=public(lambda: 1 / 0))

    page = english().get("/fehler", status=500)

    assert page.h1.text == "Something went wrong on our side"
    is_english(page, catalogue)


def test_company_describes_its_need_in_english(browser, english, catalogue, make):
    browser.login(make.account(Role.COMPANY))

    page = english().get("/bedarfe/neu")

    is_english(page, catalogue)
    assert "Describe the problem in your own words" in page.text
    assert "Training & qualification" in page.text  # an enum label in a form
    refused = browser.send(page, status=422, title="", description="x" * 5000, needed_by="soon")
    is_english(refused, catalogue)
    assert refused.error_at("title") == "Error: Please give your need a title."
    assert refused.error_at("needed_by") == "Error: Not a valid date value."  # built into WTForms


def test_built_in_messages_are_german_on_german_pages(browser, make):
    browser.login(make.account(Role.COMPANY))

    page = browser.submit("/bedarfe/neu", status=422, needed_by="bald")

    assert page.error_at("needed_by") == "Fehler: Kein gültiges Datum."


def test_signed_in_people_read_the_language_of_their_account(browser, catalogue, make):
    browser.login(make.account(Role.TRANSFER_MANAGER, language="en"))

    page = browser.get("/pruefung")

    assert page.h1.get_text(strip=True) == "Inbox"
    is_english(page, catalogue)


def test_words_for_states_and_mails_are_english(app, catalogue):
    with app.test_request_context(), force_locale("en"):
        for word in [*LABELS.values(), *MAILS.values()]:
            assert str(word) in {each for m in entries(catalogue) for each in texts(m.string)}


def test_days_are_written_as_in_europe(app, clock):
    with app.test_request_context():
        with force_locale("de"):
            assert show_date(clock.at) == "20. März 2026"
        with force_locale("en"):
            assert show_date(clock.at) == "20 March 2026"
            assert show_moment(clock.at) == "20 March 2026, 10:00"
