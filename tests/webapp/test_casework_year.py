"""Months at two desks, checked each morning; tests/benchmarks/year.py tells how."""

import os

import pytest

from tests.benchmarks.year import Clock, Year, report

IS_LONG_RUN = os.environ.get("HYPOTHESIS_PROFILE") == "verify"


@pytest.fixture
def clock():
    return Clock()


@pytest.mark.sized
def test_no_deadline_passes_unnoticed_and_no_case_is_without_a_next_step(app, clock, request):
    """In the long run two hundred needs in twelve months; in each run as many as time allows."""
    is_small = request.config.getoption("--database") == "postgresql"
    needs, months = (200, 12) if IS_LONG_RUN else (16, 3) if is_small else (50, 8)
    year = Year(app, clock, needs=needs, months=months, seed=3)

    ledger = year.live()

    figures = dict(
        line.strip("| ").split(" | ") for line in report(year).splitlines()[2:]
    )  # fmt: skip
    assert int(figures["needs handed in"]) == needs
    assert ledger.told["1"] > 0, "somebody had to be reminded, or nothing was tried"
    assert int(figures["… agreed to"]) > 0, "two people agreed, or nothing was tried"
    assert ledger.acted_for_the_lead > 0, "deputies act while a lead is away"
    if months >= 8:
        assert int(figures["… with a new lead"]) > 0, "a case was handed over before a holiday"
        assert ledger.told["2"] > 0, "somebody was ill, or nothing was tried"
        assert ledger.passed_on > 0, "the manager who left had cases"


def test_a_deadline_that_passes_unnoticed_would_be_noticed(app, clock, monkeypatch):
    """The year is no test if it cannot fail: nobody is told, and the second morning says so."""
    year = Year(app, clock, needs=12, months=1, seed=3)
    monkeypatch.setattr("webapp.escalation.tell_of_deadlines", lambda at: None)

    with pytest.raises(AssertionError, match=r"only rung 0|nobody looked again"):
        year.live()


def test_a_case_without_a_next_step_would_be_noticed(app, clock, monkeypatch):
    year = Year(app, clock, needs=12, months=1, seed=3)
    monkeypatch.setattr("webapp.deadlines.begin", lambda *facts: None)

    with pytest.raises(AssertionError, match="no next step"):
        year.live()
