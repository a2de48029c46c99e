"""Passwords: Argon2id within bounds, so that neither guessing nor a flood of sign-ins pays."""

import re
import threading
import unicodedata
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import lazy_gettext as _l

LEAST = 15
MOST = 128
FEWEST_DIFFERENT = 6
"""What is left of a password without its guessable words has at least so many different signs."""

OBVIOUS = (
    "passwort", "password", "kennwort", "geheim", "willkommen", "administrator", "admin",
    "anmelden", "hallo", "welcome", "letmein", "iloveyou", "ecotechub", "transferstelle",
    "hochschule", "westfaelische", "westfälische", "unternehmen", "professor", "bergkamen",
    "kreisunna", "unna", "bochum", "gmbh", "qwertzuiop", "qwertyuiop", "qwertz", "qwerty",
    "asdfghjkl", "asdfgh", "yxcvbnm", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "abcdefgh",
    "01234567890", "1234567890", "123456789", "987654321", "12345678", "123456", "12345",
    "fruehling", "frühling", "sommer", "herbst", "winter", "montag", "januar",
)  # fmt: skip

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Two at a time: a flood of sign-ins waits here instead of taking every core and 19 MiB each.
_slots = threading.BoundedSemaphore(2)


def hash_password(password: str) -> str:
    """Argon2id with 19 MiB and two passes; raises ValueError for an over-long password."""
    if len(password) > MOST:
        raise ValueError(f"a password has at most {MOST} characters")
    with _slots:
        return _hasher.hash(_prepared(password))


def is_right(password: str, password_hash: str | None) -> bool:
    """Whether a password belongs to a hash; without one it takes as long and is wrong."""
    if len(password) > MOST:
        return False
    try:
        with _slots:
            _hasher.verify(password_hash or _NOBODYS, _prepared(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Whether it was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def weakness(password: str, *known: str) -> Any:
    """What is wrong with a new password in words, or None; `known` is what strangers may know."""
    length = len(_prepared(password))
    if length < LEAST:
        return _l(
            "Das Passwort hat %(length)s Zeichen. Bitte nehmen Sie mindestens %(least)s, "
            "zum Beispiel einen Satz aus mehreren Wörtern.",
            length=length,
            least=LEAST,
        )
    if length > MOST:
        return _l("Bitte nehmen Sie höchstens %(most)s Zeichen.", most=MOST)
    if _is_guessable(password, *known):
        return _l(
            "Dieses Passwort ist leicht zu erraten: Es besteht fast nur aus bekannten Wörtern, "
            "Ziffernfolgen oder Ihren eigenen Angaben. Bitte nehmen Sie andere Wörter."
        )
    return None


def _is_guessable(password: str, *known: str) -> bool:
    own = {word for text in known for word in re.findall(r"\w{3,}", text.casefold())}
    rest = re.sub(r"[\W_]", "", _prepared(password).casefold())
    for word in sorted({*OBVIOUS, *own}, key=len, reverse=True):
        rest = rest.replace(word, "")
    return len(set(rest)) < FEWEST_DIFFERENT


def _prepared(password: str) -> str:
    """The same words give the same signs, whatever keyboard they were typed on."""
    return unicodedata.normalize("NFC", password.strip())


_NOBODYS = _hasher.hash("nobody has this password")
