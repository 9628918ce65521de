"""Turn a finished training run into a model that ships: weights and model card."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from scipy.optimize import minimize_scalar
from tqdm import tqdm

from app import __version__
from app.base.errors import ConfigurationError
from app.base.files import make_folder, write_whole
from app.base.inputs import read_input
from app.base.messages import message
from app.domain.structures import Structure
from app.domain.style import Style
from app.inference.checkpoint import ready
from app.inference.flips import with_flips
from app.inference.model_card import MAX_WEIGHTS, SCHEMA, ModelCard
from app.inference.networks import build_network
from app.inference.predictor import UNetPredictor
from app.inference.torch_engine import TorchEngine
from app.segmentation.network_output import Output
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
from app.training.scoring import (
    pooled,
    pooled_by_set,
    scores_by_structure,
    tally_photograph,
    tally_structures,
    told_of,
    vessels_by,
)
from app.training.teaching import Unlabelled, list_unlabelled

_USES = {
    Structure.VESSEL: "Segmentation of retinal vessels",
    Structure.ARTERY: "Telling retinal arteries from veins",
    Structure.DISC: "Finding the optic disc, its cup and the fovea",
}
_USE = "{what} in colour photographs of the fundus, for measuring them. Not for diagnosis."
_EVERY_LIMIT = [
    "Not made for angiography, autofluorescence, infrared, scanning laser or wide-field pictures.",
]
_VESSEL_LIMITS = [
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
    weights = _stored(_read_weights(run / BEST_NAME), config)
    cases = accepted(list_cases(config, root), config)
    card = _draft_card(config, cases, list_unlabelled(config, root), weights)
    validation = _of_split(cases, "validation")
    if not validation:
        raise ConfigurationError(
            message("The run has no validation patients to choose a threshold on."),
            message("List some patients as validation in the configuration."),
        )
    tested = _of_split(cases, "test")
    if config.outputs == (Structure.VESSEL,):
        card = _vessels_scored(card, weights, validation, tested, flips)
    else:
        card = _structures_scored(card, weights, validation, tested)
    make_folder(output)
    write_whole(output / f"{config.name}.safetensors", weights)
    write_whole(
        output / f"{config.name}.json", msgspec.json.format(msgspec.json.encode(card)) + b"\n"
    )
    return card


def _vessels_scored(
    card: ModelCard, weights: bytes, validation: list[Case], tested: list[Case], flips: bool
) -> ModelCard:
    """Return the card with temperature and threshold of the vessels, and their scores."""
    counts = pooled(_tallies(weights, card, validation, flips, thin=False))
    # Left out, the one output has the card's own numbers.
    card = msgspec.structs.replace(card, outputs=(), temperature=fit_temperature(counts))
    watched = _tallies(weights, card, validation, flips)
    threshold = best_threshold(*pooled_by_set(validation, watched).values())
    return msgspec.structs.replace(
        card,
        outputs=(),
        threshold=threshold,
        drawn={
            style: _density(
                _tallies(weights, card, validation, flips, style, thin=False), threshold
            )
            for style in card.architecture.styles
        },
        scores={
            "protocol": "hard Dice of the vessel class, native size, inside the field of view",
            "command": "retivasc export",
            "validation": _scores_by_set(validation, watched, threshold),
            "validation_calibration_error": round(calibration_error(pooled(watched)), 4),
            "test": _scores_by_set(tested, _tallies(weights, card, tested, flips), threshold),
        },
    )


def _structures_scored(
    card: ModelCard, weights: bytes, validation: list[Case], tested: list[Case]
) -> ModelCard:
    """Return the card with temperature and threshold of each structure, and their scores."""
    found = [output.structure for output in card.outputs]
    plain = _structure_tallies(weights, card, validation)
    card = with_outputs(
        card,
        [
            msgspec.structs.replace(
                output,
                temperature=fit_temperature(
                    pooled(told_of(output.structure, validation, plain)[1])
                ),
            )
            for output in card.outputs
        ],
    )
    watched = _structure_tallies(weights, card, validation)
    scores = scores_by_structure(validation, watched, found)
    card = with_outputs(
        card,
        [
            msgspec.structs.replace(output, threshold=scores[output.structure][0])
            for output in card.outputs
        ],
    )
    thresholds = {output.structure: output.threshold for output in card.outputs}
    tests = _structure_tallies(weights, card, tested)
    return msgspec.structs.replace(
        card,
        scores={
            "protocol": "hard Dice of each structure, native size, inside the field of view",
            "command": "retivasc export",
            "validation": _scores_of_structures(validation, watched, thresholds),
            "validation_calibration_error": {
                structure: round(
                    calibration_error(pooled(told_of(structure, validation, watched)[1])), 4
                )
                for structure in found
            },
            "test": _scores_of_structures(tested, tests, thresholds),
        },
    )


def with_outputs(card: ModelCard, outputs: Sequence[Output]) -> ModelCard:
    """Return a card with other outputs; its own numbers are those of the first."""
    return msgspec.structs.replace(
        card,
        outputs=tuple(outputs),
        threshold=outputs[0].threshold,
        hysteresis=outputs[0].hysteresis,
        temperature=outputs[0].temperature,
    )


def _structure_tallies(
    weights: bytes, card: ModelCard, cases: Sequence[Case]
) -> list[dict[Structure, Tally]]:
    predictor = _predictor(weights, card)
    found = [output.structure for output in card.outputs]
    return [
        tally_structures(predictor.predict, card.input, case, found)
        for case in tqdm(cases, desc="score", unit="image", disable=None, leave=False)
    ]


def _scores_of_structures(
    cases: Sequence[Case],
    tallies: Sequence[Mapping[Structure, Tally]],
    thresholds: Mapping[Structure, float],
) -> dict[str, Any]:
    return {
        str(structure): _scores_by_set(*told_of(structure, cases, tallies), threshold)
        for structure, threshold in thresholds.items()
    }


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


def _stored(weights: bytes, config: Config) -> bytes:
    """Return weights in the number format in which they are to be stored."""
    if config.stored == "float32":
        return weights
    halves = {
        name: tensor.half() if tensor.is_floating_point() else tensor
        for name, tensor in load_tensors(weights).items()
    }
    if any(not tensor.isfinite().all() for tensor in halves.values()):
        raise ConfigurationError(
            message("Some of the weights are too large for float16."),
            message('Leave out stored = "float16".'),
        )
    return save_tensors(halves)


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
        outputs=tuple(
            Output(structure, hysteresis=config.hysteresis) for structure in config.outputs
        ),
        companions=config.companions,
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
        intended_use=_USE.format(what=_USES.get(config.outputs[0], "Segmentation")),
        limits=_EVERY_LIMIT + (_VESSEL_LIMITS if Structure.VESSEL in config.outputs else []),
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
    predict = vessels_by(_predictor(weights, card).in_style(Style(style)))
    if flips:
        predict = with_flips(predict)
    return [
        tally_photograph(predict, card.input, case, thin=thin)
        for case in tqdm(cases, desc="score", unit="image", disable=None, leave=False)
    ]


def _predictor(weights: bytes, card: ModelCard) -> UNetPredictor:
    network = build_network(card.architecture, card.input.planes, len(card.outputs))
    network.load_state_dict(load_tensors(weights))
    return UNetPredictor(card, TorchEngine(ready(network)))


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
