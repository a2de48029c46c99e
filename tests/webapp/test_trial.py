"""So werden Sie gefunden: a professor tries sentences against the own profile."""

import pytest
from sqlalchemy import select

from models import Role, StatementVector
from tests.webapp.tiny_models import TinyModel

URL = "/kompetenzen/mein-profil/probe"
SENTENCE = "Unsere Clips aus Rezyklat kommen seit dem Sommer spröde aus dem Spritzguss."
OWN = "Alterung von Rezyklaten im Spritzguss"


@pytest.fixture
def profile(make, professor):
    return make.profile(
        OWN,
        "Ökobilanzen nach ISO 14040",
        account=professor,
        summary="",
        chair="Lehrgebiet Prüfwesen",
    )


def test_the_statement_that_fits_is_shown_with_the_words(browser, professor, profile):
    browser.login(professor)

    page = browser.submit(URL, "probe", text=SENTENCE)

    assert "Ihr Profil passt dazu" in page.text
    assert [each.text for each in page.select("blockquote")] == [SENTENCE, OWN]
    assert {each.text for each in page.select("mark")} & {"Spritzguss", "Rezyklat", "Rezyklaten"}


def test_what_nothing_speaks_to_is_named(browser, professor, profile):
    browser.login(professor)

    page = browser.submit(
        URL, "probe", text=f"{SENTENCE} Wir suchen einen Kurs zur Buchhaltung für Auszubildende."
    )

    assert "Dazu sagt Ihr Profil nichts" in page.text
    assert "Kurs zur Buchhaltung" in page.select_one("#ergebnis ul").text


def test_a_sentence_about_something_else_is_not_found(browser, professor, profile):
    browser.login(professor)

    page = browser.submit(URL, "probe", text="Wer streicht uns die Werkhalle in Blau?")

    assert "So werden Sie nicht gefunden" in page.text


def test_other_profiles_play_no_part(browser, make, professor, profile):
    browser.login(professor)
    alone = browser.submit(URL, "probe", text=SENTENCE).select_one("#ergebnis").text
    make.profile("Spröde Clips aus Rezyklat und ihr Spritzguss")

    assert browser.submit(URL, "probe", text=SENTENCE).select_one("#ergebnis").text == alone


def test_nothing_of_it_is_kept(app, browser, professor, profile, database, monkeypatch):
    model = TinyModel("probe")
    monkeypatch.setattr("matcher.load_encoder", lambda *_, **__: model)
    settings = app.extensions["settings"].model_copy(update={"embedding_model": "probe"})
    monkeypatch.setitem(app.extensions, "settings", settings)
    browser.login(professor)

    page = browser.submit(URL, "probe", text=SENTENCE)

    assert "nach Wörtern und Bedeutung" in page.text
    assert ("need", SENTENCE) in model.asked
    with database.reading() as session:
        assert session.scalars(select(StatementVector)).all() == []


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "Satz, den Sie ausprobieren"), ("spröde", "zwei Wörter"), ("a " * 3000, "kürzen")],
)
def test_what_is_no_sentence_is_said_at_the_field(browser, professor, profile, text, message):
    browser.login(professor)

    page = browser.submit(URL, "probe", status=422, text=text)

    assert message in page.error_at("text")


def test_it_is_for_professors_with_a_profile(browser, make, professor):
    browser.login(professor)
    browser.get(URL, status=404)
    browser.login(make.account(Role.COMPANY))
    browser.get(URL, status=403)


def test_a_statement_that_was_copied_into_the_sentence_is_said_not_to_count(
    browser, make, professor
):
    own = "Messung von Schwefelwasserstoff und Siloxanen in Faulgas mit der Gaschromatographie"
    make.profile(own, account=professor, summary="", chair="Lehrgebiet Prüfwesen")
    browser.login(professor)

    page = browser.submit(URL, "probe", text=own)

    assert "steht fast wörtlich in Ihrem Text" in page.text
