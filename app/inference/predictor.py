"""Segment one prepared photograph with a loaded model."""

import copy
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from app.base.errors import InferenceError
from app.base.messages import Message, message
from app.base.progress import OnProgress, ShouldStop, ignore_progress, never_stop
from app.domain.calibration import Calibration, read_calibration
from app.domain.learnt import check_model
from app.domain.photograph import Plane
from app.domain.repeatability import Repeatability, read_repeatability
from app.domain.structures import Structure
from app.domain.style import OWN_STYLE, Style
from app.inference.choice import FELL_BACK, choose_engine
from app.inference.device import DeviceChoice, ran_out_of_memory
from app.inference.engine import Engine, EngineName
from app.inference.model_card import ModelCard, read_model
from app.inference.styles import mixture_of, shares_of
from app.inference.tiling import CORE, SMALLEST_CORE, run_tiled, smaller_core
from app.segmentation.network_input import InputSpec, PreparedInput


class UNetPredictor:
    """A predictor of the calibrated probabilities of each structure in a prepared photograph."""

    def __init__(
        self,
        card: ModelCard,
        engine: Engine,
        *,
        on_processor: Callable[[], Engine] | None = None,
        warnings: tuple[Message, ...] = (),
        calibration: Calibration | None = None,
        repeatability: Repeatability | None = None,
        companions: "tuple[UNetPredictor, ...]" = (),
    ) -> None:
        """Put a model and what runs it together.

        Args:
            companions: the models that look at each photograph beside it, for other structures.
            on_processor: makes the engine that takes over when a graphics card fails; where it is
                None, its failure is told.
            warnings: what a reader must know about the engine.
        """
        self.calibration = calibration
        self.repeatability = repeatability
        self.companions = companions
        self.name = card.name
        self.version = card.version
        self.sha256 = card.sha256
        self.outputs = card.outputs
        self.input_spec: InputSpec = card.input
        self.styles = card.architecture.styles
        self._card = card
        self.style = OWN_STYLE
        self.shares = self._shares_of(OWN_STYLE)
        self.warnings = warnings
        self._engine = engine
        self._on_processor = on_processor

    @property
    def device(self) -> str:
        """Return "cpu" or "cuda", where the network runs now."""
        return self._engine.device

    @property
    def library(self) -> str:
        """Return "torch" or "OpenVINO", which runs the network now."""
        return self._engine.library

    @property
    def precision(self) -> str:
        """Return "float32", "bfloat16" or "int8", the number format it computes in now."""
        return self._engine.precision

    def in_style(self, style: Style) -> Self:
        """Return a predictor with the same network that draws in another hand.

        Raises:
            ModelLoadError: the model does not know the style.
        """
        other = copy.copy(self)
        other.style, other.shares = style, self._shares_of(style)
        other._engine = self._engine.for_style(mixture_of(other.shares, self.styles))
        return other

    def predict(
        self,
        prepared: PreparedInput,
        on_progress: OnProgress = ignore_progress,
        should_stop: ShouldStop = never_stop,
    ) -> Mapping[Structure, Plane]:
        """Return (h, w) float32 probabilities, 0 to 1, at the size of the prepared input.

        Raises:
            InferenceError: the network failed or gave something that is no number.
            Cancelled: ``should_stop`` answered true.
        """
        logits = self._logits(prepared.values, on_progress, should_stop)
        if not np.isfinite(logits).all():
            raise InferenceError(
                message("The segmentation gave values that are not numbers."),
                message("Use the processor instead, or install Retivasc again."),
            )
        return {
            output.structure: expit(plane / np.float32(output.temperature))
            for output, plane in zip(self.outputs, logits, strict=True)
        }

    def _shares_of(self, style: Style) -> dict[str, float]:
        return shares_of(style, self.styles, self._card.style, self._card.drawn)

    def _logits(
        self, values: Plane, on_progress: OnProgress, should_stop: ShouldStop
    ) -> NDArray[np.float32]:
        try:
            return self._logits_in_tiles(values, on_progress, should_stop)
        except (RuntimeError, ValueError, MemoryError) as error:
            if self.device == "cpu":
                raise InferenceError(
                    message("The segmentation failed: {why}.", why=error),
                    message("Close other programs to free memory, then try again."),
                ) from error
            self._fall_back(error)
        return self._logits(values, on_progress, should_stop)

    def _logits_in_tiles(
        self, values: Plane, on_progress: OnProgress, should_stop: ShouldStop
    ) -> NDArray[np.float32]:
        """Run the network, in smaller and smaller tiles while memory does not suffice."""
        core = CORE
        mixture = mixture_of(self.shares, self.styles)
        engine = self._engine
        while True:
            try:
                return run_tiled(
                    lambda tile: engine.logits(tile, mixture),
                    values,
                    engine.stride,
                    engine.reach,
                    outputs=engine.outputs,
                    core=core,
                    on_progress=on_progress,
                    should_stop=should_stop,
                )
            except (RuntimeError, MemoryError) as error:
                core = smaller_core(core, values.shape)
                if core < SMALLEST_CORE or not ran_out_of_memory(error):
                    raise

    def _fall_back(self, error: Exception) -> None:
        """Continue on the processor if the user did not choose the device: slow beats not at all.

        Raises:
            InferenceError: the graphics card was asked for, or the processor cannot run it.
        """
        failed = InferenceError(
            message("The segmentation failed on the graphics card: {why}.", why=error),
            message("Use the processor instead, or close other programs that use the card."),
        )
        if self._on_processor is None:
            raise failed from error
        self._engine = self._on_processor()
        self.warnings = (FELL_BACK,)


def load_predictor(
    model: Path,
    device: DeviceChoice = "auto",
    engine: EngineName | None = None,
    calibration: Path | None = None,
    memory: Path | None = None,
) -> UNetPredictor:
    """Load a model from its weights file, with its companions, and get it ready to run.

    Args:
        engine: to run it with on the processor; the fastest that proves itself there if None.
        calibration: of the clinic's own camera; the one that lies next to the weights, if any
            does, where it is None.
        memory: file that keeps which engine was the fastest on this computer.

    Raises:
        ModelLoadError: the model is missing or damaged, or nothing here can run it.
        InferenceError: the device asked for does not work.
        ConfigurationError: the calibration, or what lies next to the weights about how their
            numbers repeat, cannot be read or is of another model.
    """
    read = read_model(model)
    known = _calibration_of(read.card, model, calibration)
    companions = tuple(
        load_predictor(model.with_name(f"{name}.safetensors"), device, memory=memory)
        for name in read.card.companions
    )
    repeats = _repeatability_of(read.card, model, companions)
    chosen = choose_engine(read, device, engine, memory)
    return UNetPredictor(
        read.card,
        chosen.engine,
        on_processor=chosen.on_processor,
        warnings=chosen.warnings,
        calibration=known,
        repeatability=repeats,
        companions=companions,
    )


def _calibration_of(card: ModelCard, model: Path, own: Path | None) -> Calibration | None:
    path = own or model.with_suffix(".calibration.json")
    if own is None and not path.exists():
        return None
    known = read_calibration(path)
    check_model(known, path, card.sha256)
    return known


def _repeatability_of(
    card: ModelCard, model: Path, companions: Sequence[UNetPredictor]
) -> Repeatability | None:
    path = model.with_suffix(".repeatability.json")
    if not path.exists():
        return None
    known = read_repeatability(path)
    fits = known.fits({each.name: each.sha256 for each in companions})
    check_model(known, path, card.sha256, fits=fits)
    return known
