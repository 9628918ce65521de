"""Turn a finished training run into a model that ships: weights and model card."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from safetensors.torch import load as load_tensors
from scipy.optimize import minimize_scalar
from tqdm import tqdm

from app import __version__
from app.base.errors import ConfigurationError
from app.base.files import make_folder, write_whole
from app.base.inputs import read_input
from app.base.messages import message
from app.domain.style import Style
from app.inference.checkpoint import ready
from app.inference.flips import with_flips
from app.inference.model_card import MAX_WEIGHTS, SCHEMA, ModelCard
from app.inference.networks import build_network
from app.inference.predictor import UNetPredictor
from app.inference.torch_engine import TorchEngine
from app.training.cases import Case, Split, list_cases
from app.training.cleaning import accepted
from app.training.config import Config, read_config
from app.training.metrics import (
    Tally,
    best_threshold,
    bin_middles,
    calibration_error,
    score,
    threshold_bin,
)
from app.training.run_folder import BEST_NAME, CONFIG_NAME
from app.training.scoring import pooled, pooled_by_set, tally_photograph, vessels_by
from app.training.teaching import Unlabelled, list_unlabelled

INTENDED_USE = (
    "Segmentation of retinal vessels in colour photographs of the fundus, for measuring them. "
    "Not for diagnosis."
)
LIMITS = [
    "Not made for angiography, autofluorescence, infrared, scanning laser or wide-field pictures.",
    "Vessels two pixels wide or less are found less reliably than wider ones.",
    "Annotators differ in how much they draw; so do the data sets the model learnt from.",
]


def export_run(run: Path, root: Path, output: Path, *, flips: bool = False) -> ModelCard:
    """Calibrate a run's best weights, choose its threshold, score it, and write both files.

    Temperature and threshold come from the validation patients; the test patients are only scored.

    Args:
        flips: score with the average over four mirror images, to see what that would bring.

    Raises:
        ConfigurationError: the run is not finished or has no validation patients.
    """
    config = read_config(run / CONFIG_NAME)
    weights = _read_weights(run / BEST_NAME)
    cases = accepted(list_cases(config, root), config)
    card = _draft_card(config, cases, list_unlabelled(config, root), weights)
    validation = _of_split(cases, "validation")
    if not validation:
        raise ConfigurationError(
            message("The run has no validation patients to choose a threshold on."),
            message("List some patients as validation in the configuration."),
        )
    counts = pooled(_tallies(weights, card, validation, flips, thin=False))
    # Left out, the one output has the card's own numbers.
    card = msgspec.structs.replace(card, outputs=(), temperature=fit_temperature(counts))
    watched = _tallies(weights, card, validation, flips)
    threshold = best_threshold(*pooled_by_set(validation, watched).values())
    tested = _of_split(cases, "test")
    card = msgspec.structs.replace(
        card,
        outputs=(),
        threshold=threshold,
        drawn={
            style: _density(
                _tallies(weights, card, validation, flips, style, thin=False), threshold
            )
            for style in config.network.styles
        },
        scores={
            "protocol": "hard Dice of the vessel class, native size, inside the field of view",
            "command": "retivasc export",
            "validation": _scores_by_set(validation, watched, threshold),
            "validation_calibration_error": round(calibration_error(pooled(watched)), 4),
            "test": _scores_by_set(tested, _tallies(weights, card, tested, flips), threshold),
        },
    )
    make_folder(output)
    write_whole(output / f"{config.name}.safetensors", weights)
    write_whole(
        output / f"{config.name}.json", msgspec.json.format(msgspec.json.encode(card)) + b"\n"
    )
    return card


def fit_temperature(counts: Tally) -> float:
    """Return the temperature that minimises the negative log-likelihood (Guo, 2017).

    Args:
        counts: pixels by the probability they were given at temperature 1.
    """
    middles = bin_middles()
    logits = np.log(middles / (1 - middles))

    def loss(log_temperature: float) -> float:
        scaled: NDArray[np.float64] = logits / np.exp(log_temperature)
        vessel = (counts.vessel * np.logaddexp(0, -scaled)).sum()
        other = (counts.other * np.logaddexp(0, scaled)).sum()
        return float(vessel + other)

    fit = minimize_scalar(loss, bounds=(np.log(0.2), np.log(5.0)), method="bounded")
    return round(float(np.exp(fit.x)), 3)


def _read_weights(path: Path) -> bytes:
    try:
        return read_input(path, limit=MAX_WEIGHTS)
    except OSError as error:
        raise ConfigurationError(
            message("The run has no weights yet (“{name}” is missing).", name=path.name),
            message("Train it first: retivasc train --config FILE.toml."),
        ) from error


def _draft_card(
    config: Config, cases: Sequence[Case], unlabelled: Sequence[Unlabelled], weights: bytes
) -> ModelCard:
    return ModelCard(
        schema=SCHEMA,
        name=config.name,
        version=config.version,
        architecture=config.network,
        input=config.input,
        threshold=0.5,
        hysteresis=config.hysteresis,
        temperature=1.0,
        style=config.style,
        sha256=hashlib.sha256(weights).hexdigest(),
        threshold_chosen_on=(
            "the validation patients, each set alike: Dice, and precision with the recall of thin "
            "vessels; never on the test patients"
        ),
        training={
            "exported_by": f"retivasc {__version__}",
            "command": "retivasc train --config with the configuration below",
            "configuration": msgspec.to_builtins(config),
            "images": {
                split: {
                    entry.name: [
                        case.image.name
                        for case in cases
                        if case.dataset == entry.name and case.split == split
                    ]
                    for entry in config.data.sets
                }
                for split in ("train", "validation", "test")
            },
            "drawn_by_teacher": {
                name: [each.image.name for each in unlabelled if each.dataset == name]
                for name in dict.fromkeys(each.dataset for each in unlabelled)
            },
            "licences": {entry.name: entry.licence for entry in config.data.sets},
        },
        scores={},
        intended_use=INTENDED_USE,
        limits=LIMITS,
    )


def _of_split(cases: Sequence[Case], split: Split) -> list[Case]:
    return [case for case in cases if case.split == split]


def _tallies(
    weights: bytes,
    card: ModelCard,
    cases: Sequence[Case],
    flips: bool,
    style: str | None = None,
    *,
    thin: bool = True,
) -> list[Tally]:
    """Count the pixels of some cases, drawn in one hand or, without, in the card's mixture."""
    network = build_network(card.architecture, card.input.planes)
    network.load_state_dict(load_tensors(weights))
    predictor = UNetPredictor(card, TorchEngine(ready(network)))
    predict = vessels_by(predictor.in_style(Style(style)))
    if flips:
        predict = with_flips(predict)
    return [
        tally_photograph(predict, card.input, case, thin=thin)
        for case in tqdm(cases, desc="score", unit="image", disable=None, leave=False)
    ]


def _density(tallies: Sequence[Tally], threshold: float) -> float:
    """Return how much of the field of view is drawn, in percent."""
    counts = pooled(tallies)
    everything = counts.vessel + counts.other
    drawn = everything[threshold_bin(threshold) :].sum()
    return round(100 * float(drawn / max(int(everything.sum()), 1)), 2)


def _scores_by_set(
    cases: Sequence[Case], tallies: Sequence[Tally], threshold: float
) -> dict[str, Any]:
    return {
        name: {
            "images": sum(case.dataset == name for case in cases),
            **{
                key: value and round(value, 4)
                for key, value in asdict(score(counts, threshold)).items()
            },
        }
        for name, counts in pooled_by_set(cases, tallies).items()
    }
