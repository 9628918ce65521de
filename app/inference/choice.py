"""Choose the engine that runs a model on this machine."""

import logging
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from app.base.errors import ModelLoadError
from app.base.messages import Message, message
from app.inference.converted import Converted, read_converted
from app.inference.device import (
    DeviceChoice,
    choose_device,
    has_cuda,
    has_graphics_driver,
    has_torch,
    no_cuda,
)
from app.inference.engine import Engine, EngineName, name_of
from app.inference.model_card import Model
from app.inference.openvino_engine import OpenVinoEngine, has_fast_bfloat16, has_openvino
from app.inference.proof import fastest
from app.inference.remembered import recall, remember, situation_of
from app.inference.styles import mixture_of

_LOG = logging.getLogger(__name__)

FELL_BACK = message("The graphics card failed; the processor was used instead.")


class Choice(NamedTuple):
    """An engine, and what takes over when it fails.

    Attributes:
        on_processor: makes the engine that takes over from a graphics card; None where that was
            asked for, or where none is used.
        warnings: what a reader must know.
    """

    engine: Engine
    on_processor: Callable[[], Engine] | None = None
    warnings: tuple[Message, ...] = ()


def choose_engine(
    model: Model,
    device: DeviceChoice = "auto",
    name: EngineName | None = None,
    memory: Path | None = None,
) -> Choice:
    """Return the engine to run a model with.

    Args:
        device: "auto" takes a graphics card that works, and else the processor.
        name: an engine of the processor, which is then taken untried; the fastest that proves
            itself if None.
        memory: file that keeps which one this was on this computer: a choice by time alone could
            differ from start to start, and with it the last digit of a number.

    Raises:
        InferenceError: CUDA was asked for and does not work.
        ModelLoadError: no engine can run the model here.
    """
    if name is not None:
        return Choice(_made(model, name))
    on_processor = partial(_on_processor, model, memory)
    if device == "cpu" or not (device == "cuda" or has_graphics_driver()):
        return Choice(on_processor())
    if not has_torch():
        return _without_torch(device, on_processor)
    engine = _on_graphics_card(model, device)
    if engine is not None:
        return Choice(engine, on_processor if device == "auto" else None)
    return Choice(on_processor(), warnings=(FELL_BACK,) if has_cuda() else ())


def _without_torch(device: DeviceChoice, on_processor: Callable[[], Engine]) -> Choice:
    if device == "cuda":
        raise no_cuda()
    return Choice(on_processor())


def _on_graphics_card(model: Model, device: DeviceChoice) -> Engine | None:
    from app.inference.checkpoint import load_network
    from app.inference.torch_engine import TorchEngine

    network = load_network(model)
    on_card = choose_device(device, network, model.card.input.planes) == "cuda"
    return TorchEngine(network) if on_card else None


def _on_processor(model: Model, memory: Path | None) -> Engine:
    """Return the fastest engine that proves itself on the processor."""
    converted = read_converted(model) if has_openvino() else None
    engine = None
    if converted is not None:
        engine = _of_conversions(model, converted, memory)
    if engine is None:
        engine = _fastest(model, _torch(), None)
    if engine is None:
        raise _no_engine(model)
    return engine


def _of_conversions(model: Model, converted: Converted, memory: Path | None) -> Engine | None:
    """Return the engine that was the fastest before, if it still proves itself, or else is now."""
    if memory is None:
        return _fastest(model, _openvino(converted), converted)
    situation = situation_of(model.card.sha256)
    known = recall(memory, situation)
    engine = None if known is None else _fastest(model, iter([known]), converted)
    if engine is None:
        engine = _fastest(model, _openvino(converted), converted)
        if engine is not None:
            remember(memory, situation, name_of(engine))
    return engine


def _fastest(
    model: Model, names: Iterator[EngineName], converted: Converted | None
) -> Engine | None:
    card = model.card
    try:
        answer = None if converted is None else converted.probabilities(len(card.outputs))
    except ValueError as error:
        _LOG.warning("what proves the engines of %s is damaged: %s", model.path.name, error)
        return None
    return fastest(
        (partial(_made, model, name) for name in names),
        card.input.planes,
        card.outputs,
        mixture_of(card.style, card.architecture.styles),
        answer,
    )


def _openvino(converted: Converted) -> Iterator[EngineName]:
    yield EngineName.OPENVINO
    if has_fast_bfloat16():
        yield EngineName.OPENVINO_BF16
    if "int8" in converted.files:
        yield EngineName.OPENVINO_INT8


def _torch() -> Iterator[EngineName]:
    if not has_torch():
        return
    from app.inference.torch_engine import has_native_bfloat16

    yield EngineName.TORCH
    if has_native_bfloat16():
        yield EngineName.TORCH_BF16


def _made(model: Model, name: EngineName) -> Engine:
    """Return an engine of the processor.

    Raises:
        ModelLoadError: the model was not converted for it.
        RuntimeError, OSError, ValueError: it does not work here.
    """
    if name in (EngineName.TORCH, EngineName.TORCH_BF16):
        from app.inference.checkpoint import load_network
        from app.inference.torch_engine import TorchEngine

        return TorchEngine(load_network(model), name.precision)
    converted = read_converted(model)
    if converted is None:
        raise _no_engine(model)
    return OpenVinoEngine(model, converted, name.precision)


def _no_engine(model: Model) -> ModelLoadError:
    return ModelLoadError(
        message("Nothing that is installed can run the model “{name}”.", name=model.path.name),
        message("Install torch, or convert the model: retivasc convert."),
    )
