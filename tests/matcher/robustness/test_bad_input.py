"""What nobody should send, and what the matcher answers when they do."""

import pytest

from matcher import Expert, Matcher, Need, Statement
from tests.matcher.factories import make_expert

PUMPS = Need("n", "Pumpe", "Unsere Pumpe heult, wer kennt sich mit Kavitation aus?")


@pytest.mark.parametrize("with_model", [True, False])
def test_a_profile_without_statements_comes_last_and_has_no_evidence(with_model, encoder):
    experts = [Expert("empty", ()), make_expert("pump", "Kavitation in Kreiselpumpen")]

    first, last = Matcher(experts, encoder if with_model else None).propose(PUMPS).proposals

    assert (first.expert_id, last.expert_id) == ("pump", "empty")
    assert last.covered == ()
    assert not any(evidence.words for evidence in last.evidence)


@pytest.mark.parametrize("with_model", [True, False])
@pytest.mark.parametrize(
    "text",
    ["", "   \n\t ", "🙂🙂🙂", "https://example.org/?q=1", "-----", "12 34 56", "\u200b\u202e"],
)
def test_a_need_without_a_sentence_is_declined(text, with_model, encoder):
    experts = [make_expert("pump", "Kavitation in Kreiselpumpen"), make_expert("lime", "Kalk")]

    result = Matcher(experts, encoder if with_model else None).propose(Need("n", "", text))

    assert result.abstains
    assert [p.expert_id for p in result.proposals if p.covered] == []


def test_ids_may_be_anything_and_texts_may_be_broken(encoder):
    experts = [
        Expert("", (Statement("", ""),)),
        Expert("\ud800", (Statement("x", "\x00\ud800 Pumpe \udfff"),), summary="\x07"),
    ]

    assert len(Matcher(experts, encoder).propose(PUMPS).proposals) == 2
