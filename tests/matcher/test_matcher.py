import itertools
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher import Band, Matcher, Need, Options
from tests.matcher.factories import make_expert

ASH = Need("n1", "Wohin mit der Asche?", "Unser Kessel macht viel Asche. Wer kann sie verwerten?")


def test_the_fitting_expert_comes_first(matcher):
    proposals = matcher.rank(ASH)

    assert proposals[0].expert_id == "ash"
    assert [proposal.rank for proposal in proposals] == [1, 2, 3, 4, 5]


def test_a_proposal_shows_which_words_and_statement_carried_it(matcher, experts):
    result = matcher.propose(ASH, k=1)

    (proposal,) = result.proposals
    evidence = proposal.evidence[0]
    assert "Asche" in evidence.words
    assert evidence.statement_id == "ash/1"
    assert evidence.aspect in proposal.covered
    assert 0 < evidence.strength <= 1


def test_heading_and_summary_can_carry_a_proposal():
    matcher = Matcher([make_expert("a", "Lehre", summary="Verwertung von Holzasche")])

    evidence = matcher.propose(ASH).proposals[0].evidence

    assert evidence[0].statement_id is None


def test_an_aspect_that_nobody_covers_is_named(matcher):
    need = Need("n", "", "Wer verwertet unsere Asche? Wer kann unsere Buchhaltung übernehmen?")

    result = matcher.propose(need)

    assert [result.aspects[i].text for i in result.uncovered] == [
        "Wer kann unsere Buchhaltung übernehmen?"
    ]


def test_filtered_experts_leave_no_trace(matcher, experts):
    allowed = {"noise", "rain"}

    result = matcher.propose(ASH, among=allowed)

    assert {proposal.expert_id for proposal in result.proposals} == allowed
    assert [proposal.rank for proposal in result.proposals] == [1, 2]
    assert result.uncovered == Matcher(e for e in experts if e.id in allowed).propose(ASH).uncovered


def test_the_order_does_not_depend_on_the_order_of_adding(experts, matcher):
    for order in itertools.islice(itertools.permutations(experts), 0, 120, 17):
        assert Matcher(order).rank(ASH) == matcher.rank(ASH)


def test_equal_scores_are_ordered_by_id():
    twins = [make_expert(i, "Verwertung von Holzasche") for i in ("c", "a", "b")]

    assert [p.expert_id for p in Matcher(twins).rank(ASH)] == ["a", "b", "c"]


@settings(max_examples=20, deadline=None)
@given(text=st.text(max_size=80))
def test_adding_a_profile_changes_no_other_score(text):
    experts = [make_expert("ash", "Verwertung von Holzasche"), make_expert("b", "Pumpen")]
    matcher = Matcher(experts)
    before = {p.expert_id: p.score for p in matcher.rank(ASH)}

    matcher.add([make_expert("new", text, "Asche im Kessel")])

    after = {p.expert_id: p.score for p in matcher.rank(ASH)}
    assert {key: after[key] for key in before} == before


def test_experts_can_be_replaced_and_removed(experts):
    matcher = Matcher(experts)

    matcher.replace(make_expert("ash", "Geschichte der Malerei"))
    assert matcher.rank(ASH)[0].score < Matcher(experts).rank(ASH)[0].score
    matcher.remove("ash")

    assert "ash" not in matcher
    assert len(matcher) == 4
    with pytest.raises(KeyError):
        matcher.remove("ash")


def test_free_text_finds_people(matcher):
    assert matcher.search("Lärm", k=1)[0].expert_id == "noise"


def test_a_band_replaces_the_score_for_those_who_may_not_see_it(matcher):
    bands = [proposal.band for proposal in matcher.rank(ASH)]

    assert bands[0] is Band.HIGH
    assert bands == sorted(bands, key=list(Band).index)
    assert Band.HIGH == "hoch"


def test_a_result_says_what_made_it(matcher, experts):
    result = matcher.propose(ASH)

    assert result.fingerprint == Matcher(experts).describe()
    assert result.fingerprint != Matcher(experts, options=Options(use_sector=False)).describe()
    assert result.fingerprint.model is None
    assert result.reduced_quality
    assert not result.degraded


def test_without_experts_nothing_is_proposed():
    result = Matcher().propose(ASH)

    assert Matcher().rank(ASH) == []
    assert result.proposals == ()
    assert result.abstains
    assert result.uncovered


@settings(max_examples=50, deadline=None)
@given(title=st.text(st.characters(), max_size=60), text=st.text(st.characters(), max_size=300))
def test_no_text_breaks_the_matcher(matcher, title, text):
    assert len(matcher.propose(Need("n", title, text, sector=title)).proposals) == 5


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Asche",
        "\x00\ud800\udfff",
        "🙂" * 500,
        "Куда девать золу из котла?",
        "<b>Asche</b>" * 2000,
        "Asche im Kessel. " * 12_000,
        "x" * 200_000,
        "<" * 200_000,
        " ".join(f"Wort{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}los" for i in range(30_000)),
    ],
)
def test_an_odd_text_is_answered(matcher, text):
    assert len(matcher.rank(Need("n", text, text))) == 5


def test_odd_profiles_are_indexed():
    matcher = Matcher([make_expert("a"), make_expert("b", "", "\x00\ud800"), make_expert("", "x")])

    assert [proposal.expert_id for proposal in matcher.rank(ASH)] == ["", "a", "b"]


def test_importing_the_matcher_loads_no_model_library():
    code = (
        "import sys, matcher; "
        "print([m for m in ('torch', 'sentence_transformers', 'sklearn') if m in sys.modules])"
    )

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert loaded.stdout.strip() == "[]"
