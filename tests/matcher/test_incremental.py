"""A change touches what changed and nothing else, and comes out as if all had been built anew."""

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher import EncoderUnavailable, Expert, Matcher, Need, ScoreBook, Statement, lexical
from matcher.encoder import unit_rows
from matcher.index import Snapshot, StatementIndex
from tests.matcher.factories import make_expert

WORDS = (
    *("Asche", "Kessel", "Lärm", "Pumpe", "Kunststoff", "Wasser"),
    *("Abluft", "Rost", "Filter", "Messung", "Holz", "Staub"),
)
LONG = "".join(f"Wer kann {word} und {word}teile für uns messen? " for word in WORDS)
NEEDS = [
    Need("n1", "Wohin mit der Asche?", "Der Kessel macht viel Staub. Wer kann Holz verwerten?"),
    Need("long", "Vieles", LONG),
    Need("n2", "Rost an der Pumpe", "Das Wasser ist hart. Ein Filter half nicht. Messung gesucht."),
]
STATEMENT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
EXPERT = st.builds(
    lambda key, texts: make_expert(key, *texts),
    st.sampled_from("abcdefgh"),
    st.lists(STATEMENT, max_size=5),
)
CHANGES = st.lists(st.one_of(EXPERT, st.sampled_from("abcdefgh")), min_size=1, max_size=12)


class HashEncoder:
    """A vector of 300 numbers from each text's hash, and a list of all it was asked for."""

    name, sha256 = "hash", "0" * 64

    def __init__(self):
        self.asked = []

    def encode(self, texts, role):
        self.asked += [text for text in texts if role == "statement"]
        seeds = [int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) for text in texts]
        rows = [np.random.default_rng(seed).standard_normal(300) for seed in seeds]
        return unit_rows(np.array(rows, np.float32).reshape(len(texts), -1))


@pytest.fixture(params=[None, HashEncoder()], ids=["words", "meaning"])
def encoder(request):
    return request.param


@settings(max_examples=25, deadline=None)
@given(changes=CHANGES)
@pytest.mark.parametrize("has_model", [False, True], ids=["words", "meaning"])
def test_any_sequence_of_changes_scores_as_a_fresh_matcher_does(has_model, changes):
    encoder = HashEncoder() if has_model else None
    matcher, left = Matcher(encoder=encoder), {}
    book = ScoreBook(matcher)
    book.put(NEEDS)

    for change in changes:
        if isinstance(change, Expert):
            matcher.replace(change)
            left[change.id] = change
        elif change in left:
            matcher.remove(change)
            del left[change]
        book.refresh()

    fresh = Matcher(reversed(left.values()), encoder)
    for need in NEEDS:
        ranked = fresh.rank(need)
        assert matcher.rank(need) == ranked
        assert matcher.propose(need) == fresh.propose(need)
        assert list(book.scores(need.id).items()) == [(p.expert_id, p.score) for p in ranked]


def test_an_edited_expert_is_scored_alone(encoder, monkeypatch):
    matcher = Matcher([make_expert(key, WORDS[i]) for i, key in enumerate("abc")], encoder)
    book = ScoreBook(matcher)
    book.put(NEEDS)
    before = {need.id: dict(book.scores(need.id)) for need in NEEDS}
    scored = []
    score = Matcher.score_expert
    monkeypatch.setattr(Matcher, "score_expert", lambda s, n, e: scored.append(e) or score(s, n, e))
    monkeypatch.setattr(Matcher, "score", None)

    matcher.replace(make_expert("b", "Verwertung von Holzasche", "Rost"))
    changed = book.refresh()

    assert changed == {"b"}
    assert scored == ["b"]
    for need in NEEDS:
        after = book.scores(need.id)
        assert after["b"] != before[need.id]["b"]
        assert {key: after[key] for key in "ac"} == {key: before[need.id][key] for key in "ac"}


def test_a_dropped_need_and_a_gone_expert_leave_the_book(encoder):
    matcher = Matcher([make_expert("a", "Asche"), make_expert("b", "Rost")], encoder)
    book = ScoreBook(matcher)
    book.put(NEEDS)

    matcher.remove("a")
    book.drop("n2")

    assert book.refresh() == {"a"}
    assert list(book.scores("n1")) == ["b"]
    with pytest.raises(KeyError):
        book.scores("n2")


def test_a_changed_model_has_everything_scored_anew():
    class Failing(HashEncoder):
        fails = False

        def encode(self, texts, role):
            if self.fails:
                raise EncoderUnavailable("gone")
            return super().encode(texts, role)

    encoder = Failing()
    experts = [make_expert("a", "Asche"), make_expert("b", "Rost")]
    matcher = Matcher(experts, encoder)
    book = ScoreBook(matcher)
    book.put(NEEDS)

    encoder.fails = True
    matcher.rank(NEEDS[0])

    assert book.refresh() == {"a", "b"}
    assert book.scores("n1") == {p.expert_id: p.score for p in Matcher(experts).rank(NEEDS[0])}


def test_unchanged_statements_are_not_encoded_again():
    encoder = HashEncoder()
    expert = make_expert("a", "Asche im Kessel", "Lärm im Freien", "Rost an Pumpen")
    matcher = Matcher([expert], encoder)
    encoder.asked.clear()

    edited = replace(expert, statements=(*expert.statements[1:], Statement("a/4", "Filter")))
    matcher.replace(edited)

    assert encoder.asked == ["Filter"]
    assert matcher.rank(NEEDS[0]) == Matcher([edited], encoder).rank(NEEDS[0])


def test_unchanged_statements_are_not_analysed_again(monkeypatch):
    expert = make_expert("a", "Asche im Kessel", "Lärm im Freien")
    matcher = Matcher([expert])
    analysed = []
    terms_of = lexical.terms_of
    monkeypatch.setattr(
        lexical, "terms_of", lambda t, lang: analysed.append(t) or terms_of(t, lang)
    )

    matcher.replace(make_expert("a", "Asche im Kessel", "Lärm in Hallen"))

    assert analysed == ["Lärm in Hallen"]


def test_the_order_of_adding_changes_nothing(encoder):
    experts = [make_expert(f"{i:03}", *WORDS[i % 7 : i % 7 + 1 + i % 5]) for i in range(90)]
    order = np.random.default_rng(0).permutation(90)

    one_by_one = Matcher(encoder=encoder)
    for i in order:
        one_by_one.replace(experts[i])

    for need in NEEDS:
        assert one_by_one.rank(need) == Matcher(experts, encoder).rank(need)


def test_a_rank_sees_one_state_while_others_change_experts(encoder):
    experts = [make_expert(f"{i:02}", WORDS[i % 12]) for i in range(20)]
    extra = make_expert("zz", *WORDS)
    matcher = Matcher(experts, encoder)
    allowed = [matcher.rank(NEEDS[0]), Matcher([*experts, extra], encoder).rank(NEEDS[0])]

    def change():
        for _ in range(30):
            matcher.replace(extra)
            matcher.remove("zz")

    with ThreadPoolExecutor(3) as threads:
        changing = threads.submit(change)
        ranked = [threads.submit(matcher.rank, NEEDS[0]) for _ in range(40)]

    changing.result()
    assert all(each.result() in allowed for each in ranked)


@pytest.mark.parametrize("threads", [2, 4])
def test_the_number_of_threads_changes_nothing(threads):
    code = (
        "from tests.matcher.test_incremental import *\n"
        "experts = [make_expert(f'{i:03}', *WORDS[i % 7 : i % 7 + 5]) for i in range(60)]\n"
        "print([[(p.expert_id, p.score) for p in Matcher(experts, HashEncoder()).rank(n)]"
        " for n in NEEDS])"
    )

    outputs = [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "OMP_NUM_THREADS": number, "OPENBLAS_NUM_THREADS": number},
        ).stdout
        for number in ("1", str(threads))
    ]

    assert outputs[0] == outputs[1]


def test_changes_do_not_pile_up_segments():
    index = StatementIndex(Matcher()._vectors.of_expert)
    for number in range(64):
        index.add([make_expert(f"{number:02}", "Asche")])
    for number in range(40):
        index.add([make_expert(f"{number:02}", "Rost")])

    snapshot = index.snapshot()

    assert len(snapshot.segments) <= 5
    assert sum(len(segment.experts) for segment in snapshot.segments) <= 2 * 64
    assert [rows.expert.statements[0].text for rows in snapshot.experts] == 40 * ["Rost"] + 24 * [
        "Asche"
    ]


def test_a_snapshot_stays_what_it_was():
    index = StatementIndex(Matcher()._vectors.of_expert)
    index.add([make_expert("a", "Asche"), make_expert("b", "Rost")])
    before = index.snapshot()

    index.add([make_expert("a", "Lärm")])
    index.remove("b")

    assert [rows.expert.statements[0].text for rows in before.experts] == ["Asche", "Rost"]
    assert index.snapshot().ids == ("a",)
    index.remove("a")
    assert index.snapshot() is None
    assert Snapshot().ids == ()
