"""Segment one prepared photograph with a loaded network."""

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import torch
from torch import Tensor

from app.base.errors import InferenceError
from app.base.messages import Message, message
from app.base.progress import OnProgress, ShouldStop, ignore_progress, never_stop
from app.domain.calibration import Calibration, read_calibration
from app.domain.learnt import check_model
from app.domain.photograph import Plane
from app.domain.repeatability import Repeatability, read_repeatability
from app.domain.structures import Structure
from app.domain.style import OWN_STYLE, Style
from app.inference.checkpoint import Checkpoint, load_checkpoint
from app.inference.device import DeviceChoice, choose_device, ran_out_of_memory
from app.inference.networks import mixture_of
from app.inference.precision import Precision, PrecisionChoice, autocast, choose_precision
from app.inference.styles import shares_of
from app.inference.tiling import CORE, SMALLEST_CORE, run_tiled, smaller_core
from app.inference.unet import SegmentationNetwork
from app.segmentation.network_input import InputSpec, PreparedInput

_FELL_BACK = message("The graphics card failed; the processor was used instead.")


class UNetPredictor:
    """A predictor of the calibrated probabilities of each structure in a prepared photograph."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        device: DeviceChoice = "auto",
        precision: PrecisionChoice = "auto",
        calibration: Calibration | None = None,
        repeatability: Repeatability | None = None,
    ) -> None:
        card = checkpoint.card
        self.calibration = calibration
        self.repeatability = repeatability
        self.name = card.name
        self.version = card.version
        self.sha256 = card.sha256
        self.outputs = card.outputs
        self.input_spec: InputSpec = card.input
        self.styles = card.architecture.styles
        self._card = card
        self.style = OWN_STYLE
        self.shares = self._shares_of(OWN_STYLE)
        self.warnings: tuple[Message, ...] = ()
        self._may_fall_back = device == "auto"
        self._asked_precision = precision
        self._device = choose_device(device, checkpoint.network, card.input.planes)
        self._network = checkpoint.network.to(self._device)
        self.precision = self._choose_precision()
        if self._may_fall_back and torch.cuda.is_available() and self.device == "cpu":
            self.warnings = (_FELL_BACK,)

    @property
    def device(self) -> str:
        """Return "cpu" or "cuda", where the network runs now."""
        return self._device.type

    def in_style(self, style: Style) -> Self:
        """Return a predictor with the same network that draws in another hand.

        Raises:
            ModelLoadError: the model does not know the style.
        """
        other = copy.copy(self)
        other.style, other.shares = style, self._shares_of(style)
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
        logits = self._logits(torch.from_numpy(prepared.values), on_progress, should_stop)
        if not bool(torch.isfinite(logits).all()):
            raise InferenceError(
                message("The segmentation gave values that are not numbers."),
                message("Use the processor instead, or install Retivasc again."),
            )
        return {
            output.structure: torch.sigmoid(plane / output.temperature).numpy()
            for output, plane in zip(self.outputs, logits, strict=True)
        }

    def _shares_of(self, style: Style) -> dict[str, float]:
        return shares_of(style, self.styles, self._card.style, self._card.drawn)

    def _choose_precision(self) -> Precision:
        return choose_precision(
            self._asked_precision, self._network, self.input_spec.planes, self._device
        )

    def _logits(self, values: Tensor, on_progress: OnProgress, should_stop: ShouldStop) -> Tensor:
        try:
            return self._logits_in_tiles(values, on_progress, should_stop)
        except (RuntimeError, MemoryError) as error:
            if self.device == "cpu":
                raise InferenceError(
                    message("The segmentation failed: {why}.", why=error),
                    message("Close other programs to free memory, then try again."),
                ) from error
            self._fall_back(error)
        return self._logits(values, on_progress, should_stop)

    def _logits_in_tiles(
        self, values: Tensor, on_progress: OnProgress, should_stop: ShouldStop
    ) -> Tensor:
        """Run the network, in smaller and smaller tiles while memory does not suffice."""
        core = CORE
        mixture = mixture_of(self.shares, self._card.architecture) if self.styles else None
        while True:
            try:
                with autocast(self.precision, self._device):
                    return network_logits(
                        self._network,
                        values,
                        on_progress,
                        should_stop,
                        core=core,
                        mixture=mixture,
                    )
            except (RuntimeError, MemoryError) as error:
                core = smaller_core(core, values.shape)
                if core < SMALLEST_CORE or not ran_out_of_memory(error):
                    raise
            torch.cuda.empty_cache()  # only here, where the error holds the failed tile no more

    def _fall_back(self, error: Exception) -> None:
        """Continue on the processor if the user did not choose the device: slow beats not at all.

        Raises:
            InferenceError: the graphics card was asked for, or cannot even give the network back.
        """
        failed = InferenceError(
            message("The segmentation failed on the graphics card: {why}.", why=error),
            message("Use the processor instead, or close other programs that use the card."),
        )
        if not self._may_fall_back:
            raise failed from error
        try:
            self._network = self._network.to("cpu")
        except RuntimeError as stuck:
            raise failed from stuck
        self._device = torch.device("cpu")
        self.precision = self._choose_precision()
        self.warnings = (_FELL_BACK,)


def load_predictor(
    model: Path,
    device: DeviceChoice,
    precision: PrecisionChoice = "auto",
    calibration: Path | None = None,
) -> UNetPredictor:
    """Load a model from its weights file and put it on a device.

    Args:
        calibration: of the clinic's own camera; the one that lies next to the weights, if any
            does, where it is None.

    Raises:
        ModelLoadError: the model is missing or damaged.
        InferenceError: the device asked for does not work.
        ConfigurationError: the calibration, or what lies next to the weights about how their
            numbers repeat, cannot be read or is of another model.
    """
    checkpoint = load_checkpoint(model)
    known = _calibration_of(checkpoint, model, calibration)
    repeats = _repeatability_of(checkpoint, model)
    return UNetPredictor(checkpoint, device, precision, known, repeats)


def _calibration_of(checkpoint: Checkpoint, model: Path, own: Path | None) -> Calibration | None:
    path = own or model.with_suffix(".calibration.json")
    if own is None and not path.exists():
        return None
    known = read_calibration(path)
    check_model(known, path, checkpoint.card.sha256)
    return known


def _repeatability_of(checkpoint: Checkpoint, model: Path) -> Repeatability | None:
    path = model.with_suffix(".repeatability.json")
    if not path.exists():
        return None
    known = read_repeatability(path)
    check_model(known, path, checkpoint.card.sha256)
    return known


def network_logits(
    network: SegmentationNetwork,
    values: Tensor,
    on_progress: OnProgress = ignore_progress,
    should_stop: ShouldStop = never_stop,
    *,
    core: int = CORE,
    mixture: Tensor | None = None,
) -> Tensor:
    """Run a network over (c, h, w) values; training watches itself with the same function.

    Args:
        core: side of a tile in pixels.
        mixture: (styles,) share of each style in what is drawn; the network's own if None.

    Returns:
        (outputs, h, w) float32 logits on the CPU.
    """
    device = next(network.parameters()).device

    style = () if mixture is None else (mixture[None].to(device),)

    def forward(tile: Tensor) -> Tensor:
        logits: Tensor = network(tile.to(device), *style)
        return logits

    with torch.inference_mode():
        return run_tiled(
            forward,
            values,
            network.stride,
            network.reach,
            outputs=network.outputs,
            core=core,
            on_progress=on_progress,
            should_stop=should_stop,
        )
