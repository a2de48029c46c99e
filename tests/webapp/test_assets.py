"""The page assets: what is committed about them, and what is served."""

import json
import re
from pathlib import Path

import pytest

from webapp import assets

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


def test_every_vendor_file_a_page_names_is_fetched():
    named = {"app.css"}
    for template in TEMPLATES.rglob("*.html"):
        named |= set(re.findall(r'"vendor/([^"]+)"', template.read_text(encoding="utf-8")))

    assert named <= set(assets.VENDOR_FILES) | {"app.css"}


def test_every_typeface_the_style_sheet_names_is_fetched():
    css = "".join(path.read_text(encoding="utf-8") for path in assets.style_sources())

    assert set(re.findall(r'url\("(fira-sans/[^"]+)"\)', css)) <= set(assets.VENDOR_FILES)


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
def test_icons_that_macros_name_exist_in_kern():
    kern = _read("kern.min.css")
    named = set()
    for template in TEMPLATES.rglob("*.html"):
        named |= set(re.findall(r"kern-icon--([a-z-]+)\b(?!\{)", template.read_text("utf-8")))

    assert {name for name in named if f".kern-icon--{name}" not in kern} == set()


def test_missing_network_is_told_in_one_sentence(monkeypatch, capsys):
    def fail():
        raise assets.AssetsUnavailable("npm ci: request failed")

    monkeypatch.setattr(assets, "is_current", lambda: False)
    monkeypatch.setattr(assets, "fetch_packages", fail)

    assert assets.main() == 1
    said = capsys.readouterr().err.strip()
    assert "npm ci: request failed" in said
    assert "\n" not in said


def _read(name: str) -> str:
    return (assets.VENDOR / name).read_text(encoding="utf-8")
