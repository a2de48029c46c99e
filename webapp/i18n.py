"""German at the source, English by catalogue; dates, numbers and zones as people write them."""

from datetime import date, datetime

from flask import Flask, request, session
from flask_babel import Babel, format_date, format_datetime, format_decimal, get_locale
from flask_babel import gettext as _

from models import Competence
from webapp.access import current_user
from webapp.clock import today
from webapp.labels import label

LANGUAGES = {"de": "Deutsch", "en": "English"}
DEFAULT_LANGUAGE = "de"
babel = Babel()


def init_app(app: Flask) -> None:
    """Choose a language per request and teach the templates to write dates."""
    app.config["BABEL_DEFAULT_LOCALE"] = DEFAULT_LANGUAGE
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Berlin"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    babel.init_app(app, locale_selector=choose_language)
    app.jinja_env.filters |= {
        "label": label,
        "age": show_age,
        "date": show_date,
        "month": lambda day: format_date(day, "MMMM y"),
        "datetime": show_moment,
        "time": lambda moment: format_datetime(moment, "H:mm"),
        "number": format_decimal,
    }
    app.context_processor(
        lambda: {
            "page_language": str(get_locale() or "de"),
            "languages": [{"code": code, "label": name} for code, name in LANGUAGES.items()],
        }
    )


def choose_language() -> str:
    """What the person chose, else what the account says, else German."""
    if request and session.get("language") in LANGUAGES:
        return session["language"]
    user = current_user() if request else None
    return user.language if user and user.language in LANGUAGES else DEFAULT_LANGUAGE


def show_age(competence: Competence) -> str:
    """„Angabe von 2019“ where nobody has said for a year that a statement holds, else nothing."""
    if competence.confirmed_on is None or not competence.is_old(today()):
        return ""
    return _("Angabe von %(year)s", year=competence.confirmed_on.year)


def show_date(day: date | datetime | None) -> str:
    """A day as people write it."""
    return format_date(day, _day_pattern()) if day else ""


def show_moment(moment: datetime | None) -> str:
    """A day and the time on it."""
    return format_datetime(moment, f"{_day_pattern()}, H:mm") if moment else ""


def _day_pattern() -> str:
    """“20. März 2026”; in English as in Europe, “20 March 2026”."""
    return "d MMMM y" if str(get_locale()) == "en" else "d. MMMM y"


__all__ = [
    "DEFAULT_LANGUAGE", "LANGUAGES", "_", "babel", "choose_language", "init_app", "show_age",
    "show_date",
]  # fmt: skip
