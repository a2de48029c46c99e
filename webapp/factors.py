"""The second factor: set up, asked for, renewed and reset; its secret is encrypted at rest."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime

import segno
import structlog
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from pyotp import TOTP, random_base32
from sqlalchemy.orm import Session

from models import Account, InvalidTransition, Role, SecondFactor
from models.second_factor import hash_recovery_code
from webapp import passwords
from webapp.audit import record
from webapp.config import Settings
from webapp.database import hold
from webapp.mail import queue_mail

ISSUER = "EcoTecHub"
STEP_SECONDS = 30
STEPS_OFF = (0, -1, 1)
"""A telephone's clock may be half a minute wrong (RFC 6238, section 5.2)."""
RECOVERY_CODES = 10
RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without signs that look alike on paper."""

log = structlog.get_logger(__name__)


def is_required(account: Account) -> bool:
    """Managers and administrators, where real people rely on it; in the demo nobody has to."""
    settings: Settings = current_app.extensions["settings"]
    return settings.is_production and account.role in {Role.TRANSFER_MANAGER, Role.ADMIN}


def least_password(account: Account) -> int:
    """How many signs a password has at least; fewer where it never stands alone."""
    return passwords.LEAST_WITH_FACTOR if is_required(account) else passwords.LEAST


def factor_of(session: Session, account: Account) -> SecondFactor | None:
    """What the account has set up."""
    return session.get(SecondFactor, account.id)


def new_secret() -> str:
    """160 random bits, encrypted, to be shown once and kept by the browser until it is used."""
    return _cipher().encrypt(random_base32().encode()).decode()


def open_secret(sealed: str) -> str | None:
    """The secret as people type it into their telephone; None when no key of ours opens it."""
    try:
        return _cipher().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def draw_code(account: Account, secret: str) -> str:
    """The picture a telephone reads the secret from, as the address of an SVG."""
    uri = TOTP(secret).provisioning_uri(name=account.email, issuer_name=ISSUER)
    return segno.make_qr(uri).svg_data_uri(scale=5, border=4, light="#fff")


def set_up(
    session: Session, account: Account, sealed: str, code: str, at: datetime
) -> list[str] | None:
    """Take a factor into use that gives this code; its recovery codes, None when it is wrong."""
    if factor_of(session, account) is not None:
        raise InvalidTransition("the second factor is set up already")
    step = _step_of(sealed, code, at)
    if step is None:
        return None
    codes = _new_recovery_codes()
    session.add(
        SecondFactor(
            account_id=account.id,
            sealed_secret=sealed,
            set_up_at=at,
            last_step=step,
            recovery_hashes=[hash_recovery_code(each) for each in codes],
        )
    )
    record(session, "zweiter_faktor_eingerichtet", account, at, by=account)
    return codes


def is_right(session: Session, factor: SecondFactor, code: str, at: datetime) -> bool:
    """Whether the code is good now; it is not good another time."""
    hold(session, factor)
    step = _step_of(factor.sealed_secret, code, at)
    if step is not None:
        return factor.use_step(step)
    if not factor.use_recovery_code(code):
        return False
    record(session, "notfallcode_benutzt", factor.account, at, by=factor.account)
    return True


def renew_recovery_codes(session: Session, factor: SecondFactor, at: datetime) -> list[str]:
    """New recovery codes; the old ones are gone."""
    codes = _new_recovery_codes()
    factor.recovery_hashes = [hash_recovery_code(each) for each in codes]
    record(session, "notfallcodes_erneuert", factor.account, at, by=factor.account)
    return codes


def reset(session: Session, account: Account, at: datetime, *, by: Account | None) -> None:
    """Take a lost factor away and end every session; its owner is told by mail.

    Nobody stands for the operator at the terminal, who has no account.
    """
    factor = factor_of(session, account)
    if factor is None:
        raise InvalidTransition("there is no second factor to reset")
    session.delete(factor)
    account.end_sessions()
    place = {} if by else {"place": "terminal"}
    record(session, "zweiter_faktor_zurueckgesetzt", account, at, by=by, **place)
    queue_mail(session, "second_factor_reset", account, at)


def _step_of(sealed: str, code: str, at: datetime) -> int | None:
    """The time step that a code belongs to, if it is one of those around now."""
    secret = open_secret(sealed)
    if secret is None:
        log.error("second_factor.sealed_with_another_key")
        return None
    generator = TOTP(secret)
    now_step = int(at.timestamp()) // STEP_SECONDS
    typed = "".join(code.split()).encode()
    for off in STEPS_OFF:
        if hmac.compare_digest(generator.generate_otp(now_step + off).encode(), typed):
            return now_step + off
    return None


def _new_recovery_codes() -> list[str]:
    return [
        "-".join("".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(4)) for _ in range(3))
        for _ in range(RECOVERY_CODES)
    ]


def _cipher() -> MultiFernet:
    """Encrypts with today's secret key, and still reads what earlier ones encrypted."""
    settings: Settings = current_app.extensions["settings"]
    return MultiFernet([Fernet(_derived(each)) for each in reversed(settings.secret_keys)])


def _derived(key: str) -> bytes:
    """A key of its own for this one use (HKDF, RFC 5869)."""
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"ecotechub second factor")
    return urlsafe_b64encode(derivation.derive(key.encode()))
