"""Who somebody is, and the doors that open by role alone."""

from datetime import datetime

from sqlalchemy import ColumnElement, false, true

from models.accessibility import AccessibilityReport
from models.account import Account, Role
from models.fusion import FusionVersion
from models.job import Job, OutgoingMail
from models.organisation import Company
from models.session import BrowserSession


def is_active(user: Account | None) -> bool:
    """Signed in, confirmed by button, and not deactivated."""
    return user is not None and user.is_active and user.is_confirmed


def has_role(user: Account | None, *roles: Role) -> bool:
    """Active, and in one of these roles."""
    return user is not None and is_active(user) and user.role in roles


def is_manager(user: Account | None) -> bool:
    """Transfer managers of either university."""
    return has_role(user, Role.TRANSFER_MANAGER)


def may_use_account(user: Account | None, at: datetime) -> bool:
    """Everybody who is signed in has an account page."""
    return is_active(user)


def may_end_session(user: Account | None, browser_session: BrowserSession, at: datetime) -> bool:
    """Their own, as long as it is open."""
    return (
        user is not None
        and may_use_account(user, at)
        and browser_session.account_id == user.id
        and browser_session.is_open(at)
    )


def may_view_colleagues(user: Account | None, at: datetime) -> bool:
    """Whoever acts for a company, a Transferstelle or a supporting organisation."""
    return has_role(user, Role.COMPANY, Role.TRANSFER_MANAGER, Role.SCOUT, Role.SUPPORTER)


def may_invite_colleague(user: Account | None, at: datetime) -> bool:
    """Those of them who are responsible for their organisation's accounts."""
    return user is not None and may_view_colleagues(user, at) and user.is_responsible


def may_look_after_colleague(user: Account | None, account: Account, at: datetime) -> bool:
    """Whoever is responsible, for all active colleagues but themselves, so that one remains."""
    return (
        user is not None
        and may_invite_colleague(user, at)
        and account.is_active
        and account.id != user.id
        and user.is_colleague_of(account)
    )


def may_share_responsibility(user: Account | None, account: Account, at: datetime) -> bool:
    """With colleagues who sign in already and are not responsible yet."""
    return (
        may_look_after_colleague(user, account, at)
        and is_active(account)
        and not account.is_responsible
    )


def may_administer(user: Account | None, at: datetime) -> bool:
    """Administrators look after accounts, jobs and mail, not after contents."""
    return has_role(user, Role.ADMIN)


def may_view_region(user: Account | None, at: datetime) -> bool:
    """Aggregates are for supporters, managers and administrators."""
    return has_role(user, Role.SUPPORTER, Role.TRANSFER_MANAGER, Role.ADMIN)


def may_view_yearly_figures(user: Account | None, at: datetime) -> bool:
    """Everybody, signed in or not: years that are over, and no count from one to four."""
    return True


def may_view_exact_figures(user: Account | None, at: datetime) -> bool:
    """Counts below five are for managers, who count what they may list; others read „unter 5“."""
    return is_manager(user)


def may_export_cases(user: Account | None, at: datetime) -> bool:
    """The list of all cases is for managers; names stand only in the cases they may view."""
    return is_manager(user)


def may_review(user: Account | None, at: datetime) -> bool:
    """The inbox and the search for experts are for managers."""
    return is_manager(user)


def may_read_lessons(user: Account | None, at: datetime) -> bool:
    """What the software learned concerns whoever decides with it, and whoever operates it."""
    return has_role(user, Role.TRANSFER_MANAGER, Role.ADMIN)


def may_take_lesson(user: Account | None, version: FusionVersion, at: datetime) -> bool:
    """The same people choose which coefficients rank, among those that came or proved better."""
    return may_read_lessons(user, at) and version.is_better


def may_manage_account(user: Account | None, account: Account, at: datetime) -> bool:
    """Administrators, and nobody locks themselves out."""
    return user is not None and may_administer(user, at) and account.id != user.id


def may_revive_job(user: Account | None, job: Job, at: datetime) -> bool:
    """Administrators try dead work again."""
    return may_administer(user, at)


def may_settle_report(user: Account | None, report: AccessibilityReport, at: datetime) -> bool:
    """Administrators, once."""
    return may_administer(user, at) and not report.is_settled


def may_revive_mail(user: Account | None, mail: OutgoingMail, at: datetime) -> bool:
    """Administrators try dead mail again."""
    return may_administer(user, at)


def may_view_company(user: Account | None, company: Company, at: datetime) -> bool:
    """Its own people; managers, who enter needs for callers."""
    return is_manager(user) or (
        user is not None and is_active(user) and user.company_id == company.id
    )


def visible_companies(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_company."""
    if is_manager(user):
        return true()
    if user is None or not is_active(user) or user.company_id is None:
        return false()
    return Company.id == user.company_id
