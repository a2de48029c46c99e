"""The second factor of an account: a generator of codes, and codes for when it is lost."""

import hashlib
import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Base


class SecondFactor(Base):
    """What an account signs in with besides its password (TOTP, RFC 6238)."""

    __tablename__ = "second_factors"

    account_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    sealed_secret: Mapped[str] = mapped_column(String(200))
    """Encrypted; the key is none of the database's."""
    set_up_at: Mapped[datetime]
    last_step: Mapped[int]
    """The newest time step whose code was accepted; none up to it is accepted again."""
    recovery_hashes: Mapped[list[str]]
    """Of the recovery codes that are left."""

    account: Mapped[Account] = relationship()

    def use_step(self, step: int) -> bool:
        """Accept the code of a time step, unless it or a later one was accepted before."""
        if step <= self.last_step:
            return False
        self.last_step = step
        return True

    def use_recovery_code(self, code: str) -> bool:
        """Accept a recovery code, which is then gone."""
        left = [each for each in self.recovery_hashes if each != hash_recovery_code(code)]
        is_known = len(left) < len(self.recovery_hashes)
        self.recovery_hashes = left
        return is_known


def hash_recovery_code(code: str) -> str:
    """SHA-256 (FIPS 180-4) of the code as it may be typed; enough for one of 60 random bits."""
    typed = "".join(sign for sign in code.casefold() if sign.isalnum())
    return hashlib.sha256(typed.encode()).hexdigest()
