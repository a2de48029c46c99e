"""What is learned from decisions: a little, in the right direction, and only what is better."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.fusion import as_json, bundled_fusion, name_after_content, read_fusion
from matcher.learning import FEWEST_DECISIONS, DecidedNeed, Word, judge, learn
from matcher.posterior import Nuisance, fit_posterior
from tests.matcher.deciding import (
    CAREFUL,
    CONTRARY,
    GUESSING,
    HASTY,
    Judged,
    decide,
    levelled,
    try_out,
)

OWN = Path(__file__).parents[2] / "matcher" / "training" / "calibration"


@pytest.fixture(scope="module")
def judged() -> Judged:
    """A hundred needs and forty experts whose grades follow the shipped weights, and some chance.

    Words say little here, so weights that listen to them as to meaning have much to learn.
    """
    random = np.random.default_rng(7)
    shipped = bundled_fusion().meaning
    values = random.normal(size=(100, 40, 8)) + random.normal(size=(100, 1, 1)) / 2
    values[:, :, 5:] = 0.7 * values[:, :, 5:] + random.normal(size=(100, 40, 1))
    features = values * shipped.deviations + np.maximum(shipped.means, shipped.floors)
    log_odds = 1.5 * shipped.of(features) + random.logistic(size=(100, 40))
    grades = np.digitize(log_odds, np.quantile(log_odds, [0.86, 0.92, 0.97]))
    return Judged(features, grades, np.full(100, 0.99))


@pytest.mark.parametrize(
    ("words", "judgement"),
    [
        ({Word.APPROVED}, (True, 1.0)),
        ({Word.ADDED}, (True, 1.0)),
        ({Word.APPROVED, Word.ACCEPTED}, (True, 2.0)),
        ({Word.APPROVED, Word.WRONG_FIELD}, (False, 1.5)),
        ({Word.APPROVED, Word.UNSURE}, (True, 0.5)),
        ({Word.APPROVED, Word.NOT_ABOUT_FIT}, (True, 1.0)),
        ({Word.OTHER_TOPIC}, (False, 1.0)),
        ({Word.TOO_GENERAL}, (False, 0.7)),
        ({Word.BETTER_CHOICE}, (False, 0.3)),
        ({Word.NOT_ABOUT_FIT}, None),
        (set(), None),
    ],
)
def test_each_word_says_something_about_the_fit_or_nothing(words, judgement):
    assert judge(words) == judgement


def test_a_fusion_survives_being_stored_without_loss():
    shipped = bundled_fusion()

    again = read_fusion(as_json(shipped))

    assert as_json(again) == as_json(shipped)
    assert name_after_content(again, "x") == name_after_content(shipped, "x")
    other = replace(shipped, words=replace(shipped.words, intercept=shipped.words.intercept + 1e-9))
    assert name_after_content(other, "x") != name_after_content(shipped, "x")
    with pytest.raises(ValueError, match="other features"):
        read_fusion({**as_json(shipped), "words": {**as_json(shipped)["words"], "features": []}})


def test_with_few_decisions_nothing_is_learned(judged):
    few = decide(judged, bundled_fusion(), CAREFUL, FEWEST_DECISIONS - 1, seed=0)

    assert learn(few, bundled_fusion()) is None
    assert learn([], bundled_fusion()) is None


def test_the_same_decisions_teach_the_same_in_any_order(judged):
    decided = decide(judged, levelled(bundled_fusion()), CAREFUL, 400, seed=3)

    lessons = [learn(each, levelled(bundled_fusion())) for each in (decided, decided[::-1])]

    assert lessons[0].fusion.version == lessons[1].fusion.version
    assert as_json(lessons[0].fusion) == as_json(lessons[1].fusion)
    assert lessons[0].least_gain == lessons[1].least_gain


def test_needs_with_other_features_are_refused(judged):
    decided = decide(judged, bundled_fusion(), CAREFUL, 300, seed=0)
    decided[0] = replace(decided[0], features=decided[0].features[:, :5])

    with pytest.raises(ValueError, match="same features"):
        learn(decided, bundled_fusion())


def test_the_other_channel_and_the_threshold_stay(judged):
    start = levelled(bundled_fusion())

    lesson = learn(decide(judged, start, CAREFUL, 500, seed=1), start)

    assert as_json(lesson.fusion)["words"] == as_json(start)["words"]
    assert lesson.fusion.meaning.abstain_below == start.meaning.abstain_below
    assert not np.allclose(lesson.fusion.meaning.weights, start.meaning.weights)


def test_as_much_is_promised_for_what_is_shown_as_before(judged):
    start = bundled_fusion()
    generous = replace(CAREFUL, believes_rank=4.0)  # Who says yes to nearly everything …
    decided = decide(judged, start, generous, 500, seed=1)

    lesson = learn(decided, start)

    shown = np.concatenate([need.features[need.ranks > 0] for need in decided])
    before, after = (
        (1 / (1 + np.exp(-fusion.log_odds(shown)))).mean() for fusion in (start, lesson.fusion)
    )
    # … does not make the software promise more.
    assert after == pytest.approx(before, abs=1e-9)


@pytest.mark.parametrize("manager", [CAREFUL, HASTY], ids=lambda each: each.name)
def test_weights_from_elsewhere_get_better_on_needs_nobody_decided_about(judged, manager):
    start = levelled(bundled_fusion())

    trials = [try_out(judged, start, manager, decisions=500, seed=seed) for seed in range(6)]

    gains = [each.after.ndcg - each.before.ndcg for each in trials]
    assert any(each.is_used for each in trials)
    assert np.mean(gains) > 0
    assert all(each.unguarded.ndcg > each.before.ndcg for each in trials)
    assert min(gains) > -0.01
    assert all(each.after.ece <= each.before.ece + 0.03 for each in trials)


@pytest.mark.parametrize("manager", [GUESSING, CONTRARY], ids=lambda each: each.name)
def test_decisions_that_follow_no_reason_change_nothing(judged, manager):
    trials = [try_out(judged, bundled_fusion(), manager, decisions=500, seed=s) for s in range(8)]

    assert not any(each.is_used for each in trials)


def test_what_fits_already_is_not_made_worse(judged):
    trials = [try_out(judged, bundled_fusion(), CAREFUL, decisions=500, seed=s) for s in range(4)]

    assert all(each.after.ndcg >= each.before.ndcg - 0.015 for each in trials)
    assert all(abs(each.unguarded.ndcg - each.before.ndcg) < 0.03 for each in trials)


def test_words_alone_learn_from_real_texts():
    from matcher.calibration import bundled_scope
    from matcher.ranking import Matcher
    from matcher.training.fusion import Collection

    own = Collection.read(OWN)
    needs = own.needs[:24]
    wanted = {each for need in needs for each in own.qrels.get(need.id, {})}
    ids = sorted(wanted | set(own.ids[:8]))
    matcher = Matcher(each for each in own.experts if each.id in ids)
    judged = Judged(
        np.stack([matcher.features(need) for need in needs]),
        np.array([[own.qrels.get(need.id, {}).get(each, 0) for each in ids] for need in needs]),
        np.array([bundled_scope().chance(f"{n.title}. {n.text}", None, "") for n in needs]),
    )
    start = levelled(bundled_fusion())

    trials = [try_out(judged, start, CAREFUL, decisions=250, seed=seed) for seed in range(3)]

    assert all(each.lesson is not None for each in trials)
    assert all(each.after.ndcg >= each.before.ndcg - 0.01 for each in trials)
    assert np.mean([each.unguarded.ndcg - each.before.ndcg for each in trials]) > 0


# The fit itself.


def fit(features, labels, *, precision=1e-6, slips=0.0, groups=None, weights=None):
    count = len(labels)
    return fit_posterior(
        np.asarray(features, float),
        np.asarray(labels, float),
        np.ones(count) if weights is None else np.asarray(weights, float),
        Nuisance(np.zeros(count), np.zeros(count, int) if groups is None else groups),
        mean=np.zeros(np.shape(features)[1]),
        precision=np.eye(np.shape(features)[1]) * precision,
        intercept=0.0,
        slips=slips,
    ).weights


def test_a_balanced_table_gives_its_odds_ratio():
    # Of ten with the sign seven are useful, of ten without it three: log-odds of 7/3, twice.
    features = [[1.0]] * 10 + [[-1.0]] * 10
    labels = [1] * 7 + [0] * 3 + [1] * 3 + [0] * 7

    assert fit(features, labels) == pytest.approx([np.log(7 / 3)], abs=1e-4)


def test_a_weight_counts_like_so_many_decisions():
    features, labels = [[1.0], [1.0], [-1.0]], [1, 0, 0]

    doubled = fit([*features, features[0]], [*labels, 1], precision=1.0)

    assert fit(features, labels, precision=1.0, weights=[2, 1, 1]) == pytest.approx(doubled)


def test_a_strict_and_a_generous_need_teach_the_same_weight():
    random = np.random.default_rng(0)
    groups = np.repeat(np.arange(40), 25)
    features = random.normal(size=(1000, 1))
    shifts = np.repeat(random.choice([-2.0, 2.0], 40), 25)
    labels = random.random(1000) < 1 / (1 + np.exp(-(features[:, 0] + shifts)))

    weight = fit(features, labels, groups=groups)

    assert weight == pytest.approx([1.0], abs=0.2)


def test_one_absurd_decision_weighs_little_where_slips_are_expected():
    features = [[1.0]] * 20 + [[-1.0]] * 20 + [[6.0]]
    labels = [1] * 18 + [0] * 2 + [1] * 2 + [0] * 18 + [0]

    trusting, wary = (fit(features, labels, precision=0.1, slips=each) for each in (0.0, 0.05))

    assert wary > 1.5 * trusting


@given(
    seed=st.integers(0, 10_000),
    strength=st.floats(0.1, 1e4),
)
def test_the_stronger_the_prior_the_less_moves(seed, strength):
    random = np.random.default_rng(seed)
    features, labels = random.normal(size=(40, 3)), random.integers(0, 2, 40)
    groups = np.repeat(np.arange(4), 10)

    near = fit(features, labels, precision=strength, groups=groups)
    far = fit(features, labels, precision=strength / 10, groups=groups)

    assert np.isfinite(near).all()
    assert np.linalg.norm(near) <= np.linalg.norm(far) + 1e-9
    assert np.linalg.norm(near) <= np.abs(features).sum() / strength


def test_a_need_of_one_opinion_teaches_the_order_of_nothing():
    need = DecidedNeed("a", np.zeros((2, 8)), np.array([1.0, 2]), np.ones(2), np.ones(2))

    assert not need.is_telling
    assert replace(need, useful=np.array([1.0, 0])).is_telling
    assert not replace(need, useful=np.array([1.0, 0]), weights=np.array([1.0, 0])).is_telling
