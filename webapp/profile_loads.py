"""What is read with every profile that a manager is shown, or that is weighed for a plan."""

from sqlalchemy.orm import Load, joinedload, selectinload

from models import Account, Campus, Department, Introduction, Profile


def profile_loads() -> tuple[Load, ...]:
    """Options that load with a profile where it is, what it offers and what its owner takes on."""
    return (
        joinedload(Profile.department).joinedload(Department.campus).joinedload(Campus.university),
        joinedload(Profile.account).options(
            selectinload(Account.conflicts), selectinload(Account.derived_ties)
        ),
        selectinload(Profile.format_rows),
        selectinload(Profile.enquiries).load_only(Introduction.asked_at),
        selectinload(Profile.topic_barriers),
    )
