"""What runs a network: torch or OpenVINO, on one device, in one number format."""

from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Tile = NDArray[np.float32]


class EngineName(StrEnum):
    """The engines of processors: a library and a number format. Graphics cards have torch alone."""

    OPENVINO = "openvino-float32"
    OPENVINO_BF16 = "openvino-bfloat16"
    OPENVINO_INT8 = "openvino-int8"
    TORCH = "torch-float32"
    TORCH_BF16 = "torch-bfloat16"

    @property
    def precision(self) -> str:
        """Return the number format it computes in."""
        return self.split("-")[1]


class Engine(Protocol):
    """A network that is ready to run.

    Attributes:
        stride: what the sides of a tile must be a multiple of.
        reach: how far, in pixels, an output pixel looks at most.
        outputs: planes of its answer, one a structure.
        device: "cpu" or "cuda".
        library: "torch" or "OpenVINO".
        precision: "float32", "bfloat16" or "int8", the number format that it computes in.
    """

    stride: int
    reach: int
    outputs: int
    device: str
    library: str
    precision: str

    def logits(self, tile: Tile, mixture: Tile) -> Tile:
        """Return (outputs, h, w) float32 logits of a (c, h, w) float32 tile.

        Args:
            mixture: (styles,) share of each style in what is drawn; empty where the network
                knows none.

        Raises:
            RuntimeError, MemoryError: it failed.
        """

    def for_style(self, mixture: Tile) -> "Engine":
        """Return the engine that draws in a style: this one, or one that is more exact.

        Args:
            mixture: (styles,) share of each style.
        """


def name_of(engine: Engine) -> EngineName:
    """Return the name of an engine of the processor."""
    return EngineName(f"{engine.library.lower()}-{engine.precision}")
