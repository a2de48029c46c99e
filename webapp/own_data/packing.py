"""The archive: a page to read, the same as JSON, and the files."""

import io
import json
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flask import render_template
from sqlalchemy.orm import Session

from models import Account
from models.base import LOCAL_ZONE
from webapp.own_data.collecting import collect
from webapp.own_data.files import all_files
from webapp.stored_files import file_store, original_name

NAME = "meine-daten.zip"


def pack(session: Session, user: Account, at: datetime) -> bytes:
    """Everything in one file; what a damaged file held is missing, and its entry says so."""
    tree = collect(session, user, at)
    content = io.BytesIO()
    moment = at.astimezone(LOCAL_ZONE)
    stamp = moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:

        def add(name: str, data: bytes) -> None:
            entry = ZipInfo(name, date_time=stamp)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, data)

        add("meine-daten.html", render_template("own_data/report.html", tree=tree).encode())
        add("meine-daten.json", json.dumps(tree, ensure_ascii=False, indent=2).encode())
        for name, attachment in all_files(session, user, at):
            data = file_store().read(original_name(attachment), attachment.sha256)
            if data is None:
                add(f"{name}.fehlt.txt", b"Diese Datei ist nicht mehr lesbar.")
            else:
                add(name, data)
    return content.getvalue()
