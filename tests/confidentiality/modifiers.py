"""How each modifier of the matrix comes about in the rows of a case."""

from datetime import timedelta

from models import ConflictOfInterest, Exclusion
from models.matrix import Party, StandIn
from tests.conftest import START

SHUNNED = "Rivale AG"


def embargo(rows):
    rows.challenge.embargo_until = START + timedelta(seconds=1)


def exclude(rows, **whom):
    rows.challenge.exclusions.append(Exclusion(**whom))


def tie(account, name):
    account.conflicts.append(ConflictOfInterest(organisation=name, declared_at=START))


def exclude_an_organisation(rows):
    exclude(rows, organisation=SHUNNED)
    tie(rows.users[Party.MANAGER_SAME_UNIVERSITY], SHUNNED)
    tie(rows.profile.account, "RIVALE")


def want_an_agreement(rows):
    rows.challenge.nda_required = True
    if rows.introduction is not None:
        rows.introduction.nda_company_signed_on = None


MODIFIERS = {
    "V1": embargo,
    "V2_university": lambda rows: exclude(
        rows, university_id=rows.users[Party.MANAGER_OTHER_UNIVERSITY].university_id
    ),
    "V2_professor": lambda rows: exclude(rows, profile_id=rows.profile.id),
    "V2_organisation": exclude_an_organisation,
    "V3": lambda rows: setattr(rows.profile, "capacity", 0),
    "V4_professor": lambda rows: tie(rows.profile.account, rows.challenge.company.name),
    "V4_lead": lambda rows: tie(rows.users[Party.MANAGER_LEAD], rows.challenge.company.name),
    "V4_deputy": lambda rows: tie(rows.users[StandIn.DEPUTY], rows.challenge.company.name),
    "V4_manager": lambda rows: tie(
        rows.users[Party.MANAGER_OTHER_UNIVERSITY], rows.challenge.company.name
    ),
    "V5": want_an_agreement,
}
"""How each modifier of the matrix comes about."""
