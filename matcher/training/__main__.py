"""Makes `matcher/bundled/` anew: statistics, salience, fusion; with `model`, the bundled model."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from matcher.training.bilingual.command import train_model_from
from matcher.training.fusion import fit_fusion
from matcher.training.salience import fit_salience
from matcher.training.statistics import fit_statistics
from matcher.training.texts import read_background, read_labelled_sentences

# Written for this package: experts, needs with judgements, and messages in and out of scope.
_OWN_COLLECTION = Path(__file__).parent / "calibration"


def main() -> None:
    """The order matters: the fusion is fitted on features made with the other two."""
    if sys.argv[1:2] == ["model"]:
        train_model_from(sys.argv[2:])
        return
    parser = argparse.ArgumentParser(prog="python -m matcher.training", description=__doc__)
    parser.add_argument(
        "--texts", type=Path, required=True, help="folder of background texts (*.jsonl)"
    )
    parser.add_argument(
        "--development",
        type=Path,
        required=True,
        help="folder with experts.jsonl, challenges.jsonl and qrels.tsv",
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "bundled")
    options = parser.parse_args()

    options.out.mkdir(parents=True, exist_ok=True)
    fit_statistics(read_background(options.texts), options.out / "statistics.npz")
    fit_salience(
        read_labelled_sentences(options.texts / "needs_annotated.jsonl"),
        options.out / "salience.json",
    )
    report = fit_fusion(options.development, _OWN_COLLECTION, options.out)
    sys.stdout.write(report)


if __name__ == "__main__":
    main()
