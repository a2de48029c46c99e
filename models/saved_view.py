"""What a manager wants to see again in the inbox: a name for a choice of filters."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Base, Id

MOST_VIEWS = 12
LONGEST_VIEW_NAME = 60


class SavedView(Base):
    """A choice of filters under a name; it holds no case, only what to look for."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: Mapped[Id]
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(LONGEST_VIEW_NAME))
    choices: Mapped[dict[str, Any]]
    """The filters as they stand in the address, by field."""
    is_start: Mapped[bool] = mapped_column(server_default=false())
    """Whether the inbox opens with it."""
    created_at: Mapped[datetime]

    account: Mapped[Account] = relationship()
