"""Needs of several companies that could become one project, and the consent of each of them.

Software finds them, a manager who has the desk of all of them decides and invites, each company is
asked for itself. Until all have agreed, none of them reads anything of another one, not even
whether it was asked, refused or is silent; an invitation that comes to nothing ends on its day.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from models.account import Account
from models.base import Base, Id, InvalidTransition, Prose, require
from models.challenge import Challenge
from models.flow import MaterialFlow
from models.joint_states import (
    ConsentState,
    DismissReason,
    JointKind,
    JointState,
    JointStepKind,
)
from models.profile import text_hash

UNDECIDED = {JointState.PROPOSED, JointState.NOTED}
INVITED_ONCE = {JointState.INVITED, JointState.JOINED, JointState.ENDED}


class JointProject(Base):
    """Two or more needs of different companies, from the proposal to the common project."""

    __tablename__ = "joint_projects"
    __table_args__ = (
        CheckConstraint("score >= 0 AND score <= 1", name="score_is_a_share"),
        CheckConstraint(
            "(state = 'verworfen') = (dismiss_reason IS NOT NULL)", name="dismissed_for_a_reason"
        ),
        CheckConstraint(
            "(state IN ('eingeladen', 'zustande_gekommen', 'beendet')) = (invited_at IS NOT NULL)"
            " AND (invited_at IS NULL) = (ends_at IS NULL)"
            " AND (invited_at IS NULL) = (size IS NULL)",
            name="invited_until_a_day",
        ),
        CheckConstraint(
            "(state = 'zustande_gekommen') = (joined_at IS NOT NULL)", name="joined_at_if_so"
        ),
        CheckConstraint("(state = 'beendet') = (ended_at IS NOT NULL)", name="ended_at_if_so"),
    )

    id: Mapped[Id]
    kind: Mapped[JointKind]
    key: Mapped[str] = mapped_column(String(64), unique=True)
    """A hash of what it joins, so that the same is not proposed twice."""
    state: Mapped[JointState] = mapped_column(index=True)
    score: Mapped[float]
    """How well it fits when it was found, from 0 to 1; it only sorts."""
    found_at: Mapped[datetime]
    dismiss_reason: Mapped[DismissReason | None]
    message: Mapped[Prose]
    """What every company reads in its invitation, in the words of the manager."""
    size: Mapped[int | None]
    """How many were asked; whoever is erased since then has not agreed."""
    invited_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    joined_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    next_step: Mapped[Prose]
    """What is to happen now, for everybody who has agreed."""
    meeting_on: Mapped[date | None]

    members: Mapped[list["JointMember"]] = relationship(
        back_populates="project", cascade="all, delete-orphan", order_by="JointMember.position"
    )
    steps: Mapped[list["JointStep"]] = relationship(
        cascade="all, delete-orphan", order_by="JointStep.number", passive_deletes=True
    )

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"state": JointState.PROPOSED, "message": "", "next_step": "", **facts})

    @property
    def is_triad(self) -> bool:
        """Whether a residue of one is an input of another."""
        return self.kind is JointKind.TRIAD

    def waits(self, at: datetime) -> bool:
        """Whether the companies may still answer."""
        return self.state is JointState.INVITED and self.ends_at is not None and at < self.ends_at

    def is_overdue(self, at: datetime) -> bool:
        """Whether the day of the invitation is over and not everybody has agreed."""
        return self.state is JointState.INVITED and not self.waits(at)

    @property
    def has_everybody(self) -> bool:
        """Whether all that were asked have agreed and still want something."""
        return len(self.members) == self.size and all(
            each.consent is ConsentState.AGREED and each.challenge.is_open for each in self.members
        )

    def note(self, at: datetime, by: Account) -> None:
        """A manager comes back to it later."""
        require(self.state, {JointState.PROPOSED, JointState.DISMISSED}, JointState.NOTED)
        self.state, self.dismiss_reason = JointState.NOTED, None
        self._write(JointStepKind.NOTED, at, by)

    def dismiss(self, reason: DismissReason, at: datetime, by: Account) -> None:
        """A manager says why this does not fit."""
        require(self.state, UNDECIDED, JointState.DISMISSED)
        self.state, self.dismiss_reason = JointState.DISMISSED, reason
        self._write(JointStepKind.DISMISSED, at, by)

    def invite(
        self,
        message: str,
        shown: Mapping[uuid.UUID, Sequence[Sequence[str]]],
        ends_at: datetime,
        at: datetime,
        by: Account,
    ) -> None:
        """Ask every company, each about exactly what the others would read of it."""
        require(self.state, UNDECIDED, JointState.INVITED)
        if len(self.members) < 2 or ends_at <= at:
            raise InvalidTransition("an invitation needs two companies and time to answer")
        self.state, self.message = JointState.INVITED, message
        self.invited_at, self.ends_at, self.size = at, ends_at, len(self.members)
        for member in self.members:
            member.ask(shown[member.id], at)
            self._write(JointStepKind.ASKED, at, by, member)

    def agree(
        self, member: "JointMember", text_version: str, at: datetime, by: Account | None
    ) -> None:
        """One company agrees to exactly what it has read."""
        self._answer(member, {ConsentState.ASKED, ConsentState.REFUSED}, at)
        if text_version != member.text_version:
            raise InvalidTransition("this is not what was shown")
        member.consent, member.decided_at = ConsentState.AGREED, at
        self._write(JointStepKind.AGREED, at, by, member)

    def refuse(self, member: "JointMember", at: datetime, by: Account | None) -> None:
        """One company does not want to; nobody but the desk ever learns it."""
        self._answer(member, {ConsentState.ASKED}, at)
        member.consent, member.decided_at = ConsentState.REFUSED, at
        self._write(JointStepKind.REFUSED, at, by, member)

    def take_back(self, member: "JointMember", at: datetime, by: Account | None) -> None:
        """One company thinks better of it while not all have agreed."""
        self._answer(member, {ConsentState.AGREED}, at)
        member.consent, member.decided_at = ConsentState.REFUSED, at
        self._write(JointStepKind.TAKEN_BACK, at, by, member)

    def join(self, at: datetime) -> None:
        """All have agreed: from now on they read what was agreed of each other."""
        require(self.state, {JointState.INVITED}, JointState.JOINED)
        if not self.has_everybody:
            raise InvalidTransition("not everybody has agreed")
        self.state, self.joined_at = JointState.JOINED, at
        self._write(JointStepKind.JOINED, at, None)

    def end(self, at: datetime) -> None:
        """Nothing came of it by its day; whatever the reason, it ends in the same way."""
        require(self.state, {JointState.INVITED}, JointState.ENDED)
        if not self.is_overdue(at):
            raise InvalidTransition("an early end would tell of an answer")
        self.state, self.ended_at = JointState.ENDED, at
        self._write(JointStepKind.ENDED, at, None)

    def plan(self, next_step: str, meeting_on: date | None) -> None:
        """Say what is to happen now."""
        require(self.state, {JointState.JOINED}, JointState.JOINED)
        self.next_step, self.meeting_on = next_step, meeting_on

    def _answer(self, member: "JointMember", allowed: set[Any], at: datetime) -> None:
        if not self.waits(at) or not member.challenge.is_open:
            raise InvalidTransition("nobody waits for an answer any more")
        require(member.consent, allowed, member.consent)

    def _write(
        self,
        kind: JointStepKind,
        at: datetime,
        by: Account | None,
        member: "JointMember | None" = None,
    ) -> None:
        self.steps.append(
            JointStep(
                kind=kind, at=at, by_id=by.id if by else None,
                member_id=member.id if member else None,
            )
        )  # fmt: skip


class JointMember(Base):
    """One company's need in it, and what the company says to being named."""

    __tablename__ = "joint_members"
    __table_args__ = (
        UniqueConstraint("project_id", "challenge_id"),
        CheckConstraint(
            "(consent = 'nicht_gefragt') = (asked_at IS NULL)", name="asked_at_if_asked"
        ),
        CheckConstraint(
            "(consent IN ('zugestimmt', 'abgelehnt')) = (decided_at IS NOT NULL)",
            name="decided_at_if_decided",
        ),
    )

    id: Mapped[Id]
    project_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("joint_projects.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    challenge_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), index=True
    )
    flow_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("material_flows.id", ondelete="SET NULL"), index=True
    )
    """The Stoffstrom that fits; empty in a pool, or once the company has deleted it."""
    consent: Mapped[ConsentState]
    asked_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    shown: Mapped[list[list[str]]]
    """What the others read once all have agreed: kind of fact and words, as they were."""
    text_version: Mapped[str] = mapped_column(String(64))
    """Of everything that the company read when it was asked."""
    consent_note: Mapped[Prose]
    """Who answered on the telephone, where nobody of the company can sign in."""

    project: Mapped[JointProject] = relationship(back_populates="members")
    challenge: Mapped[Challenge] = relationship(
        backref=backref("joint_members", cascade="all, delete-orphan", passive_deletes=True)
    )
    flow: Mapped[MaterialFlow | None] = relationship(
        backref=backref("joint_members", passive_deletes=True)
    )

    def __init__(self, **facts: Any) -> None:
        super().__init__(
            **{
                "id": uuid.uuid4(),
                "consent": ConsentState.NOT_ASKED,
                "shown": [],
                "text_version": "",
                "consent_note": "",
                **facts,
            }
        )

    def ask(self, shown: Sequence[Sequence[str]], at: datetime) -> None:
        """Lay before the company what the others would read."""
        require(self.consent, {ConsentState.NOT_ASKED}, ConsentState.ASKED)
        self.consent, self.asked_at = ConsentState.ASKED, at
        self.shown = [list(each) for each in shown]
        said = ["\t".join(each) for each in self.shown]
        self.text_version = text_hash(self.project.message, *said)

    @property
    def gives(self) -> bool:
        """Whether its residue is what fits; of two, the first one gives (FoundTogether)."""
        return self.project.is_triad and self.position == 0

    @property
    def is_readable(self) -> bool:
        """Whether the others may read what was agreed: not after its need was withdrawn."""
        return self.challenge.withdrawn_at is None


class JointStep(Base):
    """What happened when, and by whom; added and never changed."""

    __tablename__ = "joint_steps"
    __table_args__ = (Index("ix_joint_steps_project_id_number", "project_id", "number"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("joint_projects.id", ondelete="CASCADE")
    )
    member_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("joint_members.id", ondelete="SET NULL"), index=True
    )
    kind: Mapped[JointStepKind]
    at: Mapped[datetime]
    by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))

    member: Mapped[JointMember | None] = relationship()
    by: Mapped[Account | None] = relationship()


@event.listens_for(JointStep, "before_update")
def _refuse_changes(*_: Any) -> None:
    raise InvalidTransition("a step that was taken stays as it is")
