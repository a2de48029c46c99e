"""Passwords: Argon2id within bounds, so that neither guessing nor a flood of sign-ins pays."""

import re
import threading
import unicodedata
from collections.abc import Sequence
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import lazy_gettext as _l

LEAST = 15
LEAST_WITH_FACTOR = 8
"""For those who never sign in with the password alone (NIST SP 800-63B-4, section 3.1.1.2)."""
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
    "passwor", "passwd", "changeme", "trustno1", "superman", "batman", "starwars", "pokemon",
    "sunshine", "princess", "prinzessin", "football", "fussball", "fußball", "baseball",
    "dragon", "monkey", "shadow", "master", "michael", "michelle", "jennifer", "thomas",
    "daniel", "stefan", "andreas", "sabine", "schalke", "borussia", "dortmund", "bayern",
    "schatz", "liebe", "familie", "computer", "internet", "samsung", "iphone", "google",
    "facebook", "deutschland", "germany", "ruhrgebiet", "test", "start", "login", "user",
    "gast", "benutzer", "service", "zugang", "freunde", "blumen", "urlaub", "abcd", "1q2w3e4r",
    "1qaz2wsx", "q1w2e3r4", "zaq12wsx", "qazwsx", "asdf", "0000", "1111", "2222", "8888", "9999",
)  # fmt: skip
"""What stands on every list of the commonest passwords, and what stands around here."""

DISGUISES = str.maketrans("@4310$57!", "aaeiossti")
"""Signs that people put for letters, and everybody knows."""

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


def weakness(password: str, *known: str, least: int = LEAST) -> Any:
    """What is wrong with a new password in words, or None; `known` is what strangers may know."""
    if len(password) > MOST:
        return _l("Bitte nehmen Sie höchstens %(most)s Zeichen.", most=MOST)
    length = len(_prepared(password))
    if length < least:
        return _l(
            "Das Passwort hat %(length)s Zeichen. Bitte nehmen Sie mindestens %(least)s, "
            "zum Beispiel einen Satz aus mehreren Wörtern.",
            length=length,
            least=least,
        )
    if _is_guessable(password, *known):
        return _l(
            "Dieses Passwort ist leicht zu erraten: Es besteht fast nur aus bekannten Wörtern, "
            "Ziffernfolgen oder Ihren eigenen Angaben. Bitte nehmen Sie andere Wörter."
        )
    return None


def _is_guessable(password: str, *known: str) -> bool:
    own = {word for text in known for word in re.findall(r"\w{3,}", text.casefold())}
    words = sorted({*OBVIOUS, *own}, key=len, reverse=True)
    typed = _prepared(password).casefold()
    return any(
        _different_signs(each, words) < FEWEST_DIFFERENT
        for each in (typed, typed.translate(DISGUISES))
    )


def _different_signs(typed: str, words: Sequence[str]) -> int:
    """How many different signs are left without the words and what stands between them."""
    rest = re.sub(r"[\W_]", "", typed)
    for word in words:
        rest = rest.replace(word, "")
    return len(set(rest))


def _prepared(password: str) -> str:
    """The same words give the same signs, whatever keyboard they were typed on."""
    return unicodedata.normalize("NFC", password.strip())


_NOBODYS = _hasher.hash("nobody has this password")
