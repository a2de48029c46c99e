"""Who may learn that a need resembles another one, as a table."""

import uuid
from datetime import UTC, datetime

import pytest

from models import Account, Challenge, ChallengeState, Company, Role
from models.policies.likeness import may_learn_likeness

NOW = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
DRAFT, SUBMITTED, IN_REVIEW, CLOSED, WITHDRAWN = ChallengeState


def account(role, **facts):
    return Account(id=uuid.uuid4(), role=role, confirmed_at=NOW, **facts)


MANAGER = account(Role.TRANSFER_MANAGER, university_id=uuid.uuid4())
COLLEAGUE = account(Role.TRANSFER_MANAGER, university_id=uuid.uuid4())
FIRST, SECOND = (Company(id=uuid.uuid4(), name=name) for name in ("A GmbH", "B GmbH"))


def need(company, lead, state=IN_REVIEW):
    return Challenge(
        id=uuid.uuid4(), company=company, company_id=company.id, state=state, lead=lead,
        lead_id=lead and lead.id, submitted_at=None if state is DRAFT else NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "learns"),
    [
        pytest.param(need(FIRST, MANAGER), need(FIRST, MANAGER), True, id="both of one company"),
        pytest.param(need(FIRST, None), need(FIRST, MANAGER), True, id="one company, no lead yet"),
        pytest.param(need(FIRST, MANAGER), need(FIRST, MANAGER, CLOSED), True, id="closed"),
        pytest.param(need(FIRST, MANAGER), need(FIRST, COLLEAGUE), False, id="a colleague's"),
        pytest.param(need(FIRST, MANAGER), need(FIRST, None, WITHDRAWN), False, id="withdrawn"),
        pytest.param(need(FIRST, MANAGER), need(FIRST, None, DRAFT), False, id="a draft"),
        pytest.param(need(FIRST, MANAGER), need(SECOND, MANAGER), True, id="lead of both"),
        pytest.param(need(FIRST, MANAGER), need(SECOND, None), False, id="the other without lead"),
        pytest.param(need(FIRST, None), need(SECOND, None), False, id="neither with a lead"),
        pytest.param(need(FIRST, MANAGER), need(SECOND, COLLEAGUE), False, id="lead of one"),
    ],
)
def test_only_who_may_review_both_learns_of_a_likeness(one, other, learns):
    assert may_learn_likeness(MANAGER, one, other, NOW) is learns
    assert may_learn_likeness(MANAGER, other, one, NOW) is learns


@pytest.mark.parametrize("role", [None, *set(Role) - {Role.TRANSFER_MANAGER}])
def test_nobody_else_learns_of_it(role):
    user = role and account(role, company_id=FIRST.id)

    assert not may_learn_likeness(user, need(FIRST, None), need(FIRST, None), NOW)
