"""Word documents as bytes, the same ones whenever the same thing is written."""

import io
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document


def as_bytes(document: Document) -> bytes:
    """The file; without the moment of writing, which tells nothing and makes no two alike."""
    written, file = io.BytesIO(), io.BytesIO()
    document.save(written)
    with ZipFile(written) as before, ZipFile(file, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            # ZipInfo without a date is the first day that such a file can name.
            after.writestr(ZipInfo(name), before.read(name), ZIP_DEFLATED)
    return file.getvalue()
