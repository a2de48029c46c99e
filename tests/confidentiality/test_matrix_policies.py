"""Every cell of the matrix against the policies, on a case at every stage; nothing deviates."""

import itertools
import math

import pytest

from models import Profile, policies
from models.matrix import FILE, Cell, Matrix, Party, Stage, StandIn, Verb, load_matrix, parse_matrix
from tests.confidentiality.asking import ask_party, ask_policies, ask_worker
from tests.confidentiality.modifiers import MODIFIERS
from tests.confidentiality.worlds import build_worlds, rows_of
from tests.conftest import ROOT, START

BEFORE = "while nothing takes rights away"
LOOKED_AT = (Stage.SUBMITTED, Stage.PROPOSALS, Stage.INTRODUCED, Stage.WITHDRAWN)


def deviations(session, world, matrix: Matrix, modifiers=()) -> list[str]:
    """Where policies and matrix disagree about a case."""
    rows = rows_of(session, world)
    for each in modifiers:
        MODIFIERS[each](rows)
    session.flush()
    taken = [matrix.modifiers[each] for each in modifiers]
    found = []
    for party in (*Party, *StandIn):
        said = (
            ask_worker(rows, START)
            if party is Party.WORKER
            else ask_party(session, party, rows, START)
        )
        asked = said if party is Party.WORKER else itertools.product(matrix.names, Verb)
        for thing, verb in asked:
            expected = matrix.cell(thing, verb, party).allows(world.stage) and not any(
                each.takes(party, thing, world.stage) for each in taken
            )
            if said.get((thing, verb), False) != expected:
                found.append(f"{thing} {verb.value} {party.value} {world.stage.value}: {expected}")
    return found


@pytest.fixture
def worlds(make):
    return build_worlds(make, START)


def test_every_cell_is_what_the_policies_say(worlds, database):
    matrix = load_matrix()
    for world in worlds.values():
        with database.open(writes=True) as session:
            assert deviations(session, world, matrix) == []
            session.rollback()


def test_modifiers_take_what_the_matrix_says_alone_and_in_pairs(worlds, database):
    matrix = load_matrix()
    assert MODIFIERS.keys() == matrix.modifiers.keys()
    managers = ["V2_university", "V2_organisation", "V4_lead", "V4_deputy", "V4_manager"]
    chosen = [
        *itertools.product(LOOKED_AT, [(each,) for each in MODIFIERS]),
        *itertools.product([Stage.PROPOSALS], itertools.product(["V1"], managers)),
        *itertools.product([Stage.INTRODUCED], itertools.product(["V5", "V4_professor"], managers)),
    ]
    for stage, modifiers in chosen:
        if any(stage not in matrix.modifiers[each].stages for each in modifiers):
            continue
        with database.open(writes=True) as session:
            assert deviations(session, worlds[stage], matrix, modifiers) == [], modifiers
            session.rollback()


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.PROPOSALS])
def test_whoever_is_left_out_is_no_candidate_and_not_shown(worlds, database, stage):
    left_out = [name for name, each in load_matrix().modifiers.items() if each.leaves_out]
    assert left_out
    for name in left_out:
        with database.open(writes=True) as session:
            rows = rows_of(session, worlds[stage])
            lead = rows.users[Party.MANAGER_LEAD]

            def known(rows=rows, lead=lead, session=session) -> tuple[bool, bool]:
                ids = [
                    set(session.scalars(session.query(Profile.id).filter(condition).statement))
                    for condition in (
                        policies.candidate_profiles(rows.challenge, START),
                        policies.proposable_profiles(lead, rows.challenge, START),
                    )
                ]
                return tuple(rows.profile.id in each for each in ids)

            assert known() == (True, True), BEFORE
            MODIFIERS[name](rows)
            session.flush()
            assert known() == (False, False), name
            session.rollback()


def test_while_nobody_leads_every_manager_counts_as_lead(worlds, database):
    matrix = load_matrix()
    for stage in (Stage.SUBMITTED, Stage.PROPOSALS, Stage.TEASER_SENT, Stage.INTRODUCED):
        with database.open(writes=True) as session:
            rows = rows_of(session, worlds[stage])
            rows.challenge.release_lead()
            session.flush()
            for party in (Party.MANAGER_SAME_UNIVERSITY, Party.MANAGER_OTHER_UNIVERSITY):
                said = ask_policies(session, rows.users[party], rows, START)
                for thing in ("O0", "O1", "O2", "O3", "O6", "O7", "O8", "O9"):
                    expected = matrix.cell(thing, Verb.READ, Party.MANAGER_LEAD).allows(stage)
                    assert said[thing, Verb.READ] == expected, (thing, party, stage)
            session.rollback()


def test_of_everybody_who_stands_in_the_matrix_says_whose_rights_they_have():
    assert load_matrix().stand_ins.keys() == set(StandIn)


def test_the_promise_counts_the_cells_there_are():
    matrix = load_matrix()
    sides = [len(matrix.names), len(Party), len(Stage), len(Verb)]

    promise = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")

    assert f"{' × '.join(map(str, sides))} = {math.prod(sides):,} cells" in promise
    assert f"{len(matrix.modifiers)} modifiers" in promise


def test_a_cell_that_is_changed_is_noticed(worlds, database):
    """Every written row, with one sign turned over, disagrees with the policies."""
    matrix = load_matrix()
    turned = 0
    for world in worlds.values():
        with database.open(writes=True) as session:
            rows = rows_of(session, world)
            said = {party: ask_party(session, party, rows, START) for party in rows.users}
            session.rollback()
        for (thing, verb, party), cell in matrix.cells.items():
            if party is Party.WORKER or not cell.is_built:
                continue
            wrong = Cell(cell.stages ^ {world.stage}, cell.scopes)
            for who in said:
                if matrix.party(who) is party:
                    assert said[who].get((thing, verb), False) != wrong.allows(world.stage)
                    turned += 1
    assert turned > 1000


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"DSPTIMCW"', '"DSPTIMC"'),
        ('"DS......"', '"SD......"'),
        ('"D....... entered', '"D....... whatever'),
        ("company_own ", "company "),
        ("[O1.read]", "[O1.look]"),
        ("former_deputy            =", "somebody                 ="),
        ('"deputy", "deputy_other', '"deputies", "deputy_other'),
    ],
)
def test_a_matrix_that_says_something_unknown_is_refused(right, wrong):
    text = FILE.read_text(encoding="utf-8")
    assert right in text

    with pytest.raises(ValueError, match=r".+"):
        parse_matrix(text.replace(right, wrong, 1))
