"""What the desk reads with every profile that it shows."""

from sqlalchemy.orm import Load, joinedload, selectinload

from models import Account, Campus, Department, Introduction, Profile


def profile_loads() -> tuple[Load, ...]:
    """Options that load department, campus, university and formats with a profile."""
    return (
        joinedload(Profile.department).joinedload(Department.campus).joinedload(Campus.university),
        joinedload(Profile.account).options(
            selectinload(Account.conflicts), selectinload(Account.derived_ties)
        ),
        selectinload(Profile.format_rows),
        selectinload(Profile.enquiries).load_only(Introduction.asked_at),
    )
