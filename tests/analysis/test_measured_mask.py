"""One road: a photograph, its written mask, and that mask in a field mask give the same numbers."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.analysis.analysis import Analysis, analyse
from app.analysis.measured_mask import MeasuredMask, measure_mask
from app.base.paths import default_model, sample
from app.domain.field import FieldMethod
from app.domain.reading import Stroke
from app.inference.engine import EngineName
from app.inference.predictor import load_predictor
from app.measurement.measures import BRANCH_POINTS, END_POINTS, MEASURES
from app.reading.opening import read_image
from app.records.pictures import mask_png
from app.self_test.numbers import compared_measures
from tests.readings import reread
from tests.support import FakePredictor, make_fundus, photograph

COUNTS = (BRANCH_POINTS.id, END_POINTS.id)


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyse(read_image(sample()), load_predictor(default_model(), "cpu", EngineName.TORCH))


def written(analysis: Analysis, folder: Path) -> Path:
    file = folder / "vessels.png"
    file.write_bytes(mask_png(analysis))
    return file


def field_file(analysis: Analysis, folder: Path) -> Path:
    file = folder / "field.png"
    Image.fromarray(analysis.field.mask).save(file)
    return file


def again(analysis: Analysis, folder: Path, source: Path) -> MeasuredMask:
    return measure_mask(read_image(written(analysis, folder)), source, inverted=False)


def values(measurements) -> dict[str, float | None]:
    """Return the numbers of which a mask alone can tell."""
    numbers = measurements.numbers.items()
    beyond = {name for name, each in MEASURES.items() if each.needs_spacing or each.needs}
    return {name: each.value for name, each in numbers if name not in beyond}


def test_a_written_mask_has_the_numbers_of_its_photograph(analysis, tmp_path):
    mask = again(analysis, tmp_path, sample())
    assert mask.field.method is analysis.field.method is FieldMethod.CIRCLE
    assert values(mask.measurements) == values(analysis.measurements)
    assert mask.measurements.calibres == analysis.measurements.calibres
    assert mask.measurements.segments == analysis.measurements.segments
    assert mask.warnings == ()


def test_a_field_mask_has_the_circle_and_the_numbers_of_the_photograph(analysis, tmp_path):
    mask = again(analysis, tmp_path, field_file(analysis, tmp_path))
    assert mask.field.method is FieldMethod.MASK
    assert mask.field.diameter_px == pytest.approx(analysis.field.diameter_px, rel=0.002)
    assert mask.field.center == pytest.approx(analysis.field.center, abs=1)
    found, expected = values(mask.measurements), values(analysis.measurements)
    for measure in compared_measures():
        assert found[measure.id] == pytest.approx(expected[measure.id], abs=measure.tolerance)
    for count in COUNTS:
        assert found[count] == pytest.approx(expected[count], abs=4)


@pytest.mark.parametrize("side", [1400, 2300])
def test_so_has_one_that_is_larger_than_the_working_size(side, tmp_path):
    pixels = np.kron(make_fundus(side // 2).pixels, np.ones((2, 2, 1), np.uint8))
    file = tmp_path / "photograph.png"
    Image.fromarray(pixels).save(file)
    found = analyse(photograph(pixels), FakePredictor())
    assert found.vessels.touched is not None
    mask = again(found, tmp_path, file)
    assert values(mask.measurements) == values(found.measurements)


def test_a_corrected_mask_has_the_corrected_numbers(analysis, tmp_path):
    x, y = analysis.field.center
    added, erased = Stroke(((x, y), (x + 200, y)), 3), Stroke(((x, y + 100),), 40, erases=True)
    corrected = reread(analysis, strokes=(added, erased))
    mask = again(corrected, tmp_path, sample())
    assert values(mask.measurements) == values(corrected.corrected.measurements)
    assert values(mask.measurements) != values(analysis.measurements)


def test_a_field_that_the_frame_cuts_keeps_the_cameras_diameter(tmp_path):
    pixels = make_fundus(600).pixels[60:-60]
    file = tmp_path / "photograph.png"
    Image.fromarray(pixels).save(file)
    found = analyse(photograph(pixels), FakePredictor())
    by_photograph = again(found, tmp_path, file)
    by_mask = again(found, tmp_path, field_file(found, tmp_path))
    assert values(by_photograph.measurements) == values(found.measurements)
    assert by_mask.field.diameter_px == pytest.approx(found.field.diameter_px, rel=0.01)
    assert by_mask.measurements.vessel_density.value == pytest.approx(
        found.measurements.vessel_density.value, rel=0.01
    )
