"""MR12: whether a text says Ingenieur or Ingenieurin moves nobody."""

from dataclasses import replace

import numpy as np
import pytest

from matcher import Matcher
from tests.matcher.robustness.measures import agreement, exposure

SENTENCES = [
    ("Ich bin Ingenieur im Betrieb.", "Ich bin Ingenieurin im Betrieb."),
    ("Unsere Mitarbeiter fragen auch schon.", "Unsere Mitarbeiterinnen fragen auch schon."),
    ("Unsere Mitarbeiter fragen auch schon.", "Unsere Mitarbeitenden fragen auch schon."),
    ("Der Meister meint, er kennt das.", "Die Meisterin meint, sie kennt das."),
    ("Wir suchen einen Professor.", "Wir suchen eine Professorin."),
    ("Herr Yilmaz aus der Technik hilft.", "Frau Yilmaz aus der Technik hilft."),
]
TEAMS = (
    "Der Professor und seine Mitarbeiter, ein Ingenieur und ein Techniker.",
    "Die Professorin und ihre Mitarbeiterinnen, eine Ingenieurin und eine Technikerin.",
)


@pytest.mark.sized
def test_mr12_gendered_words_in_a_need_move_nobody(collections, full_size):
    for collection in collections:
        rankings = [
            [
                collection.matcher.rank(replace(need, text=f"{need.text} {sentence}"))
                for sentence in SENTENCES[place % len(SENTENCES)]
            ]
            for place, need in enumerate(collection.needs[: None if full_size else 12])
        ]

        assert np.mean([agreement(*pair) for pair in rankings]) >= 0.98
        assert exposure_change(*zip(*rankings, strict=True)) <= 0.02


@pytest.mark.sized
def test_mr12_gendered_words_in_a_profile_move_nobody(development, full_size):
    masculine, feminine = (
        Matcher(
            [replace(each, summary=f"{each.summary} {team}") for each in development.experts],
            development.encoder,
        )
        for team in TEAMS
    )
    needs = development.needs[: None if full_size else 15]

    rankings = [(masculine.rank(need), feminine.rank(need)) for need in needs]

    assert np.mean([agreement(*pair) for pair in rankings]) >= 0.98
    assert exposure_change(*zip(*rankings, strict=True)) <= 0.02


def exposure_change(before, after):
    """Of all exposure, the share that moved to somebody else."""
    mine, others = exposure(before), exposure(after)
    moved = sum(abs(mine[expert_id] - others[expert_id]) for expert_id in mine) / 2
    return moved / sum(mine.values())
