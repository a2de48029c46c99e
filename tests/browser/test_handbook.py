"""The pictures of the handbooks show the pages as they are today."""

import io

import pytest
from PIL import Image

from tests.browser import baseline
from tests.browser.handbook import (
    FOLDER,
    SUBJECTS,
    clock,
    database_url,
    onlooker,
    region_file,
    take,
)
from webapp.handbook import pictures

__all__ = ["clock", "database_url", "onlooker", "region_file", "take"]


@pytest.mark.once
@pytest.mark.timeout(300)
def test_the_pictures_show_todays_pages(take, onlooker):
    if pictures.facts()["engine"] != onlooker.engine:
        pytest.skip("another browser drew the pictures, and each draws a little differently")

    changed = []
    for name, subject in SUBJECTS.items():
        seen = take(subject)
        size = Image.open(io.BytesIO(seen)).size
        if size != pictures.size_of(name):
            changed.append(f"{name}: {size}, was {pictures.size_of(name)}")
            continue
        kept = baseline.patches_of((FOLDER / f"{name}.webp").read_bytes())
        if apart := baseline.differs(baseline.patches_of(seen), kept):
            changed.append(f"{name}: {apart}")

    assert not changed, "run `make handbook` and look at them:\n" + "\n".join(changed)
