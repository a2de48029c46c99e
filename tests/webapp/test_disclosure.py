"""No small count can be read or calculated from what is shown."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.disclosure import Hidden, protect

SMALL, SECOND = Hidden.SMALL, Hidden.SECOND


@pytest.mark.parametrize(
    ("counts", "shown", "total"),
    [
        ([7, 12, 0], [7, 12, 0], 19),
        ([7, 2, 12], [SECOND, SMALL, 12], 21),
        ([2, 3, 12], [SMALL, SMALL, 12], 17),
        ([4, 4, 12], [SMALL, SMALL, SECOND], 20),
        ([1, 1, 12], [SMALL, SMALL, SECOND], 14),
        ([3, 0, 0], [SMALL, 0, 0], SMALL),
        ([0, 0, 0], [0, 0, 0], 0),
        ([4, 4, 0], [SMALL, SMALL, 0], SECOND),
        ([1, 1, 1, 1], [SMALL] * 4, SECOND),
    ],
)
def test_a_small_count_takes_another_with_it(counts, shown, total):
    assert protect(counts) == ([shown], total)


def test_two_ways_of_splitting_do_not_betray_each_other():
    by_municipality, by_month = protect([4, 4, 0], [8, 0])[0]

    assert by_municipality == [SMALL, SMALL, 0]
    assert by_month == [SECOND, 0]


def meanings(cell) -> set[int]:
    """What a reader who knows the rules may think of a cell, up to a hundred."""
    if cell is SMALL:
        return set(range(1, 5))
    return set(range(5, 60)) if cell is SECOND else {cell}


def sums(cells) -> set[int]:
    found = {0}
    for cell in cells:
        found = {each + more for each in found for more in meanings(cell)}
    return found


counts = st.lists(st.sampled_from([0, 0, 1, 1, 2, 3, 4, 4, 5, 6, 9]), min_size=1, max_size=5)


@settings(max_examples=300, deadline=None)
@given(counts, st.randoms())
def test_every_small_count_stays_uncertain_whatever_a_reader_adds_up(first, random):
    second = [0] * 3
    for _ in range(sum(first)):
        second[random.randrange(3)] += 1

    tables, total = protect(first, second)

    totals = set(range(1, 300)) if total is SECOND else meanings(total)
    totals = totals & sums(tables[0]) & sums(tables[1])
    assert sum(first) in totals
    for cells, truth in zip(tables, (first, second), strict=True):
        for place, cell in enumerate(cells):
            assert truth[place] in meanings(cell)
            if cell is SMALL:
                others = sums(cells[:place] + cells[place + 1 :])
                possible = {
                    value
                    for value, rest in itertools.product(meanings(cell), others)
                    if value + rest in totals
                }
                assert len(possible) > 1, (first, second, tables, total)
