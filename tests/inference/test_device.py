import pytest
import torch

from app.base.errors import InferenceError
from app.inference.device import choose_device, ran_out_of_memory
from tests.support import make_network, refused


def test_the_processor_is_always_there():
    assert choose_device("cpu", make_network(), 3) == "cpu"


def test_auto_takes_the_processor_without_cuda(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert choose_device("auto", make_network(), 3) == "cpu"


def test_cuda_that_is_not_there(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    error = refused(InferenceError, choose_device, "cuda", make_network(), 3)
    assert "No working CUDA device" in str(error.message)


class Unwilling(torch.nn.Linear):
    """A network whose device says it is there and then fails, as old graphics cards do."""

    def to(self, device, *arguments, **options):
        if torch.device(device).type == "cuda":
            raise RuntimeError("no kernel image is available for execution on the device")
        return super().to(device, *arguments, **options)


def test_cuda_that_says_yes_but_does_not_work(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert choose_device("auto", Unwilling(1, 1), 3) == "cpu"
    refused(InferenceError, choose_device, "cuda", Unwilling(1, 1), 3)


@pytest.mark.parametrize("planes", [1, 3])
def test_cuda_is_tried_with_what_the_network_sees(monkeypatch, planes):
    shapes = []

    class Willing(torch.nn.Identity):
        def to(self, device):
            assert torch.device(device).type == "cuda"
            return shapes.append

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch, "zeros", lambda *shape, device: (shape, device))
    assert choose_device("auto", Willing(), planes) == "cuda"
    assert shapes == [((1, planes, 64, 64), "cuda")]


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_cuda_that_works():
    assert choose_device("auto", make_network(), 3) == "cuda"


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        torch.OutOfMemoryError("CUDA: of whatever wording"),
        RuntimeError("CUDA error: out of memory"),
        RuntimeError("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"),
        RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 8 bytes."),
    ],
)
def test_too_little_memory_is_recognised(error):
    assert ran_out_of_memory(error)


def test_what_this_processor_says_of_too_little_memory_is_recognised():
    with pytest.raises(RuntimeError) as caught:
        torch.empty(1 << 52)
    assert ran_out_of_memory(caught.value)


@pytest.mark.parametrize(
    "wording", ["CUDA error: an illegal memory access was encountered", "expected 3 channels", ""]
)
def test_other_failures_are_not_about_memory(wording):
    assert not ran_out_of_memory(RuntimeError(wording))
