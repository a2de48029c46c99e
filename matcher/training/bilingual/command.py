"""`python -m matcher.training model`: from the data folder to `matcher/bundled/model/`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def train_model_from(arguments: Sequence[str]) -> None:
    """Parses the command line and trains. torch is imported only now."""
    parser = argparse.ArgumentParser(
        prog="python -m matcher.training model",
        description="Trains the bundled German-English model. May be stopped and started again.",
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of training texts")
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints")
    parser.add_argument(
        "--minutes", type=float, help="time for the transformer's stages instead of fixed steps"
    )
    parser.add_argument(
        "--share", type=float, default=1.0, help="part of the parallel pairs, for rehearsals"
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[2] / "bundled" / "model")
    options = parser.parse_args(arguments)

    from matcher.training.bilingual.pipeline import Settings, train_model

    settings = Settings(share=options.share)
    if options.minutes is not None:
        settings = settings.within(options.minutes)
    train_model(options.data, options.work, options.out, settings)
