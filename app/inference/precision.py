"""Choose the number format a network computes in: bfloat16 where it is native, right and faster."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import torch
from torch import Tensor

from app.inference.unet import SegmentationNetwork

Precision = Literal["float32", "bfloat16"]
PrecisionChoice = Literal["auto", "float32", "bfloat16"]

MAX_DIFFERENCE = 0.03
"""How far bfloat16 may move a probability of the test picture.

Its eight bits of mantissa move single pixels of real photographs by .014 to .022 and their vessel
density by less than .0001; what moves them further than this computes something else."""

MAX_DURATION = 0.9
"""How long bfloat16 may take, in parts of float32: a narrow lead could be chance."""

_SIDE = 96  # pixels of the test picture: large enough to be timed, small enough not to be noticed
_LINE_WIDTHS = (0.8, 1.2, 2.0, 3.0)  # pixels
_RUNS = 4
_LOG = logging.getLogger(__name__)


def choose_precision(
    choice: PrecisionChoice, network: SegmentationNetwork, planes: int, device: torch.device
) -> Precision:
    """Return the number format to compute in on a device.

    "auto" takes bfloat16 on processors that have it, once this very network has proved there to
    give the same answer in less time; elsewhere it can be many times slower than float32.

    Args:
        network: on that device, ready to run.
        planes: how many it sees.
    """
    if choice != "auto":
        return choice
    if device.type != "cpu" or not has_native_bfloat16():
        return "float32"
    try:
        return "bfloat16" if _is_right_and_faster(network, planes) else "float32"
    except RuntimeError as error:  # not every operation of torch exists for bfloat16
        _LOG.info("bfloat16 does not work here: %s", error)
        return "float32"


def has_native_bfloat16() -> bool:
    """Return whether the processor has instructions for bfloat16 (AMX or AVX-512)."""
    return bool(torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported())


def autocast(precision: Precision, device: torch.device) -> torch.autocast:
    """Return a context in which networks compute in that format."""
    return torch.autocast(device.type, torch.bfloat16, enabled=precision == "bfloat16")


def draw_test_picture(planes: int, side: int) -> Tensor:
    """Draw what looks like vessels to a network: winding dark lines, thin to wide, and noise.

    Returns:
        (1, planes, side, side) float32, at the scale of normalised photographs.
    """
    along = torch.linspace(0, 1, side)
    across = along[:, None]
    picture = 0.4 * torch.randn(side, side, generator=torch.Generator().manual_seed(0))
    for number, width in enumerate(_LINE_WIDTHS):
        course = (number + 0.5) / len(_LINE_WIDTHS) + 0.05 * torch.sin(2 * torch.pi * along)
        line = torch.exp(-(((across - course) * side / width) ** 2))
        picture -= 2.5 * torch.maximum(line, line.T)
    return picture.expand(1, planes, side, side).contiguous(memory_format=torch.channels_last)


def _is_right_and_faster(network: SegmentationNetwork, planes: int) -> bool:
    picture = draw_test_picture(planes, -(-_SIDE // network.stride) * network.stride)
    with _one_thread():  # several wait for each other wherever another program holds a core
        exact, rounded = _run(network, picture, "float32"), _run(network, picture, "bfloat16")
        duration = _relative_duration(network, picture)
    difference = float((exact - rounded).abs().max())
    _LOG.info("bfloat16: differs by %.4f, takes %.2f of the time", difference, duration)
    return difference <= MAX_DIFFERENCE and duration <= MAX_DURATION


def _relative_duration(network: SegmentationNetwork, picture: Tensor) -> float:
    """Return how long bfloat16 takes, in parts of float32, timed in turns."""
    exact, rounded = [], []
    for _ in range(_RUNS):
        exact.append(_seconds(network, picture, "float32"))
        rounded.append(_seconds(network, picture, "bfloat16"))
    return min(rounded) / min(exact)  # the least disturbed of each


def _seconds(network: SegmentationNetwork, picture: Tensor, precision: Precision) -> float:
    begin = time.perf_counter()
    _run(network, picture, precision)
    return time.perf_counter() - begin


@contextmanager
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _run(network: SegmentationNetwork, picture: Tensor, precision: Precision) -> Tensor:
    with torch.inference_mode(), autocast(precision, picture.device):
        logits: Tensor = network(picture)
    return torch.sigmoid(logits.float())
