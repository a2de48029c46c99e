"""The page assets: what is committed about them, and what is served."""

import json
import re
from pathlib import Path

import pytest

from webapp import assets
from webapp.style_sheet import kern_names
from webapp.typeface import FACES

STATIC = Path(assets.__file__).parent / "static"
TEMPLATES = Path(assets.__file__).parent / "templates"
FETCHED = pytest.mark.skipif(not assets.is_current(), reason="run python -m webapp.assets first")


def test_lock_file_holds_no_registry_address():
    text = (assets.ROOT / "package-lock.json").read_text(encoding="utf-8")

    assert "resolved" not in text
    assert "registry" not in text
    assert "http" not in text


def test_every_package_is_pinned_exactly_and_by_hash():
    wanted = json.loads((assets.ROOT / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((assets.ROOT / "package-lock.json").read_text(encoding="utf-8"))

    for name, version in wanted["dependencies"].items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
        package = locked["packages"][f"node_modules/{name}"]
        assert package["version"] == version
        assert package["integrity"].startswith("sha512-")


def test_every_vendor_file_a_page_names_is_made_or_fetched():
    named = {"app.css"}
    for template in TEMPLATES.rglob("*.html"):
        named |= set(re.findall(r'"vendor/([^"]+)"', template.read_text(encoding="utf-8")))

    assert named <= {*assets.VENDOR_FILES, *FACES, "app.css"}


def test_the_style_sheet_and_the_page_name_the_same_two_faces():
    css = "".join(path.read_text(encoding="utf-8") for path in assets.style_sources())
    frame = (TEMPLATES / "layout" / "frame.html").read_text(encoding="utf-8")

    assert set(re.findall(r'url\("([^"]+)"\) format', css)) == set(FACES)
    assert set(re.findall(r'rel="preload" href="{{ asset_url\("vendor/([^"]+)"', frame)) == set(
        FACES
    )


def test_our_styles_ask_no_other_host():
    css = "".join(path.read_text(encoding="utf-8") for path in assets.style_sources())

    assert "//" not in css.replace("http://www.w3.org/2000/svg", "")
    assert "@import" not in css


def test_every_component_has_a_style_sheet_of_its_name():
    macros = {path.stem for path in (TEMPLATES / "components").glob("*.html")}
    sheets = {path.stem for path in (STATIC / "components").glob("*.css")}

    assert macros == sheets


def test_style_sheets_are_joined_layout_first_and_print_last():
    names = [path.name for path in assets.style_sources()]

    assert names[0] == "01-tokens.css"
    assert names[-1] == "90-print.css"
    assert len(names) == len(set(names))


@FETCHED
def test_licences_lie_beside_what_they_cover():
    assert "EUROPEAN UNION PUBLIC LICENCE" in _read("kern-LICENSE.md").upper()
    assert "Zero-Clause BSD" in _read("htmx-LICENSE")


@FETCHED
def test_what_was_modified_says_so():
    assert "modified for EcoTecHub" in _read("kern-NOTE.txt")
    assert "SIL Open Font License" in _read("typeface/LICENCE.txt")


@pytest.mark.skipif(not assets.KERN_SHEET.is_file(), reason="run python -m webapp.assets first")
def test_every_class_of_kern_that_a_template_names_is_served():
    markup = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    there = _styled_alone(assets.KERN_SHEET.read_text(encoding="utf-8"))
    served = _styled_alone(_read("app.css"))

    assert kern_names(markup) & there
    assert kern_names(markup) & there <= served
    assert len(served) < len(there) / 2


@FETCHED
def test_pages_ask_for_no_weight_that_is_not_served():
    weights = set(re.findall(r"font-weight:\s*([^;}]+)", _read("app.css")))
    by_name = {each for each in weights if each.startswith("var(--")}

    assert weights - by_name <= {"400", "600", "600 900", "inherit"}
    for each in by_name:
        assert set(re.findall(rf"{each[4:-1].split(',')[0]}:(\d+)", _read("app.css"))) <= {
            "400",
            "600",
        }
    assert "italic" not in _read("app.css")


def test_missing_network_is_told_in_one_sentence(monkeypatch, capsys):
    def fail():
        raise assets.AssetsUnavailable("npm ci: request failed")

    monkeypatch.setattr(assets, "is_current", lambda: False)
    monkeypatch.setattr(assets, "fetch_packages", fail)

    assert assets.main() == 1
    said = capsys.readouterr().err.strip()
    assert "npm ci: request failed" in said
    assert "\n" not in said


def _styled_alone(css: str) -> set[str]:
    """The classes of KERN that some selector names without another."""
    selectors = [each for part in re.findall(r"[^{}]+(?={)", css) for each in part.split(",")]
    found = [re.findall(r"\.(kern-[a-z0-9_-]+)", each) for each in selectors]
    return {names[0] for names in found if len(names) == 1}


def _read(name: str) -> str:
    return (assets.VENDOR / name).read_text(encoding="utf-8")
