"""Stoffströme and invitations of a need, as its company takes them along.

Of the others in a common project it holds what the company's own page of it shows, and nothing
before all have agreed: not that somebody else was asked, nor what was answered.
"""

from datetime import datetime
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Account, Challenge, JointMember, MaterialFlow, policies
from models.base import LOCAL_ZONE
from webapp.labels import label
from webapp.matching import flows_of, materials

Tree = dict[str, Any]


def flow_trees(challenge: Challenge) -> list[Tree]:
    """What was said of each Stoffstrom."""
    return [_flow(each) for each in flows_of(challenge)]


def invitation_trees(
    session: Session, challenge: Challenge, user: Account, at: datetime
) -> list[Tree]:
    """What the company was asked and what it answered, as its own page shows it."""
    members = session.scalars(
        select(JointMember)
        .where(JointMember.challenge_id == challenge.id, policies.visible_joint_members(user, at))
        .options(joinedload(JointMember.project))
        .order_by(JointMember.asked_at, JointMember.id)
    )
    return [_invitation(each, user, at) for each in members]


def _flow(flow: MaterialFlow) -> Tree:
    known = materials().get(flow.material)
    quantity = None
    if flow.quantity is not None and flow.unit is not None and flow.period is not None:
        quantity = f"{format_decimal(flow.quantity)} {label(flow.unit)} {label(flow.period)}"
    return {
        _("Abzugeben oder gesucht"): str(label(flow.direction)),
        _("Stoff"): known.names["de"] if known else None,
        _("In Ihren Worten"): flow.wording or None,
        _("Menge"): quantity,
        _("Reinheit"): [str(each) for each in flow.purity] if flow.purity else None,
        _("Form"): str(label(flow.shape)) if flow.shape else None,
        _("Störstoffe"): flow.contaminants or None,
        _("Gemeinde"): flow.municipality.name,
        _("Angegeben"): _moment(flow.written_at),
    }


def _invitation(member: JointMember, user: Account, at: datetime) -> Tree:
    project = member.project
    tree = {
        _("Gefragt"): _moment(member.asked_at),
        _("Antwort bis"): _moment(project.ends_at),
        _("Worte der Transferstelle"): project.message,
        _("Was von Ihnen gezeigt würde"): [words for _kind, words in member.shown],
        _("Ihre Antwort"): str(label(member.consent)),
        _("Geantwortet"): _moment(member.decided_at),
        _("Antwort am Telefon"): member.consent_note or None,
    }
    if policies.may_view_joint_project(user, project, at):
        tree[_("Alle haben zugestimmt")] = _moment(project.joined_at)
        tree[_("Nächster Schritt")] = project.next_step or None
        tree[_("Die anderen")] = [
            [words for _kind, words in each.shown]
            for each in project.members
            if each is not member and each.is_readable
        ]
    return tree


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(LOCAL_ZONE).isoformat(timespec="minutes") if at else None
