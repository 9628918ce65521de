import dataclasses

import msgspec
import numpy as np
import pytest
import torch

from app.analysis.analysis import analyse
from app.base.errors import ConfigurationError, InferenceError
from app.base.paths import default_model, sample
from app.base.progress import Cancelled, never_stop
from app.domain.calibration import Calibration
from app.domain.structures import Structure
from app.inference import predictor as predictor_module
from app.inference.checkpoint import load_checkpoint
from app.inference.predictor import UNetPredictor, load_predictor, network_logits
from app.inference.unet import UNet
from app.reading.opening import read_image
from app.segmentation.network_output import Output
from tests.support import (
    make_network,
    prepared_input,
    refused,
    repeatability_of,
    vary_statistics,
    write_model,
)

VESSEL = Structure.VESSEL


@pytest.fixture
def build(tmp_path):
    def build_predictor(network=None, device="cpu", precision="float32", **card):
        checkpoint = load_checkpoint(write_model(tmp_path, network, **card))
        return UNetPredictor(checkpoint, device, precision)

    return build_predictor


def test_probabilities_are_calibrated_logits(build):
    network = make_network()
    prepared = prepared_input((47, 39))
    probability = build(network).predict(prepared)[VESSEL]
    padded = torch.nn.functional.pad(torch.from_numpy(prepared.values), (0, 1, 0, 1))
    with torch.inference_mode():
        logits = network(padded[None])[0, 0, :47, :39]
    assert probability.dtype == np.float32
    assert probability == pytest.approx(torch.sigmoid(logits / 1.5).numpy(), abs=1e-5)


def test_a_higher_temperature_makes_it_less_sure(build):
    prepared = prepared_input()
    sure, unsure = (
        build(temperature=0.5).predict(prepared)[VESSEL],
        build(temperature=5).predict(prepared)[VESSEL],
    )
    assert np.abs(sure - 0.5).mean() > np.abs(unsure - 0.5).mean()


def test_each_plane_of_the_network_is_the_structure_that_the_card_names(build):
    outputs = (Output(VESSEL, 0.4, 1.0, 1.5), Output(Structure.DISC, 0.7, 1.0, 0.5))
    network = make_network(outputs=2)
    prepared = prepared_input()
    found = build(network, outputs=msgspec.to_builtins(outputs)).predict(prepared)
    assert list(found) == [VESSEL, Structure.DISC]
    with torch.inference_mode():
        logits = network(torch.from_numpy(prepared.values)[None])[0]
    for output, plane in zip(outputs, logits, strict=True):
        expected = torch.sigmoid(plane / output.temperature).numpy()
        assert found[output.structure] == pytest.approx(expected, abs=1e-5)


def test_two_planes_have_no_seams(build):
    """In tiles, each plane is what it is in one piece."""
    network = make_network((4, 6, 8), outputs=2)
    values = torch.randn(3, 100, 130, generator=torch.Generator().manual_seed(0))
    whole = network_logits(network, values)
    assert whole.shape == (2, 100, 130)
    assert (network_logits(network, values, core=32) - whole).abs().max() < 1e-4


def test_it_says_what_it_is(build):
    predictor = build()
    assert (predictor.name, predictor.version, predictor.outputs[0].threshold) == ("tiny", "7", 0.4)
    assert (predictor.device, predictor.precision) == ("cpu", "float32")
    assert len(predictor.sha256) == 64
    assert predictor.input_spec.max_diameter == 256


def test_the_same_input_gives_the_same_answer(build):
    predictor = build()
    prepared = prepared_input()
    assert np.array_equal(predictor.predict(prepared)[VESSEL], predictor.predict(prepared)[VESSEL])


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_no_numbers(build, value):
    network = make_network()
    network.head.bias.data.fill_(value)
    error = refused(InferenceError, build(network).predict, prepared_input())
    assert "are not numbers" in str(error.message)


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

    def fails_once(*arguments, **options):
        calls.append(arguments)
        if len(calls) == 1:
            raise RuntimeError("CUDA error: unspecified launch failure")
        return network_logits(*arguments, **options)

    monkeypatch.setattr(predictor_module, "network_logits", fails_once)
    assert predictor.predict(prepared_input())[VESSEL].shape == (48, 40)
    assert predictor.device == "cpu"
    assert len(calls) == 2
    assert "processor was used instead" in str(predictor.warnings[0])


def test_a_graphics_card_that_does_not_work_from_the_start_is_told(build, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr("app.inference.device._runs_on_cuda", lambda _network, _planes: False)
    predictor = build(device="auto")
    assert predictor.device == "cpu"
    assert "processor was used instead" in str(predictor.warnings[0])


def test_a_graphics_card_that_was_asked_for_and_fails_is_told(build, monkeypatch):
    predictor = build(device="cpu")
    predictor._device = torch.device("cuda")

    def fails(*_arguments, **_options):
        raise RuntimeError("CUDA out of memory")

    monkeypatch.setattr(predictor_module, "network_logits", fails)
    error = refused(InferenceError, predictor.predict, prepared_input())
    assert "graphics card" in str(error.message)


def test_a_failure_on_both_is_told(build, monkeypatch):
    predictor = build()
    predictor._device = torch.device("cuda")

    def fails(*_arguments, **_options):
        raise RuntimeError("not enough memory")

    monkeypatch.setattr(predictor_module, "network_logits", fails)
    error = refused(InferenceError, predictor.predict, prepared_input())
    assert "not enough memory" in str(error.message)


# --- too little memory ---------------------------------------------------------------------


def limit_memory(predictor, area, error):
    """Make the network fail with larger pictures; return the areas of all it was given."""
    forward, areas = predictor._network.forward, []

    def limited(values):
        areas.append(values.shape[2] * values.shape[3])
        if areas[-1] > area:
            raise error
        return forward(values)

    predictor._network.forward = limited
    return areas


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory."),
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes."),
        MemoryError(),
    ],
)
@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_too_little_memory_for_the_whole_is_enough_for_tiles(build, device, error):
    prepared = prepared_input((600, 500))
    whole = build().predict(prepared)[VESSEL]
    predictor = build(device="auto")
    areas = limit_memory(predictor, 300 * 300, error)
    predictor._device = torch.device(device)
    assert np.abs(predictor.predict(prepared)[VESSEL] - whole).max() < 1e-4
    assert predictor.device == device
    assert predictor.warnings == ()
    assert areas[0] == 600 * 500
    assert areas.count(600 * 500) == 1
    assert max(areas[-4:]) <= 300 * 300


def test_too_little_memory_even_for_tiles_gives_way_to_the_processor(build):
    prepared = prepared_input((600, 500))
    predictor = build(device="auto")
    predictor._device = torch.device("cuda")
    forward, failures = predictor._network.forward, []

    def exhausted(values):
        if predictor.device == "cuda":
            failures.append(max(values.shape))
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return forward(values)

    predictor._network.forward = exhausted
    assert np.array_equal(
        predictor.predict(prepared)[VESSEL], build(device="auto").predict(prepared)[VESSEL]
    )
    assert predictor.device == "cpu"
    assert "processor was used instead" in str(predictor.warnings[0])
    assert failures == sorted(failures, reverse=True)
    assert len(failures) == 3


@pytest.mark.parametrize("error", [torch.OutOfMemoryError("out of memory"), MemoryError()])
def test_too_little_memory_anywhere_is_told(build, error):
    predictor = build()
    areas = limit_memory(predictor, 0, error)
    refused(InferenceError, predictor.predict, prepared_input((600, 500)))
    assert len(areas) == 3


def test_other_failures_are_not_tried_in_smaller_tiles(build):
    predictor = build()
    areas = limit_memory(predictor, 0, RuntimeError("expected 3 channels"))
    refused(InferenceError, predictor.predict, prepared_input((600, 500)))
    assert len(areas) == 1


# --- number formats ------------------------------------------------------------------------


def test_bfloat16_is_used_up_to_the_logits_only(build, tmp_path):
    network, prepared = make_network(), prepared_input()
    exact, rounded = build(network), build(network, precision="bfloat16")
    assert (exact.precision, rounded.precision) == ("float32", "bfloat16")
    probability = rounded.predict(prepared)[VESSEL]
    assert probability.dtype == np.float32
    assert 0 < np.abs(probability - exact.predict(prepared)[VESSEL]).max() < 0.03
    with torch.autocast("cpu", torch.bfloat16):
        loaded = load_checkpoint(write_model(tmp_path, network)).network
        logits = network_logits(loaded, torch.from_numpy(prepared.values))
    assert np.array_equal(probability, torch.sigmoid(logits[0] / 1.5).numpy())


@pytest.mark.parametrize("planes", [1, 3])
def test_the_format_is_chosen_once_by_what_the_network_sees(build, monkeypatch, planes):
    chosen = []

    def choose(choice, network, planes, device):
        chosen.append((choice, network.stride, planes, device.type))
        return "bfloat16"

    monkeypatch.setattr(predictor_module, "choose_precision", choose)
    channels = {1: "grey", 3: "rgb"}[planes]
    card = {"min_diameter": 128, "max_diameter": 256, "channels": channels}
    network = vary_statistics(UNet((4, 8), planes)).eval()
    predictor = build(network, precision="auto", input=card)
    prepared = prepared_input()
    prepared = dataclasses.replace(prepared, values=prepared.values[:planes])
    for _ in range(2):
        predictor.predict(prepared)
    assert predictor.precision == "bfloat16"
    assert chosen == [("auto", 2, planes, "cpu")]


def test_the_processor_that_takes_over_chooses_its_own_format(build, monkeypatch):
    predictor = build(device="auto", precision="auto")
    predictor._device, predictor.precision = torch.device("cuda"), "float32"
    monkeypatch.setattr(
        predictor_module,
        "choose_precision",
        lambda _choice, _network, _planes, device: {"cpu": "bfloat16"}[device.type],
    )
    limit_memory(predictor, 0, RuntimeError("CUDA error"))
    refused(InferenceError, predictor.predict, prepared_input())
    assert (predictor.device, predictor.precision) == ("cpu", "bfloat16")


def test_the_bundled_model_measures_alike_in_both_formats():
    """What rounding moves stays within half of the self-test's tolerances."""
    image = read_image(sample())
    exact, rounded = (
        analyse(image, load_predictor(default_model(), "cpu", precision)).measurements
        for precision in ("float32", "bfloat16")
    )
    assert rounded.vessel_density.value == pytest.approx(exact.vessel_density.value, abs=5e-4)
    assert rounded.fractal_dimension.value == pytest.approx(
        exact.fractal_dimension.value, abs=2.5e-3
    )


def calibration_of(model, **changes):
    card = load_checkpoint(model).card
    known = {"model_sha256": card.sha256, "threshold": card.threshold, "numbers": {}} | changes
    return msgspec.json.encode(Calibration(**known))


def test_a_calibration_next_to_the_weights_is_theirs(tmp_path):
    model = write_model(tmp_path)
    assert load_predictor(model, "cpu").calibration is None
    (tmp_path / "tiny.calibration.json").write_bytes(calibration_of(model))
    assert load_predictor(model, "cpu").calibration.site is None
    own = tmp_path / "own.json"
    own.write_bytes(calibration_of(model, site="clinic"))
    assert load_predictor(model, "cpu", calibration=own).calibration.site == "clinic"


def test_a_calibration_of_another_model_or_none_is_refused(tmp_path):
    model, other, missing = write_model(tmp_path), tmp_path / "other.json", tmp_path / "none.json"
    other.write_bytes(calibration_of(model, model_sha256="0" * 64))
    for path in (other, missing):
        error = refused(ConfigurationError, load_predictor, model, "cpu", calibration=path)
        assert path.name in str(error.message)


def test_how_numbers_repeat_is_read_from_next_to_the_weights(tmp_path):
    model, beside = write_model(tmp_path), tmp_path / "tiny.repeatability.json"
    assert load_predictor(model, "cpu").repeatability is None
    sha256 = load_checkpoint(model).card.sha256
    known = msgspec.structs.replace(repeatability_of("density"), model_sha256=sha256)
    beside.write_bytes(msgspec.json.encode(known))
    assert load_predictor(model, "cpu").repeatability == known
    beside.write_bytes(msgspec.json.encode(repeatability_of("density")))
    error = refused(ConfigurationError, load_predictor, model, "cpu")
    assert "another model" in str(error.message)
