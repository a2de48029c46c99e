import math

import numpy as np
import pytest
from scipy import sparse

from matcher.lexical import bm25_query, bm25_rows, terms_of, tfidf_rows

# Columns: asche, kessel, und. The last is a stop word.
IDF = np.array([4.0, 2.0, 0.0], dtype=np.float32)
DOCUMENTS = sparse.csr_array(np.array([[1, 0, 1], [2, 2, 0], [0, 0, 0]], dtype=float))


def test_bm25_saturates_and_weighs_by_rarity():
    rows = bm25_rows(DOCUMENTS, mean_length=2.0, k1=1.0, b=0.0)
    query = bm25_query(sparse.csr_array(np.array([[1.0, 1.0, 5.0]])), IDF)

    scores = (query @ rows.T).toarray()[0]

    # Term frequency 1 becomes 1, frequency 2 becomes 4/3; weights are 4/6 and 2/6.
    assert scores == pytest.approx([4 / 6, 4 / 3, 0])


def test_a_document_of_twice_the_mean_length_counts_less():
    rows = bm25_rows(sparse.csr_array(np.array([[1.0, 3.0, 0.0]])), mean_length=2.0, k1=1.0, b=1.0)

    assert rows.toarray()[0, 0] == pytest.approx(2 / (1 + 2))


def test_tfidf_rows_have_length_one_or_are_empty():
    rows = tfidf_rows(DOCUMENTS, IDF).toarray()

    assert rows[0] == pytest.approx([1, 0, 0])
    assert rows[1] == pytest.approx([2 / math.sqrt(5), 1 / math.sqrt(5), 0])
    assert rows[2] == pytest.approx([0, 0, 0])


def test_a_need_and_a_profile_meet_in_the_parts_of_compounds():
    assert set(terms_of("Wohin mit der Asche?", "de")) & set(terms_of("Holzaschen", "de"))
