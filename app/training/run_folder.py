"""What a training run leaves in its folder, so that it can be stopped, watched and gone on with."""

import csv
import io
import pickle
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save as save_tensors
from torch import Tensor

from app.base.errors import ConfigurationError, TrainingError
from app.base.files import make_folder, write_whole
from app.base.messages import message
from app.training.curves import draw_curves

CONFIG_NAME = "config.toml"
LAST_NAME = "last.pt"
BEST_NAME = "best.safetensors"
METRICS_NAME = "metrics.csv"
CURVES_NAME = "curves.png"


@dataclass(frozen=True)
class RunState:
    """Everything a run needs to continue exactly as if it had not been interrupted.

    Attributes:
        step: number of batches learnt from.
        best: highest validation Dice so far.
        stale: validations since then.
        averaged: the running mean of the weights.
        scaler: of the loss; empty where the precision needs none.
    """

    step: int
    best: float
    stale: int
    network: dict[str, Tensor]
    averaged: dict[str, Tensor]
    optimiser: dict[str, Any]
    scaler: dict[str, Any] = field(default_factory=dict)


def start_run(content: bytes, run: Path) -> None:
    """Make the run's folder with its configuration (TOML), or check that it is the same.

    A run that has saved nothing yet, such as one whose weights to start from were not found, may
    still get another configuration.

    Raises:
        ConfigurationError: the folder holds a run of another configuration.
        ReportWriteError: the folder cannot be written.
    """
    make_folder(run)
    kept = run / CONFIG_NAME
    if has_state(run) and kept.exists() and kept.read_bytes() != content:
        raise ConfigurationError(
            message("The folder “{name}” holds a run of another configuration.", name=run.name),
            message("Give another folder with --run, or remove the old run."),
        )
    write_whole(kept, content)


def has_state(run: Path) -> bool:
    """Return whether a run was started and can be resumed."""
    return (run / LAST_NAME).exists()


def save_state(run: Path, state: RunState) -> None:
    """Save a run's state; the one before stays if that fails.

    Raises:
        ReportWriteError: it cannot be written.
    """
    buffer = io.BytesIO()
    torch.save(vars(state), buffer)
    write_whole(run / LAST_NAME, buffer.getvalue())


def load_state(run: Path) -> RunState:
    """Load the state that a run saved last, onto the processor.

    Raises:
        TrainingError: it is damaged.
    """
    path = run / LAST_NAME
    try:
        return RunState(**torch.load(path, map_location="cpu", weights_only=True))
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError, TypeError) as error:
        raise TrainingError(
            message("The saved state “{name}” is damaged.", name=str(path)),
            message("Remove it to start this run again from the beginning."),
        ) from error


def save_best(run: Path, weights: dict[str, Tensor]) -> None:
    """Save the best weights so far, in place of those before.

    Raises:
        ReportWriteError: they cannot be written.
    """
    plain = {name: value.cpu().contiguous() for name, value in weights.items()}
    write_whole(run / BEST_NAME, save_tensors(plain))


def add_metrics(run: Path, row: dict[str, Any]) -> None:
    """Add a validation to the run's metrics and redraw its curves.

    Rows of the same step and later ones go: they were written by a run that was cut off before
    it could save its state.

    Raises:
        ReportWriteError: they cannot be written; those before stay.
    """
    path = run / METRICS_NAME
    before = [old for old in _read_metrics(path) if int(old["step"]) < row["step"]]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, row)
    writer.writeheader()
    writer.writerows([*before, row])
    write_whole(path, text.getvalue().encode())
    write_whole(run / CURVES_NAME, draw_curves(path))


def _read_metrics(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(newline="") as file:
        return list(csv.DictReader(file))
