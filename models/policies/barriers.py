"""Exclusions and conflicts of interest: what they close, they close before anything is ranked.

A professor who was asked already keeps the enquiry when a conflict is declared later: an enquiry
that vanished would tell whose it was. The full text stays closed all the same.

A conflict is a tie to the company, or to an organisation that it does not want to learn of its
need. Some are declared, some the service knows by itself: an address in a company's own domain,
and a joint project that ended less than three years ago, which bars from the needs of rivals alone.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_, select

from models.account import Account, Role
from models.barrier import ConflictOfInterest, Exclusion
from models.challenge import Challenge
from models.organisation import Campus, Company, Department
from models.profile import Profile
from models.tie import AFTER_A_PROJECT, DerivedTie


def is_barred(user: Account, challenge: Challenge) -> bool:
    """A manager of an excluded university, or one who is tied to the company or a shunned name."""
    ties = _declared(user)
    return _is_tied(challenge, ties, ties) or any(
        each.university_id is not None and each.university_id == user.university_id
        for each in challenge.exclusions
    )


def is_profile_barred(profile: Profile, challenge: Challenge, at: datetime) -> bool:
    """A professor who is excluded by name or by university, or has a conflict of interest."""
    return _is_excluded(profile, challenge) or _has_tie(profile, challenge, at)


def has_conflict(profile: Profile, challenge: Challenge, at: datetime) -> bool:
    """Tied and not excluded: of an exclusion not even the lead reads a hint."""
    return _has_tie(profile, challenge, at) and not _is_excluded(profile, challenge)


def barred_challenges(user: Account, at: datetime) -> ColumnElement[bool]:
    """SQL twin of is_barred and, for a professor's challenges, of is_profile_barred."""
    own = select(Profile).where(Profile.account_id == user.id).subquery()
    universities = (
        select(Campus.university_id)
        .join(Department, Department.campus_id == Campus.id)
        .join(own, own.c.department_id == Department.id)
    )
    excluded = select(Exclusion.challenge_id).where(
        or_(
            Exclusion.organisation_key.in_(_ties_to_rivals(user, at)),
            Exclusion.university_id.in_(universities),
            # Professors have none of their own, and none would be equal to that of every name.
            Exclusion.university_id == user.university_id if user.university_id else false(),
            Exclusion.profile_id.in_(select(own.c.id)),
        )
    )
    tied = select(Company.id).where(Company.organisation_key.in_(_lasting_ties(user)))
    return or_(Challenge.id.in_(excluded), Challenge.company_id.in_(tied))


def barred_profiles(challenge: Challenge, at: datetime) -> ColumnElement[bool]:
    """SQL twin of is_profile_barred: everybody who must not be proposed for this one."""
    return or_(excluded_profiles(challenge), tied_profiles(challenge, at))


def excluded_profiles(challenge: Challenge) -> ColumnElement[bool]:
    """Whom the company does not want to learn of it, by name or by university."""
    excluded = challenge.exclusions
    universities = [each.university_id for each in excluded if each.university_id]
    departments = (
        select(Department.id)
        .join(Campus, Department.campus_id == Campus.id)
        .where(Campus.university_id.in_(universities))
    )
    return or_(
        Profile.id.in_([each.profile_id for each in excluded if each.profile_id]),
        Profile.department_id.in_(departments),
    )


def tied_profiles(challenge: Challenge, at: datetime) -> ColumnElement[bool]:
    """Who is tied to the company or to a name it shuns, declared or known."""
    own = challenge.company.organisation_key
    rivals = [each.organisation_key for each in challenge.exclusions if each.organisation_key]
    declared = select(ConflictOfInterest.account_id).where(
        ConflictOfInterest.organisation_key.in_([own, *rivals])
    )
    lasts = DerivedTie.worked_until.is_(None)
    derived = select(DerivedTie.account_id).where(
        or_(
            and_(DerivedTie.organisation_key.in_([own, *rivals]), lasts),
            and_(
                DerivedTie.organisation_key.in_(rivals),
                DerivedTie.worked_until > at - AFTER_A_PROJECT,
            ),
        )
    )
    return or_(Profile.account_id.in_(declared), Profile.account_id.in_(derived))


def _is_excluded(profile: Profile, challenge: Challenge) -> bool:
    university_id = profile.department.campus.university_id
    return any(
        (each.university_id is not None and each.university_id == university_id)
        or (each.profile_id is not None and each.profile_id == profile.id)
        for each in challenge.exclusions
    )


def _has_tie(profile: Profile, challenge: Challenge, at: datetime) -> bool:
    account = profile.account
    return _is_tied(challenge, _lasting_ties(account), _ties_to_rivals(account, at))


def _is_tied(challenge: Challenge, own: set[str | None], rivals: set[str | None]) -> bool:
    return challenge.company.organisation_key in own or any(
        each.organisation_key is not None and each.organisation_key in rivals
        for each in challenge.exclusions
    )


def _lasting_ties(account: Account) -> set[str | None]:
    return _declared(account) | {each.organisation_key for each in _known(account) if each.lasts}


def _ties_to_rivals(account: Account, at: datetime) -> set[str | None]:
    known = {each.organisation_key for each in _known(account) if each.bars_from_rivals(at)}
    return _declared(account) | known


def _declared(account: Account) -> set[str | None]:
    return {each.organisation_key for each in account.conflicts}


def _known(account: Account) -> list[DerivedTie]:
    return account.derived_ties if account.role is Role.PROFESSOR else []
