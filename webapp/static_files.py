"""Static files: addresses that change with the contents, compressed beforehand, kept for a year.

No library serves them, because versions stand in the query, every answer carries our headers, and
what is left beside werkzeug's `send_file` is a dozen lines.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from flask import Flask, Request, Response, abort, request, send_file, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from werkzeug.security import safe_join

from webapp.paths import is_program

STATIC = Path(__file__).resolve().parent / "static"
PACKED = STATIC / "vendor" / "packed"
"""Compressed copies, named by what is in them: one that is out of date is never found."""

ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""The shorter one first; what the copies end with."""
COMPRESSIBLE = {".css", ".js", ".svg"}
"""Typefaces and photos are compressed already."""
KEPT_SECONDS = 31_536_000
KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
"""What the system's own table says of these differs from machine to machine."""


class SessionOfPages(SecureCookieSessionInterface):
    """The session, which no file and no program depends on.

    Without this every file would vary with the cookie, and be fetched again after each sign-in; and
    another site could make a browser ask under /api/ in its owner's name.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie holds; a program is signed in by none."""
        return self.session_class() if is_program() else super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie and name it, unless a file was asked for or a program asked."""
        if request.endpoint != "static" and not is_program():
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Serve the files, and let templates ask for their addresses; `app` serves none itself."""
    app.session_interface = SessionOfPages()
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=send_static)
    app.jinja_env.globals["asset_url"] = asset_url


def asset_url(name: str) -> str:
    """The address of a static file, which changes with its contents."""
    return url_for("static", filename=name, v=version_of(STATIC / name))


def version_of(path: Path) -> str:
    """What tells two contents of a file apart."""
    return _digest(path, path.stat().st_mtime_ns)


def send_static(filename: str) -> Response:
    """A file, compressed if the client takes that; for ever under an address with its version."""
    found = safe_join(str(STATIC), filename)
    if found is None or not Path(found).is_file():
        abort(404)
    path = Path(found)
    version = version_of(path)
    encoding = best_encoding()
    packed = PACKED / f"{version}{ENCODINGS[encoding]}" if encoding else None
    if packed is None or path.suffix not in COMPRESSIBLE or not packed.is_file():
        encoding = packed = None
    kind = KINDS.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    response = send_file(
        packed or path,
        mimetype=kind or "application/octet-stream",
        download_name=path.name,
        etag=f"{version}-{encoding}" if encoding else version,
    )
    if encoding:
        response.content_encoding = encoding
    if path.suffix in COMPRESSIBLE:
        response.vary.add("Accept-Encoding")
    if request.args.get("v") == version:
        response.cache_control.no_cache = None
        response.cache_control.public = True
        response.cache_control.max_age = KEPT_SECONDS
        response.cache_control.immutable = True
    return response


def best_encoding() -> str | None:
    """The encoding of ours that the client likes best; of equals the shorter one."""
    liked = [(request.accept_encodings.quality(each), each) for each in ENCODINGS]
    quality, name = max(liked, key=lambda each: each[0])
    return name if quality > 0 and "Accept-Encoding" in request.headers else None


def pack(paths: Iterable[Path]) -> None:
    """Keep a compressed copy of each file that gets shorter by it, and no other."""
    import brotli

    wanted = set()
    PACKED.mkdir(parents=True, exist_ok=True)
    for path in paths:
        if path.suffix not in COMPRESSIBLE:
            continue
        plain = path.read_bytes()
        copies = {
            ".br": lambda text=plain: brotli.compress(text, mode=brotli.MODE_TEXT, quality=11),
            ".gz": lambda text=plain: gzip.compress(text, 9, mtime=0),
        }
        for ending, compress in copies.items():
            target = PACKED / f"{version_of(path)}{ending}"
            if not target.is_file() and len(packed := compress()) < len(plain):
                target.write_bytes(packed)
            wanted.add(target)
    for left_over in set(PACKED.iterdir()) - wanted:
        left_over.unlink()


@lru_cache(maxsize=256)
def _digest(path: Path, changed_at: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
