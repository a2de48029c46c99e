"""Validated settings; a production that is only half configured does not start."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LONGEST_TEXT_BYTES = 200_000
"""A field with more than this is refused with 413; up to this it gets a worded answer."""

DEMO_PHONE = "0221 4710 100"
"""From the block of numbers that is reserved for fiction, so that nobody is called."""


class Settings(BaseSettings):
    """Everything an operator decides, read from ECOTECHUB_… environment variables."""

    model_config = SettingsConfigDict(env_prefix="ECOTECHUB_", extra="ignore", frozen=True)

    environment: Literal["demo", "production", "test"] = "demo"
    database_url: str = "sqlite:///var/ecotechub.db"
    data_dir: Path = Path("var")
    anchor_dir: Path | None = None
    """Where the end of the audit trail is written down daily; empty for the data's own folder."""
    huey_url: str | None = None
    """Where the worker is woken: empty for a file beside the data, redis://… or postgresql://…."""
    secret_key: SecretStr = SecretStr("")
    secret_key_fallbacks: list[SecretStr] = []
    base_url: str = "http://127.0.0.1:8000"
    threads: int = Field(default=32, ge=2, le=512)
    """How many requests one process answers at the same time."""
    trusted_hosts: list[str] = []
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    """How many of our proxies append to X-Forwarded-For and X-Forwarded-Proto."""
    embedding_model: str | None = "bundled"
    """The bundled model, a sentence-transformers model by name or path, or none for words alone."""
    answer_days: int = Field(default=10, ge=1, le=60)
    """Working days until a company hears back; promised on the page."""
    decision_days: int = Field(default=10, ge=1, le=60)
    """Working days that a company is given for its own decisions, before it is reminded once."""
    search_days: int = Field(default=5, ge=1, le=60)
    """Working days until a company hears of the search, once the two weeks for answers are over."""
    meeting_days: int = Field(default=15, ge=1, le=90)
    """Working days from an introduction to the Erstgespräch."""
    outcome_days: int = Field(default=20, ge=1, le=120)
    """Working days from the Erstgespräch until the result is written down."""
    question_days: int = Field(default=3, ge=1, le=30)
    """Working days until a company's question is answered."""
    take_lead_days: int = Field(default=2, ge=1, le=30)
    """Working days until somebody at the desk takes the lead of a new case."""
    decide_days: int = Field(default=5, ge=1, le=30)
    """Working days to decide about proposals, or to look further when everybody declined."""
    write_days: int = Field(default=3, ge=1, le=30)
    """Working days to write a Kurzfassung, or to ask those who were chosen."""
    close_days: int = Field(default=15, ge=1, le=120)
    """Working days to write a result down, once all have met."""
    reply_days: int = Field(default=2, ge=1, le=30)
    """Working days to accept an Übergabe, or to agree as a second person."""
    follow_days: int = Field(default=5, ge=1, le=60)
    """Working days after which the desk looks again at what waits for somebody outside."""
    escalation_days: int = Field(default=2, ge=1, le=30)
    """Working days after a missed deadline until the next ones are told, and again."""
    limiter_storage: str = "memory://"
    answer_floor_ms: int = Field(default=400, ge=0, le=5000)
    """How long sign-in, registration and forgotten password take at least (webapp/pace.py)."""
    denial_floor_ms: int = Field(default=30, ge=0, le=2000)
    """How long it takes at least to find nothing under an id, be there something or not."""

    smtp_host: str | None = None
    smtp_port: int = 587
    smtp_user: str | None = None
    smtp_password: SecretStr = SecretStr("")
    smtp_starttls: bool = True
    mail_from: str = "ecotechub@transferstelle.example"

    contact_name: str = "Transferstellen Westfälische Hochschule und Hochschule Bochum"
    contact_phone: str = DEMO_PHONE
    contact_hours: str = "Mo–Fr 9–15 Uhr"
    contact_email: str = "kontakt@transferstelle.example"

    imprint_publisher: str = ""
    imprint_address: str = ""
    imprint_represented_by: str = ""
    privacy_controller: str = ""
    privacy_officer: str = ""
    accessibility_contact: str = ""
    accessibility_reviewed_on: str = ""

    @property
    def secret_keys(self) -> list[str]:
        """Every key that still opens something, today's last: so itsdangerous takes them.

        It signs with the last one and reads with all; Fernet wants the same turned round.
        """
        keys = [*self.secret_key_fallbacks, self.secret_key]
        return [each.get_secret_value() for each in keys]

    @property
    def anchors(self) -> Path:
        """The folder with the anchors of the audit trail (webapp/anchors.py)."""
        return self.anchor_dir or self.data_dir

    @property
    def is_demo(self) -> bool:
        """Whether fictional data, a mailbox page and printed sign-ins are allowed."""
        return self.environment == "demo"

    @property
    def is_production(self) -> bool:
        """Whether real people rely on it."""
        return self.environment == "production"

    @model_validator(mode="after")
    def _refuse_half_a_production(self) -> Self:
        if len(self.secret_key.get_secret_value()) < 32:
            raise ValueError("ECOTECHUB_SECRET_KEY needs at least 32 characters")
        if not self.is_production:
            return self
        needed = {
            "SMTP_HOST": self.smtp_host,
            "TRUSTED_HOSTS": self.trusted_hosts,
            "IMPRINT_PUBLISHER": self.imprint_publisher,
            "IMPRINT_ADDRESS": self.imprint_address,
            "IMPRINT_REPRESENTED_BY": self.imprint_represented_by,
            "PRIVACY_CONTROLLER": self.privacy_controller,
            "PRIVACY_OFFICER": self.privacy_officer,
            "ACCESSIBILITY_CONTACT": self.accessibility_contact,
            "ACCESSIBILITY_REVIEWED_ON": self.accessibility_reviewed_on,
        }
        missing = [f"ECOTECHUB_{name}" for name, value in needed.items() if not value]
        if missing:
            raise ValueError("production also needs " + ", ".join(missing))
        if not self.base_url.startswith("https://"):
            raise ValueError("ECOTECHUB_BASE_URL must begin with https:// in production")
        if self.contact_phone == DEMO_PHONE or self.mail_from.endswith(".example"):
            raise ValueError(
                "ECOTECHUB_CONTACT_PHONE and ECOTECHUB_MAIL_FROM still hold demo values"
            )
        return self


def plain_sentences(error: Exception) -> list[str]:
    """What a pydantic error says, without its frame, for people who read it in a terminal."""
    details = getattr(error, "errors", None)
    if details is None:
        return [str(error)]
    return [
        str(each["msg"]).removeprefix("Value error, ")
        if not each["loc"]
        else f"ECOTECHUB_{str(each['loc'][0]).upper()}: {each['msg']}"
        for each in details()
    ]
