"""Residues and inputs: compared for what both sides have said, symmetric, honest about the rest."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher import Need
from matcher.alike import alike_pairs
from matcher.flows import (
    WEIGHTS,
    Flow,
    GapKind,
    PartKind,
    best_matches,
    kilometres,
    match_flows,
)
from matcher.materials import MaterialsError, bundled_materials, read_materials
from models.flow import FlowPeriod, FlowUnit, in_a_year
from webapp.quantities import read_quantity

CODES = [each.code for each in bundled_materials()]
BERGKAMEN, BOCHUM = (51.62, 7.64), (51.48, 7.22)
numbers = st.decimals(min_value="0.001", max_value="10000000", places=3)
flows = st.builds(
    Flow,
    id=st.text("ab", min_size=1, max_size=3),
    is_offered=st.booleans(),
    material=st.sampled_from(["", *CODES]),
    wording=st.sampled_from(["", "PE-Folie", "Treber", "irgendwas", "Kunststoff, PE"]),
    amount=st.one_of(st.none(), st.floats(0.001, 1e7)),
    is_volume=st.booleans(),
    purity=st.one_of(st.none(), st.tuples(st.floats(0, 60), st.floats(60, 100))),
    shape=st.sampled_from(["", "granulat", "spaene"]),
    contaminants=st.sampled_from(["", "Öl"]),
    place=st.sampled_from([None, BERGKAMEN, BOCHUM]),
)


def residue(**facts) -> Flow:
    return Flow(**{"id": "r", "is_offered": True, "material": "polyethylen", **facts})


def wanted(**facts) -> Flow:
    return Flow(**{"id": "w", "is_offered": False, "material": "polyethylen", **facts})


def share(match, kind) -> float:
    return next(each.share for each in match.parts if each.kind is kind)


@given(one=flows, other=flows, likeness=st.floats(0, 1))
def test_which_side_comes_first_changes_nothing(one, other, likeness):
    there, back = (match_flows(*pair, likeness=likeness) for pair in ((one, other), (other, one)))

    assert there == back
    if there is not None:
        assert 0 <= there.score <= 1
        assert all(0 <= each.share <= 1 for each in there.parts)
        assert {each.kind for each in there.parts} | set(there.unknown) == set(PartKind)


@given(
    less=numbers, more=numbers, unit=st.sampled_from(FlowUnit), period=st.sampled_from(FlowPeriod)
)
def test_more_stays_more_whatever_the_unit(less, more, unit, period):
    less, more = sorted((less, more))

    assert in_a_year(less, unit, period) <= in_a_year(more, unit, period)
    assert in_a_year(less, unit, FlowPeriod.YEAR) <= in_a_year(less, unit, FlowPeriod.MONTH)


@given(number=st.decimals(min_value="0.001", max_value="999999", places=3))
def test_what_is_written_is_read_as_it_was_meant(number):
    written = f"{number:,.3f}".replace(",", "_").replace(".", ",").replace("_", ".")

    for words, unit, period in (
        ("t/a", FlowUnit.TONNE, FlowPeriod.YEAR),
        ("kg pro Woche", FlowUnit.KILOGRAM, FlowPeriod.WEEK),
        ("m³ im Monat", FlowUnit.CUBIC_METRE, FlowPeriod.MONTH),
    ):  # fmt: skip
        found = read_quantity(f"{written} {words}")
        assert (found.number, found.unit, found.period) == (number, unit, period)


def test_what_nobody_said_counts_neither_for_nor_against():
    match = match_flows(residue(), wanted())

    assert match.score == 1
    assert [each.kind for each in match.parts] == [PartKind.MATERIAL]
    assert len(match.unknown) == 4


@pytest.mark.parametrize(
    ("given_material", "asked_material", "expected"),
    [
        ("polyethylen", "polyethylen", 1.0),
        ("polyethylen", "kunststoff", 0.8),
        ("kunststoff", "kunststoff", 0.8),
        ("polyethylen", "polypropylen", None),
        ("polyethylen", "holz", None),
        ("gibt-es-nicht", "holz", None),
    ],
)
def test_a_kind_fits_itself_and_its_group_and_no_other_kind(
    given_material, asked_material, expected
):
    match = match_flows(residue(material=given_material), wanted(material=asked_material))

    assert (match and share(match, PartKind.MATERIAL)) == expected


def test_free_words_find_their_material_or_are_compared():
    assert match_flows(residue(material="", wording="Stretchfolie"), wanted()).score == 1
    unknown = {"material": "", "wording": "Knetmasse"}
    assert match_flows(residue(**unknown), wanted(**unknown)) is None
    found = match_flows(residue(**unknown), wanted(**unknown), likeness=1.0)
    assert found.score == pytest.approx(0.8)


def test_quantities_purity_and_distance_are_measured():
    match = match_flows(
        residue(amount=10.0, purity=(90.0, 95.0), place=BERGKAMEN, shape="folie"),
        wanted(amount=100.0, purity=(97.0, 100.0), place=BOCHUM, shape="granulat"),
    )
    values = {each.kind: each.value for each in match.parts}

    assert values[PartKind.QUANTITY] == pytest.approx(0.1)
    assert share(match, PartKind.QUANTITY) == pytest.approx(0.5)
    assert values[PartKind.PURITY] == 7
    assert share(match, PartKind.PURITY) == pytest.approx(0.65)
    assert values[PartKind.DISTANCE] == pytest.approx(33, abs=1)
    assert match.gaps == (GapKind.PURITY, GapKind.SHAPE, GapKind.QUANTITY)
    whole = sum(WEIGHTS[each.kind] * each.share for each in match.parts)
    assert match.score == pytest.approx(whole)
    assert math.isclose(sum(WEIGHTS.values()), 1)


def test_volumes_and_weights_are_not_compared():
    match = match_flows(residue(amount=10.0), wanted(amount=10.0, is_volume=True))

    assert PartKind.QUANTITY in match.unknown


def test_two_residues_are_no_pair():
    assert match_flows(residue(), residue(id="s")) is None


def test_distances_are_those_of_a_sphere():
    assert kilometres((0, 0), (0, 180)) == pytest.approx(math.pi * 6371)
    assert kilometres(BERGKAMEN, BERGKAMEN) == 0


def test_the_best_come_first_and_equal_ones_by_their_ids():
    matches = [match_flows(residue(id=each), wanted()) for each in ("b", "a")]
    worse = match_flows(residue(material="kunststoff"), wanted())

    assert [each.residue.id for each in best_matches([worse, *matches], 2)] == ["a", "b"]


def test_each_material_is_in_a_group_and_no_chapter_is_made_up():
    materials = bundled_materials()

    assert all(materials.group_of(each.code) in materials.groups for each in materials)
    assert all(materials.kinds_of(each) or each.of is None for each in materials.groups)
    assert {each.avv for each in materials} == {""}


@pytest.mark.parametrize(
    "text",
    [
        "", 'version = "1"', "version = 1",
        'version = "1"\n[[material]]\ncode = "A"\nde = "A"\nen = "A"',
        'version = "1"\n[[material]]\ncode = "a"\nde = "A"',
        'version = "1"\n[[material]]\ncode = "a"\nde = "A"\nen = "A"\nof = "b"',
        'version = "1"\n[[material]]\ncode = "a"\nde = "A"\nen = "A"\navv = "x"',
        'version = "1"\n[[material]]\ncode = "a"\nde = "A"\nen = "A"\nwords = "w"',
    ],
)  # fmt: skip
def test_a_list_that_is_wrong_is_refused(text):
    with pytest.raises(MaterialsError):
        read_materials(text)


def test_two_needs_are_alike_whoever_else_is_there():
    same = "Unsere Kunststoffteile werden nach dem Einschmelzen spröde und brechen."
    needs = [Need("1", "Spröde", same), Need("2", "Spröde Teile", same), Need("3", "Lärm", "Pumpe")]
    themes = [frozenset()] * 3

    assert [each[:2] for each in alike_pairs(needs, themes)] == [(0, 1)]
    assert alike_pairs(needs, themes)[0] == alike_pairs(needs[:2], themes[:2])[0]
    assert alike_pairs(needs[:1], themes[:1]) == []
    assert Decimal("0.3") < Decimal(str(alike_pairs(needs, themes)[0][2])) <= 1
