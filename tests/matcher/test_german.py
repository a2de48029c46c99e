import pytest

from matcher.german import compound_parts, index_terms


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Energieeffizienzberatung", ("energie", "effizienz", "beratung")),
        ("Holzasche", ("holz", "asche")),
        ("Pumpe", ()),
        ("Schwindsucht" * 9, ()),
    ],
)
def test_a_compound_gives_its_parts(word, parts):
    assert compound_parts(word) == parts


def test_a_compound_is_found_by_its_part():
    assert index_terms("Asche", "de")[0] in index_terms("Holzasche", "de")


@pytest.mark.parametrize(("one", "other"), [("Säcke", "Sack"), ("Pumpen", "Pumpe")])
def test_inflected_forms_share_a_term(one, other):
    assert index_terms(one, "de")[0] == index_terms(other, "de")[0]


def test_an_english_word_is_stemmed_in_english():
    assert index_terms("recycling", "en") == index_terms("recycled", "en")


@pytest.mark.parametrize("word", ["CO2", "8.000", "ẞ", "环境", "x"])
def test_whatever_is_not_a_word_is_its_own_term(word):
    assert index_terms(word, "de") == (word.casefold(),)
