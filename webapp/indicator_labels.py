"""The German words for who reports to the ledger of indicators, and how it is known."""

from enum import Enum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from models import IndicatorBasis, IndicatorReporter

INDICATOR_LABELS: dict[Enum, LazyString] = {
    IndicatorReporter.SOFTWARE: _l("vom Dienst gezählt"),
    IndicatorReporter.TRANSFER_OFFICE: _l("von der Transferstelle"),
    IndicatorReporter.COMPANY: _l("vom Unternehmen"),
    IndicatorBasis.ESTIMATED: _l("geschätzt"),
    IndicatorBasis.MEASURED: _l("gemessen"),
}
