"""A mail as it is read: set like our pages, from the words that its plain text has."""

from flask import Flask, current_app, render_template
from flask_babel import force_locale

from webapp.config import Settings
from webapp.letter_looks import dark_sheet, look
from webapp.letter_parts import Reading, read_letter


def init_app(app: Flask) -> None:
    """Let pages show mails the way they arrive."""
    app.jinja_env.globals["read_letter"] = _read_here


def _read_here(body: str) -> Reading:
    settings: Settings = current_app.extensions["settings"]
    return read_letter(body, base_url=settings.base_url, sender=settings.contact_name)


def set_letter(subject: str, body: str, language: str) -> str:
    """The HTML of a mail: one column, no picture, nothing fetched, nobody followed."""
    title = subject.removeprefix("EcoTecHub: ")
    with force_locale(language):
        return render_template(
            "mail/page.html",
            subject=subject,
            title=title[:1].upper() + title[1:],
            body=body,
            language=language,
            look=look,
            dark=dark_sheet(),
        )
