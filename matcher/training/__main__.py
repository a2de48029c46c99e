"""Makes `matcher/bundled/` anew: `statistics`, then `model`, then `fusion`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from matcher.training.ablation import ablate
from matcher.training.bilingual.command import train_model_from
from matcher.training.fusion import fit_fusion
from matcher.training.salience import fit_salience
from matcher.training.statistics import fit_statistics
from matcher.training.texts import read_background, read_labelled_sentences

_BUNDLED = Path(__file__).parent.parent / "bundled"
# Written for this package: experts, needs with judgements, and messages in and out of scope.
_OWN_COLLECTION = Path(__file__).parent / "calibration"


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
    commands.add_parser("model", help="the bundled model; see its own --help")
    fusion = commands.add_parser("fusion", help="probabilities, scope and threshold")
    ablation = commands.add_parser("ablation", help="only say what each part brings")
    for command in (fusion, ablation):
        command.add_argument(
            "--development",
            type=Path,
            required=True,
            help="folder with experts.jsonl, challenges.jsonl and qrels.tsv",
        )
    options = parser.parse_args()
    if options.command == "statistics":
        fit_statistics(read_background(options.texts), _BUNDLED / "statistics.npz")
        fit_salience(
            read_labelled_sentences(options.texts / "needs_annotated.jsonl"),
            _BUNDLED / "salience.json",
        )
    elif options.command == "fusion":
        sys.stdout.write(fit_fusion(options.development, _OWN_COLLECTION, _BUNDLED) + "\n")
    else:
        sys.stdout.write(ablate(options.development, _OWN_COLLECTION) + "\n")


if __name__ == "__main__":
    main()
