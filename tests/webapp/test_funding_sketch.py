"""The Förderskizze: filled from the case, silent about what is not released, and never lost."""

import io

import pytest
from docx import Document as WordDocument
from docx.enum.text import WD_COLOR_INDEX
from pypdf import PdfReader
from sqlalchemy import select

from models import (
    AuditEntry,
    Challenge,
    ChallengeState,
    Exclusion,
    FundingSketch,
    IntroductionState,
    Reading,
    Role,
)
from models.funding_case import PARTS
from tests.factories import DESCRIPTION, TEASER, TITLE
from webapp.funding.documents import HEADINGS
from webapp.funding.sketching import blanks_in


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def introduced(make, manager):
    """A case whose company knows its professor."""
    company = make.company("Merkwortfirma GmbH")
    owner = make.account(Role.COMPANY, company_id=company.id)
    challenge = make.challenge(ChallengeState.IN_REVIEW, lead=manager, by=owner)
    make.theme_reading(challenge, "kunststoffe")
    profile = make.profile(chair="Lehrgebiet Merkwortbau")
    return make.introduction(
        IntroductionState.INTRODUCED, challenge=challenge, profile=profile, lead=manager
    ).challenge


def url_of(case, ending=""):
    return f"/pruefung/{case.id}/foerderskizze{ending}"


def texts(page):
    return {each["name"]: each.get_text() for each in page.select("main textarea")} | {
        "title": page.select_one("[name=title]")["value"]
    }


def words_of(answer):
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)


def paragraphs(answer):
    return WordDocument(io.BytesIO(answer.data)).paragraphs


def test_it_begins_with_what_is_known_and_blanks_for_all_else(browser, manager, introduced):
    browser.login(manager)

    page = browser.get(url_of(introduced))

    found = texts(page)
    assert found["title"] == TITLE
    assert "Merkwortfirma GmbH, Bergkamen" in found["company"]
    assert found["problem"].strip() == DESCRIPTION
    assert "Lehrgebiet Merkwortbau, Westfälische Hochschule: [Beitrag]" in found["partners"]
    assert "Kunststoffe" in found["themes"]
    assert "Beratung" in found["cooperation"]
    assert "[Zahl und wie sie ermittelt ist]" in found["effect"]
    assert not any(sign.isdigit() for sign in found["effect"].replace("CO2", ""))
    assert "weil es einer Vermittlung zugestimmt hat" in page.text


def bar_by_exclusion(session, case):
    session.add(Exclusion(challenge_id=case.id, organisation="Rivale GmbH"))


def bar_by_agreement(session, case):
    case.nda_required = True


def bar_by_embargo(session, case):
    case.embargo_until = case.submitted_at.replace(year=2027)


@pytest.mark.parametrize("bar", [bar_by_exclusion, bar_by_agreement, bar_by_embargo])
def test_of_a_case_that_is_kept_from_somebody_it_holds_nothing(
    browser, make, manager, introduced, bar
):
    with make.writing() as session:
        bar(session, session.get_one(Challenge, introduced.id))
    browser.login(manager)

    page = browser.get(url_of(introduced))

    found = " ".join(texts(page).values())
    files = words_of(browser.client.get(url_of(introduced, ".pdf")))
    files += " ".join(
        each.text for each in paragraphs(browser.client.get(url_of(introduced, ".docx")))
    )
    for secret in ("Merkwort", TITLE, "Einschmelzen", "Kunststoffe", "Alterung", "Rivale"):
        assert secret not in found + files
    assert "[Unternehmen]" in found
    assert "hält diesen Fall vor jemandem zurück" in page.text


def test_before_both_agreed_it_holds_the_released_kurzfassung_at_best(browser, make, manager):
    company = make.company("Merkwortfirma GmbH")
    owner = make.account(Role.COMPANY, company_id=company.id)
    challenge = make.challenge(ChallengeState.IN_REVIEW, lead=manager, by=owner)
    make.theme_reading(challenge, "kunststoffe")
    browser.login(manager)
    before = " ".join(texts(browser.get(url_of(challenge))).values())
    make.introduction(IntroductionState.INTERESTED, challenge=challenge, lead=manager)

    after = texts(browser.get(url_of(challenge)))

    assert after["problem"].strip() == TEASER
    for secret in ("Merkwort", TITLE, "Einschmelzen", "Lehrgebiet Alt"):
        assert secret not in before + " ".join(after.values())
    assert TEASER not in before
    assert "[Lehrgebiet und Hochschule]" in after["partners"]


def test_words_that_tell_who_it_is_are_pointed_out_as_long_as_nothing_is_released(
    browser, make, manager
):
    company = make.company("Merkwortfirma GmbH")
    owner = make.account(Role.COMPANY, company_id=company.id)
    challenge = make.challenge(ChallengeState.IN_REVIEW, lead=manager, by=owner)
    browser.login(manager)
    assert "lassen das Unternehmen erkennen" not in browser.get(url_of(challenge)).text

    page = browser.submit(url_of(challenge), company="Die Merkwortfirma GmbH stellt Teile her.")

    assert "lassen das Unternehmen erkennen" in page.text
    assert "Unternehmen: „Merkwortfirma GmbH“" in page.text


def test_every_version_stays_and_can_be_taken_up_again(browser, database, manager, introduced):
    browser.login(manager)
    browser.submit(url_of(introduced), aim="Weniger Ausschuss")
    page = browser.submit(url_of(introduced), aim="Kein Ausschuss")
    assert "Als Fassung 2 gespeichert." in page.text
    assert "nichts geändert" in browser.submit(url_of(introduced)).text

    assert texts(browser.get(url_of(introduced)))["aim"].strip() == "Kein Ausschuss"
    earlier = url_of(introduced, "?fassung=1")
    assert texts(browser.get(earlier))["aim"].strip() == "Weniger Ausschuss"
    browser.submit(earlier)
    fresh = texts(browser.get(url_of(introduced, "?fassung=vorschlag")))
    assert fresh["aim"].strip().startswith("[Was am Ende")

    with database.reading() as session:
        kept = session.scalars(select(FundingSketch).order_by(FundingSketch.version)).all()
        assert [each.aim for each in kept] == [
            "Weniger Ausschuss", "Kein Ausschuss", "Weniger Ausschuss",
        ]  # fmt: skip
        assert {each.written_by_id for each in kept} == {manager.id}


def test_what_was_typed_stays_in_a_form_that_is_refused(browser, manager, introduced):
    browser.login(manager)

    page = browser.submit(url_of(introduced), status=422, title="", aim="Das bleibt.")

    assert "einen Titel an" in page.error_at("title")
    assert texts(page)["aim"].strip() == "Das bleibt."


def test_the_pdf_is_tagged_and_says_what_is_still_to_be_filled_in(browser, manager, introduced):
    browser.login(manager)
    browser.submit(url_of(introduced), aim="Ziel mit\nzwei Zeilen", questions="")

    answer = browser.client.get(url_of(introduced, ".pdf"))

    reader = PdfReader(io.BytesIO(answer.data))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "de"
    assert len(reader.pages) <= 2
    words = words_of(answer)
    assert "Ziel mit" in words
    assert "Offene Fragen" not in words
    assert "[Beitrag]" in words
    assert "Noch auszufüllen" in words


def test_the_word_file_can_be_written_on_and_marks_what_is_missing(browser, manager, introduced):
    browser.login(manager)
    browser.submit(url_of(introduced), aim="Vorher [hier] nachher")

    lines = paragraphs(browser.client.get(url_of(introduced, ".docx")))

    assert next(each for each in lines if each.style.name == "Title").text == TITLE
    headings = [each.text for each in lines if each.style.name == "Heading 1"]
    assert headings == [HEADINGS[each] for each in PARTS]
    aim = next(each for each in lines if each.text == "Vorher [hier] nachher")
    marked = [each.text for each in aim.runs
              if each.font.highlight_color == WD_COLOR_INDEX.YELLOW]  # fmt: skip
    assert marked == ["[hier]"]


def test_in_english_the_files_stay_german(browser, make, introduced):
    with make.writing() as session:
        session.get_one(Challenge, introduced.id).lead.language = "en"
        manager = session.get_one(Challenge, introduced.id).lead
    browser.login(manager)

    page = browser.get(url_of(introduced))

    assert page.soup.html["lang"] == "en"
    assert "Gesicherte Arbeitsplätze" in texts(page)["effect"]
    assert "Kunststoffe" in texts(page)["themes"]
    assert "Arbeitsplan" in words_of(browser.client.get(url_of(introduced, ".pdf")))


def test_a_blank_is_what_stands_in_square_brackets_on_one_line():
    assert blanks_in(["a [b] c [b] [d]", "[e\nf] [] [g]"]) == ["[b]", "[b]", "[d]", "[g]"]


@pytest.mark.parametrize("ending", ["", ".pdf", ".docx"])
def test_whoever_reads_the_text_in_a_sketch_or_its_file_stands_in_the_trail(
    browser, database, manager, introduced, ending
):
    browser.login(manager)

    browser.client.get(url_of(introduced, ending))

    with database.reading() as session:
        read = session.scalars(
            select(AuditEntry).where(
                AuditEntry.verb == "gelesen", AuditEntry.challenge_id == introduced.id
            )
        ).all()
        assert [each.detail["what"] for each in read] == [[Reading.FULL_TEXT.value]]
