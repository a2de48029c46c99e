"""Nachbarstellen: to whom a company is sent where nobody fits, and what it is told of them."""

from collections.abc import Sequence
from datetime import date

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Challenge, Neighbour
from webapp.clock import today
from webapp.i18n import show_date


def init_app(app: Flask) -> None:
    """Let a case tell of the neighbour its company was sent to."""
    app.jinja_env.globals["text_for_neighbour"] = text_for_neighbour
    app.jinja_env.globals["how_checked"] = lambda neighbour: how_checked(neighbour, today())


def offered_neighbours(session: Session) -> Sequence[Neighbour]:
    """Those that are on the list, by name."""
    return session.scalars(
        select(Neighbour)
        .where(Neighbour.archived_at.is_(None))
        .order_by(Neighbour.sort_key, Neighbour.id)
    ).all()


def words_about(neighbour: Neighbour) -> str:
    """A paragraph for the letter to the company: who it is, how to reach it, who asks there."""
    parts = [
        _("Vielleicht hilft Ihnen eine andere Stelle weiter: %(name)s.", name=neighbour.name),
        neighbour.good_for,
        _("Im Internet: %(address)s", address=neighbour.web_address)
        if neighbour.web_address
        else "",
        _("Ansprechstelle: %(contact)s", contact=neighbour.contact) if neighbour.contact else "",
        _(
            "Wir haben dort nichts von Ihnen erzählt. Wenn Sie möchten, fragen Sie selbst; was Sie "
            "sagen, entscheiden Sie."
        ),
    ]
    return "\n".join(part for part in parts if part)


def with_words_about(
    message: str, neighbour: Neighbour | None, neighbours: Sequence[Neighbour]
) -> str:
    """A letter that speaks of this neighbour and of no other; everything else stays as written."""
    for each in neighbours:
        message = message.replace(words_about(each), "")
    paragraphs = [message.strip(), words_about(neighbour) if neighbour else ""]
    return "\n\n".join(each for each in paragraphs if each)


def text_for_neighbour(challenge: Challenge) -> str:
    """Words with which somebody of the company may begin there; nobody sends them for them."""
    return _(
        "Guten Tag,\n\ndie Transferstelle im EcoTecHub hat uns an Sie verwiesen. Wir suchen Hilfe "
        "zu diesem Thema: %(title)s.\n\nKönnen Sie uns weiterhelfen, oder wissen Sie, wer es kann?"
        "\n\nMit freundlichen Grüßen",
        title=challenge.title,
    )


def how_checked(neighbour: Neighbour, on: date) -> str:
    """Whether somebody has looked whether all of it still holds."""
    if neighbour.verified_on is None:
        return _("Nicht geprüft")
    if not neighbour.is_checked(on):
        return _("Zuletzt geprüft am %(day)s: veraltet", day=show_date(neighbour.verified_on))
    return _("Geprüft am %(day)s", day=show_date(neighbour.verified_on))
