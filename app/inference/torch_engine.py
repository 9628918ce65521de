"""Run a network with torch, on the processor or a graphics card."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.inference.engine import Tile
from app.inference.tiling import CORE, run_tiled
from app.inference.unet import SegmentationNetwork


class TorchEngine:
    """A network that torch runs, where its weights lie."""

    library = "torch"

    def __init__(self, network: SegmentationNetwork, precision: str = "float32") -> None:
        self.network = network
        self.precision = precision
        self.stride, self.reach, self.outputs = network.stride, network.reach, network.outputs
        self._device = next(network.parameters()).device
        self.device = self._device.type

    def logits(self, tile: Tile, mixture: Tile) -> Tile:
        """Return (outputs, h, w) float32 logits of a (c, h, w) float32 tile."""
        values = torch.from_numpy(tile)[None].contiguous(memory_format=torch.channels_last)
        style = (torch.from_numpy(mixture)[None].to(self._device),) if mixture.size else ()
        with torch.inference_mode(), autocast(self.precision, self._device):
            found: Tensor = self.network(values.to(self._device), *style)
        answer: Tile = found[0].float().cpu().numpy()
        return answer

    def for_style(self, _mixture: Tile) -> "TorchEngine":
        """Return itself, which draws in any style."""
        return self


def has_native_bfloat16() -> bool:
    """Return whether the processor has instructions for bfloat16 (AMX or AVX-512)."""
    return bool(torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported())


def autocast(precision: str, device: torch.device) -> torch.autocast:
    """Return a context in which networks compute in that format."""
    return torch.autocast(device.type, torch.bfloat16, enabled=precision == "bfloat16")


def network_logits(
    network: SegmentationNetwork,
    values: NDArray[np.float32],
    precision: str = "float32",
    *,
    core: int = CORE,
) -> NDArray[np.float32]:
    """Run a network over (c, h, w) values in its own style; training watches itself with it.

    Args:
        core: side of a tile in pixels.

    Returns:
        (outputs, h, w) float32 logits.
    """
    engine = TorchEngine(network, precision)
    own = np.empty(0, dtype=np.float32)
    return run_tiled(
        lambda tile: engine.logits(tile, own),
        values,
        engine.stride,
        engine.reach,
        outputs=engine.outputs,
        core=core,
    )
