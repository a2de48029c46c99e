"""What a theme is called, by its code."""

from flask_babel import get_locale

from webapp.matching import vocabulary


def theme_name(code: str) -> str:
    """In the language of the page; of a code that an older vocabulary had, the code."""
    theme = next((each for each in vocabulary() if each.code == code), None)
    if theme is None:
        return code
    return theme.names["en" if str(get_locale()) == "en" else "de"]
