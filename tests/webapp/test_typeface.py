"""The typeface: it has every sign our pages show, and what stands in for it is as wide."""

import re
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont

from webapp import assets, typeface

WEBAPP = Path(assets.__file__).parent
FETCHED = pytest.mark.skipif(not assets.is_current(), reason="run python -m webapp.assets first")
CATALOGUE = WEBAPP / "translations" / "en" / "LC_MESSAGES" / "messages.po"

LETTERS = string.ascii_letters + "äöüß .,-"
ARIAL = [
    *(556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833),
    *(556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500),
    *(667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833),
    *(722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611),
    *(556, 556, 556, 611, 278, 278, 278, 333),
]
ARIAL_BOLD = [
    *(556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889),
    *(611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500),
    *(722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833),
    *(722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611),
    *(556, 611, 611, 611, 278, 278, 278, 333),
]
"""Widths in thousandths, as in the published metrics of Helvetica, which Arial shares."""


@pytest.fixture(scope="module")
def words() -> list[str]:
    """What pages say: German and English as the catalogue has them."""
    with CATALOGUE.open("rb") as file:
        entries = [each for each in read_po(file) if each.id]
    texts = []
    for entry in entries:
        for text in (entry.id, entry.string):
            texts += [text] if isinstance(text, str) else list(text)
    return texts


def faces():
    return {name: TTFont(assets.VENDOR / name) for name in typeface.FACES}


@FETCHED
def test_every_sign_of_templates_and_catalogues_is_in_both_faces(words):
    pages = [path.read_text(encoding="utf-8") for path in (WEBAPP / "templates").rglob("*.html")]
    script = (WEBAPP / "static" / "app.js").read_text(encoding="utf-8")
    shown = {sign for text in (*pages, script, *words) for sign in text if not sign.isspace()}

    for name, face in faces().items():
        missing = shown - set(map(chr, face.getBestCmap()))
        assert not missing, f"{name} lacks {sorted(missing)}; see webapp/typeface.py"


@FETCHED
@pytest.mark.parametrize(
    "name", ["Łukasz Żółć", "Jiří Dvořák", "Gyöngyvér Tóth", "İpek Çağlar", "Ștefan Țurcanu"]
)
def test_people_find_their_names_in_the_typeface(name):
    for face in faces().values():
        assert set(map(ord, name)) <= set(face.getBestCmap())


@FETCHED
def test_faces_keep_what_was_asked_for_and_their_licence():
    for face in faces().values():
        assert typeface.signs() <= set(face.getBestCmap())
        features = {each.FeatureTag for each in face["GSUB"].table.FeatureList.FeatureRecord}
        kerning = {each.FeatureTag for each in face["GPOS"].table.FeatureList.FeatureRecord}
        assert "tnum" in features
        assert "kern" in kerning
        names = face["name"]
        assert names.getDebugName(1).startswith(typeface.FAMILY)
        assert "Fira" not in names.getDebugName(4) + names.getDebugName(6)
        assert "Mozilla" in names.getDebugName(0)
        assert "Open Font License" in names.getDebugName(13)


@FETCHED
def test_faces_are_light():
    for name in typeface.FACES:
        assert (assets.VENDOR / name).stat().st_size < 30_000


@FETCHED
@pytest.mark.parametrize(
    ("name", "widths", "weight"),
    [
        ("typeface/regular.woff2", ARIAL, "400"),
        ("typeface/semibold.woff2", ARIAL_BOLD, "600 900"),
    ],
)
def test_what_stands_in_is_as_wide_and_as_high(words, name, widths, weight):
    face = TTFont(assets.VENDOR / name)
    cmap, advances = face.getBestCmap(), face["hmtx"]
    arial = dict(zip(LETTERS, widths, strict=True))
    letters = [sign for text in words for sign in text if sign in arial]
    ours = sum(advances[cmap[ord(sign)]][0] for sign in letters)
    ratio = ours / sum(arial[sign] for sign in letters)

    css = (WEBAPP / "static" / "layout" / "01-tokens.css").read_text(encoding="utf-8")
    rule = re.search(rf'"Stand-in Arial";[^}}]*font-weight: {weight};[^}}]*', css).group()
    said = {key: float(value) / 100 for key, value in re.findall(r"([a-z-]+): ([\d.]+)%", rule)}

    assert said["size-adjust"] == pytest.approx(ratio, abs=0.015)
    line = face["hhea"]
    assert said["ascent-override"] == pytest.approx(
        line.ascent / 1000 / said["size-adjust"], abs=0.002
    )
    assert said["descent-override"] == pytest.approx(
        -line.descent / 1000 / said["size-adjust"], abs=0.002
    )
