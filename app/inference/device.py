"""Choose where torch runs a network, and prove that it runs there."""

import ctypes
import importlib.util
import logging
import sys
from typing import TYPE_CHECKING, Literal

from app.base.errors import InferenceError
from app.base.messages import message

if TYPE_CHECKING:
    from torch import nn

DeviceChoice = Literal["auto", "cpu", "cuda"]
Device = Literal["cpu", "cuda"]
_NO_MEMORY = ("out of memory", "not enough memory", "allocate memory", "alloc_failed")
_DRIVER = "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"
_LOG = logging.getLogger(__name__)


def has_torch() -> bool:
    """Return whether torch is installed, without taking the second that importing it takes."""
    return importlib.util.find_spec("torch") is not None


def has_graphics_driver() -> bool:
    """Return whether NVIDIA's driver is installed."""
    try:
        ctypes.CDLL(_DRIVER)
    except OSError:
        return False
    return True


def choose_device(choice: DeviceChoice, network: "nn.Module", planes: int) -> Device:
    """Return the device that torch is to run a network on, which is moved there.

    A CUDA device is tried with one small picture first, since a driver can report a device that
    the installed build cannot use. "auto" falls back to the processor.

    Args:
        planes: how many the network sees.

    Raises:
        InferenceError: CUDA was asked for and does not work.
    """
    if choice != "cpu" and has_cuda() and _runs_on_cuda(network, planes):
        return "cuda"
    if choice == "cuda":
        raise no_cuda()
    return "cpu"


def has_cuda() -> bool:
    """Return whether torch reports a CUDA device."""
    import torch

    return torch.cuda.is_available()


def no_cuda() -> InferenceError:
    """Return what is told where CUDA was asked for and does not work."""
    return InferenceError(
        message("No working CUDA device was found."),
        message("Use the processor instead, or update the graphics driver."),
    )


def _runs_on_cuda(network: "nn.Module", planes: int) -> bool:
    import torch

    torch.backends.cudnn.allow_tf32 = False  # results that say float32 must be
    try:
        with torch.inference_mode():
            network.to("cuda")(torch.zeros(1, planes, 64, 64, device="cuda"))
    except RuntimeError as error:
        _LOG.info("CUDA does not work here: %s", error)
        network.to("cpu")
        return False
    return True


def ran_out_of_memory(error: Exception) -> bool:
    """Return whether an error of an engine means that a device ran out of memory.

    Processors and the libraries beneath raise a plain RuntimeError and only word it.
    """
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    wording = str(error).lower()
    return any(phrase in wording for phrase in _NO_MEMORY)
