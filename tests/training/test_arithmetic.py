import pytest
import torch

from app.base.errors import ConfigurationError
from app.training import arithmetic
from app.training.arithmetic import autocast, loss_scaler, number_type
from tests.support import refused

CPU, CUDA = torch.device("cpu"), torch.device("cuda")


@pytest.mark.parametrize(
    ("precision", "device", "expected"),
    [
        ("fp32", CPU, torch.float32),
        ("bf16", CPU, torch.bfloat16),
        ("fp32", CUDA, torch.float32),
        ("bf16", CUDA, torch.bfloat16),
        ("fp16", CUDA, torch.float16),
    ],
)
def test_a_precision_that_is_asked_for_is_taken(precision, device, expected):
    assert number_type(precision, device) is expected


def test_fp16_on_a_processor_is_refused():
    assert "fp16" in str(refused(ConfigurationError, number_type, "fp16", CPU).message)


@pytest.mark.parametrize(("native", "expected"), [(True, torch.bfloat16), (False, torch.float32)])
def test_a_processor_takes_bf16_only_where_it_has_it(monkeypatch, native, expected):
    monkeypatch.setattr(arithmetic, "has_native_bfloat16", lambda: native)
    assert number_type("auto", CPU) is expected


@pytest.mark.parametrize(("native", "expected"), [(True, torch.bfloat16), (False, torch.float16)])
def test_a_graphics_card_without_bf16_takes_fp16(monkeypatch, native, expected):
    def supported(*, including_emulation=True):
        return native or including_emulation

    monkeypatch.setattr(torch.cuda, "is_bf16_supported", supported)
    assert number_type("auto", CUDA) is expected


@pytest.mark.parametrize("kind", [torch.float32, torch.bfloat16])
def test_networks_compute_in_that_type(kind):
    with autocast(kind, CPU):
        assert torch.nn.Conv2d(1, 1, 1)(torch.zeros(1, 1, 4, 4)).dtype is kind


@pytest.mark.parametrize("kind", [torch.float32, torch.bfloat16, torch.float16])
def test_only_fp16_needs_its_loss_scaled(kind):
    scaler = loss_scaler(kind, CPU)
    assert scaler.is_enabled() is (kind is torch.float16)
    assert (scaler.scale(torch.ones(1)) > 1) == (kind is torch.float16)
