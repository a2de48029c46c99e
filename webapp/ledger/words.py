"""Values in words: for people, for spreadsheets, and where they may not be told."""

from decimal import Decimal

from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _

from webapp.disclosure import Hidden
from webapp.ledger.rules import Kind, Rule, Unit


def shown(value: Decimal | int | Hidden | None) -> str:
    """A value as people read it, or why there is none."""
    if value is None:
        return "–"
    if value is Hidden.SMALL:
        return _("unter 5")
    if value is Hidden.SECOND:
        return _("nicht ausgewiesen")
    return format_decimal(value, "#,##0.###")


def total_words(rule: Rule, value: Decimal | int | Hidden | None) -> str:
    """A total of the region; where a sum is hidden, it is because of who stands behind it."""
    if value is Hidden.SMALL and rule.kind is Kind.ADDED:
        return _("von weniger als 5 Unternehmen")
    if value is Hidden.SMALL and rule.kind is Kind.MEDIAN:
        return _("aus weniger als 5 Antworten")
    return shown(value)


def with_unit(rule: Rule, value: Decimal | None) -> str:
    """A value that says in what it is."""
    return shown(value) if rule.unit is Unit.COUNT else f"{shown(value)} {rule.unit_words}"


def plain(value: Decimal | int | None) -> str:
    """For spreadsheets: no thousands, a comma before the fraction as Germans write it."""
    if value is None:
        return ""
    text = f"{Decimal(value).normalize():f}"
    return text if str(get_locale()) == "en" else text.replace(".", ",")
