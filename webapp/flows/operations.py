"""What is written down of Stoffströme, decided about proposals, and answered by companies."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from itertools import combinations
from typing import Any

from flask_babel import force_locale
from sqlalchemy.orm import Session

from models import (
    Account,
    Challenge,
    ConsentState,
    DismissReason,
    InvalidTransition,
    JointMember,
    JointProject,
    JointState,
    MaterialFlow,
    policies,
)
from models.flow import MOST_FLOWS
from webapp.audit import record
from webapp.database import hold
from webapp.flows.words import ALWAYS, facts_of
from webapp.i18n import DEFAULT_LANGUAGE
from webapp.joint_jobs import last_minute
from webapp.mail import people_of, queue_mail
from webapp.matching import flows_of


def keep_flow(
    session: Session,
    challenge: Challenge,
    flow: MaterialFlow | None,
    facts: dict[str, Any],
    at: datetime,
    *,
    by: Account,
) -> MaterialFlow:
    """Add a Stoffstrom to a need, or correct one; the trail says that, and not what."""
    hold(session, challenge)
    if flow is None and len(flows_of(challenge)) >= MOST_FLOWS:
        raise InvalidTransition("there are very many already")
    if flow is None:
        flow = MaterialFlow(challenge=challenge, written_at=at, written_by_id=by.id, **facts)
        session.add(flow)
        record(session, "stoffstrom_ergaenzt", flow, at, by=by)
        return flow
    for name, value in facts.items():
        setattr(flow, name, value)
    flow.written_by_id = by.id
    record(session, "stoffstrom_geaendert", flow, at, by=by)
    return flow


def delete_flow(session: Session, flow: MaterialFlow, at: datetime, *, by: Account) -> None:
    """Take a Stoffstrom back; what was shown and agreed to stays as it was shown."""
    record(session, "stoffstrom_geloescht", flow, at, by=by)
    session.delete(flow)


def note_project(session: Session, project: JointProject, at: datetime, *, by: Account) -> None:
    """Come back to it later."""
    hold(session, project)
    project.note(at, by)
    record(session, "gemeinsames_gemerkt", project, at, by=by)


def dismiss_project(
    session: Session, project: JointProject, reason: DismissReason, at: datetime, *, by: Account
) -> None:
    """Say why it does not fit; the software does not bring it again."""
    hold(session, project)
    project.dismiss(reason, at, by)
    record(session, "gemeinsames_verworfen", project, at, by=by, reason=reason.value)


def invite_companies(
    session: Session,
    project: JointProject,
    message: str,
    fields: Collection[str],
    ends_on: date,
    at: datetime,
    *,
    by: Account,
    others: Sequence[Challenge] = (),
) -> None:
    """Ask every company for itself; each reads its own facts as they are now, and the words."""
    hold(session, project)
    needs = [*(each.challenge for each in project.members), *others]
    if any(policies.are_kept_apart(one, other) for one, other in combinations(needs, 2)):
        raise InvalidTransition("two of these must not learn of each other")
    for need in others:
        position = len(project.members)
        project.members.append(JointMember(position=position, challenge=need))
    shown = {each.id: _facts(each, fields) for each in project.members}
    session.flush()
    project.invite(message, shown, last_minute(ends_on), at, by)
    record(session, "gemeinsames_eingeladen", project, at, by=by, companies=len(project.members))
    for member in project.members:
        record(session, "gemeinsame_einladung", member, at, by=by)
        _write(session, "joint_asked", member, at)


def agree(
    session: Session,
    member: JointMember,
    text_version: str,
    at: datetime,
    *,
    by: Account,
    by_link: bool = False,
    note: str = "",
) -> bool:
    """One company agrees; True if it was the last one, and all know each other now."""
    project = _held(session, member)
    if member.consent is not ConsentState.AGREED:
        project.agree(member, text_version, at, by)
        member.consent_note = note
        record(session, "gemeinsames_zugestimmt", member, at, by=by, **_way(by_link, note))
    if not project.has_everybody or _is_barred_from_joining(project):
        return False
    project.join(at)
    for each in project.members:
        record(session, "gemeinsames_zustande", each, at, by=None)
        _write(session, "joint_joined", each, at)
    return True


def refuse(
    session: Session,
    member: JointMember,
    at: datetime,
    *,
    by: Account,
    by_link: bool = False,
    note: str = "",
) -> None:
    """One company does not want to; the others notice nothing, and nobody is written to."""
    project = _held(session, member)
    if member.consent is ConsentState.AGREED:
        project.take_back(member, at, by)
        record(session, "gemeinsames_zurueckgenommen", member, at, by=by, **_way(by_link, note))
    elif member.consent is ConsentState.ASKED:
        project.refuse(member, at, by)
        member.consent_note = note
        record(session, "gemeinsames_abgelehnt", member, at, by=by, **_way(by_link, note))


def plan_next(
    session: Session,
    project: JointProject,
    next_step: str,
    meeting_on: date | None,
    at: datetime,
    *,
    by: Account,
) -> None:
    """Write down what all are to do now."""
    hold(session, project)
    project.plan(next_step, meeting_on)
    record(session, "gemeinsames_geplant", project, at, by=by)


def _facts(member: JointMember, fields: Collection[str]) -> list[list[str]]:
    """In German, as everything that is kept; what is not chosen is not in it."""
    with force_locale(DEFAULT_LANGUAGE):
        return [
            [kind, words]
            for kind, words in facts_of(member).items()
            if kind in ALWAYS or kind in fields
        ]


def _held(session: Session, member: JointMember) -> JointProject:
    """The project first, so that two who answer at once wait for each other."""
    hold(session, member.project)
    for each in member.project.members:
        session.refresh(each)
    return member.project


def _is_barred_from_joining(project: JointProject) -> bool:
    """Whether somebody said meanwhile that another one in it shall not learn of the need."""
    return project.state is not JointState.INVITED or any(
        policies.are_kept_apart(one.challenge, other.challenge)
        for one in project.members
        for other in project.members
        if one is not other
    )


def _write(session: Session, template: str, member: JointMember, at: datetime) -> None:
    for account in people_of(member.challenge):
        queue_mail(session, template, account, at, challenge=member.challenge, joint_member=member)


def _way(by_link: bool, note: str) -> dict[str, bool]:
    """How it was said, if not on the own page."""
    if note:
        return {"by_telephone": True}
    return {"by_link": True} if by_link else {}
