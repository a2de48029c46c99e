"""Needs that speak of a topic somebody does not want to be asked about."""

import uuid

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class TopicBarrier(Base):
    """That a need speaks of a topic which the owner of a profile does not want; never of which.

    The Abgleich finds that out, when it reads a need and when somebody changes their topics.
    """

    __tablename__ = "topic_barriers"

    profile_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("profiles.id", ondelete="CASCADE"), primary_key=True
    )
    challenge_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), primary_key=True, index=True
    )
