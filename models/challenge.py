"""A company's Bedarf, its states, and the Kurzfassung a professor may read of it."""

import enum
import secrets
import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.account import Account
from models.barrier import Exclusion
from models.base import Base, Id, InvalidTransition, Line, Prose, require
from models.organisation import Company, Municipality
from models.profile import text_hash

if TYPE_CHECKING:
    from models.introduction import Introduction
    from models.match import MatchRun


class ChallengeState(enum.Enum):
    """Where a Bedarf stands; the professors asked have states of their own."""

    DRAFT = "entwurf"
    SUBMITTED = "eingereicht"
    IN_REVIEW = "in_pruefung"
    CLOSED = "abgeschlossen"
    WITHDRAWN = "zurueckgezogen"


class SupportKind(enum.Enum):
    """The four areas of expectation from the stakeholder workshop: what kind of help is wanted."""

    TRAINING = "weiterbildung"
    ADVICE = "beratung"
    PROTOTYPES = "technologietransfer"
    INFRASTRUCTURE = "infrastruktur"


class Outcome(enum.Enum):
    """What a case came to; each is a result worth knowing, the last one included."""

    PROJECT = "projekt"
    THESIS = "abschlussarbeit"
    CONSULTING = "beratung"
    TRAINING = "weiterbildung"
    SOLVED_IN_MEETING = "im_gespraech_geloest"
    NO_COOPERATION = "keine_zusammenarbeit"
    NO_MATCH = "kein_treffer"


OPEN_STATES = {ChallengeState.SUBMITTED, ChallengeState.IN_REVIEW}
REFERENCE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_reference() -> str:
    """A case number people can say on the telephone; it counts nothing, so it tells nothing."""
    signs = [secrets.choice(REFERENCE_ALPHABET) for _ in range(6)]
    return "".join(signs[:3]) + "-" + "".join(signs[3:])


class Challenge(Base):
    """A company's Bedarf: the problem it hopes research can help with."""

    __tablename__ = "challenges"
    __table_args__ = (
        CheckConstraint(
            "(state = 'entwurf') = (submitted_at IS NULL)", name="submitted_at_unless_draft"
        ),
        CheckConstraint(
            "(state = 'zurueckgezogen') = (withdrawn_at IS NOT NULL)", name="withdrawn_at_if_so"
        ),
        CheckConstraint(
            "(state = 'abgeschlossen') = (closed_at IS NOT NULL)", name="closed_at_if_so"
        ),
        CheckConstraint("(outcome IS NULL) = (closed_at IS NULL)", name="outcome_if_closed"),
        CheckConstraint("(lead_id IS NULL) = (lead_taken_at IS NULL)", name="lead_since_when"),
        CheckConstraint("state <> 'entwurf' OR lead_id IS NULL", name="no_lead_of_a_draft"),
        CheckConstraint(
            "outcome <> 'kein_treffer' OR message_to_company <> ''", name="no_match_is_explained"
        ),
    )

    id: Mapped[Id]
    reference: Mapped[str] = mapped_column(String(7), unique=True)
    company_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("companies.id"), index=True)
    entered_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id"))
    """The company's own account, or the transfer manager who took a call."""
    title: Mapped[Line]
    description: Mapped[Prose]
    language: Mapped[str] = mapped_column(String(2))
    municipality_ags: Mapped[str] = mapped_column(ForeignKey("municipalities.ags"))
    needed_by: Mapped[date | None]
    embargo_until: Mapped[datetime | None]
    """Before this moment nobody but its company and the lead knows of it, the matcher included."""
    nda_required: Mapped[bool] = mapped_column(server_default=false())
    """Whether a professor reads the full text only after both have signed an agreement."""
    state: Mapped[ChallengeState] = mapped_column(index=True)
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    answer_due_on: Mapped[date | None]
    """The day by which the company was promised an answer."""
    lead_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    lead_taken_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None]
    outcome_note: Mapped[Prose]
    """What the managers note for themselves and the report."""
    message_to_company: Mapped[Prose]
    """What the company is told at the end, in the manager's words."""

    company: Mapped[Company] = relationship()
    municipality: Mapped[Municipality] = relationship()
    entered_by: Mapped[Account] = relationship(foreign_keys=entered_by_id)
    lead: Mapped[Account | None] = relationship(foreign_keys=lead_id)
    support_rows: Mapped[list["ChallengeSupport"]] = relationship(
        cascade="all, delete-orphan", order_by="ChallengeSupport.kind"
    )
    exclusions: Mapped[list[Exclusion]] = relationship(cascade="all, delete-orphan")
    teasers: Mapped[list["Teaser"]] = relationship(
        back_populates="challenge", cascade="all, delete-orphan", order_by="Teaser.version"
    )
    match_runs: Mapped[list["MatchRun"]] = relationship(
        back_populates="challenge", cascade="all, delete-orphan", order_by="MatchRun.started_at"
    )
    introductions: Mapped[list["Introduction"]] = relationship(
        back_populates="challenge", cascade="all, delete-orphan", order_by="Introduction.created_at"
    )

    def __init__(self, **facts: Any) -> None:
        super().__init__(
            **{
                "state": ChallengeState.DRAFT,
                "reference": new_reference(),
                "language": "de",
                "nda_required": False,
                "outcome_note": "",
                "message_to_company": "",
                **facts,
            }
        )

    @property
    def text_version(self) -> str:
        """The version of the text that a run matched or a consent was given for."""
        return text_hash(self.title, self.description)

    @property
    def support_kinds(self) -> frozenset[SupportKind]:
        """The kinds of help the company asked for."""
        return frozenset(row.kind for row in self.support_rows)

    @property
    def is_submitted(self) -> bool:
        """Whether the Transferstellen have received it."""
        return self.submitted_at is not None

    @property
    def is_open(self) -> bool:
        """Whether somebody still works on it."""
        return self.state in OPEN_STATES

    def is_embargoed(self, at: datetime) -> bool:
        """Whether its company still wants it kept from everybody but the lead."""
        return self.embargo_until is not None and at < self.embargo_until

    @property
    def teaser(self) -> "Teaser | None":
        """The newest Kurzfassung."""
        return self.teasers[-1] if self.teasers else None

    @property
    def approved_teaser(self) -> "Teaser | None":
        """The newest Kurzfassung, if the company approved exactly this text."""
        teaser = self.teaser
        return teaser if teaser and teaser.state is TeaserState.APPROVED else None

    def ask_for(self, kinds: Iterable[SupportKind]) -> None:
        """Replace the wanted kinds of help, keeping the rows that stay."""
        wanted = set(kinds)
        self.support_rows = [row for row in self.support_rows if row.kind in wanted] + [
            ChallengeSupport(kind=kind) for kind in sorted(wanted - self.support_kinds, key=str)
        ]

    def rewrite(self, title: str, description: str) -> None:
        """Change the words, as long as nobody has begun to work with them."""
        require(self.state, {ChallengeState.DRAFT, ChallengeState.SUBMITTED}, self.state)
        self.title, self.description = title, description

    def submit(self, at: datetime, answer_due_on: date) -> None:
        """Hand it to the Transferstellen with the promise of an answer by a day."""
        require(self.state, {ChallengeState.DRAFT}, ChallengeState.SUBMITTED)
        self.state, self.submitted_at = ChallengeState.SUBMITTED, at
        self.answer_due_on = answer_due_on

    def begin_review(self) -> None:
        """The first proposals are there; people take over."""
        require(self.state, OPEN_STATES, ChallengeState.IN_REVIEW)
        self.state = ChallengeState.IN_REVIEW

    def take_lead(self, manager: Account, at: datetime) -> None:
        """One manager answers for the case from now on."""
        require(self.state, OPEN_STATES, self.state)
        if self.lead is not None and self.lead is not manager:
            raise InvalidTransition("somebody else has the lead already")
        self.lead, self.lead_taken_at = manager, at

    def release_lead(self) -> None:
        """Give the case back into everybody's inbox."""
        require(self.state, OPEN_STATES, self.state)
        self.lead, self.lead_taken_at = None, None

    def withdraw(self, at: datetime) -> None:
        """The company wants it back; whoever was asked loses sight of it."""
        require(self.state, OPEN_STATES, ChallengeState.WITHDRAWN)
        self.state, self.withdrawn_at = ChallengeState.WITHDRAWN, at
        self._revoke_open_introductions()

    def close(self, outcome: Outcome, at: datetime, *, message: str = "", note: str = "") -> None:
        """End the case with a documented result."""
        require(self.state, OPEN_STATES, ChallengeState.CLOSED)
        if outcome is Outcome.NO_MATCH and not message.strip():
            raise InvalidTransition("no match needs words to the company")
        self.state, self.closed_at, self.outcome = ChallengeState.CLOSED, at, outcome
        self.message_to_company, self.outcome_note = message.strip(), note.strip()
        self._revoke_open_introductions()

    def _revoke_open_introductions(self) -> None:
        for introduction in self.introductions:
            if introduction.is_pending:
                introduction.revoke()


class ChallengeSupport(Base):
    """One kind of help a Bedarf asks for."""

    __tablename__ = "challenge_support"

    challenge_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[SupportKind] = mapped_column(primary_key=True)


class TeaserState(enum.Enum):
    """The way of a Kurzfassung from the manager's desk to the company's approval."""

    DRAFT = "entwurf"
    PRESENTED = "vorgelegt"
    APPROVED = "freigegeben"
    REFUSED = "abgelehnt"


class Teaser(Base):
    """A short text without identifying details; what a professor reads before anybody is named."""

    __tablename__ = "teasers"
    __table_args__ = (
        UniqueConstraint("challenge_id", "version"),
        CheckConstraint(
            "(state IN ('freigegeben', 'abgelehnt')) = (decided_at IS NOT NULL)",
            name="decided_at_if_decided",
        ),
        CheckConstraint(
            "(state = 'entwurf') = (presented_at IS NULL)", name="presented_at_unless_draft"
        ),
    )

    id: Mapped[Id]
    challenge_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"))
    version: Mapped[int]
    text: Mapped[Prose]
    text_version: Mapped[str] = mapped_column(String(64), server_default="")
    """The version an approval or a consent is bound to; follows the text."""
    state: Mapped[TeaserState]
    written_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("accounts.id"))
    """Empty while nobody has touched the software's draft."""
    written_at: Mapped[datetime]
    presented_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    comment: Mapped[Prose]
    """What the company said: why it did not approve, or who agreed on the telephone."""

    challenge: Mapped[Challenge] = relationship(back_populates="teasers")
    written_by: Mapped[Account | None] = relationship()

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"state": TeaserState.DRAFT, "comment": "", **facts})

    @validates("text")
    def _keep_text_version(self, _: str, text: str) -> str:
        self.text_version = text_hash(text)
        return text

    def edit(self, text: str, by: Account, at: datetime) -> None:
        """Change the words before the company sees them."""
        require(self.state, {TeaserState.DRAFT}, TeaserState.DRAFT)
        self.text, self.written_by, self.written_at = text, by, at

    def present(self, at: datetime) -> None:
        """Lay it before the company."""
        require(self.state, {TeaserState.DRAFT}, TeaserState.PRESENTED)
        self.state, self.presented_at = TeaserState.PRESENTED, at

    def approve(self, text_version: str, at: datetime, comment: str = "") -> None:
        """The company allows exactly this text to be sent."""
        require(self.state, {TeaserState.PRESENTED}, TeaserState.APPROVED)
        if text_version != self.text_version:
            raise InvalidTransition("the text changed after it was read")
        self.state, self.decided_at, self.comment = TeaserState.APPROVED, at, comment.strip()

    def refuse(self, comment: str, at: datetime) -> None:
        """The company recognises itself or misses the point; a new version is needed."""
        require(self.state, {TeaserState.PRESENTED}, TeaserState.REFUSED)
        self.state, self.decided_at, self.comment = TeaserState.REFUSED, at, comment.strip()
