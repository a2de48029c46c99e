import numpy as np
import pytest

from matcher import Band, Matcher, Need, load_encoder
from matcher.calibration import band, bundled_scope, in_scope, probability
from matcher.encoder import BUNDLED
from tests.matcher.factories import make_expert

WANTED = Need(
    "n",
    "Ballenpresse gesucht",
    "Wir suchen eine gebrauchte Ballenpresse bis 4.000 Euro, wer verkauft?",
)
BURST = Need(
    "n", "Ballen platzen", "Die Ballen aus unserer neuen Presse platzen im Lager. Woran liegt das?"
)


def test_probabilities_stay_between_zero_and_one():
    assert probability(0) == 0.5
    assert 0 < probability(-1e9) < 1e-12
    assert probability(1e9) <= 1


@pytest.mark.parametrize(
    ("chance", "expected"), [(0.51, Band.HIGH), (0.3, Band.MEDIUM), (0.1, Band.LOW)]
)
def test_a_band_is_a_promise_about_probability(chance, expected):
    assert band(np.log(chance / (1 - chance))) is expected


def test_a_need_out_of_scope_lowers_every_probability_and_no_rank():
    scores = np.array([-3.0, 0.5, 40.0])

    lowered = in_scope(scores, 0.1)

    assert [probability(score) for score in lowered] == pytest.approx(
        [0.1 * probability(score) for score in scores]
    )
    assert (np.diff(lowered) > 0).all()
    np.testing.assert_allclose(in_scope(scores[:2], 1.0), scores[:2])


def test_without_a_vector_of_its_model_the_wording_decides():
    scope, encoder = bundled_scope(), load_encoder(BUNDLED)
    vector = encoder.encode([WANTED.text], "need")[0]

    by_wording = scope.chance(WANTED.text, None, "")

    assert scope.model_sha256 == encoder.sha256
    assert scope.chance(WANTED.text, vector, "b" * 64) == by_wording
    assert scope.chance(WANTED.text, vector, encoder.sha256) != by_wording
    assert by_wording < scope.chance(BURST.text, None, "")


def test_the_same_objects_with_another_question_are_another_matter():
    expert = make_expert("press", "Verdichtung von Papier und Pappe, Versagen von Ballen")
    matcher = Matcher([expert], BUNDLED)

    wanted, burst = matcher.propose(WANTED), matcher.propose(BURST)

    assert wanted.abstains
    assert not burst.abstains
    assert wanted.proposals[0].score < burst.proposals[0].score


def test_a_search_is_no_message_whose_scope_is_judged():
    matcher = Matcher([make_expert("press", "Verdichtung von Papier und Pappe")])

    found = matcher.search("gebrauchte Ballenpresse Papier gesucht")[0]
    ranked = matcher.rank(Need("n", "", "gebrauchte Ballenpresse Papier gesucht"))[0]

    assert found.score > ranked.score
