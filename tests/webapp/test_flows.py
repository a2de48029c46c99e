"""Stoffströme: a company says what it has left over or looks for, and who reads that."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from models import ChallengeState, FlowDirection, FlowPeriod, FlowUnit, MaterialFlow, Role

PAGE = "/bedarfe/{}/stoffe"


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def need(make, manager):
    return make.challenge(ChallengeState.IN_REVIEW, lead=manager)


def test_a_company_adds_a_material_with_nothing_but_its_name(browser, need, session):
    browser.login(need.entered_by)

    page = browser.submit(PAGE.format(need.id), direction="reststoff", material="polyethylen")

    assert "Polyethylen (PE)" in page.select_one("#stoffstroeme").text
    flow = session.scalars(select(MaterialFlow)).one()
    assert (flow.direction, flow.quantity, flow.purity) == (FlowDirection.RESIDUE, None, None)
    assert "Stoffstrom ergänzt" in page.text


def test_a_quantity_may_bring_its_unit_along(browser, need, session):
    browser.login(need.entered_by)

    page = browser.submit(
        PAGE.format(need.id), direction="reststoff", material="holz", quantity="250 kg/Woche",
        purity_from="92,5", contaminants="Nägel",
    )  # fmt: skip

    flow = session.scalars(select(MaterialFlow)).one()
    assert (flow.quantity, flow.unit, flow.period) == (250, FlowUnit.KILOGRAM, FlowPeriod.WEEK)
    assert flow.tonnes_a_year == 13
    assert flow.purity == (Decimal("92.5"), 100)
    assert "250 kg pro Woche (rund 13 t im Jahr)" in page.text


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_is_saved_again_untouched_stays_the_same_in_either_language(
    browser, need, session, language
):
    browser.login(need.entered_by)
    browser.submit(
        PAGE.format(need.id), direction="reststoff", material="holz", quantity="1.200,125 t/a",
        purity_from="92,125",
    )  # fmt: skip
    flow = session.scalars(select(MaterialFlow)).one()
    before = (flow.quantity, flow.purity)
    session.rollback()
    with browser.client.session_transaction() as cookie:
        cookie["language"] = language

    browser.submit(f"/bedarfe/stoffe/{flow.id}")

    again = session.scalars(select(MaterialFlow)).one()
    assert (
        (again.quantity, again.purity) == before == (Decimal("1200.125"), (Decimal("92.125"), 100))
    )


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("quantity", "zwölf Eimer", "Bitte schreiben Sie eine Zahl"),
        ("quantity", "12,5", "Es fehlt noch, wovon"),
        ("quantity", "0 t/a", "über null"),
        ("purity_to", "120", "Mehr als 100 Prozent"),
        ("purity_from", "sehr rein", "Bitte geben Sie eine Zahl"),
        ("material", "", "Bitte wählen Sie einen Stoff"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_keeps_what_was_typed(
    browser, need, field, typed, words
):
    browser.login(need.entered_by)
    fields = {
        "direction": "reststoff", "material": "holz", "contaminants": "Nägel", "unit": "",
        field: typed,
    }  # fmt: skip

    page = browser.submit(PAGE.format(need.id), status=422, **fields)

    assert words in page.error_at(field)
    assert page.select_one("[name=contaminants]")["value"] == "Nägel"
    if field != "material":
        assert page.select_one(f"[name={field}]")["value"] == typed


def test_the_lead_corrects_what_a_company_said_and_it_is_gone_when_deleted(
    browser, need, make, manager, session
):
    flow = make.flow(need, wording="Folie")
    browser.login(manager)

    page = browser.submit(
        f"/bedarfe/stoffe/{flow.id}", "stoffe/" + str(flow.id), wording="Stretchfolie"
    )

    assert page.path == f"/pruefung/{need.id}"
    assert "Stretchfolie" in page.text
    page = browser.submit(f"/bedarfe/stoffe/{flow.id}", "loeschen")
    assert session.scalars(select(MaterialFlow)).all() == []


def test_nobody_reads_it_who_does_not_read_the_text(browser, need, make):
    flow = make.flow(need, wording="Merkwort")
    others = [
        make.account(Role.COMPANY), make.account(Role.TRANSFER_MANAGER), make.account(Role.SCOUT),
        make.profile().account, make.account(Role.SUPPORTER), make.account(Role.ADMIN),
    ]  # fmt: skip

    for account in others:
        browser.login(account)
        assert browser.client.get(f"/bedarfe/stoffe/{flow.id}").status_code == 404
        assert browser.client.get(PAGE.format(need.id)).status_code == 404
        assert "Merkwort" not in browser.client.get(f"/bedarfe/{need.id}").text


def test_other_managers_count_cases_by_group_and_read_no_more(browser, need, make):
    make.flow(need, wording="Merkwort")
    barred = make.account(Role.TRANSFER_MANAGER)
    with make.writing() as session:
        row = session.get_one(type(barred), barred.id)
        row.declare_conflicts([need.company.name], need.created_at)

    browser.login(make.account(Role.TRANSFER_MANAGER))
    known = browser.get("/stoffstroeme").select_one("#stoffgruppen").text
    browser.login(barred)
    unknown = browser.get("/stoffstroeme").select_one("#stoffgruppen").text

    assert "Kunststoff" in known
    assert "Merkwort" not in known
    assert need.company.name not in known
    assert "Kunststoff" not in unknown
