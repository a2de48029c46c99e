"""The ledger holds what an independent count finds, is only added to, and outlives its cases."""

import importlib.util
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from models import (
    Account,
    Challenge,
    ChallengeState,
    CorrectionKind,
    FoundTheme,
    FrozenEntry,
    IndicatorBasis,
    IndicatorEntry,
    IndicatorFreeze,
    IndicatorReporter,
    IndicatorSource,
    IndicatorTarget,
    IntroductionState,
    NoMatchReason,
    Outcome,
    Role,
    Side,
    ThemeCorrection,
    WorkshopState,
)
from tests.conftest import ROOT
from tests.webapp.figures_world import build
from tests.webapp.indicators_recount import recount, standing
from webapp.erasing import erase_challenge
from webapp.ledger.noting import note_facts
from webapp.ledger.reported import report_values, reported_values
from webapp.ledger.rules import REPORTED, RULES

TABLES = {
    "indicator_entries": "rule_version", "indicator_targets": "due_on",
    "indicator_freezes": "purpose", "indicator_frozen_entries": "position",
}  # fmt: skip


def report(session, challenge, by, at, basis=IndicatorBasis.ESTIMATED, note="", **values):
    """What somebody says of a case, in a transaction of its own."""
    return report_values(
        session, session.get_one(Challenge, challenge.id),
        {name: None if each is None else Decimal(str(each)) for name, each in values.items()},
        at, by=session.get_one(Account, by.id), basis=basis, occurred_on=at.date(), note=note,
    )  # fmt: skip


@pytest.fixture
def note(database, clock):
    """Lets the night come once; returns how many entries it added."""

    def run() -> int:
        with database.writing() as session:
            return note_facts(session, clock())

    return run


@pytest.fixture
def closed(make, clock):
    """A case that ended in a project."""

    def end(**facts):
        introduction = make.introduction(IntroductionState.INTRODUCED)
        with make.writing() as session:
            case = session.get_one(Challenge, introduction.challenge_id)
            for name, value in facts.items():
                setattr(case, name, value)
            case.close(Outcome.PROJECT, clock())
            assert case.entered_by
        return case

    return end


def test_each_indicator_is_what_an_independent_query_counts(make, session, note, clock):
    build(make, clock())
    make.no_match(topic="Beton")
    make.no_match(reason=NoMatchReason.SERVICE)
    workshop = make.workshop(days=-9, state=WorkshopState.OVER, begun_at=clock(), ended_at=clock())
    for number in range(6):
        side = Side.PROFESSOR if number == 5 else Side.COMPANY
        came = None if number == 4 else clock()
        make.participant(workshop, side, checked_in_at=came)
    manager = make.account(Role.TRANSFER_MANAGER)
    cases = session.scalars(
        select(Challenge).where(Challenge.state == ChallengeState.CLOSED).limit(4)
    ).all()
    session.rollback()
    for number, case in enumerate(cases, start=1):
        for step in range(1, 1 + number % 3 + 1):
            with make.writing() as writing:
                values = {each.code: number * step for each in REPORTED}
                report(writing, case, manager, clock(), **values)
            clock.advance(days=1)
    with make.writing() as writing:
        report(writing, cases[0], manager, clock(), tonnen=None)

    session.rollback()
    note()

    for rule in RULES:
        counted = recount(session, rule, clock())
        entered = standing(session, rule)
        assert counted.keys() == entered.keys(), rule
        assert counted, rule
        for key, value in counted.items():
            assert entered[key] == pytest.approx(value, abs=1), (rule, key)


def test_a_second_night_adds_nothing(make, note, clock):
    build(make, clock(), cases=20)

    assert note() > 20
    assert note() == 0


def test_what_changes_is_added_and_what_was_there_stays(make, session, note, clock):
    case = make.challenge()
    note()
    with make.writing() as writing:
        writing.get_one(Challenge, case.id).withdraw(clock())
    clock.advance(days=1)

    note()

    entries = session.scalars(
        select(IndicatorEntry).where(IndicatorEntry.rule == "bedarfe").order_by("recorded_at")
    ).all()
    assert [each.thousandths for each in entries] == [1000, 0]
    assert entries[1].supersedes_id == entries[0].id
    assert entries[1].is_void
    assert standing(session, "bedarfe") == {}


def test_dimensions_stay_as_they_were_then(make, session, note, clock):
    company = make.account(Role.COMPANY)
    case = make.challenge(by=company)
    note()
    before = session.scalars(select(IndicatorEntry)).first().size_class
    session.rollback()
    with make.writing() as writing:
        row = writing.get_one(Challenge, case.id)
        row.company.size_class = None
    clock.advance(days=1)

    assert note() == 0
    assert session.scalars(select(IndicatorEntry)).first().size_class == before

    make.theme_reading(case, "metalle")
    assert note() > 0
    session.rollback()
    assert {each.size_class for each in session.scalars(select(IndicatorEntry))} == {before}


def test_a_need_counts_under_one_theme_the_surest(make, session, note, clock):
    by_hand, found, unread = (make.challenge() for _ in range(3))
    for case in (by_hand, found):
        reading = make.theme_reading(case, "kunststoffe", "abwasser", "metalle")
        with make.writing() as writing:
            writing.get_one(FoundTheme, (reading.id, "abwasser")).score = 0.9
    with make.writing() as writing:
        for kind, theme in (("ADDED", "textilien"), ("REMOVED", "abwasser")):
            writing.add(
                ThemeCorrection(
                    challenge_id=by_hand.id, theme=theme, kind=CorrectionKind[kind],
                    vocabulary="1", made_at=clock(),
                )
            )  # fmt: skip

    note()

    themes = session.execute(
        select(IndicatorSource.challenge_id, IndicatorEntry.theme)
        .join(IndicatorEntry, IndicatorSource.entry_id == IndicatorEntry.id)
        .where(IndicatorEntry.rule == "bedarfe")
    )
    assert {row.challenge_id: row.theme for row in themes} == {
        by_hand.id: "textilien", found.id: "abwasser", unread.id: None,
    }  # fmt: skip


def test_a_theme_that_is_found_later_counts_from_then_on(make, session, note, clock):
    case = make.challenge()
    note()
    clock.advance(days=1)
    make.theme_reading(case, "metalle")

    assert note() > 0
    assert note() == 0

    entries = session.scalars(
        select(IndicatorEntry)
        .where(IndicatorEntry.rule == "bedarfe")
        .order_by(IndicatorEntry.recorded_at)
    ).all()
    assert [each.theme for each in entries] == [None, "metalle"]
    assert entries[1].supersedes_id == entries[0].id


def test_nobody_counts_a_need_before_the_end_of_its_embargo(make, session, note, clock):
    make.challenge(embargo_until=clock() + timedelta(days=3))

    note()
    assert standing(session, "bedarfe") == {}
    session.rollback()
    clock.advance(days=4)
    note()

    assert len(standing(session, "bedarfe")) == 1


@pytest.mark.parametrize("verb", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_the_database_refuses_to_change_the_ledger(make, database, clock, note, verb):
    make.challenge()
    note()
    university = make.university()
    with database.writing() as session:
        entry = session.scalars(select(IndicatorEntry)).first()
        span = {"first_on": clock().date(), "last_on": clock().date()}
        freeze = IndicatorFreeze(
            purpose="Antrag", report="alle", taken_at=clock(), taken_by_id=university.id,
            university_id=university.id, document="", sha256="0" * 64, **span,
        )  # fmt: skip
        freeze.frozen.append(FrozenEntry(entry=entry, position=1))
        target = IndicatorTarget(
            university_id=university.id, rule="bedarfe", thousandths=5000, due_on=clock().date(),
            set_at=clock(), set_by_id=university.id, **span,
        )  # fmt: skip
        session.add_all([freeze, target])
    for table, column in TABLES.items():
        with pytest.raises(DBAPIError, match="only ever added"), database.writing() as session:
            session.execute(text(verb.format(table=table, column=column)))


def test_the_way_back_from_an_entry_is_not_changed_either(make, database, note):
    make.challenge()
    note()

    with pytest.raises(DBAPIError, match="only ever added"), database.writing() as session:
        session.execute(text("UPDATE indicator_sources SET note = 'anders'"))


def test_an_erased_case_leaves_its_numbers_and_nothing_that_leads_to_it(
    make, session, app, closed, note, clock
):
    case, manager = closed(), make.account(Role.TRANSFER_MANAGER)
    with make.writing() as writing:
        report(writing, case, manager, clock(), euro=70_000, note="Anruf beim Werkleiter Merkwort")
    note()
    counted = session.scalars(select(func.count()).select_from(IndicatorEntry)).one()
    session.rollback()

    with app.test_request_context(), make.writing() as writing:
        row = writing.get_one(Challenge, case.id)
        erase_challenge(writing, row, clock(), by=row.entered_by)

    assert session.scalars(select(func.count()).select_from(IndicatorEntry)).one() == counted
    assert session.scalars(select(IndicatorSource)).all() == []
    assert session.scalars(
        select(IndicatorEntry.thousandths).where(IndicatorEntry.rule == "euro")
    ).all() == [70_000_000]


def test_what_the_night_has_not_seen_is_right_before_it_is_erased(make, session, app, clock):
    case = make.challenge()
    secret = make.challenge(embargo_until=clock() + timedelta(days=3))
    with app.test_request_context(), make.writing() as writing:
        for each in (case, secret):
            row = writing.get_one(Challenge, each.id)
            erase_challenge(writing, row, clock(), by=row.entered_by)

    rules = session.scalars(select(IndicatorEntry.rule).order_by(IndicatorEntry.rule)).all()
    assert rules == ["bedarfe", "kontakte"]


def test_the_last_report_of_a_case_counts_and_all_of_them_are_kept(make, session, closed, clock):
    case, manager = closed(), make.account(Role.TRANSFER_MANAGER)
    company = case.entered_by
    with make.writing() as writing:
        assert report(writing, case, manager, clock(), euro=5, co2=1, note="Anruf") == 2
    clock.advance(days=1)
    with make.writing() as writing:
        assert report(writing, case, company, clock(), euro=7, co2=None) == 2
    with make.writing() as writing:
        assert report(writing, case, company, clock(), euro=7, co2=None) == 0

    known = reported_values(session, session.get_one(Challenge, case.id))

    assert known["euro"].entry.value == 7
    assert known["euro"].entry.reporter is IndicatorReporter.COMPANY
    assert known["co2"].entry.is_void
    kept = select(IndicatorEntry.thousandths).where(IndicatorEntry.rule == "euro")
    assert session.scalars(kept.order_by(IndicatorEntry.recorded_at)).all() == [5000, 7000]


def test_how_many_companies_stand_behind_a_sum_is_known_without_their_names(make, session, clock):
    company, manager = make.account(Role.COMPANY), make.account(Role.TRANSFER_MANAGER)
    cases = [make.challenge(by=company) for _ in range(2)] + [make.challenge()]
    with make.writing() as writing:
        for each in cases:
            report(writing, each, manager, clock(), euro=1)

    firsts = session.scalars(select(IndicatorEntry.is_first_of_company)).all()
    assert sorted(firsts) == [False, True, True]


@pytest.mark.once
def test_the_document_says_what_the_rules_say():
    spec = importlib.util.spec_from_file_location("indicators", ROOT / "docs" / "indicators.py")
    document = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(document)

    written = (ROOT / "docs" / "indicators.md").read_text("utf-8")
    assert written == document.as_markdown(), "run `PYTHONPATH=. python docs/indicators.py`"
