"""Fills the demo with Stoffströme, proposals, one open invitation and one common project."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Challenge, JointKind, JointProject, MaterialFlow
from models.base import local_date
from models.flow import WHOLE
from seed_data.flows import FLOWS, PAIR, POOL, Flow, Invitation
from seed_data.keys import stable_id
from webapp.joint_jobs import keep_found, last_minute
from webapp.matching import FoundTogether, find_flow_pairs

LIKENESS = 0.4
"""Of the pool, until the night compares it."""
ANSWER_WITHIN = timedelta(days=14)


def load_flows(session: Session, at: datetime) -> None:
    """Once; a demo that has Stoffströme keeps what its visitors made of them."""
    session.flush()
    if session.scalars(select(MaterialFlow.id).limit(1)).first() is not None:
        return
    needs = {
        each.need: session.get(Challenge, stable_id("challenges", each.need)) for each in FLOWS
    }
    for each in FLOWS:
        need = needs[each.need]
        if need is not None:
            _write(session, need, each, at)
    session.flush()
    there = [each for each in needs.values() if each is not None and each.is_open]
    for each in there:
        session.refresh(each)
    pool = [needs[key] for key in POOL.needs]
    alike = [FoundTogether((pool[0], pool[1]), None, LIKENESS)] if all(pool) else []  # type: ignore[arg-type]
    keep_found(session, [*find_flow_pairs(there), *alike], at)
    session.flush()
    _ask(session, JointKind.TRIAD, PAIR, at)
    _ask(session, JointKind.POOL, POOL, at)


def _write(session: Session, need: Challenge, flow: Flow, at: datetime) -> None:
    low, high = flow.purity or (None, None)
    session.add(
        MaterialFlow(
            challenge_id=need.id, direction=flow.direction, material=flow.material,
            wording=flow.wording, quantity_thousandths=int(flow.quantity * WHOLE), unit=flow.unit,
            period=flow.period, purity_from=None if low is None else low * WHOLE,
            purity_to=None if high is None else high * WHOLE, shape=flow.shape,
            contaminants=flow.contaminants, municipality_ags=need.municipality_ags,
            written_at=need.submitted_at or at, written_by_id=need.entered_by_id,
        )
    )  # fmt: skip


def _ask(session: Session, kind: JointKind, told: Invitation, at: datetime) -> None:
    """Ask the companies of a proposal, and let those agree who have."""
    ids = {stable_id("challenges", each): each for each in told.needs}
    for project in session.scalars(select(JointProject).where(JointProject.kind == kind)).all():
        by_need = {each.challenge_id: each for each in project.members}
        lead = project.members[0].challenge.lead
        if by_need.keys() != ids.keys() or lead is None:
            continue
        asked_at = at - timedelta(days=told.days_ago)
        shown = {each.id: _facts(each.challenge) for each in project.members}
        until = last_minute(local_date(max(asked_at + ANSWER_WITHIN, at + timedelta(days=4))))
        project.invite(told.message, shown, until, asked_at, lead)
        for key, name in ids.items():
            if name in told.agreed:
                member = by_need[key]
                project.agree(
                    member, member.text_version, asked_at + timedelta(days=1),
                    member.challenge.entered_by,
                )  # fmt: skip
        if project.has_everybody:
            project.join(asked_at + timedelta(days=1))
            project.plan(told.next_step, local_date(at + timedelta(days=9)))
        return


def _facts(need: Challenge) -> list[list[str]]:
    """Name and function, and in words what the seed says of the material."""
    speaker = next((each.display_name for each in need.company.accounts), "")
    facts = [
        ["company", need.company.name],
        ["function", speaker or need.company.contact_name or ""],
    ]
    facts += [
        ["wording", each.wording] for each in FLOWS if stable_id("challenges", each.need) == need.id
    ]
    facts.append(["municipality", need.municipality.name])
    return [each for each in facts if each[1]]
