"""Needs of several companies in one project: who learns that they resemble, and when.

That another company has the same trouble, or the material one looks for, is a secret of both. So
of a proposal only those know who have the desk of every case in it; where two Transferstellen lead,
neither does until one makes the other a deputy or hands the case over. A company learns that it is
asked, and nothing of the others before all have agreed.
"""

from datetime import datetime
from itertools import permutations

from sqlalchemy import ColumnElement, and_, exists, false, not_, select
from sqlalchemy.orm import aliased

from models.account import Account, Role
from models.barrier import Exclusion
from models.challenge import Challenge
from models.joint_project import UNDECIDED, JointMember, JointProject
from models.joint_states import ConsentState, JointState
from models.organisation import Company
from models.policies.needs import (
    is_own,
    may_lead,
    may_match,
    may_review_challenge,
    reviewable_challenges,
)
from models.policies.people import has_role, is_active, is_manager


def are_kept_apart(one: Challenge, other: Challenge) -> bool:
    """Whether they are of one company, or one does not want the other to learn of its need."""
    return one.company_id == other.company_id or any(
        each.organisation_key == theirs.company.organisation_key
        for ours, theirs in ((one, other), (other, one))
        for each in ours.exclusions
        if each.organisation_key is not None
    )


def may_view_joint_project(user: Account | None, project: JointProject, at: datetime) -> bool:
    """Who has the desk of each of its cases; its companies once all of them have agreed.

    Cases without a lead count for nobody, because all managers have their desk.
    """
    members = project.members
    if not members or _is_apart(project):
        return False
    if is_manager(user):
        return all(
            each.challenge.lead_id is not None and may_review_challenge(user, each.challenge, at)
            for each in members
        )
    return project.state is JointState.JOINED and any(
        is_own(user, each.challenge) for each in members
    )


def visible_joint_projects(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_joint_project."""
    if user is None or not is_active(user):
        return false()
    mine = select(JointMember.project_id).join(Challenge, JointMember.challenge_id == Challenge.id)
    if is_manager(user):
        led = and_(reviewable_challenges(user, at), Challenge.lead_id.is_not(None))
        others = (
            exists()
            .where(JointMember.project_id == JointProject.id)
            .where(JointMember.challenge_id.not_in(select(Challenge.id).where(led)))
        )
        return and_(JointProject.id.in_(mine), not_(others), not_(_apart()))
    if has_role(user, Role.COMPANY):
        own = mine.where(Challenge.company_id == user.company_id)
        joined = JointProject.state == JointState.JOINED
        return and_(joined, JointProject.id.in_(own), not_(_apart()))
    return false()


def may_work_on_joint_project(user: Account | None, project: JointProject, at: datetime) -> bool:
    """The desk of all cases; companies read and answer."""
    return is_manager(user) and may_view_joint_project(user, project, at)


def may_note_joint_project(user: Account | None, project: JointProject, at: datetime) -> bool:
    """Whoever sees the proposal, until companies are asked; also one that was dismissed."""
    allowed = {JointState.PROPOSED, JointState.DISMISSED}
    return project.state in allowed and may_work_on_joint_project(user, project, at)


def may_dismiss_joint_project(user: Account | None, project: JointProject, at: datetime) -> bool:
    """Whoever sees the proposal, until companies are asked."""
    return project.state in UNDECIDED and may_work_on_joint_project(user, project, at)


def may_invite_to_joint_project(user: Account | None, project: JointProject, at: datetime) -> bool:
    """Lead or deputy of every case, while all of them are open and none is under an embargo."""
    return (
        len(project.members) > 1
        and may_dismiss_joint_project(user, project, at)
        and all(
            may_lead(user, each.challenge, at) and may_match(each.challenge, at)
            for each in project.members
        )
    )


def may_plan_joint_project(user: Account | None, project: JointProject, at: datetime) -> bool:
    """The desk says what happens next, once all have agreed."""
    return project.state is JointState.JOINED and may_work_on_joint_project(user, project, at)


def may_view_joint_member(user: Account | None, member: JointMember, at: datetime) -> bool:
    """A company its own invitation; the desk of all cases those of all."""
    if is_manager(user):
        return may_view_joint_project(user, member.project, at)
    return member.asked_at is not None and is_own(user, member.challenge)


def visible_joint_members(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_joint_member."""
    if user is None or not is_active(user):
        return false()
    if is_manager(user):
        seen = select(JointProject.id).where(visible_joint_projects(user, at))
        return JointMember.project_id.in_(seen)
    if has_role(user, Role.COMPANY):
        own = select(Challenge.id).where(Challenge.company_id == user.company_id)
        return and_(JointMember.asked_at.is_not(None), JointMember.challenge_id.in_(own))
    return false()


def may_answer_invitation(user: Account | None, member: JointMember, at: datetime) -> bool:
    """Its company, until the day of the invitation; whatever others said, it looks the same."""
    return (
        may_view_joint_member(user, member, at)
        and is_own(user, member.challenge)
        and member.project.waits(at)
        and member.challenge.is_open
    )


def may_record_invitation_answer(user: Account | None, member: JointMember, at: datetime) -> bool:
    """Lead or deputy note what is said on the telephone where nobody can sign in, until the day."""
    challenge = member.challenge
    return (
        member.project.waits(at)
        and member.consent is not ConsentState.NOT_ASKED
        and may_work_on_joint_project(user, member.project, at)
        and may_lead(user, challenge, at)
        and not any(is_active(each) for each in challenge.company.accounts)
    )


def _is_apart(project: JointProject) -> bool:
    return any(
        are_kept_apart(one.challenge, other.challenge)
        for one, other in permutations(project.members, 2)
    )


def _apart() -> ColumnElement[bool]:
    """SQL twin of are_kept_apart for any two needs of a project."""
    one, other = aliased(JointMember), aliased(JointMember)
    ours, theirs = aliased(Challenge), aliased(Challenge)
    shunned = (
        exists()
        .where(Exclusion.challenge_id == ours.id)
        .where(Exclusion.organisation_key == Company.organisation_key)
        .where(Company.id == theirs.company_id)
        .correlate(ours, theirs)
    )
    return (
        exists()
        .where(one.project_id == JointProject.id, other.project_id == JointProject.id)
        .where(one.id != other.id, ours.id == one.challenge_id, theirs.id == other.challenge_id)
        .where((ours.company_id == theirs.company_id) | shunned)
        .correlate(JointProject)
    )
