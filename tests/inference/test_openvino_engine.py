import subprocess
import sys

import numpy as np
import pytest

from app.base.paths import default_model
from app.domain.structures import Structure
from app.domain.style import OWN_STYLE, Style
from app.inference.checkpoint import load_network
from app.inference.choice import choose_engine
from app.inference.converted import read_converted
from app.inference.engine import EngineName
from app.inference.model_card import read_model
from app.inference.openvino_engine import OpenVinoEngine
from app.inference.predictor import load_predictor
from app.inference.proof import answer_of, draw_test_picture
from app.inference.styles import mixture_of
from app.inference.torch_engine import TorchEngine
from tests.support import prepared_input


@pytest.fixture(scope="module")
def model():
    return read_model(default_model())


def mixture(model, shares=None):
    card = model.card
    return mixture_of(card.style if shares is None else shares, card.architecture.styles)


@pytest.mark.parametrize("side", [96, 256])
@pytest.mark.parametrize("shares", [None, {"DRIVE": 1.0}, {"ORVS": 0.5, "any": 0.5}])
def test_it_answers_as_torch_does_in_every_style_and_size(model, side, shares):
    exact = choose_engine(model, "cpu", EngineName.OPENVINO).engine
    picture = draw_test_picture(3, side)
    found = exact.logits(picture, mixture(model, shares))
    right = TorchEngine(load_network(model)).logits(picture, mixture(model, shares))
    assert found.dtype == np.float32
    assert found == pytest.approx(right, abs=1e-3)


def test_the_stored_answer_is_that_of_torch(model):
    stored = read_converted(model).probabilities(1)
    right = answer_of(TorchEngine(load_network(model)), 3, model.card.outputs, mixture(model))
    assert np.abs(stored - right).max() <= 1 / 255


def test_eight_bits_were_checked_on_the_validation_patients_of_every_set(model):
    checks = read_converted(model).checks
    assert checks.keys() == model.card.scores["validation"].keys()
    for check in checks.values():
        assert check["dice_change"] > -0.002
        assert check["thin_recall_change"] > -0.005


def test_eight_bits_are_for_the_default_style_alone():
    predictor = load_predictor(default_model(), "cpu", EngineName.OPENVINO_INT8)
    assert predictor.precision == "int8"
    assert predictor.in_style(Style(detail=0.5)).precision == "float32"
    assert predictor.in_style(OWN_STYLE).precision == "int8"
    other = predictor.in_style(Style(hand="ORVS"))
    right = load_predictor(default_model(), "cpu", EngineName.TORCH).in_style(Style(hand="ORVS"))
    prepared = prepared_input((96, 96))
    found = other.predict(prepared)[Structure.VESSEL]
    assert found == pytest.approx(right.predict(prepared)[Structure.VESSEL], abs=1e-3)


def test_a_file_that_is_missing_or_another_is_no_engine(model, tmp_path):
    path = tmp_path / model.path.name
    alone = type(model)(path, model.weights, model.card)
    converted = read_converted(model)
    with pytest.raises(FileNotFoundError):
        OpenVinoEngine(alone, converted, "float32")
    path.with_suffix(".float32.xml").write_bytes(b"<net/>")
    with pytest.raises(ValueError, match="not the file"):
        OpenVinoEngine(alone, converted, "float32")


TELLS_NOBODY = """
import socket, sys

def refuse(*_arguments, **_options):
    raise SystemExit("something wants to go out")

socket.socket.connect = socket.getaddrinfo = refuse
from app.base.paths import default_model
from app.domain.structures import Structure
from app.domain.style import OWN_STYLE, Style
from app.inference.predictor import load_predictor
predictor = load_predictor(default_model(), "cpu")
from openvino.tools.ovc import telemetry_utils
print(predictor.library, telemetry_utils.tm.__name__, "torch" in sys.modules)
"""


def test_openvino_tells_nobody_that_it_is_used_and_torch_is_not_imported():
    done = subprocess.run(
        [sys.executable, "-c", TELLS_NOBODY], capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["OpenVINO", "openvino.tools.ovc.telemetry_stub", "False"], done
