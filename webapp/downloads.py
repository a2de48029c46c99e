"""Files as they leave: always to be saved, never to be shown, with a name that can do no harm."""

import re
import unicodedata
from urllib.parse import quote

from flask import Response, request

LONGEST_STEM = 100
FORBIDDEN = re.compile(r'[<>:"|?*\\/;%,=&#$`\x27]')
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.I)
"""What Windows takes for a device."""
UNTITLED = "Datei"
TYPES = {
    "pdf": "application/pdf",
    "zip": "application/zip",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8; method=PUBLISH",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
KEPT_CATEGORIES = ("L", "M", "N", "P", "S", "Z")


def safe_name(sent: str, extension: str) -> str:
    """A name for saving: no folder, no control or direction sign, and the extension that is true.

    >>> safe_name("C:\\\\Geheim\\\\Prüf/bericht.exe", "pdf")
    'bericht.pdf'
    """
    name = unicodedata.normalize("NFC", sent.encode("utf-8", "ignore").decode())
    name = re.split(r"[\\/]", name)[-1]
    kept = "".join(each for each in name if unicodedata.category(each)[0] in KEPT_CATEGORIES)
    kept = FORBIDDEN.sub("_", kept)
    stem = kept.rpartition(".")[0] or kept
    stem = " ".join(stem.split()).strip(". _")[:LONGEST_STEM].strip(". _")
    if not re.search(r"\w", stem) or RESERVED.fullmatch(stem):
        stem = UNTITLED
    return f"{stem}.{extension}"


def as_download(content: bytes, name: str, extension: str) -> Response:
    """An answer that browsers save; what it must not do, webapp/security.py adds to it."""
    response = Response(content, content_type=TYPES[extension])
    response.headers["Content-Disposition"] = disposition(name)
    response.headers["Cache-Control"] = "no-store"
    return response


def with_tag(response: Response) -> Response:
    """The answer with an ETag, or only the tag to whoever has this version already."""
    response.add_etag()
    response = response.make_conditional(request)
    # The server says the time; here it would make two answers differ that say the same.
    response.headers.pop("Date", None)
    return response


def disposition(name: str) -> str:
    """How it is to be saved, in both forms of RFC 6266; old programs read only the first."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
