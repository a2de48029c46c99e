import numpy as np
import pytest

from matcher.hashing import columns_of
from matcher.lexical import (
    COLUMNS,
    bm25_query,
    bundled_statistics,
    count_terms,
    terms_of,
)
from matcher.training.translations import word_translations
from matcher.translation import bundled_translations, translated, translation_table


def columns(*words):
    return np.unique(columns_of(words, COLUMNS))


def test_what_often_occurs_together_translates_and_what_explains_nothing_does_not():
    everyday = [columns("belag", "rohr"), columns("belag", "kessel"), columns("rohr", "kessel")]
    technical = [
        columns("scaling", "leitung"),
        columns("scaling", "erzeuger"),
        columns("leitung", "erzeuger"),
    ]
    sources, targets, probability = word_translations(everyday, technical)
    found = translation_table(
        sources[sources < COLUMNS], targets[sources < COLUMNS], probability[sources < COLUMNS]
    )
    of_belag = found[[columns("belag")[0]], :].toarray().ravel()

    assert of_belag.argmax() == columns("scaling")[0]
    assert of_belag.max() > 0.8
    assert of_belag.sum() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Das Geländer rostet", "Korrosion"),
        ("Die Abluft stinkt", "Geruch"),
        ("The customer wants a CO2 figure", "carbon footprint"),
    ],
)
def test_everyday_words_bring_along_technical_ones(said, meant):
    idf = bundled_statistics().term_idf
    query = bm25_query(count_terms([terms_of(said)]), idf)

    found = translated(query, bundled_translations(), idf)

    assert found[:, columns_of(terms_of(meant, "de"), COLUMNS)].sum() > 0
    assert query[:, columns_of(terms_of(meant, "de"), COLUMNS)].sum() == 0


def test_words_that_nobody_translated_bring_nothing():
    idf = bundled_statistics().term_idf
    query = bm25_query(count_terms([["qwrtzpx"]]), idf)

    assert translated(query, bundled_translations(), idf).nnz == 0
