"""Draws the pictures by which others name us, from their SVG: run it after changing one of them.

Programs that show links and telephones that keep pages want bitmaps. Each says in its own header
which drawing it was made from, so that a test notices when one was changed and the other forgotten.
"""

import hashlib
import shutil
import struct
import zlib
from pathlib import Path

from playwright.sync_api import sync_playwright

STATIC = Path(__file__).parent.parent / "webapp" / "static"
PICTURES = {"social-card": (1200, 630), "touch-icon": (180, 180)}
WEIGHTS = {"typeface/regular.woff2": 400, "typeface/semibold.woff2": 600}
BEHIND_THE_HEADER = 33
"""Where a PNG takes texts: eight bytes say what it is, twenty-five how large."""


def main() -> None:
    """Draw each at its size and write down what it was drawn from."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, (width, height) in PICTURES.items():
            drawing = STATIC / "identity" / f"{name}.svg"
            page = browser.new_page(viewport={"width": width, "height": height})
            frame = STATIC / "identity" / "frame.html"
            frame.write_text(
                f"<style>body {{ margin: 0 }} svg {{ display: block }} {fonts()}</style>"
                + drawing.read_text(encoding="utf-8"),
                encoding="utf-8",
            )
            page.goto(frame.as_uri())
            page.evaluate("document.fonts.ready")
            picture = page.screenshot()
            frame.unlink()
            drawing.with_suffix(".png").write_bytes(signed(picture, drawing.read_bytes()))
        browser.close()


def fonts() -> str:
    """The typeface of our pages, as it lies in static/vendor."""
    return "".join(
        f'@font-face {{ font-family: "Fira Sans"; font-weight: {weight};'
        f' src: url("{(STATIC / "vendor" / name).as_uri()}") }}'
        for name, weight in WEIGHTS.items()
    )


def signed(picture: bytes, drawing: bytes) -> bytes:
    """The picture with the digest of its drawing as a text in it."""
    text = b"tEXt" + b"Source\0" + hashlib.sha256(drawing).hexdigest().encode()
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    return picture[:BEHIND_THE_HEADER] + chunk + picture[BEHIND_THE_HEADER:]


if __name__ == "__main__":
    main()
