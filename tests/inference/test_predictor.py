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
from app.inference.checkpoint import load_checkpoint, ready
from app.inference.engine import EngineName
from app.inference.predictor import UNetPredictor, load_predictor
from app.inference.torch_engine import TorchEngine, network_logits
from app.reading.opening import read_image
from app.segmentation.network_output import Output
from tests.inference.engines import StubEngine
from tests.support import (
    make_network,
    prepared_input,
    refused,
    repeatability_of,
    write_model,
)

VESSEL = Structure.VESSEL


@pytest.fixture
def build(tmp_path):
    """Make a predictor of a tiny network that torch runs on the processor."""

    def build_predictor(network=None, precision="float32", **card):
        checkpoint = load_checkpoint(write_model(tmp_path, network, **card))
        return UNetPredictor(checkpoint.card, TorchEngine(checkpoint.network, precision))

    return build_predictor


@pytest.fixture
def tiny_card(tmp_path):
    return load_checkpoint(write_model(tmp_path)).card


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


def test_two_planes_have_no_seams():
    """In tiles, each plane is what it is in one piece."""
    network = make_network((4, 6, 8), outputs=2)
    values = np.random.default_rng(0).standard_normal((3, 100, 130), dtype=np.float32)
    whole = network_logits(network, values)
    assert whole.shape == (2, 100, 130)
    assert np.abs(network_logits(network, values, core=32) - whole).max() < 1e-4


def test_it_says_what_it_is(build):
    predictor = build()
    assert (predictor.name, predictor.version, predictor.outputs[0].threshold) == ("tiny", "7", 0.4)
    assert (predictor.device, predictor.library) == ("cpu", "torch")
    assert predictor.precision == "float32"
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


class FailingEngine(StubEngine):
    """An engine that fails with pictures larger than an area."""

    def __init__(self, error, area=0, **described):
        super().__init__(**described)
        self.error, self.area = error, area

    def logits(self, tile, mixture):
        found = super().logits(tile, mixture)
        if tile.shape[1] * tile.shape[2] > self.area:
            raise self.error
        return found


FAILURE = RuntimeError("CUDA error: unspecified launch failure")


def test_a_graphics_card_that_fails_gives_way_to_the_processor(tiny_card):
    card, processor = FailingEngine(FAILURE, device="cuda"), StubEngine()
    predictor = UNetPredictor(tiny_card, card, on_processor=lambda: processor)
    assert (predictor.device, predictor.warnings) == ("cuda", ())
    assert predictor.predict(prepared_input())[VESSEL].shape == (48, 40)
    assert predictor.device == "cpu"
    assert (len(card.seen), len(processor.seen)) == (1, 1)
    assert "processor was used instead" in str(predictor.warnings[0])


def test_a_graphics_card_that_was_asked_for_and_fails_is_told(tiny_card):
    predictor = UNetPredictor(tiny_card, FailingEngine(FAILURE, device="cuda"))
    error = refused(InferenceError, predictor.predict, prepared_input())
    assert "graphics card" in str(error.message)


def test_a_failure_on_both_is_told(tiny_card):
    card, processor = (
        FailingEngine(FAILURE, device="cuda"),
        FailingEngine(RuntimeError("not enough memory")),
    )
    predictor = UNetPredictor(tiny_card, card, on_processor=lambda: processor)
    error = refused(InferenceError, predictor.predict, prepared_input())
    assert "not enough memory" in str(error.message)


# --- too little memory ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory."),
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes."),
        MemoryError(),
    ],
)
@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_too_little_memory_for_the_whole_is_enough_for_tiles(tiny_card, device, error):
    engine = FailingEngine(error, 300 * 300, device=device)
    predictor = UNetPredictor(tiny_card, engine, on_processor=None)
    found = predictor.predict(prepared_input((600, 500)))[VESSEL]
    assert found.shape == (600, 500)
    assert np.ptp(found) == 0
    assert predictor.device == device
    assert predictor.warnings == ()
    areas = [height * width for _, height, width in engine.seen]
    assert areas[0] == 600 * 504
    assert areas.count(600 * 504) == 1
    assert max(areas[-4:]) <= 300 * 300


def test_too_little_memory_even_for_tiles_gives_way_to_the_processor(tiny_card):
    exhausted = FailingEngine(torch.OutOfMemoryError("CUDA out of memory."), device="cuda")
    predictor = UNetPredictor(tiny_card, exhausted, on_processor=StubEngine)
    assert predictor.predict(prepared_input((600, 500)))[VESSEL].shape == (600, 500)
    assert predictor.device == "cpu"
    assert "processor was used instead" in str(predictor.warnings[0])
    sides = [max(shape) for shape in exhausted.seen]
    assert sides == sorted(sides, reverse=True)
    assert len(sides) == 3


@pytest.mark.parametrize("error", [torch.OutOfMemoryError("out of memory"), MemoryError()])
def test_too_little_memory_anywhere_is_told(tiny_card, error):
    engine = FailingEngine(error)
    refused(InferenceError, UNetPredictor(tiny_card, engine).predict, prepared_input((600, 500)))
    assert len(engine.seen) == 3


def test_other_failures_are_not_tried_in_smaller_tiles(tiny_card):
    engine = FailingEngine(RuntimeError("expected 3 channels"))
    refused(InferenceError, UNetPredictor(tiny_card, engine).predict, prepared_input((600, 500)))
    assert len(engine.seen) == 1


# --- number formats ------------------------------------------------------------------------


def test_bfloat16_is_used_up_to_the_logits_only(build):
    network, prepared = make_network(), prepared_input()
    exact, rounded = build(network), build(network, precision="bfloat16")
    assert (exact.precision, rounded.precision) == ("float32", "bfloat16")
    probability = rounded.predict(prepared)[VESSEL]
    assert probability.dtype == np.float32
    assert 0 < np.abs(probability - exact.predict(prepared)[VESSEL]).max() < 0.03
    with torch.autocast("cpu", torch.bfloat16), torch.inference_mode():
        logits = ready(network)(torch.from_numpy(prepared.values)[None])[0].float()
    assert probability == pytest.approx(torch.sigmoid(logits[0] / 1.5).numpy(), abs=1e-6)


@pytest.mark.parametrize("engine", EngineName)
def test_the_bundled_model_measures_alike_with_every_engine(exact_numbers, engine):
    """What rounding moves stays within half of the self-test's tolerances."""
    predictor = load_predictor(default_model(), "cpu", engine)
    found = analyse(read_image(sample()), predictor).measurements
    assert found.vessel_density.value == pytest.approx(exact_numbers.vessel_density.value, abs=5e-4)
    assert found.fractal_dimension.value == pytest.approx(
        exact_numbers.fractal_dimension.value, abs=2.5e-3
    )


@pytest.fixture(scope="module")
def exact_numbers():
    predictor = load_predictor(default_model(), "cpu", EngineName.TORCH)
    return analyse(read_image(sample()), predictor).measurements


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


def test_how_numbers_repeat_is_refused_where_a_companion_is_another_one(tmp_path):
    disc = write_model(tmp_path, make_network(seed=1), name="disc")
    for suffix in (".safetensors", ".json"):
        disc.with_suffix(suffix).rename(tmp_path / f"disc{suffix}")
    model = write_model(tmp_path, companions=("disc",))
    files = {"tiny": model, "disc": tmp_path / "disc.safetensors"}
    sha256 = {name: load_checkpoint(file).card.sha256 for name, file in files.items()}
    known = msgspec.structs.replace(
        repeatability_of("avr"), model_sha256=sha256["tiny"], companions={"disc": sha256["disc"]}
    )
    beside = tmp_path / "tiny.repeatability.json"
    beside.write_bytes(msgspec.json.encode(known))
    assert load_predictor(model, "cpu").repeatability == known
    other = msgspec.structs.replace(known, companions={"disc": "0" * 64})
    beside.write_bytes(msgspec.json.encode(other))
    error = refused(ConfigurationError, load_predictor, model, "cpu")
    assert "another model" in str(error.message)
