"""Makes what comes with the matcher anew: `statistics`, `translations`, `model`, then `fusion`.

`themes` is for whoever changed the texts or the vocabulary of themes, or the model.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from matcher.encoder import BUNDLED, load_encoder
from matcher.themes import bundled_vocabulary
from matcher.training.ablation import ablate
from matcher.training.bilingual.command import train_model_from
from matcher.training.evidence_review import evidence_review
from matcher.training.fusion import Collection, fit_fusion
from matcher.training.salience import fit_salience
from matcher.training.statistics import fit_statistics
from matcher.training.teams import choose_chances
from matcher.training.texts import read_background, read_labelled_sentences
from matcher.training.themes import fit_themes
from matcher.training.translations import fit_translations

_BUNDLED = Path(__file__).parent.parent / "bundled"
# Written for this package: experts, needs with judgements, and messages in and out of scope.
_OWN_COLLECTION = Path(__file__).parent / "calibration"
_THEME_TEXTS = Path(__file__).parent / "theme_texts"
_ENTRIES = Path(__file__).parent / "bilingual" / "entries"
_THEME_WEIGHTS = Path(__file__).parent.parent / "themes" / "weights.npz"


def main() -> None:
    """One command each, in the order in which the next needs what the last one wrote."""
    if sys.argv[1:2] == ["model"]:
        train_model_from(sys.argv[2:])
        return
    parser = argparse.ArgumentParser(prog="python -m matcher.training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    statistics = commands.add_parser("statistics", help="word frequencies and salience")
    statistics.add_argument(
        "--texts", type=Path, required=True, help="folder of background texts (*.jsonl)"
    )
    translations = commands.add_parser("translations", help="technical words for everyday ones")
    translations.add_argument("--data", type=Path, required=True, help="folder of training texts")
    commands.add_parser("model", help="the bundled model; see its own --help")
    commands.add_parser("themes", help="which texts come under which themes")
    fusion = commands.add_parser("fusion", help="probabilities, scope and threshold")
    ablation = commands.add_parser("ablation", help="only say what each part brings")
    evidence = commands.add_parser("evidence", help="only list evidence for a reader to judge")
    for command in (fusion, ablation, evidence):
        command.add_argument(
            "--development",
            type=Path,
            required=True,
            help="folder with experts.jsonl, challenges.jsonl and qrels.tsv",
        )
    teams = commands.add_parser("teams", help="only say how teams are put together, and how well")
    teams.add_argument(
        "--development",
        type=Path,
        required=True,
        help="folder with experts.jsonl, challenges.jsonl and teams.tsv",
    )
    options = parser.parse_args()
    if options.command == "statistics":
        fit_statistics(read_background(options.texts), _BUNDLED / "statistics.npz")
        fit_salience(
            read_labelled_sentences(options.texts / "needs_annotated.jsonl"),
            _BUNDLED / "salience.json",
        )
    elif options.command == "translations":
        fit_translations(options.data, _BUNDLED / "translations.npz")
    elif options.command == "themes":
        report = fit_themes(
            load_encoder(BUNDLED), bundled_vocabulary(), _THEME_TEXTS, _ENTRIES, _THEME_WEIGHTS
        )
        sys.stdout.write(report + "\n")
    elif options.command == "fusion":
        sys.stdout.write(fit_fusion(options.development, _OWN_COLLECTION, _BUNDLED) + "\n")
    elif options.command == "teams":
        sys.stdout.write(choose_chances(options.development) + "\n")
    elif options.command == "ablation":
        sys.stdout.write(ablate(options.development, _OWN_COLLECTION) + "\n")
    else:
        sys.stdout.write(evidence_review(Collection.read(options.development)) + "\n")


if __name__ == "__main__":
    main()
