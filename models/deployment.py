"""What kind of installation a database belongs to."""

import enum
from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class DeploymentKind(enum.Enum):
    """A demo may be filled with fictional data and opened without a mail server."""

    DEMO = "demo"


class DeploymentMark(Base):
    """The marker without which nothing of the demo touches a database."""

    __tablename__ = "deployment_marks"

    kind: Mapped[DeploymentKind] = mapped_column(primary_key=True)
    set_at: Mapped[datetime]
