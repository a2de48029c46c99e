"""Photos are accepted whole and given away without what the camera noted."""

import pytest

from tests.attachments.building import chunk, exif, jpeg, png, segment
from webapp.reading_files.photos import check_photo, clean_photo, photo_notes

WHO = b"Werkstattleitung"
PHOTOS = {
    "jpeg": lambda side, order: jpeg(
        segment(0xE1, b"Exif\0\0" + exif(side, order=order)),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + WHO),
        segment(0xED, b"Photoshop 3.0\0" + WHO),
        segment(0xFE, WHO),
    ),
    "png": lambda side, order: png(
        chunk(b"eXIf", exif(side, order=order)), chunk(b"tEXt", b"Author\0" + WHO),
        chunk(b"tIME", bytes(7)), chunk(b"gAMA", bytes(4)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("order", ["little", "big"])
@pytest.mark.parametrize("kind", PHOTOS)
def test_the_copy_has_lost_place_owner_and_notes_but_not_its_side(kind, order):
    photo = PHOTOS[kind](6, order)
    check_photo(photo)

    copy = clean_photo(photo)

    check_photo(copy)
    for gone in (WHO, b"Werkhalle", b"51 N", b"xap", b"Photoshop"):
        assert gone in photo or gone in {b"xap", b"Photoshop"}
        assert gone not in copy
    assert b"\x01\x12\0\x03\0\0\0\x01\0\x06" in copy
    assert clean_photo(copy) == copy


@pytest.mark.parametrize("side", [0, 1, 9, 4000])
@pytest.mark.parametrize("kind", PHOTOS)
def test_a_photo_that_stands_upright_says_nothing_of_its_side(kind, side):
    copy = clean_photo(PHOTOS[kind](side, "little"))

    assert b"Exif" not in copy
    assert b"eXIf" not in copy


def test_what_is_drawn_stays_to_the_last_bit():
    photo = jpeg(segment(0xFE, WHO))

    assert clean_photo(photo) == jpeg()
    assert clean_photo(png(chunk(b"tEXt", WHO))) == png()


def test_the_notes_say_that_there_is_a_place_and_not_which():
    notes = photo_notes(PHOTOS["jpeg"](6, "little"))

    assert notes == [("Exif", "Kamera"), ("Exif", "Ort")]
    assert photo_notes(PHOTOS["png"](1, "big"))[-1] == ("PNG", "Text")
    assert photo_notes(jpeg()) == []


def test_a_second_picture_of_a_telephone_is_left_out():
    photo = jpeg(behind=jpeg(segment(0xFE, WHO)))
    check_photo(photo)

    assert clean_photo(photo) == jpeg()
