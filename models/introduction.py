"""The Vermittlung of one Bedarf to one professor: asked, interested, introduced, met."""

import enum
import uuid
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id, InvalidTransition, Prose, require
from models.challenge import Challenge, Teaser
from models.match import Match
from models.profile import Profile

TIME_TO_ANSWER = timedelta(days=14)


class IntroductionState(enum.Enum):
    """Where the Vermittlung to one professor stands."""

    PREPARED = "vorgemerkt"
    ASKED = "angefragt"
    INTERESTED = "interessiert"
    INTRODUCED = "vermittelt"
    DECLINED = "abgelehnt"
    NOT_WANTED = "nicht_gewuenscht"
    EXPIRED = "abgelaufen"
    REVOKED = "zurueckgenommen"


class DeclineReason(enum.Enum):
    """Why a professor says no; shown to the manager, never to the company."""

    NO_CAPACITY = "keine_kapazitaet"
    WRONG_FIELD = "falsches_fach"
    TOO_EARLY = "zu_frueh"
    UNCLEAR = "bedarf_unklar"
    NO_RESEARCH_INTEREST = "kein_forschungsinteresse"
    CONFLICT = "interessenkonflikt"
    WRONG_FORMAT = "format_passt_nicht"
    OTHER = "sonstiges"


PENDING_STATES = {
    IntroductionState.PREPARED,
    IntroductionState.ASKED,
    IntroductionState.INTERESTED,
}


class Introduction(Base):
    """One professor who is asked about one Bedarf; names are exchanged by mutual consent only."""

    __tablename__ = "introductions"
    __table_args__ = (
        UniqueConstraint("challenge_id", "profile_id"),
        CheckConstraint("(asked_at IS NULL) = (teaser_id IS NULL)", name="asked_with_a_teaser"),
        CheckConstraint(
            "state IN ('vorgemerkt', 'zurueckgenommen') OR asked_at IS NOT NULL",
            name="asked_before_answered",
        ),
        CheckConstraint(
            "state NOT IN ('interessiert', 'vermittelt', 'nicht_gewuenscht')"
            " OR professor_consented_at IS NOT NULL",
            name="professor_consented_first",
        ),
        CheckConstraint(
            "(state = 'vermittelt') = (company_consented_at IS NOT NULL)",
            name="introduced_by_mutual_consent",
        ),
        CheckConstraint(
            "(state = 'abgelehnt') = (decline_reason IS NOT NULL)", name="decline_has_reason"
        ),
        CheckConstraint(
            "suggested_profile_id IS NULL OR state = 'abgelehnt'", name="suggests_when_declining"
        ),
        CheckConstraint("met_on IS NULL OR state = 'vermittelt'", name="met_after_introduction"),
        CheckConstraint(
            "state <> 'vermittelt' OR professor_consented_to = company_consented_to",
            name="both_consented_to_one_text",
        ),
        CheckConstraint(
            "state = 'vermittelt' OR (nda_company_signed_on IS NULL"
            " AND nda_professor_signed_on IS NULL)",
            name="nda_after_introduction",
        ),
    )

    id: Mapped[Id]
    challenge_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"))
    profile_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("profiles.id", ondelete="CASCADE"), index=True
    )
    match_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("matches.id", ondelete="CASCADE"), unique=True
    )
    teaser_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("teasers.id"))
    """The approved text that was sent."""
    state: Mapped[IntroductionState] = mapped_column(index=True)
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    renewed_at: Mapped[datetime | None]
    """When a newer text took the place of the one that was sent first."""
    answer_due_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    """When the professor was reminded of it, which happens once for each text."""
    professor_consented_at: Mapped[datetime | None]
    professor_consented_to: Mapped[str | None] = mapped_column(String(64))
    company_consented_at: Mapped[datetime | None]
    company_consented_to: Mapped[str | None] = mapped_column(String(64))
    consent_note: Mapped[Prose]
    """Who of the company agreed on the telephone, in the words of the lead and for managers."""
    decline_reason: Mapped[DeclineReason | None]
    decline_note: Mapped[Prose]
    suggested_profile_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("profiles.id", ondelete="SET NULL")
    )
    """Whom the professor who declined thinks to fit better; a word to the lead, and no more."""
    nda_company_signed_on: Mapped[date | None]
    nda_professor_signed_on: Mapped[date | None]
    met_on: Mapped[date | None]
    meeting_note: Mapped[Prose]

    challenge: Mapped[Challenge] = relationship(back_populates="introductions")
    profile: Mapped[Profile] = relationship(foreign_keys=[profile_id])
    match: Mapped[Match] = relationship(back_populates="introduction")
    teaser: Mapped[Teaser | None] = relationship()
    suggested: Mapped[Profile | None] = relationship(foreign_keys=[suggested_profile_id])

    def __init__(self, **facts: Any) -> None:
        super().__init__(
            **{
                "state": IntroductionState.PREPARED,
                "consent_note": "",
                "decline_note": "",
                "meeting_note": "",
                **facts,
            }
        )

    @property
    def is_pending(self) -> bool:
        """Whether somebody still has to answer."""
        return self.state in PENDING_STATES

    @property
    def is_mutual(self) -> bool:
        """Whether both sides said yes to the text as it is, so that both may see the contacts."""
        return (
            self.state is IntroductionState.INTRODUCED
            and self.teaser is not None
            and self.professor_consented_to == self.teaser.text_version
            and self.company_consented_to == self.teaser.text_version
        )

    @property
    def is_full_text_open(self) -> bool:
        """Whether the professor may read the need itself: both agreed, and signed where asked."""
        signed = {self.nda_company_signed_on, self.nda_professor_signed_on}
        return self.is_mutual and not (self.challenge.nda_required and None in signed)

    def ask(self, teaser: Teaser, at: datetime) -> None:
        """Send the approved Kurzfassung to the professor."""
        require(self.state, {IntroductionState.PREPARED}, IntroductionState.ASKED)
        if teaser is not self.challenge.approved_teaser:
            raise InvalidTransition("only the approved Kurzfassung may be sent")
        self.state, self.teaser, self.asked_at = IntroductionState.ASKED, teaser, at
        self.answer_due_at = at + TIME_TO_ANSWER

    def ask_again(self, teaser: Teaser, at: datetime) -> None:
        """The company approved other words: what either side said to the old ones is void."""
        require(
            self.state,
            {IntroductionState.ASKED, IntroductionState.INTERESTED},
            IntroductionState.ASKED,
        )
        if teaser is not self.challenge.approved_teaser or teaser is self.teaser:
            raise InvalidTransition("only a newer approved Kurzfassung takes an older one's place")
        self.state, self.teaser, self.renewed_at = IntroductionState.ASKED, teaser, at
        self.answer_due_at = at + TIME_TO_ANSWER
        self.professor_consented_at = self.professor_consented_to = self.reminded_at = None

    def note_reminder(self, at: datetime) -> None:
        """The professor is reminded now, before the time to answer is over."""
        require(self.state, {IntroductionState.ASKED}, IntroductionState.ASKED)
        if self.reminded_at is not None:
            raise InvalidTransition("one reminder is enough")
        self.reminded_at = at

    def accept(self, text_version: str, at: datetime) -> None:
        """The professor is interested in exactly the text that was sent."""
        require(self.state, {IntroductionState.ASKED}, IntroductionState.INTERESTED)
        self._refuse_other_text(text_version)
        self.state = IntroductionState.INTERESTED
        self.professor_consented_at, self.professor_consented_to = at, text_version

    def decline(
        self, reason: DeclineReason, note: str = "", suggested: Profile | None = None
    ) -> None:
        """The professor says no, with a reason for the manager and perhaps somebody better."""
        require(self.state, {IntroductionState.ASKED}, IntroductionState.DECLINED)
        if reason is DeclineReason.OTHER and not note.strip():
            raise InvalidTransition("another reason than the known ones needs words")
        self.state, self.decline_reason = IntroductionState.DECLINED, reason
        self.decline_note, self.suggested = note.strip(), suggested

    def expire(self, at: datetime) -> None:
        """Nobody answered in time."""
        require(self.state, {IntroductionState.ASKED}, IntroductionState.EXPIRED)
        if self.answer_due_at is None or at < self.answer_due_at:
            raise InvalidTransition("there is still time to answer")
        self.state = IntroductionState.EXPIRED

    def consent(self, text_version: str, at: datetime, note: str = "") -> None:
        """The company agrees as well: from now on both see each other's contact."""
        require(self.state, {IntroductionState.INTERESTED}, IntroductionState.INTRODUCED)
        self._refuse_other_text(text_version)
        self.state = IntroductionState.INTRODUCED
        self.company_consented_at, self.company_consented_to = at, text_version
        self.consent_note = note.strip()

    def turn_down(self) -> None:
        """The company does not want it; the professor only hears that none came about."""
        require(self.state, {IntroductionState.INTERESTED}, IntroductionState.NOT_WANTED)
        self.state = IntroductionState.NOT_WANTED

    def revoke(self) -> None:
        """The case ended, or the manager changed her mind, before both had agreed."""
        require(self.state, PENDING_STATES, IntroductionState.REVOKED)
        self.state = IntroductionState.REVOKED

    def record_nda(self, company_on: date | None, professor_on: date | None) -> None:
        """On which days the two sides signed the confidentiality agreement."""
        require(self.state, {IntroductionState.INTRODUCED}, IntroductionState.INTRODUCED)
        self.nda_company_signed_on, self.nda_professor_signed_on = company_on, professor_on

    def note_meeting(self, met_on: date, note: str = "") -> None:
        """The Erstgespräch took place."""
        require(self.state, {IntroductionState.INTRODUCED}, IntroductionState.INTRODUCED)
        self.met_on, self.meeting_note = met_on, note.strip()

    def _refuse_other_text(self, text_version: str) -> None:
        if self.teaser is None or text_version != self.teaser.text_version:
            raise InvalidTransition("the text changed after it was read")
