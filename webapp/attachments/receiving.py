"""A file on its way in: to the disk, through the limited process, and into its folder."""

import uuid

from werkzeug.datastructures import FileStorage

from models import FileKind
from webapp.attachments.operations import Received
from webapp.downloads import safe_name
from webapp.reading_files.checking import check_file
from webapp.stored_files import FileStore


def receive(upload: FileStorage, store: FileStore) -> Received:
    """Look a file through and keep it; raises Refused, Busy, or OSError when there is no room."""
    draft = store.write(upload.stream)
    try:
        kind = FileKind(check_file(draft.path))
        received = Received(
            id=uuid.uuid4(),
            name=safe_name(upload.filename or "", kind.value),
            kind=kind,
            size=draft.size,
            sha256=draft.sha256,
        )
        store.keep(draft, received.id.hex)
    finally:
        draft.path.unlink(missing_ok=True)
    return received
