"""Tables as files that a German spreadsheet opens by a double click, and that do nothing there."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from flask import Response

FORMULA = re.compile(
    r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*[=+\-@＝＋－＠]|[ \u00a0]*[\t\r\n]"
)
"""Signs that begin one, also the wide ones of Asian keyboards, and what may stand unseen before."""


def write_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as text, with nothing in it that a spreadsheet would calculate."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([inert(value) for value in row] for row in rows)
    return text.getvalue()


def as_file(text: str, name: str) -> Response:
    """A download; the mark at its beginning tells spreadsheets that it is UTF-8."""
    return Response(
        "\ufeff" + text,
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def inert(value: str) -> str:
    """An apostrophe keeps spreadsheets from taking somebody's words for a formula."""
    return "'" + value if FORMULA.match(value) else value
