import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from sklearn.feature_extraction import FeatureHasher
from sklearn.feature_extraction.text import HashingVectorizer

from matcher.hashing import columns_of
from matcher.lexical import COLUMNS, NGRAMS, count_grams, count_terms
from matcher.text import cleaned

TEXTS = st.lists(st.text(st.characters(exclude_categories=["C"]), max_size=40), min_size=1)
ODD = ["", "a", "ab abc abcd", "Wälzlagerstähle İ 环境 🙂", "ab\u00a0cd ab"]


@given(texts=TEXTS)
@example(texts=ODD)
def test_grams_have_the_columns_that_training_had(texts):
    theirs = HashingVectorizer(
        analyzer="char_wb",
        ngram_range=NGRAMS,
        n_features=COLUMNS,
        alternate_sign=False,
        norm=None,
    ).transform([cleaned(text) for text in texts])

    assert_same_rows(count_grams(texts), theirs)


@given(tokens=st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]))), min_size=1))
@example(tokens=[ODD])
def test_terms_have_the_columns_that_training_had(tokens):
    theirs = FeatureHasher(COLUMNS, input_type="string", alternate_sign=False).transform(tokens)

    assert_same_rows(count_terms(tokens), theirs)


def test_a_token_has_its_column_whatever_stands_beside_it():
    together = columns_of(["rost", "korrosion", "x", ""], 2**10)

    assert [columns_of([each], 2**10)[0] for each in ("rost", "korrosion", "x", "")] == [*together]


def assert_same_rows(ours, theirs):
    assert ours.shape == theirs.shape
    assert np.array_equal(ours.indptr, theirs.indptr)
    assert np.array_equal(ours.indices, theirs.indices)
    assert np.array_equal(ours.data, theirs.data)
