"""Arguments that several commands share."""

import argparse
import math
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tqdm import tqdm

from app.base.paths import default_model, engine_memory
from app.domain.style import OWN_STYLE, Style

if TYPE_CHECKING:
    from app.inference.device import DeviceChoice
    from app.inference.predictor import UNetPredictor
    from app.training.config import Config

Item = TypeVar("Item")


def add_model_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare --model and --device."""
    parser.add_argument(
        "--model",
        type=Path,
        default=default_model(),
        metavar="WEIGHTS",
        help=(
            "weights (.safetensors) with their card (.json) next to them; default: the bundled "
            "model"
        ),
    )
    parser.add_argument(
        "--device",
        choices=("auto", "cpu", "cuda"),
        default="auto",
        help="where to run the computation",
    )


def add_calibration_argument(parser: argparse.ArgumentParser) -> None:
    """Declare --calibration."""
    parser.add_argument(
        "--calibration",
        type=Path,
        metavar="FILE.json",
        help="what calibrate wrote for your own camera; default: the one that comes with the model",
    )


def add_style_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare --style and --detail, which exclude each other."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--style", metavar="NAME", help="draw in one annotator's hand, as the model card names them"
    )
    group.add_argument(
        "--detail",
        type=detail,
        default=0.0,
        metavar="NUMBER",
        help="from -1, the sparsest annotator's hand, to 1, the fullest; default: 0",
    )


def style_of(arguments: argparse.Namespace) -> Style:
    """Return the style that --style and --detail ask for."""
    return Style(arguments.style, arguments.detail)


def load_predictor(
    model: Path,
    device: "DeviceChoice",
    *,
    style: Style = OWN_STYLE,
    calibration: Path | None = None,
) -> "UNetPredictor":
    """Load a model; what runs it is imported only now, which takes a while.

    Raises:
        ModelLoadError: the model is missing or damaged, or does not know the style.
        InferenceError: the device asked for does not work.
        ConfigurationError: the calibration cannot be read, or is of another model.
    """
    from app.inference.predictor import load_predictor

    return load_predictor(model, device, calibration=calibration, memory=engine_memory()).in_style(
        style
    )


def add_configuration_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare --config and --data."""
    parser.add_argument("--config", type=Path, required=True, metavar="FILE.toml")
    parser.add_argument("--data", type=Path, help="data root (default: as the configuration says)")


def read_configuration(arguments: argparse.Namespace) -> "tuple[Config, Path]":
    """Return the training configuration that --config names, and its data root.

    Raises:
        ConfigurationError: it is missing or does not fit.
    """
    from app.training.config import read_config

    config = read_config(arguments.config)
    return config, arguments.data or arguments.config.parent / config.data.root


def threshold(text: str) -> float:
    """Read a threshold; argparse turns the error into a usage message."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.05 <= value <= 0.95:
        raise argparse.ArgumentTypeError("a threshold is a number from 0.05 to 0.95")
    return value


def detail(text: str) -> float:
    """Read an amount of detail; argparse turns the error into a usage message."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not -1 <= value <= 1:
        raise argparse.ArgumentTypeError("the detail is a number from -1 to 1")
    return value


def natural(text: str) -> int:
    """Read a whole number from 0 up; argparse turns the error into a usage message."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("a whole number of 0 or more is needed")
    return int(text)


def positive(text: str) -> int:
    """Read a whole number from 1 up; argparse turns the error into a usage message."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a whole number of 1 or more is needed")
    return int(text)


def positive_number(text: str) -> float:
    """Read a finite number above 0; argparse turns the error into a usage message."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError("a number above 0 is needed")
    return value


def with_progress(items: Iterable[Item], unit: str) -> Iterable[Item]:
    """Show a progress bar on a terminal; say nothing elsewhere."""
    bar: Iterable[Item] = tqdm(items, unit=unit, disable=None, file=sys.stderr, leave=False)
    return bar
