"""Which numbers a run computes with on its device."""

import torch

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.inference.torch_engine import has_native_bfloat16
from app.training.config import Precision

_TYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}


def number_type(precision: Precision, device: torch.device) -> torch.dtype:
    """Return the type to compute in: the one asked for, or the fastest that is safe ("auto").

    Raises:
        ConfigurationError: fp16 was asked for on a processor, which is slower than fp32 there.
    """
    if precision == "fp16" and device.type == "cpu":
        raise ConfigurationError(
            message("The precision fp16 needs a graphics card."),
            message('Set precision = "auto", or train with --device cuda.'),
        )
    return _fastest_type(device) if precision == "auto" else _TYPES[precision]


def _fastest_type(device: torch.device) -> torch.dtype:
    if device.type == "cuda":
        native = torch.cuda.is_bf16_supported(including_emulation=False)
        return torch.bfloat16 if native else torch.float16
    return torch.bfloat16 if has_native_bfloat16() else torch.float32


def autocast(kind: torch.dtype, device: torch.device) -> torch.autocast:
    """Return a context in which networks compute in that type."""
    return torch.autocast(device.type, kind, enabled=kind is not torch.float32)


def loss_scaler(kind: torch.dtype, device: torch.device) -> torch.amp.GradScaler:
    """Return what keeps small gradients of fp16 from vanishing; it does nothing for other types."""
    return torch.amp.GradScaler(device.type, enabled=kind is torch.float16)
