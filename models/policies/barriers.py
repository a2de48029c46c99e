"""Exclusions and conflicts of interest: what they close, they close before anything is ranked.

A professor who was asked already keeps the enquiry when a conflict is declared later: an enquiry
that vanished would tell whose it was. The full text stays closed all the same.
"""

from sqlalchemy import ColumnElement, false, or_, select

from models.account import Account
from models.barrier import ConflictOfInterest, Exclusion
from models.challenge import Challenge
from models.organisation import Campus, Company, Department
from models.profile import Profile


def is_barred(user: Account, challenge: Challenge) -> bool:
    """A manager of an excluded university, or one who is tied to the company or a shunned name."""
    return _meets(challenge, _ties(user), user.university_id, None)


def is_profile_barred(profile: Profile, challenge: Challenge) -> bool:
    """A professor who is excluded by name, by university, or by a tie they declared."""
    university_id = profile.department.campus.university_id
    return _meets(challenge, _ties(profile.account), university_id, profile.id)


def barred_challenges(user: Account) -> ColumnElement[bool]:
    """SQL twin of is_barred and, for a professor's challenges, of is_profile_barred."""
    ties = _ties(user)
    own = select(Profile).where(Profile.account_id == user.id).subquery()
    universities = (
        select(Campus.university_id)
        .join(Department, Department.campus_id == Campus.id)
        .join(own, own.c.department_id == Department.id)
    )
    excluded = select(Exclusion.challenge_id).where(
        or_(
            Exclusion.organisation_key.in_(ties),
            Exclusion.university_id.in_(universities),
            # Professors have none of their own, and none would be equal to that of every name.
            Exclusion.university_id == user.university_id if user.university_id else false(),
            Exclusion.profile_id.in_(select(own.c.id)),
        )
    )
    tied = select(Company.id).where(Company.organisation_key.in_(ties))
    return or_(Challenge.id.in_(excluded), Challenge.company_id.in_(tied))


def barred_profiles(challenge: Challenge) -> ColumnElement[bool]:
    """SQL twin of is_profile_barred: everybody who must not be proposed for this one."""
    excluded = challenge.exclusions
    names = [each.organisation_key for each in excluded if each.organisation_key]
    universities = [each.university_id for each in excluded if each.university_id]
    tied = select(ConflictOfInterest.account_id).where(
        ConflictOfInterest.organisation_key.in_([challenge.company.organisation_key, *names])
    )
    departments = (
        select(Department.id)
        .join(Campus, Department.campus_id == Campus.id)
        .where(Campus.university_id.in_(universities))
    )
    return or_(
        Profile.id.in_([each.profile_id for each in excluded if each.profile_id]),
        Profile.department_id.in_(departments),
        Profile.account_id.in_(tied),
    )


def _ties(account: Account) -> set[str | None]:
    return {each.organisation_key for each in account.conflicts}


def _meets(
    challenge: Challenge, ties: set[str | None], university_id: object, profile_id: object
) -> bool:
    return challenge.company.organisation_key in ties or any(
        (each.organisation_key is not None and each.organisation_key in ties)
        or (each.university_id is not None and each.university_id == university_id)
        or (each.profile_id is not None and each.profile_id == profile_id)
        for each in challenge.exclusions
    )
