"""Convert a model for the engine of processors: exactly, and to 8 bits where it stays as good."""

import hashlib
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import expit
from torch import Tensor, nn
from tqdm import tqdm

from app.base.errors import ConfigurationError
from app.base.files import write_whole
from app.base.messages import message
from app.domain.structures import Structure
from app.inference.checkpoint import load_network
from app.inference.converted import Converted, Files, encode_answer
from app.inference.engine import Engine
from app.inference.model_card import Model, read_model
from app.inference.openvino_engine import OpenVinoEngine, forbid_telemetry
from app.inference.predictor import UNetPredictor
from app.inference.proof import answer_of
from app.inference.styles import mixture_of
from app.inference.torch_engine import TorchEngine
from app.inference.unet import SegmentationNetwork
from app.reading.opening import read_image
from app.segmentation.preprocessing import find_field, prepare_input
from app.training.cases import Case, Split, list_cases
from app.training.cleaning import accepted
from app.training.config import Config
from app.training.metrics import Scores, score
from app.training.scoring import (
    pooled_by_set,
    tally_photograph,
    tally_structures,
    told_of,
    vessels_by,
)

if TYPE_CHECKING:
    from openvino import Model as Graph

MAX_DICE_LOSS = 0.002
"""How much Dice a model may lose in 8 bits on a set's validation patients."""

MAX_THIN_LOSS = 0.005
"""How much of the recall of thin vessels it may lose there."""

_PHOTOGRAPHS = 4  # of each set, whose values tell the range of each layer
_UNDECIDED = 0.1, 0.9  # probabilities between which a shift of the logits shows

Values = NDArray[np.float32]


class _Sample(NamedTuple):
    """What a network is shown to learn the range of its values: a picture, and a style."""

    values: Values
    mixture: Values

    @property
    def inputs(self) -> list[Values]:
        """Return it as the network takes it."""
        return [self.values[None], self.mixture[None]] if self.mixture.size else [self.values[None]]


def convert_model(weights: Path, root: Path) -> Converted:
    """Convert a model, and write the files next to its weights.

    In 8 bits it draws in its default style only, and its logits are shifted by what they lost in
    the mean on photographs that were learnt from. That version is left out if it finds less
    vessels, or less of any structure, on the validation patients of any set, or if there are none.

    Args:
        weights: of an exported model.
        root: of the data that its card names.

    Raises:
        ConfigurationError: the libraries that convert are missing, or the card does not say what
            the model learnt from.
        ModelLoadError: the model is missing or damaged.
    """
    model = read_model(weights)
    config = _config_of(model)
    nncf, openvino = _libraries()
    cases = list_cases(config, root)
    learnt = accepted(_spread(_of_split(cases, "train")), config)
    exact = _graph(load_network(model), model)
    samples = list(_samples(learnt, model))
    small = nncf.quantize(
        exact,
        nncf.Dataset(samples, lambda sample: sample.inputs),
        subset_size=len(samples),
        preset=nncf.QuantizationPreset.MIXED,
    )
    _shift(small, _lost(exact, small, samples))
    converted = Converted(
        model_sha256=model.card.sha256,
        made_with=f"openvino {openvino.get_version()}, nncf {nncf.__version__}",
        files={
            "float32": _save(exact, weights, "float32", config),
            "int8": _save(small, weights, "int8", config),
        },
        **_proof(model),
    )
    validation = accepted(_of_split(cases, "validation"), config)
    checks = _checks(model, converted, validation)
    converted = msgspec.structs.replace(converted, checks=checks)
    if not _stays_good(checks):
        converted = msgspec.structs.replace(converted, files=_without_int8(converted, weights))
    content = msgspec.json.format(msgspec.json.encode(converted)) + b"\n"
    write_whole(weights.with_suffix(".engines.json"), content)
    return converted


def _config_of(model: Model) -> Config:
    try:
        return msgspec.convert(model.card.training["configuration"], Config, strict=False)
    except (KeyError, msgspec.ValidationError) as error:
        raise ConfigurationError(
            message(
                "The card of “{name}” does not say what the model learnt from.",
                name=model.path.name,
            ),
            message("Convert a model that retivasc export wrote."),
        ) from error


def _libraries() -> tuple[Any, Any]:
    forbid_telemetry()
    try:
        import nncf
        import openvino
    except ImportError as error:
        raise ConfigurationError(
            message("The libraries that convert models are not installed."),
            message("Install the extra: pip install 'retivasc[train]'."),
        ) from error
    return nncf, openvino


class _Traced(nn.Module):
    """A network with both its inputs, as a plain module."""

    def __init__(self, network: SegmentationNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, values: Tensor, mixture: Tensor) -> Tensor:
        """Map (n, c, h, w) and (n, styles) to (n, outputs, h, w)."""
        logits: Tensor = self.network(values, mixture)
        return logits


def _graph(network: SegmentationNetwork, model: Model) -> "Graph":
    """Return a network as OpenVINO's graph, for pictures of any size."""
    import openvino

    planes, styles = model.card.input.planes, len(model.card.architecture.styles)
    picture = torch.zeros(1, planes, 2 * network.stride, 2 * network.stride)
    traced, example = (
        (_Traced(network), (picture, network.style[None])) if styles else (network, (picture,))
    )
    with warnings.catch_warnings():  # of torch, about the way in which OpenVINO reads its networks
        warnings.simplefilter("ignore")
        graph = openvino.convert_model(traced.eval(), example_input=example)
    shapes = [[1, planes, -1, -1], [1, styles]]
    graph.reshape(dict(zip(graph.inputs, shapes, strict=False)))
    return graph


def _samples(cases: Sequence[Case], model: Model) -> Iterator[_Sample]:
    """Yield what the network sees of some photographs, and the style in which it draws."""
    card = model.card
    mixture = mixture_of(card.style, card.architecture.styles)
    for case in cases:
        image = read_image(case.image)
        field = find_field(image.pixels, card.input)
        values = prepare_input(image, field, card.input).values
        stride = card.architecture.stride
        height, width = (side - side % stride for side in values.shape[1:])
        yield _Sample(np.ascontiguousarray(values[:, :height, :width]), mixture)


def _spread(cases: Sequence[Case]) -> list[Case]:
    by_set = {
        name: [case for case in cases if case.dataset == name]
        for name in dict.fromkeys(case.dataset for case in cases)
    }
    return [
        case
        for of_set in by_set.values()
        for case in of_set[:: max(1, len(of_set) // _PHOTOGRAPHS)][:_PHOTOGRAPHS]
    ]


def _lost(exact: "Graph", small: "Graph", samples: Sequence[_Sample]) -> Values:
    """Return by how much the logits of each output fall in 8 bits, in the mean."""
    from openvino import compile_model

    runs = [compile_model(graph, "CPU") for graph in (exact, small)]
    lost = []
    for sample in samples:
        before, after = (np.asarray(run(sample.inputs)[0][0]) for run in runs)
        low, high = _UNDECIDED
        undecided = (expit(before) > low) & (expit(before) < high)
        lost.append(
            [
                float((plane - other)[open_].mean()) if open_.any() else 0.0
                for plane, other, open_ in zip(before, after, undecided, strict=True)
            ]
        )
    mean: Values = np.mean(lost, axis=0, dtype=np.float32)
    return mean


def _shift(graph: "Graph", by: Values) -> None:
    """Add a constant to each output of a graph."""
    from openvino import opset13

    (result,) = graph.get_results()
    shifted = opset13.add(result.input_value(0), opset13.constant(by[None, :, None, None]))
    result.input(0).replace_source_output(shifted.output(0))
    graph.validate_nodes_and_infer_types()


def _save(graph: "Graph", weights: Path, kind: str, config: Config) -> Files:
    from openvino import save_model

    path = weights.with_suffix(f".{kind}.xml")
    save_model(graph, path, compress_to_fp16=config.stored == "float16")
    return Files(*(_digest(path.with_suffix(suffix)) for suffix in (".xml", ".bin")))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _proof(model: Model) -> dict[str, Any]:
    card = model.card
    mixture = mixture_of(card.style, card.architecture.styles)
    answer = answer_of(TorchEngine(load_network(model)), card.input.planes, card.outputs, mixture)
    return {"answer": encode_answer(answer), "side": answer.shape[-1]}


def _checks(
    model: Model, converted: Converted, cases: Sequence[Case]
) -> dict[str, dict[str, float]]:
    """Return, for each set, the scores of the exact model and what changes in 8 bits.

    Where there are several structures, each of them is scored in each set that tells it.
    """
    exact, small = (
        _scores(model, OpenVinoEngine(model, converted, kind), cases)
        for kind in ("float32", "int8")
    )
    return {
        name: {
            **_change("dice", before.dice, small[name].dice),
            **_change("thin_recall", before.thin_recall, small[name].thin_recall),
        }
        for name, before in exact.items()
    }


def _scores(model: Model, engine: Engine, cases: Sequence[Case]) -> dict[str, Scores]:
    predictor, card = UNetPredictor(model.card, engine), model.card
    listed = tqdm(cases, desc="score", unit="image", disable=None, leave=False)
    if [output.structure for output in card.outputs] == [Structure.VESSEL]:
        predict = vessels_by(predictor)
        tallies = [tally_photograph(predict, card.input, case) for case in listed]
        return {
            name: score(counts, card.threshold)
            for name, counts in pooled_by_set(cases, tallies).items()
        }
    found = [output.structure for output in card.outputs]
    counted = [tally_structures(predictor.predict, card.input, case, found) for case in listed]
    return {
        f"{output.structure}, {name}": score(counts, output.threshold)
        for output in card.outputs
        for name, counts in pooled_by_set(*told_of(output.structure, cases, counted)).items()
    }


def _change(name: str, before: float | None, after: float | None) -> dict[str, float]:
    """Return a score and its change; one that is undefined is 0."""
    was, now = before or 0.0, after or 0.0
    return {name: round(was, 4), f"{name}_change": round(now - was, 4)}


def _stays_good(checks: dict[str, dict[str, float]]) -> bool:
    # Without a photograph to check it on, nothing is known of it.
    return bool(checks) and all(
        check["dice_change"] > -MAX_DICE_LOSS and check["thin_recall_change"] > -MAX_THIN_LOSS
        for check in checks.values()
    )


def _without_int8(converted: Converted, weights: Path) -> dict[str, Files]:
    for suffix in (".int8.xml", ".int8.bin"):
        weights.with_suffix(suffix).unlink()
    return {kind: files for kind, files in converted.files.items() if kind != "int8"}


def _of_split(cases: Sequence[Case], split: Split) -> list[Case]:
    return [case for case in cases if case.split == split]
