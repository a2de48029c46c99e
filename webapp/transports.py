"""How a mail leaves: through the operator's mail server, or into the demo's mailbox page."""

import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import structlog

from webapp.config import Settings

log = structlog.get_logger(__name__)


def smtp_transport(settings: Settings) -> Callable[[EmailMessage], Any]:
    """Hand messages to the operator's mail server."""

    def deliver(message: EmailMessage) -> None:
        with smtplib.SMTP(settings.smtp_host or "", settings.smtp_port, timeout=20) as server:
            if settings.smtp_starttls:
                server.starttls()
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            server.send_message(message)

    return deliver


def mailbox_transport(message: EmailMessage) -> None:
    """In the demo a mail has arrived once its text is stored; the mailbox page shows it."""
    log.info("mail.kept", message_id=message["Message-ID"])
