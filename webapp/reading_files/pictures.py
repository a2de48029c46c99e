"""Pictures without what a camera or a program noted in them: place, owner, comments."""

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8"
KNOWN = {
    "png": (PNG,),
    "jpg": (JPEG,),
    "jpeg": (JPEG,),
    "gif": (b"GIF87a", b"GIF89a"),
    "bmp": (b"BM",),
    "tif": (b"II*\0", b"MM\0*"),
    "tiff": (b"II*\0", b"MM\0*"),
    "emf": (b"\x01\0\0\0",),
    "wmf": (b"\xd7\xcd\xc6\x9a", b"\x01\0\x09\0", b"\x02\0\x09\0"),
}
"""How a picture of each kind begins."""

NOTES_OF_JPEG = {0xE1, 0xED, 0xFE}
"""APP1 holds Exif and XMP, APP13 the notes of picture agencies, COM a comment."""
NOTES_OF_PNG = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}


def is_picture(content: bytes, extension: str) -> bool:
    """Whether it begins as its extension says."""
    return content.startswith(KNOWN.get(extension, ())) if extension in KNOWN else False


def without_notes(content: bytes) -> bytes:
    """The same picture without notes; what cannot be read as one comes back as it is."""
    if content.startswith(JPEG):
        return _jpeg_without_notes(content)
    if content.startswith(PNG):
        return _png_without_notes(content)
    return content


def _jpeg_without_notes(content: bytes) -> bytes:
    kept, place = [content[:2]], 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        end = place + 2 + int.from_bytes(content[place + 2 : place + 4], "big")
        if marker == 0xDA:  # the picture itself begins
            break
        if marker not in NOTES_OF_JPEG:
            kept.append(content[place:end])
        place = end
    return b"".join([*kept, content[place:]])


def _png_without_notes(content: bytes) -> bytes:
    kept, place = [content[:8]], 8
    while place + 12 <= len(content):
        end = place + 12 + int.from_bytes(content[place : place + 4], "big")
        if content[place + 4 : place + 8] not in NOTES_OF_PNG:
            kept.append(content[place:end])
        place = end
    return b"".join(kept)
