"""Everybody finds published profiles; nobody finds a way around the Transferstelle."""

import uuid

import pytest

from models import CompetenceKind, CooperationFormat, ProfileFormat, ProfileState, Role
from models.profile import Competence

LIST = "/kompetenzen"


def chairs(page):
    return [each.get_text() for each in page.select(".card__title")]


def test_everybody_reads_published_profiles_by_name(browser, make):
    make.profile(chair="Lehrgebiet Zerspanung")
    make.profile(chair="Lehrgebiet Öko-Bilanzen")
    make.profile(chair="Lehrgebiet Optik")
    make.profile(chair="Lehrgebiet Geheim", state=ProfileState.DRAFT)

    page = browser.get(LIST)

    assert chairs(page) == ["Lehrgebiet Öko-Bilanzen", "Lehrgebiet Optik", "Lehrgebiet Zerspanung"]
    assert "3 Profile" in page.text


def test_nobody_finds_addresses_or_numbers_in_the_list_or_on_a_profile(browser, make):
    account = make.account(Role.PROFESSOR, email="wer@wh.example", phone="0221 4710 199")
    profile = make.profile(account=account)

    for user in (None, make.account(Role.COMPANY), make.account(Role.PROFESSOR)):
        browser.logout() if user is None else browser.login(user)
        for url in (LIST, f"{LIST}/{profile.id}"):
            page = browser.get(url)
            html = page.response.get_data(as_text=True)
            assert profile.chair in html
            assert "wer@wh.example" not in html
            assert "4710 199" not in html
            assert account.display_name not in html


def test_capacity_and_pause_are_not_public(browser, make, clock):
    paused = make.profile(paused_until=clock().date(), capacity=0, chair="Lehrgebiet Licht")

    page = browser.get(f"{LIST}/{paused.id}")

    assert "Pause" not in page.text
    assert "Anfragen" not in page.text


def test_a_search_names_the_best_answer_first_and_marks_the_words(browser, make):
    make.profile("Abwasserreinigung mit Membranen", chair="Lehrgebiet Wasser", summary="Wasser.")
    make.profile("Alterung und Versprödung von Rezyklaten", chair="Lehrgebiet Kunststoff")
    make.profile("Alterung geheimer Rezyklate", state=ProfileState.DRAFT, chair="Lehrgebiet Leise")

    page = browser.get(f"{LIST}?suche=Alterung Rezyklate")

    assert chairs(page) == ["Lehrgebiet Kunststoff"]
    assert "1 Profil zu „Alterung Rezyklate“" in page.text
    assert page.select("mark")


@pytest.mark.parametrize("text", ["%", "_", "'; DROP TABLE profiles; --", "{{ 7*7 }}", "<b>x</b>"])
def test_odd_searches_find_nothing_and_break_nothing(browser, make, text):
    make.profile("Abwasserreinigung mit Membranen", summary="Wasser.", chair="Lehrgebiet Wasser")

    page = browser.client.get(LIST, query_string={"suche": text})

    html = page.get_data(as_text=True)
    assert page.status_code in {200, 422}
    assert "49" not in html.split("<main", 1)[1]
    assert "<b>x" not in html


def test_a_search_without_an_answer_says_what_to_do_next(browser, make):
    make.profile()

    page = browser.get(f"{LIST}?suche=Quantenlyrik")

    assert "Dazu haben wir kein Profil gefunden" in page.text
    assert page.select_one("a[href='/bedarfe/neu']")


def test_the_list_is_filtered_by_university_and_format(browser, make):
    make.profile(chair="Lehrgebiet Bochum", university="HSBO")
    make.profile(
        chair="Lehrgebiet Gutachten",
        format_rows=[ProfileFormat(format=CooperationFormat.EXPERT_REPORT)],
    )
    make.profile(chair="Lehrgebiet Ruhe")

    assert chairs(browser.get(f"{LIST}?hochschule=HSBO")) == ["Lehrgebiet Bochum"]
    assert chairs(browser.get(f"{LIST}?format=gutachten")) == ["Lehrgebiet Gutachten"]
    assert chairs(browser.get(f"{LIST}?suche=Rezyklate&hochschule=HSBO")) == ["Lehrgebiet Bochum"]
    assert chairs(browser.get(f"{LIST}?hochschule=HSBO&format=gutachten")) == []


def test_an_unknown_filter_gets_a_message_at_the_field(browser, make):
    make.profile()

    page = browser.get(f"{LIST}?hochschule=Hogwarts", status=422)
    assert page.error_at("hochschule")

    page = browser.get(f"{LIST}?suche={'lang ' * 60}", status=422)
    assert "höchstens 200 Zeichen" in page.error_at("suche")


def test_twenty_profiles_make_a_page(browser, make):
    for number in range(23):
        make.profile(chair=f"Lehrgebiet {number:02}", account=make.account(Role.PROFESSOR))

    first, second = browser.get(LIST), browser.get(f"{LIST}?seite=2")

    assert (len(chairs(first)), len(chairs(second))) == (20, 3)
    assert "Seite 1 von 2" in first.text
    assert "seite=2" in first.select_one(".pagination__link")["href"]
    for odd in ("0", "-1", "99", "x", "9" * 30, "²"):
        assert chairs(browser.get(f"{LIST}?seite={odd}"))


def test_a_company_reads_a_profile_by_kinds_of_competence(browser, make):
    profile = make.profile(
        competences=[
            Competence(text="Zugversuche nach Norm", kind=CompetenceKind.METHOD),
            Competence(
                text="Ageing of recycled polymers", kind=CompetenceKind.RESEARCH, language="en"
            ),
        ]
    )
    browser.login(make.account(Role.COMPANY))

    page = browser.get(f"{LIST}/{profile.id}")

    assert page.h1.text == profile.chair
    assert [each.text for each in page.select("main h3")] == ["Forschung", "Methode"]
    assert page.select_one("li[lang=en]").text == "Ageing of recycled polymers"
    assert "Westfälische Hochschule" in page.text
    assert "Recklinghausen" in page.text


def test_a_hidden_profile_is_as_unknown_as_a_random_id(browser, make):
    hidden = make.profile(state=ProfileState.DRAFT)

    for user in (None, Role.COMPANY, Role.PROFESSOR, Role.TRANSFER_MANAGER, Role.ADMIN):
        if user:
            browser.login(make.account(user))
        answers = [browser.get(f"{LIST}/{each}", status=404) for each in (hidden.id, uuid.uuid4())]
        assert answers[0].text == answers[1].text


def test_unpublishing_takes_effect_at_once(browser, make):
    profile = make.profile("Alterung und Versprödung von Rezyklaten")
    assert chairs(browser.get(f"{LIST}?suche=Rezyklate"))
    browser.login(profile.account)

    browser.submit("/kompetenzen/mein-profil", action="zuruecknehmen")
    browser.logout()

    browser.get(f"{LIST}/{profile.id}", status=404)
    assert not chairs(browser.get(f"{LIST}?suche=Rezyklate"))
    assert not chairs(browser.get(LIST))
