import dataclasses

import numpy as np
import pytest
import torch

from app.errors import InferenceError
from app.inference import predictor as predictor_module
from app.inference.checkpoint import load_checkpoint
from app.inference.predictor import UNetPredictor, network_logits
from app.progress import Cancelled, never_stop
from tests.support import make_network, prepared_input, refused, write_model


@pytest.fixture
def build(tmp_path):
    def build_predictor(network=None, device="cpu", **card):
        return UNetPredictor(load_checkpoint(write_model(tmp_path, network, **card)), device)

    return build_predictor


def test_probabilities_are_calibrated_logits(build):
    network = make_network()
    prepared = prepared_input((47, 39))
    probability = build(network).predict(prepared)
    padded = torch.nn.functional.pad(torch.from_numpy(prepared.values), (0, 1, 0, 1))
    with torch.inference_mode():
        logits = network(padded[None])[0, 0, :47, :39]
    assert probability.dtype == np.float32
    assert probability == pytest.approx(torch.sigmoid(logits / 1.5).numpy(), abs=1e-5)


def test_a_higher_temperature_makes_it_less_sure(build):
    prepared = prepared_input()
    sure, unsure = build(temperature=0.5).predict(prepared), build(temperature=5).predict(prepared)
    assert np.abs(sure - 0.5).mean() > np.abs(unsure - 0.5).mean()


def test_it_says_what_it_is(build):
    predictor = build()
    assert (predictor.name, predictor.version, predictor.threshold) == ("tiny", "7", 0.4)
    assert (predictor.device, predictor.precision) == ("cpu", "float32")
    assert len(predictor.sha256) == 64
    assert predictor.input_spec.max_diameter == 256


def test_the_same_input_gives_the_same_answer(build):
    predictor = build()
    prepared = prepared_input()
    assert np.array_equal(predictor.predict(prepared), predictor.predict(prepared))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_no_numbers(build, value):
    network = make_network()
    network.head.bias.data.fill_(value)
    error = refused(InferenceError, build(network).predict, prepared_input())
    assert "no numbers" in str(error.message)


def test_input_that_is_no_number(build):
    prepared = prepared_input()
    prepared.values[0, 5, 5] = np.nan
    refused(InferenceError, build().predict, prepared)


def test_a_failure_of_the_network_is_told(build):
    prepared = prepared_input()
    grey = dataclasses.replace(prepared, values=prepared.values[:1])
    refused(InferenceError, build().predict, grey)


def test_it_can_be_stopped(build):
    with pytest.raises(Cancelled):
        build().predict(prepared_input(), should_stop=lambda: True)


def test_progress_reaches_one(build):
    fractions = []
    build().predict(prepared_input(), lambda fraction, _: fractions.append(fraction), never_stop)
    assert fractions[-1] == 1


def test_a_graphics_card_that_fails_gives_way_to_the_processor(build, monkeypatch):
    predictor = build(device="auto")
    assert predictor.warnings == ()
    predictor._device = torch.device("cuda")
    calls = []

    def fails_once(*arguments):
        calls.append(arguments)
        if len(calls) == 1:
            raise RuntimeError("CUDA out of memory")
        return network_logits(*arguments)

    monkeypatch.setattr(predictor_module, "network_logits", fails_once)
    assert predictor.predict(prepared_input()).shape == (48, 40)
    assert predictor.device == "cpu"
    assert len(calls) == 2
    assert "processor was used instead" in str(predictor.warnings[0])


def test_a_graphics_card_that_does_not_work_from_the_start_is_told(build, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr("app.inference.device._runs_on_cuda", lambda _network: False)
    predictor = build(device="auto")
    assert predictor.device == "cpu"
    assert "processor was used instead" in str(predictor.warnings[0])


def test_a_graphics_card_that_was_asked_for_and_fails_is_told(build, monkeypatch):
    predictor = build(device="cpu")
    predictor._device = torch.device("cuda")

    def fails(*_arguments):
        raise RuntimeError("CUDA out of memory")

    monkeypatch.setattr(predictor_module, "network_logits", fails)
    error = refused(InferenceError, predictor.predict, prepared_input())
    assert "graphics card" in str(error.message)


def test_a_failure_on_both_is_told(build, monkeypatch):
    predictor = build()
    predictor._device = torch.device("cuda")

    def fails(*_arguments):
        raise RuntimeError("not enough memory")

    monkeypatch.setattr(predictor_module, "network_logits", fails)
    error = refused(InferenceError, predictor.predict, prepared_input())
    assert "not enough memory" in str(error.message)
