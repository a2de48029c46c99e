"""How the weights of teams are chosen: the best of a grid, and what they are worth elsewhere."""

import json
import re

import pytest

from matcher.parts import BY_DEVIATION, BY_FIT, INTERCEPT
from matcher.team_evaluation import make_matcher
from matcher.training import teams
from tests.matcher.test_teams import WordsAsVectors

EXPERTS = {
    "pump": ("WH", "Wirkungsgrad von Kreiselpumpen"),
    "law": ("HSBO", "Haftung und Garantie nach Handelsrecht"),
    "rain": ("WH", "Versickerung von Regenwasser"),
    "noise": ("HSBO", "Schallschutz an lauten Maschinen"),
    "ash": ("WH", "Verwertung von Holzasche"),
}
NEEDS = {
    "n1": "Wer prüft den Wirkungsgrad von Kreiselpumpen, und wer kennt Haftung und Garantie?",
    "n2": "Wer plant Versickerung von Regenwasser, und wer kennt Schallschutz an Maschinen?",
    "n3": "Wer verwertet Holzasche, und wer kennt Haftung?",
}
JUDGED = [
    ("n1", "Pumpe", "pump"), ("n1", "Recht", "law"), ("n2", "Regen", "rain"),
    ("n2", "Lärm", "noise"),
]  # fmt: skip


@pytest.fixture
def choose(tmp_path, monkeypatch):
    """The report on these needs and experts, with other judgements; of n3 nobody judged."""
    rows = {
        "experts": [
            {"id": key, "university": group, "statements": [{"kind": "method", "text": text}]}
            for key, (group, text) in EXPERTS.items()
        ],
        "challenges": [
            {"id": key, "title": "Bedarf", "description": text} for key, text in NEEDS.items()
        ],
    }
    for name, each in rows.items():
        lines = (json.dumps(row, ensure_ascii=False) for row in each)
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(
        teams, "make_matcher", lambda folder, name: make_matcher(folder, WordsAsVectors())
    )

    def run(judged):
        (tmp_path / "teams.tsv").write_text(
            "\n".join("\t".join(each) for each in judged), encoding="utf-8"
        )
        report = teams.choose_chances(tmp_path)
        values = [float(each) for each in re.findall(r": (\d\.\d+)", report)]
        return report, dict(zip(("shipped", "best", "left out", "median"), values, strict=True))

    return run


def test_a_grid_that_finds_everybody_covers_everything(choose):
    report, values = choose(JUDGED)

    assert f"shipped ({INTERCEPT}, {BY_DEVIATION}, {BY_FIT})" in report
    assert values["best"] == 1
    assert max(values.values()) == values["best"]


def test_needs_count_alike_and_those_nobody_judged_not_at_all(choose):
    somebody_unknown = [*JUDGED[:2], ("n2", "Regen", "nobody")]

    _, values = choose(somebody_unknown)

    assert values["best"] == 0.5, "all of one need, nothing of the other"


def test_the_choice_is_judged_on_needs_that_had_no_part_in_it(choose, monkeypatch):
    """Weights that put nobody into a team are the best of the others' choice here, and cost it."""
    nobody = (-99.0, 0.0, 0.0)
    monkeypatch.setattr(teams, "GRID", (nobody, (INTERCEPT, BY_DEVIATION, BY_FIT)))

    _, values = choose([("n1", "Pumpe", "nobody"), *JUDGED[2:3]])

    # On the first need alone both are worth nothing, so the first of equal ones is taken for the
    # second; on the second alone, the one that finds somebody.
    assert values["best"] == 0.5
    assert values["left out"] == 0
