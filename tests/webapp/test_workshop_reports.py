"""The report of a workshop: exact for those who ran it, without small counts for everybody else."""

import io

import pytest
from pypdf import PdfReader

from models import (
    ClusterDot,
    Exclusion,
    NoteNeed,
    NoteState,
    Role,
    SeatState,
    Side,
    SizeClass,
    Workshop,
    WorkshopState,
)

AREAS = ["weiterbildung", "beratung"]


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def past(make, clock):
    """A workshop that is over: seven small companies and two medium ones came, two stayed away."""
    workshop = make.workshop(
        tables=2, days=-3, state=WorkshopState.OVER, begun_at=clock(), ended_at=clock()
    )
    make.municipality()
    for number in range(11):
        make.participant(
            workshop, areas=AREAS[:1] if number else AREAS, industry_code="22",
            size_class=SizeClass.MEDIUM if number in {3, 4} else SizeClass.SMALL,
            municipality_ags="05978004", checked_in_at=clock() if number < 9 else None,
        )  # fmt: skip
    for _ in range(6):
        make.participant(workshop, Side.PROFESSOR, checked_in_at=clock())
    make.participant(workshop, state=SeatState.CANCELLED, cancelled_at=clock())
    return workshop


def figures_of(page):
    return {
        each.dt.get_text(strip=True): each.dd.get_text(strip=True)
        for each in page.select(".figures__item")
    }


def bars_of(page, title):
    table = next(each for each in page.select("table") if title in each.caption.get_text())
    return {
        row.th.get_text(strip=True): row.td.get_text(strip=True) for row in table.select("tbody tr")
    }


def sizes_of(page):
    return {words.split()[0]: count for words, count in bars_of(page, "Größe").items()}


def read(browser, workshop, status=200):
    return browser.get(f"/veranstaltungen/{workshop.id}/bericht", status=status)


def release(make, workshop, clock):
    with make.writing() as session:
        session.get_one(Workshop, workshop.id).release_report(clock())


def test_those_who_ran_it_read_exact_counts(make, browser, manager, past):
    browser.login(manager)

    page = read(browser, past)

    assert figures_of(page) == {
        "Angemeldet": "17", "Gekommen": "15", "Notizen": "0", "Einzelgespräche": "0",
    }  # fmt: skip
    assert sizes_of(page) == {"Kleines": "7", "Mittleres": "2"}
    assert bars_of(page, "Branche") == {"Kunststoff- und Gummiverarbeitung": "9"}
    assert bars_of(page, "angemeldet haben") == {
        "Weiterbildung & Qualifizierung": "11", "Beratung & Best Practices": "1",
        "Technologietransfer & Prototypen": "0", "Infrastruktur & Synergien": "0",
    }  # fmt: skip


def test_everybody_else_reads_no_small_count_and_can_calculate_none(browser, make, past, clock):
    release(make, past, clock)

    page = read(browser, past)

    assert figures_of(page)["Gekommen"] == "15"
    sizes = sizes_of(page)
    assert sizes["Mittleres"] == "unter 5"
    assert sizes["Kleines"] == "nicht ausgewiesen", "nine companies less seven small ones are two"
    assert bars_of(page, "angemeldet haben")["Beratung & Best Practices"] == "unter 5"
    assert not page.select("main form")


def test_others_do_not_read_which_small_branches_came(browser, make, manager, past, clock):
    for code in ["25"] * 6 + ["38", "01"]:
        make.participant(
            past, side=Side.COMPANY, industry_code=code, checked_in_at=clock(),
            size_class=SizeClass.SMALL, municipality_ags="05978004",
        )  # fmt: skip
    release(make, past, clock)

    told = bars_of(read(browser, past), "Branche")

    assert told == {"Kunststoff- und Gummiverarbeitung": "9", "Übrige": "8"}
    browser.login(manager)
    assert len(bars_of(read(browser, past), "Branche")) == 4


def test_before_it_is_released_the_report_does_not_exist_for_others(browser, make, past, clock):
    read(browser, past, status=404)

    browser.login(make.account(Role.SUPPORTER))
    read(browser, past, status=404)


def test_a_report_is_released_and_taken_back(browser, make, manager, past):
    browser.login(manager)

    page = browser.send(read(browser, past), action="freigeben")
    assert "Der Bericht ist öffentlich." in page.text
    browser.logout()
    read(browser, past)

    browser.login(manager)
    browser.send(read(browser, past), action="zuruecknehmen")
    browser.logout()
    read(browser, past, status=404)


def test_there_is_no_report_while_people_are_in_the_room(browser, make, manager, clock):
    running = make.workshop(state=WorkshopState.RUNNING, begun_at=clock())
    browser.login(manager)

    read(browser, running, status=409)


def test_clusters_stand_in_the_order_of_their_dots_with_shown_notes_only(
    browser, make, manager, past, clock
):
    table = make.workshop_table(past)
    brittle = make.note(table, "Rezyklat wird spröde")
    rude = make.note(table, "So ein Mist", state=NoteState.REMOVED, removed_at=clock())
    smell = make.note(table, "Abluft riecht beim Trocknen")
    make.cluster(past, brittle, rude, title="Rezyklat")
    air = make.cluster(past, smell, title="Abluft")
    with make.writing() as session:
        for number in (1, 2):
            session.add(
                ClusterDot(
                    workshop_id=past.id, cluster_id=air.id, voter="v", number=number,
                    put_at=clock(),
                )
            )  # fmt: skip
    browser.login(manager)

    page = read(browser, past)

    assert [each.get_text(strip=True) for each in page.select(".card__title")] == [
        "Abluft", "Rezyklat",
    ]  # fmt: skip
    assert "2 Punkte · 1 Notiz" in page.text
    assert "So ein Mist" not in page.text


def test_what_became_of_the_notes_is_counted_step_by_step(browser, make, manager, past, clock):
    table = make.workshop_table(past)
    for number in range(3):
        note = make.note(table, f"Notiz {number}")
        need = make.challenge() if number else None
        with make.writing() as session:
            session.add(
                NoteNeed(note_id=note.id, challenge_id=need.id if need else None, made_at=clock())
            )
    browser.login(manager)

    page = read(browser, past)

    rows = {
        each.th.get_text(strip=True): each.td.get_text(strip=True)
        for each in page.select(".data-table tbody tr")
    }
    assert rows["Notizen, aus denen ein Entwurf wurde"] == "3"
    assert rows["vom Unternehmen als Bedarf bestätigt"] == "2"
    assert rows["mit einer Zusammenarbeit abgeschlossen"] == "0"


def test_a_step_is_hidden_that_differs_by_few_from_the_one_before():
    from webapp.disclosure import Hidden
    from webapp.workshop_reports.queries import Afterwards
    from webapp.workshop_reports.report import _steps

    steps = dict(_steps(Afterwards(20, 18, 12, 7, 7, 3), exact=False))

    assert steps == {
        "drafts": 20, "needs": Hidden.SECOND, "with_proposals": 12, "introduced": 7, "closed": 7,
        "cooperations": Hidden.SMALL,
    }  # fmt: skip


def test_the_file_holds_what_everybody_may_read_whoever_takes_it(browser, manager, past):
    browser.login(manager)

    answer = browser.client.get(f"/veranstaltungen/{past.id}/bericht.pdf")

    assert answer.content_type == "application/pdf"
    words = "".join(each.extract_text() for each in PdfReader(io.BytesIO(answer.data)).pages)
    assert "Werkstatt Kreislaufwirtschaft" in words
    assert "unter 5" in words


def test_what_comes_next_is_written_and_kept_when_it_is_too_long(browser, make, manager, past):
    browser.login(manager)

    page = browser.send(read(browser, past), status=422, next_steps="x" * 4001)
    assert page.error_at("next_steps")
    assert "x" * 4001 in page.text

    page = browser.send(read(browser, past), next_steps="Wir melden uns bis Mai.")
    assert "Wir melden uns bis Mai." in page.text


def test_workshops_are_compared_without_cases_somebody_may_not_know_of(
    browser, make, manager, past, clock
):
    table = make.workshop_table(past)
    known, barred = make.note(table, "Eins"), make.note(table, "Zwei")
    mine, theirs = make.challenge(), make.challenge()
    with make.writing() as session:
        session.add(Exclusion(challenge_id=theirs.id, university_id=manager.university_id))
        for note, need in ((known, mine), (barred, theirs)):
            session.add(NoteNeed(note_id=note.id, challenge_id=need.id, made_at=clock()))
    browser.login(manager)

    page = browser.get("/veranstaltungen/leitung/vergleich")

    cells = [each.get_text(strip=True).split(":")[-1] for each in page.select("tbody td")]
    assert cells == ["17", "15", "2", "0", "0", "2", "1"]
