"""One case of the demo on its way: what is to happen to it, and when."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import Account, AuditEntry, Base, Challenge, Introduction, OutgoingMail
from seed_data.keys import stable_id
from seed_data.moments import moment
from seed_data.people import People

LEAD_AFTER, DECIDED_AFTER, PRESENTED_AFTER, APPROVED_AFTER = 1, 2, 3, 5
"""Days after submission in an ordinary case; answers follow the enquiry."""


@dataclass
class Case:
    """A need with its story, and the trail it leaves."""

    session: Session
    at: datetime
    people: People
    story: dict[str, Any]
    challenge: Challenge
    trail: list[AuditEntry] = field(default_factory=list)

    def day(self, after: float, hour: int, minute: int = 0) -> datetime:
        """Office hours so many days after submission."""
        return moment(self.at, self.story["days"] - after, hour, minute)

    def id_of(self, kind: str, *more: object) -> Any:
        """The stable id of something that belongs to the case."""
        return stable_id(kind, "/".join([self.story["need"], *map(str, more)]))

    @property
    def manager(self) -> Account:
        """The manager who answers for the case."""
        return self.people.managers[self.story["lead"]]

    @property
    def company(self) -> Account:
        """The account of the company whose need it is."""
        return self.people.companies[self.story.get("of", self.story["need"])]

    def note(
        self, verb: str, subject: Base, at: datetime, by: Account | None, **detail: Any
    ) -> None:
        """Remember what happened; only states and numbers, never what people wrote."""
        self.trail.append(
            AuditEntry(
                at=at,
                actor_id=by.id if by else None,
                verb=verb,
                object_type=type(subject).__tablename__,
                object_id=subject.id,  # type: ignore[attr-defined]
                challenge_id=self.challenge.id,
                detail=detail,
            )
        )

    def queue_mail(
        self, template: str, recipient: Account, introduction: Introduction | None = None
    ) -> None:
        """Let the worker send what somebody in this case is waiting for."""
        self.session.flush()
        self.session.add(
            OutgoingMail(
                id=self.id_of("outgoing_mails", template, recipient.email),
                template=template,
                recipient=recipient,
                challenge_id=self.challenge.id,
                introduction_id=introduction.id if introduction else None,
                created_at=self.at,
            )
        )
