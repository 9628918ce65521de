"""``retivasc export``: turn a training run into a model to ship."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.console import say
from app.domain.structures import Structure

if TYPE_CHECKING:
    from app.inference.model_card import ModelCard

NAME = "export"
HELP = "calibrate and score a finished training run; write weights and model card"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--run", type=Path, required=True, help="folder of the run")
    parser.add_argument("--data", type=Path, required=True, help="data root of the run")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")


def run(arguments: argparse.Namespace) -> int:
    """Write the two files and print the scores."""
    from app.training.export import export_run

    card = export_run(arguments.run, arguments.data, arguments.output)
    say(f"{card.name} {card.version}")
    for output in card.outputs:
        chosen = f"threshold {output.threshold}, temperature {output.temperature}"
        say(f"{output.structure:10}  {chosen}")
    for split in ("validation", "test"):
        for name, scores in scores_of(card, split):
            dice, auc = (_number(scores[key]) for key in ("dice", "auc"))
            say(f"{split:10}  {name:10}  Dice {dice}  AUC {auc}")
    return 0


def scores_of(card: "ModelCard", split: str) -> Iterator[tuple[str, dict[str, float | None]]]:
    """Yield the scores of each data set, named by the structure too where there are several."""
    told = card.scores[split]
    if [output.structure for output in card.outputs] == [Structure.VESSEL]:
        yield from told.items()
        return
    for structure, sets in told.items():
        for name, scores in sets.items():
            yield f"{structure}, {name}", scores


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"
