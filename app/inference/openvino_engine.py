"""Run a network with OpenVINO on the processor, from the files that a model was converted to."""

import hashlib
import importlib.util
import os
import sys
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np

from app.base.inputs import read_input
from app.inference.converted import Converted
from app.inference.engine import Tile
from app.inference.model_card import MAX_WEIGHTS, Model
from app.inference.styles import mixture_of

if TYPE_CHECKING:
    from openvino import Core

_HINTS = {"float32": "f32", "bfloat16": "bf16", "int8": "f32"}


class OpenVinoEngine:
    """A network that OpenVINO runs on the processor."""

    library = "OpenVINO"
    device = "cpu"

    def __init__(
        self, model: Model, converted: Converted, precision: str, threads: int | None = None
    ) -> None:
        """Read and compile a model.

        Args:
            threads: to compute with; as many as the processor has cores if 0, as the environment
                allows if None.

        Raises:
            OSError, ValueError: a file is missing, or is not the one that was converted.
            RuntimeError: OpenVINO does not run it here.
        """
        self.precision = precision
        self._model, self._converted = model, converted
        self._own_style = mixture_of(model.card.style, model.card.architecture.styles)
        self.stride, self.reach = model.card.architecture.stride, model.card.architecture.reach
        self.outputs = len(model.card.outputs)
        stored = "int8" if precision == "int8" else "float32"
        files = converted.files[stored]
        description = _content(model, f"{stored}.xml", files.xml)
        weights = _content(model, f"{stored}.bin", files.bin)
        options = {
            "INFERENCE_PRECISION_HINT": _HINTS[precision],
            "PERFORMANCE_HINT": "LATENCY",
            "ENABLE_CPU_PINNING": False,  # other programs and other photographs run as well
            "INFERENCE_NUM_THREADS": allowed_threads() if threads is None else threads,
        }
        graph = openvino_core().read_model(description, weights)
        self._network = openvino_core().compile_model(graph, "CPU", options)

    def logits(self, tile: Tile, mixture: Tile) -> Tile:
        """Return (outputs, h, w) float32 logits of a (c, h, w) float32 tile."""
        inputs = [tile[None], mixture[None]] if mixture.size else [tile[None]]
        answer: Tile = np.asarray(self._network(inputs)[0][0], dtype=np.float32)
        return answer

    def for_style(self, mixture: Tile) -> "OpenVinoEngine":
        """Return itself, or in 8 bits, whose ranges are those of the default style, the exact one.

        Raises:
            OSError, ValueError, RuntimeError: as when it is made.
        """
        if self.precision != "int8" or np.array_equal(mixture, self._own_style):
            return self
        return self._exact

    @cached_property
    def _exact(self) -> "OpenVinoEngine":
        return OpenVinoEngine(self._model, self._converted, "float32")


def allowed_threads() -> int:
    """Return how many threads OMP_NUM_THREADS allows, as torch and NumPy take it; 0 for any."""
    stated = os.environ.get("OMP_NUM_THREADS", "")
    return int(stated) if stated.isdecimal() else 0


def has_openvino() -> bool:
    """Return whether OpenVINO is installed, without taking the time to import it."""
    return importlib.util.find_spec("openvino") is not None


def has_fast_bfloat16() -> bool:
    """Return whether OpenVINO knows instructions of this processor for bfloat16."""
    return "BF16" in openvino_core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


@cache
def openvino_core() -> "Core":
    """Return OpenVINO, imported at the first call."""
    forbid_telemetry()
    from openvino import Core

    return Core()


def forbid_telemetry() -> None:
    """Keep OpenVINO from telling its makers that it was imported, as it does without asking."""
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]


def _content(model: Model, suffix: str, sha256: str) -> bytes:
    path = model.path.with_suffix(f".{suffix}")
    content = read_input(path, limit=MAX_WEIGHTS)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(f"{path.name} is not the file that was converted")
    return content
