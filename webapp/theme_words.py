"""What themes and their kinds are called in the language of the page."""

from collections.abc import Iterable

from flask_babel import LazyString, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.industries import BROAD_DIVISIONS
from webapp.matching import Theme, ThemeKind, vocabulary

KINDS: dict[ThemeKind, LazyString] = {
    ThemeKind.R_STRATEGY: _l("R-Strategie"),
    ThemeKind.MATERIAL_FLOW: _l("Stofffluss"),
    ThemeKind.TECHNOLOGY: _l("Technologie"),
    ThemeKind.CROSS_CUTTING: _l("Querschnitt"),
}
KIND_LEADS: dict[ThemeKind, LazyString] = {
    ThemeKind.R_STRATEGY: _l("Was mit Stoffen geschehen soll, vom Vermeiden bis zum Verwerten."),
    ThemeKind.MATERIAL_FLOW: _l("Worum es stofflich geht, Wärme und Luft eingeschlossen."),
    ThemeKind.TECHNOLOGY: _l("Womit es gelingen soll."),
    ThemeKind.CROSS_CUTTING: _l("Was dazugehört, gleich um welchen Stoff es geht."),
}  # fmt: skip


def kind_words(kind: ThemeKind) -> LazyString:
    """The name of a kind."""
    return KINDS[kind]


def name_of(theme: Theme) -> str:
    """The name of a theme."""
    return theme.names[_language()]


def scope_of(theme: Theme) -> str:
    """What a theme means, in a sentence."""
    return theme.scopes[_language()]


def divisions_of(theme: Theme) -> list[str]:
    """The divisions of WZ 2008 it is typical for, with words where we have broad ones."""
    return [
        f"{code} ({BROAD_DIVISIONS[code]})" if code in BROAD_DIVISIONS else code
        for code in theme.wz
    ]


def theme_words(theme: str | None) -> str:
    """A theme, a kind of themes or all of them, by what stands in an address."""
    if theme is None:
        return _("Alle Themen")
    if theme in {each.value for each in ThemeKind}:
        return str(KINDS[ThemeKind(theme)])
    found = vocabulary().get(theme)
    return name_of(found) if found else theme


def theme_list(codes: Iterable[str]) -> str:
    """Themes by their codes, in the order of the vocabulary."""
    wanted = set(codes)
    return ", ".join(name_of(each) for each in vocabulary() if each.code in wanted)


def _language() -> str:
    return "en" if str(get_locale()) == "en" else "de"
