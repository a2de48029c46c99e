"""What somebody may take along, and who may erase what a company gave."""

from datetime import datetime

from models.account import Account, Role
from models.policies.people import has_role, is_active


def may_export_own_data(user: Account | None, at: datetime) -> bool:
    """Companies take along everything they gave, professors their account and profile."""
    return has_role(user, Role.COMPANY, Role.PROFESSOR)


def may_erase_company(user: Account | None, at: datetime) -> bool:
    """Whoever is responsible for the company's accounts, or is alone there."""
    if user is None or not has_role(user, Role.COMPANY):
        return False
    return user.is_responsible or not colleagues_of(user)


def may_leave_company(user: Account | None, at: datetime) -> bool:
    """Somebody with colleagues, one of whom stays responsible; the needs stay with the company."""
    if user is None or not has_role(user, Role.COMPANY):
        return False
    colleagues = colleagues_of(user)
    return any(each.is_responsible for each in colleagues) or (
        bool(colleagues) and not user.is_responsible
    )


def colleagues_of(user: Account) -> list[Account]:
    """Who else signs in for the same company."""
    everybody = user.company.accounts if user.company is not None else []
    return [each for each in everybody if each.id != user.id and is_active(each)]
