import json
import shutil
import sys

import pytest
import torch

from app.base.errors import InferenceError, ModelLoadError
from app.base.paths import default_model
from app.inference import choice as choice_module
from app.inference.choice import choose_engine
from app.inference.engine import EngineName
from app.inference.model_card import read_model
from tests.support import refused, write_model


@pytest.fixture
def model(tmp_path):
    """A model that was not converted."""
    return read_model(write_model(tmp_path))


@pytest.fixture
def converted(tmp_path):
    """The bundled model, in a folder of its own."""
    for file in default_model().parent.glob("retivasc-unet.*"):
        shutil.copy(file, tmp_path)
    return read_model(tmp_path / default_model().name)


def fastest_first(monkeypatch, *seconds):
    """Let each engine after the first take so many parts of the time of the best before it."""
    times = iter(seconds)
    monkeypatch.setattr("app.inference.proof._relative_duration", lambda *_: next(times))


def described(engine):
    return engine.library, engine.precision, engine.device


def test_a_model_that_was_not_converted_is_run_by_torch(model):
    assert choose_engine(model, "cpu").engine.library == "torch"


@pytest.mark.parametrize("native", [False, True])
def test_torch_takes_bfloat16_only_where_it_is_native(monkeypatch, model, native):
    monkeypatch.setattr("app.inference.torch_engine.has_native_bfloat16", lambda: native)
    fastest_first(monkeypatch, 0.1)
    expected = "bfloat16" if native else "float32"
    assert described(choose_engine(model, "cpu").engine) == ("torch", expected, "cpu")


def test_the_bundled_model_is_run_without_torch(monkeypatch, converted):
    monkeypatch.setitem(sys.modules, "torch", None)
    assert choose_engine(converted, "cpu").engine.library == "OpenVINO"


@pytest.mark.parametrize(
    ("seconds", "precision"),
    [((2, 2), "float32"), ((0.5, 2), "bfloat16"), ((0.5, 0.5), "int8"), ((2, 0.5), "int8")],
)
def test_the_fastest_conversion_is_taken(monkeypatch, converted, seconds, precision):
    monkeypatch.setattr(choice_module, "has_fast_bfloat16", lambda: True)
    fastest_first(monkeypatch, *seconds)
    assert described(choose_engine(converted, "cpu").engine) == ("OpenVINO", precision, "cpu")


def test_a_processor_without_bfloat16_does_not_try_it(monkeypatch, converted):
    monkeypatch.setattr(choice_module, "has_fast_bfloat16", lambda: False)
    fastest_first(monkeypatch, 0.5)
    assert choose_engine(converted, "cpu").engine.precision == "int8"


@pytest.mark.parametrize("suffix", [".float32.bin", ".float32.xml"])
def test_a_conversion_that_was_changed_is_not_used(monkeypatch, converted, suffix):
    path = converted.path.with_suffix(suffix)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    converted.path.with_suffix(".int8.bin").unlink()
    assert choose_engine(converted, "cpu").engine.library == "torch"


def change_conversion(converted, **changes):
    path = converted.path.with_suffix(".engines.json")
    path.write_text(json.dumps(json.loads(path.read_bytes()) | changes))


@pytest.mark.logs_warnings
@pytest.mark.parametrize(
    "change", [{"model_sha256": "0" * 64}, {"schema": "other/1"}, {"side": 0.5}]
)
def test_a_conversion_of_another_model_or_none_is_not_used(converted, change):
    change_conversion(converted, **change)
    assert choose_engine(converted, "cpu").engine.library == "torch"


@pytest.mark.logs_warnings
@pytest.mark.parametrize("change", [{"side": 95}, {"answer": "?"}])
def test_a_conversion_whose_answer_is_damaged_is_not_used(converted, change):
    change_conversion(converted, **change)
    assert choose_engine(converted, "cpu").engine.library == "torch"


def test_a_conversion_with_another_answer_is_not_used(converted):
    """It proves itself by what torch answered where the model was converted."""
    path = converted.path.with_suffix(".engines.json")
    stored = json.loads(path.read_bytes())
    stored["answer"] = stored["answer"][::-1].lstrip("=") + "=" * stored["answer"].count("=")
    path.write_text(json.dumps(stored))
    assert choose_engine(converted, "cpu").engine.library == "torch"


def test_the_next_start_takes_the_same_engine_whatever_is_fast_then(
    monkeypatch, converted, tmp_path
):
    monkeypatch.setattr(choice_module, "has_fast_bfloat16", lambda: False)
    memory = tmp_path / "engines.json"
    fastest_first(monkeypatch, 0.5)
    assert choose_engine(converted, "cpu", memory=memory).engine.precision == "int8"
    fastest_first(monkeypatch)  # nothing is timed again
    assert choose_engine(converted, "cpu", memory=memory).engine.precision == "int8"


def test_an_engine_that_no_longer_proves_itself_is_chosen_anew(monkeypatch, converted, tmp_path):
    monkeypatch.setattr(choice_module, "has_fast_bfloat16", lambda: False)
    memory = tmp_path / "engines.json"
    fastest_first(monkeypatch, 0.5)
    assert choose_engine(converted, "cpu", memory=memory).engine.precision == "int8"
    converted.path.with_suffix(".int8.bin").write_bytes(b"spoilt")
    assert choose_engine(converted, "cpu", memory=memory).engine.precision == "float32"
    fastest_first(monkeypatch)
    assert choose_engine(converted, "cpu", memory=memory).engine.precision == "float32"


@pytest.mark.parametrize("name", EngineName)
def test_an_engine_that_is_asked_for_is_taken_untried(monkeypatch, converted, name):
    monkeypatch.setattr(choice_module, "fastest", None)
    engine = choose_engine(converted, "cpu", name).engine
    assert f"{engine.library}-{engine.precision}".lower() == name


def test_an_engine_that_a_model_was_not_converted_for(model):
    refused(ModelLoadError, choose_engine, model, "cpu", EngineName.OPENVINO)


def test_nothing_that_can_run_the_model_is_told(monkeypatch, model):
    monkeypatch.setattr(choice_module, "has_torch", lambda: False)
    error = refused(ModelLoadError, choose_engine, model, "cpu")
    assert "tiny.safetensors" in str(error.message)


# --- graphics cards ------------------------------------------------------------------------


@pytest.fixture
def card(monkeypatch):
    """A computer with a graphics card, whose networks run where they are."""
    monkeypatch.setattr(choice_module, "has_graphics_driver", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr("app.inference.device._runs_on_cuda", lambda _network, _planes: True)


@pytest.mark.parametrize(("device", "falls_back"), [("auto", True), ("cuda", False)])
@pytest.mark.usefixtures("card")
def test_a_graphics_card_that_works_is_taken(model, device, falls_back):
    chosen = choose_engine(model, device)
    assert chosen.engine.library == "torch"
    assert (chosen.on_processor is not None) == falls_back
    assert chosen.warnings == ()
    if chosen.on_processor:
        assert chosen.on_processor().device == "cpu"


@pytest.mark.usefixtures("card")
def test_a_graphics_card_that_does_not_work_is_told(monkeypatch, model):
    monkeypatch.setattr("app.inference.device._runs_on_cuda", lambda _network, _planes: False)
    chosen = choose_engine(model, "auto")
    assert chosen.engine.device == "cpu"
    assert "processor was used instead" in str(chosen.warnings[0])
    refused(InferenceError, choose_engine, model, "cuda")


@pytest.mark.usefixtures("card")
def test_without_torch_the_processor_is_used(monkeypatch, converted):
    monkeypatch.setattr(choice_module, "has_torch", lambda: False)
    chosen = choose_engine(converted, "auto")
    assert (chosen.engine.library, chosen.warnings) == ("OpenVINO", ())
    refused(InferenceError, choose_engine, converted, "cuda")


@pytest.mark.usefixtures("card")
def test_the_processor_that_is_asked_for_is_used(model):
    chosen = choose_engine(model, "cpu")
    assert chosen.on_processor is None
    assert chosen.warnings == ()


def test_without_a_driver_torch_is_not_even_imported(monkeypatch, converted):
    monkeypatch.setattr(choice_module, "has_graphics_driver", lambda: False)
    monkeypatch.setitem(sys.modules, "torch", None)
    assert choose_engine(converted, "auto").engine.library == "OpenVINO"
