"""Lines of business in words so broad that they point to nobody."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

BROAD_DIVISIONS = {
    "01": "Landwirtschaft",
    "10": "Herstellung von Lebensmitteln",
    "13": "Textilwirtschaft",
    "16": "Holzverarbeitung",
    "17": "Papierverarbeitung",
    "18": "Druckgewerbe",
    "20": "Chemie",
    "22": "Kunststoff- und Gummiverarbeitung",
    "23": "Glas, Keramik, Steine und Erden",
    "24": "Metallerzeugung",
    "25": "Metallverarbeitung",
    "26": "Elektronik",
    "27": "Elektrotechnik",
    "28": "Maschinenbau",
    "31": "Möbelherstellung",
    "33": "Reparatur und Wartung von Maschinen",
    "35": "Energieversorgung",
    "38": "Entsorgung und Recycling",
    "41": "Hochbau",
    "42": "Tiefbau",
    "43": "Ausbaugewerbe",
    "46": "Großhandel",
    "47": "Einzelhandel",
}
"""Divisions of the Klassifikation der Wirtschaftszweige that mean the same in WZ 2008 and WZ 2025
and hold many companies of the region; the others (a brewery, a laundry) would name one."""


def broad_division(industry_code: str | None) -> str | None:
    """The division of a code in plain words, or None where even that would say too much."""
    return BROAD_DIVISIONS.get((industry_code or "")[:2])


OTHER_SECTORS, NO_SECTOR = "andere", "keine"
"""Where a company stands whose division would name it, or that gave none."""
SECTOR_WORDS: dict[str, LazyString] = {
    OTHER_SECTORS: _l("Andere Branchen"),
    NO_SECTOR: _l("Branche nicht angegeben"),
}


def sector_of(industry_code: str | None) -> str:
    """The division of a code for tables, where every company has to stand somewhere."""
    if not industry_code:
        return NO_SECTOR
    return broad_division(industry_code) or OTHER_SECTORS


def sector_words(sector: str) -> LazyString | str:
    """What a sector is called."""
    return SECTOR_WORDS.get(sector, sector)


def division_of(industry_code: str | None) -> str:
    """The same as a code that can be kept: the division's digits, or why they are not told.

    >>> division_of("22.29"), division_of("11.05"), division_of(None)
    ('22', 'andere', 'keine')
    """
    if not industry_code:
        return NO_SECTOR
    return industry_code[:2] if broad_division(industry_code) else OTHER_SECTORS


def division_words(division: str) -> LazyString | str:
    """What a kept division is called."""
    return BROAD_DIVISIONS.get(division) or sector_words(division)
