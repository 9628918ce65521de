"""Choose where the network runs, and prove that it runs there."""

import logging
from typing import Literal

import torch
from torch import nn

from app.base.errors import InferenceError
from app.base.messages import message

DeviceChoice = Literal["auto", "cpu", "cuda"]
_NO_MEMORY = ("out of memory", "not enough memory", "allocate memory", "alloc_failed")
_LOG = logging.getLogger(__name__)


def choose_device(choice: DeviceChoice, network: nn.Module, planes: int) -> torch.device:
    """Return the device to run on.

    A CUDA device is tried with one small picture first, since a driver can report a device that
    the installed build cannot use. "auto" falls back to the processor.

    Args:
        planes: how many the network sees.

    Raises:
        InferenceError: CUDA was asked for and does not work.
    """
    if choice == "cpu":
        return torch.device("cpu")
    if torch.cuda.is_available() and _runs_on_cuda(network, planes):
        return torch.device("cuda")
    if choice == "cuda":
        raise InferenceError(
            message("No working CUDA device was found."),
            message("Use the processor instead, or update the graphics driver."),
        )
    return torch.device("cpu")


def _runs_on_cuda(network: nn.Module, planes: int) -> bool:
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
    """Return whether an error from torch means that a device ran out of memory.

    Processors and the libraries beneath torch raise a plain RuntimeError and only word it.
    """
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    wording = str(error).lower()
    return any(phrase in wording for phrase in _NO_MEMORY)
