"""Cuts the typeface down to the signs our pages and the names on them need; run at set-up.

The files of the npm package hold 2,631 signs each, 130 kB; what is left is a sixth of that. Hinting
stays, because many offices read on Windows and on screens of low density. Italics and a third
weight are not fetched: pages set emphasis by weight, colour and place.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FAMILY = "EcoTecHub Sans"
"""Fira is, to some of its releases, a reserved name, which a modified version may not carry."""

FACES = {
    "typeface/regular.woff2": ("Regular", "FiraSans-Regular.woff2"),
    "typeface/semibold.woff2": ("SemiBold", "FiraSans-SemiBold.woff2"),
}
"""What is served, its style, and the file of the npm package it is cut from."""

LATIN = ((0x20, 0x7E), (0xA0, 0x17E), (0x218, 0x21B), (0x1E9E, 0x1E9E))
"""German and the languages of Western, Central and Eastern Europe, in which people have names."""

SIGNS = "ƒˆˇ˘˙˚˛˜˝–—―‘’‚“”„†‡•…‰‹›⁄‒€№™ΩµπΔ←↑→↓↔↕−∂∆∏∑√∞∫≈≠≤≥◊⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉"
"""Typography, arrows, and what formulas and units of environmental engineering are written with."""

STAND_INS = {0x2010: 0x2D, 0x2011: 0x2D}
"""Signs that Fira lacks and that look like another: the hyphen that is no minus, and the one that
does not break."""

FEATURES = ["calt", "ccmp", "kern", "liga", "locl", "mark", "mkmk", "tnum"]
"""Kerning, ligatures, accents, and the figures of one width that tables ask for."""

LICENCE_NOTE = """\
The files in this folder are cut from Fira Sans (Digitized data copyright 2012-2015, The Mozilla
Foundation and Telefonica S.A.), licensed under the SIL Open Font License, Version 1.1, which goes
on holding for them: https://openfontlicense.org. They come from the package @kern-ux/native.
Modified for EcoTecHub: signs, features and names left out, two kinds of hyphen added as doubles of
the third, and the family named "EcoTecHub Sans", as the licence asks for where a font name
is reserved. "Fira Sans" is a trademark of The Mozilla Corporation.
"""


def write_faces(source: Path, target: Path) -> None:
    """Cut each face in the folder `source` and write it below `target`, with the licence's note."""
    # It warns of flags that were wrong in the original and say nothing to a browser.
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    for name, (style, original) in FACES.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        _cut(source / original, path, style)
    (target / "typeface" / "LICENCE.txt").write_text(LICENCE_NOTE, encoding="utf-8")


def signs() -> set[int]:
    """Every code point that a page of ours may show in the typeface."""
    latin = {sign for first, last in LATIN for sign in range(first, last + 1)}
    return latin | set(map(ord, SIGNS)) | set(STAND_INS)


def _cut(source: Path, target: Path, style: str) -> None:
    from fontTools import subset

    options = subset.Options(
        flavor="woff2", hinting=True, notdef_outline=True, layout_features=FEATURES
    )
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]
    font = subset.load_font(str(source), options)
    _add_stand_ins(font)
    _rename(font, style)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=signs())
    subsetter.subset(font)
    # The same input gives the same file, and so the same address, on every machine.
    font.recalcTimestamp = False
    subset.save_font(font, str(target), options)


def _add_stand_ins(font: TTFont) -> None:
    for table in font["cmap"].tables:
        if table.isUnicode():
            for missing, double in STAND_INS.items():
                table.cmap.setdefault(missing, table.cmap[double])


def _rename(font: TTFont, style: str) -> None:
    full = f"{FAMILY} {style}"
    words = {1: full if style != "Regular" else FAMILY, 3: full, 4: full, 6: full.replace(" ", "")}
    for record in font["name"].names:
        if record.nameID in words:
            record.string = words[record.nameID]
