"""What went wrong, for programs (RFC 9457, application/problem+json).

What somebody may not know of gets the very answer of what there is not.
"""

import json

from flask import Response
from flask_babel import gettext as _
from werkzeug.http import HTTP_STATUS_CODES

MIMETYPE = "application/problem+json"
REALM = 'Bearer realm="EcoTecHub"'


def problem(code: int, detail: str | None = None) -> Response:
    """The answer for a status; the request's id stands in its header X-Request-Id."""
    body = {
        "type": "about:blank",
        "title": HTTP_STATUS_CODES.get(code, "Error"),
        "status": code,
        "detail": detail or detail_of(code),
    }
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    response = Response(text + "\n", code, content_type=MIMETYPE)
    if code == 401:
        response.headers["WWW-Authenticate"] = REALM
    if code == 403:
        response.headers["WWW-Authenticate"] = f'{REALM}, error="insufficient_scope"'
    return response


def detail_of(code: int) -> str:
    """What to do about it."""
    known = {
        400: _("Die Anfrage ist so nicht zu verstehen. Die Beschreibung der Schnittstelle sagt, "
               "welche Angaben es gibt."),
        401: _("Dafür braucht es einen gültigen Schlüssel im Kopf „Authorization: Bearer …“."),
        403: _("Der Schlüssel ist für diesen Zweck nicht angelegt, oder das Konto darf das nicht."),
        404: _("Unter dieser Adresse gibt es nichts, was Sie sehen dürfen."),
        405: _("Diese Adresse lässt sich nur lesen."),
        413: _("Die Anfrage ist zu groß."),
        414: _("Die Adresse ist zu lang."),
        422: _("Die Adresse enthält Zeichen, die es in keinem Text gibt."),
        429: _("Zu viele Anfragen. Bitte warten Sie so viele Sekunden, wie der Kopf "
               "„Retry-After“ sagt."),
        503: _("Der Dienst ist gerade nicht erreichbar. Bitte versuchen Sie es später wieder."),
    }  # fmt: skip
    return known.get(code) or _("Da ist bei uns etwas schiefgegangen. Wir sehen es uns an.")
