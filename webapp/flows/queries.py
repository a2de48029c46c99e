"""What a manager sees of proposals and invitations, and a company of its own."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    Account,
    Challenge,
    FlowDirection,
    JointKind,
    JointMember,
    JointProject,
    JointState,
    JointStep,
    MaterialFlow,
    Municipality,
    policies,
)
from webapp.flows.words import GAPS, material_words
from webapp.labels import label
from webapp.matching import FlowMatch, GapKind, Material, match_of, materials
from webapp.matching.search import Found

RUNNING = {JointState.INVITED, JointState.JOINED}
SHOWN_AT_ONCE = 20


@dataclass(frozen=True)
class Shown:
    """A proposal with the comparison as it comes out now."""

    project: JointProject
    match: FlowMatch | None
    """None for a pool, and for a pair that does not fit any more."""

    @property
    def residue(self) -> JointMember | None:
        """The company that would give something away."""
        return self._member(is_offered=True)

    @property
    def wanted(self) -> JointMember | None:
        """The company that looks for something."""
        return self._member(is_offered=False)

    def _member(self, *, is_offered: bool) -> JointMember | None:
        found = [each for each in self.project.members if each.flow is not None]
        return next((each for each in found if each.flow.is_offered is is_offered), None)


@dataclass(frozen=True)
class GroupCount:
    """In how many cases a group of materials is left over, and in how many it is looked for."""

    group: Material | None
    """None for what is in no group."""
    offered: int
    wanted: int


@dataclass(frozen=True)
class Overview:
    """Everything a manager may know of, the best first."""

    triads: Sequence[Shown]
    pools: Sequence[Shown]
    running: Sequence[Shown]
    over: Sequence[Shown]
    counts: Sequence[GroupCount]


def overview(session: Session, user: Account, at: datetime) -> Overview:
    """Of proposals those whose every case the reader has the desk of; beside them only counts."""
    shown = [Shown(each, _match(each)) for each in _visible(session, user, at)]
    running = [each for each in shown if each.project.state in RUNNING]
    together = [_needs_in(each.project) for each in running]
    open_ones = [
        each
        for each in shown
        if each.project.state in {JointState.PROPOSED, JointState.NOTED}
        and all(member.challenge.is_open for member in each.project.members)
        and not any(_needs_in(each.project) <= other for other in together)
    ]
    return Overview(
        triads=[each for each in open_ones if each.project.is_triad and each.match],
        pools=[each for each in open_ones if not each.project.is_triad],
        running=running,
        over=[
            each for each in shown if each.project.state in {JointState.DISMISSED, JointState.ENDED}
        ],
        counts=group_counts(session, user, at),
    )


def shown_project(project: JointProject) -> Shown:
    """One proposal."""
    return Shown(project, _match(project))


def steps_of(session: Session, project: JointProject) -> Sequence[JointStep]:
    """What happened, in order."""
    query = (
        select(JointStep)
        .where(JointStep.project_id == project.id)
        .options(
            joinedload(JointStep.by),
            joinedload(JointStep.member)
            .joinedload(JointMember.challenge)
            .joinedload(Challenge.company),
        )
        .order_by(JointStep.number)
    )
    return session.scalars(query).all()


def further_needs(
    session: Session, project: JointProject, user: Account, at: datetime
) -> list[Challenge]:
    """Other cases that were found alike with every one of these and that the reader may invite."""
    if project.is_triad:
        return []
    mine = _needs_in(project)
    partners: dict[uuid.UUID, dict[uuid.UUID, Challenge]] = defaultdict(dict)
    for other in _visible(session, user, at):
        if other.is_triad or other.state not in {JointState.PROPOSED, JointState.NOTED}:
            continue
        for one in other.members:
            for each in other.members:
                partners[one.challenge_id][each.challenge_id] = each.challenge
    common = set.intersection(*(set(partners[each]) for each in mine)) - mine
    found = {key: need for each in mine for key, need in partners[each].items()}
    wanted = [found[each] for each in common]
    return sorted(
        (
            each
            for each in wanted
            if policies.may_lead(user, each, at) and policies.may_match(each, at)
        ),
        key=lambda each: each.reference,
    )


def gap_words(shown: Shown) -> list[tuple[GapKind, str]]:
    """What stands between the two, each in a sentence's worth of words."""
    if shown.match is None or shown.residue is None or shown.wanted is None:
        return []
    residue, wanted = shown.residue.flow, shown.wanted.flow
    if residue is None or wanted is None:
        return []
    words = {
        GapKind.PURITY: "",
        GapKind.CONTAMINANTS: residue.contaminants,
        GapKind.SHAPE: " → ".join(
            str(label(each.shape)) for each in (residue, wanted) if each.shape is not None
        ),
        GapKind.QUANTITY: "",
    }
    return [(each, words[each]) for each in shown.match.gaps]


def question_of(shown: Shown) -> str:
    """What a professor would have to be able to do, as words for a search; German as profiles."""
    if not shown.project.is_triad:
        return " ".join(
            f"{each.challenge.title}. {each.challenge.description}"
            for each in shown.project.members
        )
    flows = [each.flow for each in shown.project.members if each.flow is not None]
    named = dict.fromkeys(
        word for each in flows for word in (material_words(each), each.wording) if word
    )
    tasks = {
        GapKind.PURITY: "Aufbereitung, Trennung und Reinigung, Reinheit erhöhen",
        GapKind.CONTAMINANTS: "Störstoffe erkennen und abtrennen: "
        + ", ".join(each.contaminants for each in flows if each.contaminants),
        GapKind.SHAPE: "Zerkleinern, Granulieren, Umformen zu "
        + ", ".join(str(label(each.shape)) for each in flows if each.shape),
        GapKind.QUANTITY: "Sammeln und Logistik kleiner Mengen",
    }
    gaps = shown.match.gaps if shown.match else ()
    todo = [tasks[each] for each in gaps] or ["Einsatz von Rezyklat und Reststoffen, Qualität"]
    return f"{', '.join(named)}. {'. '.join(todo)}"


def group_counts(session: Session, user: Account, at: datetime) -> list[GroupCount]:
    """Cases by group of material: of those the reader may know of, without saying which."""
    rows = session.execute(
        select(
            MaterialFlow.challenge_id, MaterialFlow.direction, MaterialFlow.material,
            MaterialFlow.wording,
        ).where(policies.countable_flows(user, at))
    ).all()  # fmt: skip
    cases = {
        (need_id, direction, _group(material, wording))
        for need_id, direction, material, wording in rows
    }
    counts = Counter((direction, group) for _, direction, group in cases)
    groups = [*(each.code for each in materials().groups), None]
    return [
        GroupCount(
            materials().get(code) if code else None,
            counts[FlowDirection.RESIDUE, code],
            counts[FlowDirection.INPUT, code],
        )
        for code in groups
        if counts[FlowDirection.RESIDUE, code] or counts[FlowDirection.INPUT, code]
    ]


def municipalities(session: Session) -> Sequence[Municipality]:
    """Every municipality a material can lie in."""
    return session.scalars(select(Municipality).order_by(Municipality.sort_key)).all()


def asked_members(session: Session, challenge: Challenge) -> Sequence[JointMember]:
    """The invitations of a need, newest first."""
    query = (
        select(JointMember)
        .where(JointMember.challenge_id == challenge.id, JointMember.asked_at.is_not(None))
        .options(joinedload(JointMember.project), joinedload(JointMember.flow))
        .order_by(JointMember.asked_at.desc(), JointMember.id)
    )
    return session.scalars(query).all()


def place_of(found: Found) -> str:
    """Where a professor teaches."""
    campus = found.profile.department.campus
    return f"{campus.university.name}, {campus.name}"


def _visible(session: Session, user: Account, at: datetime) -> Sequence[JointProject]:
    query = (
        select(JointProject)
        .where(policies.visible_joint_projects(user, at))
        .options(
            selectinload(JointProject.members).options(
                joinedload(JointMember.challenge).options(
                    joinedload(Challenge.company), joinedload(Challenge.municipality)
                ),
                joinedload(JointMember.flow).joinedload(MaterialFlow.municipality),
            )
        )
        .order_by(JointProject.score.desc(), JointProject.key)
    )
    return session.scalars(query).unique().all()


def _match(project: JointProject) -> FlowMatch | None:
    flows = [each.flow for each in project.members if each.flow is not None]
    return match_of(*flows) if project.kind is JointKind.TRIAD and len(flows) == 2 else None


def _needs_in(project: JointProject) -> set[uuid.UUID]:
    return {each.challenge_id for each in project.members}


def _group(material: str, wording: str) -> str | None:
    code = material or materials().recognise(wording)
    found = materials().group_of(code) if code else None
    return found.code if found else None


__all__ = ["GAPS", "Overview", "Shown"]
