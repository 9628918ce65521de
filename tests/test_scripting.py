import json
import subprocess
import sys

import numpy as np
import pytest

import app
from app import analyse, load_model, open_photograph
from app.base.errors import ImageReadError, ModelLoadError
from app.base.paths import sample
from app.domain.photograph import Laterality, Source
from tests.support import ROOT, FakePredictor, encode, make_fundus, photograph, refused

FUNDUS = make_fundus(256)


@pytest.fixture(scope="module")
def analysis():
    return analyse(FUNDUS.image, FakePredictor())


def test_a_photograph_is_opened_analysed_and_written_in_three_lines():
    result = analyse(open_photograph(str(sample())), load_model(device="cpu"), eye="R")
    record = json.loads(json.dumps(result.to_dict()))
    density = record["measurements"]["vessel_density"]["value"]
    assert density == result.numbers["vessel_density"].value
    assert 0.05 < density < 0.1
    assert record["image"]["laterality"] == "R"


def test_what_a_script_states_is_obeyed_and_told():
    result = analyse(FUNDUS.image, FakePredictor(), threshold=0.4, eye="L", spacing_mm=0.04)
    assert result.threshold == 0.4
    assert result.image.laterality is Laterality.LEFT
    assert result.image.spacing.source is Source.USER
    assert result.numbers["mean_calibre_um"].value > 0


def test_maps_have_the_size_of_the_photograph(analysis):
    assert analysis.probabilities.shape == FUNDUS.vessels.shape
    assert analysis.vessel_mask.dtype == np.bool_
    assert analysis.vessel_mask.any()


def test_a_script_may_give_several_models(analysis):
    result = analyse(FUNDUS.image, [FakePredictor()])
    assert result.numbers == analysis.numbers
    refused(ModelLoadError, analyse, FUNDUS.image, [FakePredictor(), FakePredictor()])
    refused(ModelLoadError, analyse, FUNDUS.image, [])


def test_frames_count_from_one(tmp_path):
    path = tmp_path / "eye.png"
    path.write_bytes(encode(FUNDUS.pixels))
    assert open_photograph(path).frame == 0
    with pytest.raises(ImageReadError):
        open_photograph(tmp_path / "none.png")


def test_a_notebook_shows_picture_numbers_and_warnings(analysis):
    shown = analysis._repr_html_()
    assert "data:image/png;base64," in shown
    assert "Vessel density" in shown
    assert "It is not recorded which eye this is." in shown
    assert "vessel_density 0." in repr(analysis)


def test_names_of_files_are_plain_text_in_a_notebook():
    evil = analyse(photograph(FUNDUS.pixels, "<b>x.png"), FakePredictor())
    assert "<b>" not in evil._repr_html_()
    assert "&lt;b&gt;x" in evil._repr_html_()


def test_what_is_withheld_is_a_dash_with_its_reason():
    dark = analyse(photograph(FUNDUS.pixels // 10), FakePredictor())
    assert "<td>–</td>" in dark._repr_html_()
    assert "withheld" in repr(dark)
    assert dark.to_dict()["measurements"]["vessel_density"]["value"] is None


def test_importing_the_package_loads_no_part_of_it():
    program = "import sys, app\nassert not [m for m in sys.modules if m.startswith('app.')]"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def test_names_that_it_does_not_have():
    with pytest.raises(AttributeError, match="no attribute 'analyze'"):
        _ = app.analyze
