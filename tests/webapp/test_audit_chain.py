"""A13: whatever is done to the audit trail afterwards is found, at the entry where it was done."""

import os
import random
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from models import AuditEntry, Role
from models.audit import FIRST_HASH, chain_head, hash_entry
from tests.webapp.terminal import Terminal
from tests.webapp.trail import unlock
from webapp import nightly
from webapp.anchors import FILE_NAME, Anchor, read_anchors, write_anchor
from webapp.audit import record
from webapp.troubles import Trouble
from webapp.verification import Damage, Flaw, anchor, anchor_if_due, verify

IS_LONG_RUN = os.environ.get("HYPOTHESIS_PROFILE") == "verify"
LENGTH, ANCHORED = 30, (8, 19, 30)
FACTS = (
    "at", "actor_id", "verb", "object_type", "object_id", "challenge_id", "detail",
)  # fmt: skip
NASTY = ["\n7 gefälscht", "\x1b[2J", '","chain_hash":"', "äöß –", "\u202e", "' OR 1=1 --", "{}"]


@pytest.fixture
def trail(database, make, clock):
    """Thirty entries of every shape, anchored three times."""
    rng, company, account = random.Random(7), make.company(), make.account(Role.ADMIN)
    anchors = []
    for number in range(1, LENGTH + 1):
        clock.advance(seconds=rng.randrange(-500, 5000))
        with database.writing() as session:
            record(
                session, rng.choice(["angesehen", *NASTY]), company, clock(),
                by=rng.choice([account, None]), number=number, words=rng.sample(NASTY, 2),
                inner={"b": None, "a": True, "": [1, "1"]},
            )  # fmt: skip
        if number in ANCHORED:
            with database.reading() as session:
                anchors.append(Anchor(at=clock(), head=chain_head(session)))
    return anchors


@contextmanager
def tampering(database):
    """A session of somebody who owns the database; what is done in it is undone afterwards."""
    with database.open(writes=True) as session:
        unlock(session)
        yield session
        session.rollback()


def entries(session) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)))


def facts_of(entry) -> dict:
    return {name: getattr(entry, name) for name in (*FACTS, "chain_hash")}


def write_anew(session, rows: list[dict], rng, first: int) -> str:
    """Replace the trail by these rows and hash none, one or all of them from a number on."""
    hashed = rng.choice(["none", "one", "all"])
    session.execute(text("DELETE FROM audit_entries"))
    session.expunge_all()
    before = FIRST_HASH
    for number, row in enumerate(rows, start=1):
        if (hashed == "all" and number >= first) or (hashed == "one" and number == first):
            row["chain_hash"] = hash_entry(before, number, *(row[each] for each in FACTS))
        before = row["chain_hash"]
        session.add(AuditEntry(sequence=number, **row))
    session.flush()
    return hashed


def first_found(first: int, hashed: str, length: int) -> int:
    """Where new hashes only move the finding: to the next entry, or to the next anchor."""
    if hashed == "none" or first in ANCHORED:
        return first
    if hashed == "one" and first < length:
        return first + 1
    return next(each for each in (*ANCHORED, length + 1) if each >= min(first, length + 1))


def edit(session, rng) -> int:
    rows = [facts_of(each) for each in entries(session)]
    place, name = rng.randrange(LENGTH), rng.choice(FACTS)
    old = rows[place][name]
    rows[place][name] = {
        "at": rows[place]["at"] + timedelta(microseconds=1),
        "verb": f"{old}.", "object_type": f"{old}s", "detail": {**rows[place]["detail"], "n": 1},
    }.get(name, uuid.uuid4() if old is None or rng.random() < 0.5 else None)  # fmt: skip
    return first_found(place + 1, write_anew(session, rows, rng, place + 1), LENGTH)


def delete(session, rng) -> int:
    rows, place = [facts_of(each) for each in entries(session)], rng.randrange(LENGTH - 1)
    if rng.random() < 0.3:
        session.execute(text("DELETE FROM audit_entries WHERE sequence = :n"), {"n": place + 1})
        return place + 1
    del rows[place]
    return first_found(place + 1, write_anew(session, rows, rng, place + 1), LENGTH - 1)


def insert(session, rng) -> int:
    rows, place = [facts_of(each) for each in entries(session)], rng.randrange(LENGTH)
    rows.insert(place, {**rng.choice(rows), "detail": {"forged": True}, "actor_id": uuid.uuid4()})
    return first_found(place + 1, write_anew(session, rows, rng, place + 1), LENGTH + 1)


def reorder(session, rng) -> int:
    rows = [facts_of(each) for each in entries(session)]
    one, other = sorted(rng.sample(range(LENGTH), 2))
    rows[one], rows[other] = rows[other], rows[one]
    return first_found(one + 1, write_anew(session, rows, rng, one + 1), LENGTH)


def cut(session, rng) -> int:
    kept = rng.randrange(LENGTH)
    session.execute(text("DELETE FROM audit_entries WHERE sequence > :n"), {"n": kept})
    return kept + 1


TAMPERINGS = (edit, delete, insert, reorder, cut)


@pytest.mark.sized
def test_every_tampering_is_found_at_its_entry(database, trail):
    rng = random.Random(0)
    for _ in range(1000 if IS_LONG_RUN else 100):
        tamper = rng.choice(TAMPERINGS)
        with tampering(database) as session:
            expected = tamper(session, rng)
            session.expunge_all()
            found = verify(session, trail).flaw
        assert found is not None, tamper.__name__
        assert found.sequence == expected, (tamper.__name__, found)

    with database.reading() as session:
        assert verify(session, trail).flaw is None


def test_what_is_found_says_what_was_done(database, trail):
    def found(statement: str) -> Flaw | None:
        with tampering(database) as session:
            session.execute(text(statement))
            return verify(session, trail).flaw

    assert found("UPDATE audit_entries SET verb = 'x' WHERE sequence = 5") == Flaw(
        5, Damage.CHANGED
    )
    assert found("DELETE FROM audit_entries WHERE sequence = 5") == Flaw(5, Damage.MISSING)
    assert found("DELETE FROM audit_entries WHERE sequence > 5") == Flaw(6, Damage.CUT_OFF)
    assert found("UPDATE audit_entries SET sequence = 0 WHERE sequence = 5").sequence == 1


def test_what_no_longer_can_be_read_is_found_where_it_stands(database, trail):
    if database.engine.dialect.name == "postgresql":
        pytest.skip("PostgreSQL refuses such values itself")
    for column, value in (("detail", "{"), ("at", "gestern"), ("actor_id", 7)):
        with tampering(database) as session:
            session.execute(
                text(f"UPDATE audit_entries SET {column} = :value WHERE sequence = 12"),
                {"value": value},
            )
            assert verify(session, trail).flaw == Flaw(12, Damage.UNREADABLE)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET verb = 'x' WHERE sequence = 2",
        "DELETE FROM audit_entries WHERE sequence = 2",
        "DELETE FROM audit_entries",
    ],
)
def test_the_database_refuses_to_change_an_entry(database, trail, statement):
    with (
        pytest.raises(DBAPIError, match="audit entries are only ever added"),
        database.writing() as session,
    ):
        session.execute(text(statement))

    with database.reading() as session:
        assert verify(session, trail).flaw is None


def test_eight_writers_at_once_make_one_chain_without_a_gap(database, make, clock):
    company = make.company()

    def write(writer: int) -> None:
        for number in range(15):
            with database.writing() as session:
                record(session, "geschrieben", company, clock(), by=None, writer=writer)
                record(session, "geschrieben", company, clock(), by=None, number=number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))

    with database.reading() as session:
        verdict = verify(session, [])
        assert verdict.flaw is None
        assert verdict.head.sequence == 8 * 15 * 2
        pairs = [each.detail for each in entries(session)]
    assert all("writer" in first for first in pairs[::2])


def test_what_is_rolled_back_leaves_no_gap(database, make, clock):
    company = make.company("vorher")
    with database.open(writes=True) as session:
        record(session, "verworfen", company, clock(), by=None)
        session.rollback()
        record(session, "behalten", company, clock(), by=None)
        session.commit()

    with database.reading() as session:
        assert [(each.sequence, each.verb) for each in entries(session)] == [(1, "behalten")]


def test_an_entry_outlives_whoever_made_it(database, make, clock):
    company, account = make.company(), make.account(Role.ADMIN)
    with database.writing() as session:
        record(session, "angesehen", company, clock(), by=account)
    with database.writing() as session:
        session.delete(session.merge(account, load=False))

    with database.reading() as session:
        entry = entries(session)[0]
        assert (entry.actor_id, entry.actor) == (account.id, None)
        assert verify(session, []).flaw is None


def test_fractions_are_refused_because_databases_write_them_differently(database, make, clock):
    company = make.company()
    with pytest.raises(ValueError, match="fraction"), database.writing() as session:
        record(session, "gemessen", company, clock(), by=None, value=1.0)


def test_an_entry_in_a_savepoint_is_a_mistake(database, make, clock):
    company = make.company()
    with (
        pytest.raises(RuntimeError, match="savepoint"),
        database.writing() as session,
        session.begin_nested(),
    ):
        record(session, "verfrueht", company, clock(), by=None)


def test_the_hash_is_that_of_its_canonical_form():
    # printf '%s' "$previous$canonical" | sha256sum
    # with canonical='[1,"eingereicht",null,{"a":"\\u00e4","b":1}]'
    hashed = hash_entry(FIRST_HASH, 1, "eingereicht", None, {"b": 1, "a": "ä"})

    assert hashed == "02f3d426fad79637ce3a50de8490a78013e247aca68e104541d188b740f8d237"


def test_an_anchor_is_written_once_a_day(database, make, clock, tmp_path):
    company = make.company()
    for hours in (0, 12, 13, 30):
        clock.advance(hours=hours)
        with database.writing() as session:
            record(session, "angesehen", company, clock(), by=None)
        with database.reading() as session:
            anchor_if_due(session, tmp_path, clock())

    assert [each.head.sequence for each in read_anchors(tmp_path)] == [1, 3, 4]
    with database.reading() as session:
        assert verify(session, read_anchors(tmp_path)).flaw is None


def test_what_is_not_sound_is_not_anchored(database, trail, clock, tmp_path):
    for each in trail:
        write_anchor(tmp_path, each)
    with tampering(database) as session:
        session.execute(text("DELETE FROM audit_entries WHERE sequence > 25"))
        assert anchor(session, tmp_path, clock()).flaw == Flaw(26, Damage.CUT_OFF)

    assert read_anchors(tmp_path) == trail


def test_after_an_anchor_only_the_rest_is_read_again(database, trail):
    with tampering(database) as session:
        session.execute(update(AuditEntry).where(AuditEntry.sequence == 3).values(verb="x"))
        assert verify(session, trail, trail[1]).flaw is None
        session.execute(update(AuditEntry).where(AuditEntry.sequence == 19).values(chain_hash="x"))
        assert verify(session, trail, trail[1]).flaw == Flaw(3, Damage.CHANGED)


def test_a_changed_anchor_is_named(tmp_path, trail):
    for each in trail:
        write_anchor(tmp_path, each)
    file = tmp_path / FILE_NAME
    lines = file.read_text().splitlines()
    file.write_text("\n".join([lines[0], lines[1][:-3], lines[2]]) + "\n")

    with pytest.raises(Trouble, match=r"Line 2 of .* is no anchor"):
        read_anchors(tmp_path)


def test_the_worker_goes_on_when_it_cannot_anchor(app, trail, settings):
    (settings.data_dir / FILE_NAME).write_text("kein Anker\n")

    with app.app_context():
        nightly.anchor_trail()

    assert (settings.data_dir / FILE_NAME).read_text() == "kein Anker\n"


def test_the_worker_anchors_the_trail(app, database, trail, settings):
    with app.app_context():
        nightly.anchor_trail()

    assert read_anchors(settings.data_dir)[0].head == trail[-1].head


@pytest.fixture
def type_in(monkeypatch, capfd, settings) -> Terminal:
    return Terminal(monkeypatch, capfd, settings)


def test_an_operator_anchors_and_verifies(type_in, trail, settings, tmp_path):
    type_in.set(ECOTECHUB_ANCHOR_DIR=str(tmp_path / "elsewhere"))

    assert "30 entries are as they were written" in type_in("audit", "verify").out
    assert type_in("audit", "anchor").out.split() == ["30", trail[-1].head.chain_hash]
    assert "Last anchor: 2" in type_in("audit", "verify").out
    assert len(read_anchors(tmp_path / "elsewhere")) == 1


def test_an_operator_is_told_where_the_trail_was_cut(type_in, database, trail):
    type_in("audit", "anchor")
    with database.open(writes=True) as session:
        unlock(session)
        session.execute(text("DELETE FROM audit_entries WHERE sequence > 20"))
        session.commit()

    assert "Entry 21 and what follows is missing" in type_in("audit", "verify", status=1).sentence
    assert "Entry 21 and what follows is missing" in type_in("audit", "anchor", status=1).sentence
