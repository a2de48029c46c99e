"""Nobody calculates a small count from everything the atlas and the indicators publish together.

The attacker here is stronger than any reader: besides all that is shown they are told of every
hidden cell whether it is small or withheld, and they solve for bounds with linear programming.
"""

import itertools
import math
import uuid
from dataclasses import dataclass

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.optimize import linprog

from webapp.atlas_counts import CountedNeed, shown_counts
from webapp.disclosure import SMALLEST_SHOWN, Hidden, protect, protect_bounded

PLACES = ["05978004", "05978024", "05978036", "05913000"]
KINDS = {"stofffluss": ["batterien", "kunststoffe"], "technologie": ["wasser"]}
"""Fewer than there are, which is harder: there is less room for what is hidden."""
THEMES = [theme for themes in KINDS.values() for theme in themes]
ROWS = [*KINDS, *THEMES]
SECTORS = [0, 1, 2]


@dataclass(frozen=True)
class Company:
    """Where it is, what else the indicators know of it, and the themes of each of its needs."""

    ags: str
    sector: int
    needs: tuple[frozenset[str], ...]


def region(*companies: tuple[str, int, list[set[str]]]) -> list[Company]:
    return [Company(a, s, tuple(map(frozenset, needs))) for a, s, needs in companies]


def alike(how_many: int, ags: str, *themes: str) -> list[Company]:
    return [Company(ags, 0, (frozenset(themes),))] * how_many


# Many alike at once, because cells that are shown need five and more.
blocks = st.lists(
    st.tuples(
        st.integers(1, 9),
        st.builds(
            Company,
            st.sampled_from(PLACES),
            st.sampled_from(SECTORS),
            st.lists(st.frozensets(st.sampled_from(THEMES)), min_size=1, max_size=2).map(tuple),
        ),
    ),
    max_size=9,
)
regions = blocks.map(lambda them: [each for count, each in them for _ in range(count)])


def counted(companies: list[Company]) -> list[CountedNeed]:
    return [
        CountedNeed(uuid.UUID(int=number), company.ags, themes)
        for number, company in enumerate(companies)
        for themes in company.needs
    ]


def needs_told(companies: list[Company]) -> tuple[dict, object]:
    """What the indicators of the region tell of the same needs."""
    places = [sum(len(c.needs) for c in companies if c.ags == ags) for ags in PLACES]
    sectors = [sum(len(c.needs) for c in companies if c.sector == each) for each in SECTORS]
    table, total = protect(places, sectors)
    return dict(zip(PLACES, table[0], strict=True)), total


def is_of(themes, row: str) -> bool:
    return not themes.isdisjoint(KINDS.get(row, [row]))


def true_count(companies: list[Company], theme: str | None, ags: str | None) -> int:
    return sum(
        (ags is None or each.ags == ags)
        and (theme is None or any(is_of(themes, theme) for themes in each.needs))
        for each in companies
    )


def all_have_themes(companies: list[Company]) -> bool:
    """Somebody might know that; then no company of a place is of no kind."""
    return all(any(each.needs) for each in companies)


class Attacker:
    """Knows what is published and solves for what is not; everything known becomes a bound."""

    def __init__(self, companies: list[Company], shown: dict, told: dict, total) -> None:
        cells = list(itertools.product([None, *ROWS], PLACES))
        self.places = {("needs", ags): place for place, ags in enumerate(PLACES)}
        self.places |= {each: len(PLACES) + place for place, each in enumerate(cells)}
        self.bounds: list = [(0, None)] * len(self.places)
        self.least: list = []
        self.equal: list = []
        for ags in PLACES:
            self._bound(("needs", ags), told[ags])
            # Nobody asks without a need, and where there is a need, there is a company.
            self._at_least(("needs", ags), (None, ags))
            if told[ags] == 0:
                self.bounds[self.places[None, ags]] = (0, 0)
            for kind, themes in KINDS.items():
                self._at_least((None, ags), (kind, ags))
                for theme in themes:
                    self._at_least((kind, ags), (theme, ags))
                self._at_most_sum((kind, ags), [(theme, ags) for theme in themes])
            if all_have_themes(companies):
                self._at_most_sum((None, ags), [(kind, ags) for kind in KINDS])
        if isinstance(total, int):
            self._sum([("needs", ags) for ags in PLACES], total)
        for theme, ags in cells:
            count = true_count(companies, theme, ags)
            if (theme, ags) in shown:
                assert shown[theme, ags] == count
                self.bounds[self.places[theme, ags]] = (count, count)
            else:
                self._tell_why(theme, ags, count, told)
        for theme in ROWS:
            if (theme, None) in shown:
                self._sum([(theme, ags) for ags in PLACES], shown[theme, None])

    def range_of(self, *wanted) -> tuple[int, int]:
        """The least and the largest whole number that the wanted cells can come to."""
        ends = []
        for sign in (1, -1):
            goal = [0.0] * len(self.places)
            for each in wanted:
                goal[self.places[each]] = sign
            found = linprog(
                goal, bounds=self.bounds,
                A_ub=[row for row, _ in self.least] or None,
                b_ub=[value for _, value in self.least] or None,
                A_eq=[row for row, _ in self.equal] or None,
                b_eq=[value for _, value in self.equal] or None,
            )  # fmt: skip
            assert found.status in {0, 3}, found.message
            ends.append(sign * found.fun if found.status == 0 else math.inf)
        return math.ceil(ends[0] - 1e-6), (
            math.inf if ends[1] == math.inf else math.floor(ends[1] + 1e-6)
        )

    def pinned(self, companies: list[Company], shown: dict) -> list:
        """The hidden counts from one to four that can be nothing else."""
        found = []
        for theme, ags in itertools.product([None, *ROWS], [*PLACES, None]):
            if (theme, ags) in shown or (theme, ags) == (None, None):
                continue
            if not 0 < true_count(companies, theme, ags) < SMALLEST_SHOWN:
                continue
            of = [(theme, ags)] if ags else [(theme, each) for each in PLACES]
            low, high = self.range_of(*of)
            if low >= high:
                found.append((theme, ags))
        return found

    def _bound(self, cell, what) -> None:
        ranges = {Hidden.SMALL: (1, 4), Hidden.SECOND: (5, None)}
        self.bounds[self.places[cell]] = ranges.get(what) or (what, what)

    def _tell_why(self, theme, ags, count: int, told: dict) -> None:
        low, high = self.bounds[self.places[theme, ags]]
        if count >= SMALLEST_SHOWN:
            # That a place is withheld because the indicators hide it, says nothing of its size.
            low = SMALLEST_SHOWN if isinstance(told[ags], int) else low
        else:
            high = SMALLEST_SHOWN - 1 if high is None else high
        self.bounds[self.places[theme, ags]] = (low, high)

    def _at_least(self, larger, smaller) -> None:
        row = [0.0] * len(self.places)
        row[self.places[larger]], row[self.places[smaller]] = -1, 1
        self.least.append((row, 0))

    def _at_most_sum(self, whole, parts) -> None:
        row = [0.0] * len(self.places)
        row[self.places[whole]] = 1
        for each in parts:
            row[self.places[each]] = -1
        self.least.append((row, 0))

    def _sum(self, cells, value: int) -> None:
        row = [0.0] * len(self.places)
        for each in cells:
            row[self.places[each]] = 1
        self.equal.append((row, value))


def careless_counts(needs, told, total, kinds) -> dict:
    """Everything from five companies on and nothing else hidden: what we must not do."""
    companies: dict = {}
    for each in needs:
        companies.setdefault(each.company_id, (each.ags, set()))[1].update(each.themes)
    found = {}
    for theme, ags in itertools.product([None, *ROWS], [*PLACES, None]):
        count = sum(
            (ags is None or place == ags) and (theme is None or is_of(themes, theme))
            for place, themes in companies.values()
        )
        if count >= SMALLEST_SHOWN and (theme, ags) != (None, None):
            found[theme, ags] = count
    return found


def attack(companies: list[Company], publish=shown_counts) -> tuple[list, list]:
    """What the attacker pins down in the atlas, and what of the indicators only with its help."""
    told, total = needs_told(companies)
    shown = publish(counted(companies), told, total, KINDS)
    attacker = Attacker(companies, shown, told, total)
    alone = Attacker(companies, {}, told, total)
    newly = []
    for ags in PLACES:
        if isinstance(told[ags], Hidden):
            low, high = attacker.range_of(("needs", ags))
            before = alone.range_of(("needs", ags))
            if low >= high and before[0] < before[1]:
                newly.append(ags)
    return attacker.pinned(companies, shown), newly


ONE_SMALL = [
    *alike(9, PLACES[0], "batterien"), *alike(6, PLACES[1], "batterien"),
    *alike(3, PLACES[2], "batterien"), *alike(5, PLACES[2], "wasser"),
]  # fmt: skip
"""Three companies of a place can be taken from the total, unless another place is withheld."""
HIDDEN_ELSEWHERE = [*alike(14, PLACES[0], "batterien"), *alike(1, PLACES[1], "wasser")]
"""The indicators withhold the larger place, so that nobody calculates the smaller one."""


@given(regions)
@example(ONE_SMALL)
@example(HIDDEN_ELSEWHERE)
@pytest.mark.once
def test_nobody_calculates_a_small_count(companies):
    assert attack(companies) == ([], [])


@pytest.mark.once
@pytest.mark.parametrize(
    ("companies", "broken"),
    [(ONE_SMALL, ([("batterien", PLACES[2])], [])), (HIDDEN_ELSEWHERE, ([], [PLACES[1]]))],
)
def test_the_attacker_breaks_an_atlas_that_only_hides_what_is_small(companies, broken):
    pinned, newly = attack(companies, careless_counts)

    assert set(broken[0]) <= set(pinned)
    assert set(broken[1]) <= set(newly)


@given(regions)
@pytest.mark.once
def test_what_is_shown_is_true_and_from_five_companies_on(companies):
    shown = shown_counts(counted(companies), *needs_told(companies), KINDS)

    assert all(count >= SMALLEST_SHOWN for count in shown.values())
    assert shown == {key: true_count(companies, *key) for key in shown}
    assert (None, None) not in shown


counts_and_limits = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 6)), min_size=1, max_size=5
)


@given(counts_and_limits, st.sets(st.integers(0, 4)))
@pytest.mark.once
def test_one_row_alone_leaves_each_small_count_room(pairs, untold):
    counts, most = [count for count, _ in pairs], [count + more for count, more in pairs]
    cells, total = protect_bounded(counts, most, untold)

    if total is None:
        return
    assert total == sum(counts)
    hidden = [place for place, cell in enumerate(cells) if cell is None]
    left = total - sum(cell for cell in cells if cell is not None)
    for place in hidden:
        others = sum(most[each] for each in hidden if each != place)
        lowest, highest = max(0, left - others), min(most[place], left)
        assert counts[place] < SMALLEST_SHOWN or place in untold or len(hidden) > 1
        if 0 < counts[place] < SMALLEST_SHOWN:
            assert lowest < min(highest, SMALLEST_SHOWN - 1)
