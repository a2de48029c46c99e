"""Once a month somebody is asked to look at the list of Förderprogramme, while it may be wrong."""

from datetime import timedelta

import pytest

from models import FundingProgramme, Role
from models.base import local_date
from models.funding import CHECKED_FOR
from tests.mailing import text_of
from webapp import funding_reminders


@pytest.fixture
def ask(app, clock):
    """The nightly round; returns how many were asked."""

    def go() -> int:
        with app.app_context():
            return funding_reminders.ask_managers(clock())

    return go


def test_whoever_is_responsible_is_asked_once_a_month_until_somebody_has_looked(
    app, make, ask, clock, work_off
):
    head = make.account(Role.TRANSFER_MANAGER, is_responsible=True)
    make.account(Role.TRANSFER_MANAGER)
    alone = make.account(Role.TRANSFER_MANAGER, university_id=make.university("HSBO").id)
    make.account(Role.COMPANY)
    today = local_date(clock())
    programme = make.funding_programme(source_address="https://m.example", checked_on=today)

    assert ask() == 0
    clock.advance(days=CHECKED_FOR.days)
    assert [ask(), ask()] == [2, 0]
    work_off()
    assert {each["To"] for each in app.sent} == {head.email, alone.email}
    assert "/foerderwege" in text_of(app.sent[0])
    clock.advance(days=30)
    assert ask() == 2
    with make.writing() as session:
        session.get_one(FundingProgramme, programme.id).checked_on = local_date(clock())
    work_off()
    assert len(app.sent) == 2
    clock.advance(days=31)
    assert ask() == 0


def test_what_is_off_the_list_nobody_has_to_look_at(make, ask, clock):
    make.account(Role.TRANSFER_MANAGER)
    make.funding_programme(archived_at=clock())
    assert ask() == 0

    make.funding_programme(valid_until=local_date(clock()) - timedelta(days=1))
    assert ask() == 1
