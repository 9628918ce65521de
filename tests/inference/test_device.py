import pytest
import torch

from app.errors import InferenceError
from app.inference.device import choose_device
from tests.support import make_network, refused


def test_the_processor_is_always_there():
    assert choose_device("cpu", make_network()) == torch.device("cpu")


def test_auto_takes_the_processor_without_cuda(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert choose_device("auto", make_network()).type == "cpu"


def test_cuda_that_is_not_there(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    error = refused(InferenceError, choose_device, "cuda", make_network())
    assert "No working CUDA device" in str(error.message)


class Unwilling(torch.nn.Linear):
    """A network whose device says it is there and then fails, as old graphics cards do."""

    def to(self, device, *arguments, **options):
        if torch.device(device).type == "cuda":
            raise RuntimeError("no kernel image is available for execution on the device")
        return super().to(device, *arguments, **options)


def test_cuda_that_says_yes_but_does_not_work(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert choose_device("auto", Unwilling(1, 1)).type == "cpu"
    refused(InferenceError, choose_device, "cuda", Unwilling(1, 1))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_cuda_that_works():
    assert choose_device("auto", make_network()).type == "cuda"
