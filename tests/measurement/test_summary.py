from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from app.base.messages import message
from app.domain.field import FieldMethod, FieldOfView
from app.domain.maps import Levels, ProbabilityMap, StructureMask
from app.domain.photograph import Mask
from app.field.field_of_view import field_from_mask
from app.field.shapes import disc
from app.measurement.band import STEP as BAND_STEP
from app.measurement.measures import (
    BRANCH_POINTS,
    FRACTAL_DIMENSION,
    LENGTH_DENSITY,
    LENGTH_DENSITY_MM,
    MEAN_CALIBRE,
    MEAN_CALIBRE_UM,
    NOTHING_ELSE,
    SKELETON_DIMENSION,
    TORTUOSITY,
    VESSEL_DENSITY,
    measures_with,
)
from app.measurement.regions import Quadrant
from app.measurement.summary import measure, withhold_all
from app.measurement.types import Measurement, Measurements
from app.segmentation.postprocessing import (
    STANDARD_DIAMETER,
    extract_mask,
    find_levels,
    standardise,
)
from tests.anatomy.shapes import bar
from tests.support import make_fundus

METRIC = (LENGTH_DENSITY_MM.id, MEAN_CALIBRE_UM.id)
# What rises as the mask grows; counts of branches and ends, and winding, go up and down.
MONOTONE = (VESSEL_DENSITY.id, FRACTAL_DIMENSION.id, MEAN_CALIBRE.id)
PLAIN = measures_with(NOTHING_ELSE)
SIDE = STANDARD_DIAMETER
MIDDLE = ((SIDE - 1) / 2, (SIDE - 1) / 2)
ROUND = disc((SIDE, SIDE), MIDDLE, SIDE / 2 - 10)


@pytest.fixture(scope="module")
def probability() -> ProbabilityMap:
    """A map whose vessels thin out as the threshold rises."""
    return blurred(make_fundus(512).vessels, make_fundus(512).field)


def blurred(vessels: Mask, field: Mask, sigma: float = 1.5) -> ProbabilityMap:
    native = ndimage.gaussian_filter(vessels.astype(np.float32), sigma) * field
    return standardise(native, field_from_mask(field))


def plain(probability: ProbabilityMap) -> Levels:
    return Levels(probability.native, probability.standard)


def measured(probability, threshold, **options) -> Measurements:
    levels = plain(probability)
    return measure(extract_mask(levels, threshold), probability, levels, **options)


def of_mask(mask: Mask, field: Mask = ROUND, **options) -> Measurements:
    """Measure a mask of the standard size that was made elsewhere."""
    plane = mask.astype(np.float32)
    around = ProbabilityMap(plane, plane, field, MIDDLE)
    return measure(StructureMask(mask, mask, 0.5), around, None, **options)


def everything(measurements: Measurements) -> list[Measurement]:
    return [*measurements.numbers.values(), *measurements.quadrant_densities.values()]


def check_sound(measurements: Measurements) -> None:
    """Check that each number is finite, in its band and of its unit, or withheld with a reason."""
    assert tuple(measurements.numbers) == tuple(each.id for each in PLAIN)
    assert list(measurements.quadrant_densities) == list(Quadrant)
    assert {name: number.unit for name, number in measurements.numbers.items()} == {
        measure.id: measure.unit for measure in PLAIN
    }
    for number in everything(measurements):
        if number.value is None:
            assert str(number.reason).endswith(".")
            assert number.low is number.high is None
            continue
        assert number.reason is None
        assert np.isfinite(number.value)
        assert number.value >= 0
        assert (number.low is None) == (number.high is None)
        if number.low is not None:
            assert 0 <= number.low <= number.value <= number.high < np.inf


# --- values --------------------------------------------------------------------------------


def test_every_number_of_a_network_is_given(probability):
    numbers = measured(probability, 0.5)
    check_sound(numbers)
    withheld = [name for name, number in numbers.numbers.items() if number.value is None]
    few = [measure.id for measure in PLAIN if measure.width and measure.id in withheld]
    assert withheld == [*METRIC, *few]
    assert all("tortuosity" in name for name in few)


def test_density_is_that_of_the_standard_mask_inside_the_measured_field(probability):
    vessels = extract_mask(plain(probability), 0.4)
    inside = vessels.standard[probability.measured_field]
    assert measured(probability, 0.4).vessel_density.value == pytest.approx(inside.mean())


def test_the_box_counts_are_those_of_the_values(probability):
    numbers = measured(probability, 0.5)
    skeleton = numbers.numbers[SKELETON_DIMENSION.id].value
    assert numbers.fits["fractal_dimension"].dimension == numbers.fractal_dimension.value
    assert numbers.fits["skeleton_fractal_dimension"].dimension == skeleton
    assert numbers.fits["fractal_dimension"].sizes == (2, 4, 8, 16, 32, 64, 128, 256)
    assert numbers.fits["skeleton_fractal_dimension"].sizes == (4, 8, 16, 32, 64, 128, 256)
    assert 1 < skeleton < numbers.fractal_dimension.value < 2


def test_a_grid_of_lines_has_its_length_width_and_crossings():
    mask = np.zeros((SIDE, SIDE), np.bool_)
    for start in (0, 1, 2):  # lines three pixels wide
        mask[start::64] = True
        mask[:, start::64] = True
    numbers = of_mask(mask).numbers
    length = 2 * np.count_nonzero(ROUND[1::64])
    expected = length / np.count_nonzero(ROUND) * SIDE
    assert numbers[LENGTH_DENSITY.id].value == pytest.approx(expected, rel=0.02)
    assert numbers[MEAN_CALIBRE.id].value * SIDE == pytest.approx(3, abs=0.1)
    assert numbers[TORTUOSITY.id].value == pytest.approx(1, abs=0.02)
    crossings = np.count_nonzero(ROUND[1::64, 1::64])
    assert numbers[BRANCH_POINTS.id].value == pytest.approx(crossings, rel=0.06)


def test_the_histogram_of_widths():
    mask = np.zeros((SIDE, SIDE), np.bool_)
    mask[300:305, 200:800] = True
    mask[600:612, 200:500] = True
    calibres = of_mask(mask).calibres
    assert len(calibres.edges) == len(calibres.shares) + 1
    assert sum(calibres.shares) == pytest.approx(1)
    narrow = [share for edge, share in zip(calibres.edges, calibres.shares, strict=False)
              if edge < 0.008]  # fmt: skip
    assert sum(narrow) == pytest.approx(600 / 900, abs=0.02)
    assert calibres.median * SIDE == pytest.approx(5, abs=0.5)


def test_very_wide_vessels_stay_in_the_histogram():
    mask = np.zeros((SIDE, SIDE), np.bool_)
    mask[450:550, 100:900] = True
    calibres = of_mask(mask).calibres
    assert sum(calibres.shares) == pytest.approx(1)
    assert calibres.shares[-1] > 0.9


def test_segments_are_given_in_field_diameters():
    mask = np.pad(bar(4, 30, 300), (SIDE - 420) // 2)
    (segment,) = of_mask(mask).segments
    assert segment.length * SIDE == pytest.approx(300, abs=6)
    assert segment.tortuosity == pytest.approx(1, abs=0.01)


# --- bands ---------------------------------------------------------------------------------


@pytest.mark.parametrize("threshold", [0.1, 0.3, 0.5, 0.7, 0.97])
@pytest.mark.parametrize("hysteresis", [1.0, 2.0])
def test_bands_hold_their_value(probability, threshold, hysteresis):
    field = field_from_mask(make_fundus(512).field)
    levels = find_levels(probability, field, hysteresis)
    numbers = measure(extract_mask(levels, threshold), probability, levels)
    check_sound(numbers)
    assert numbers.vessel_density.low < numbers.vessel_density.high
    assert numbers.band.low_threshold < threshold < numbers.band.high_threshold


def test_the_band_holds_what_the_neighbouring_thresholds_give(probability):
    numbers = measured(probability, 0.5)
    for other in (measured(probability, 0.5 - BAND_STEP), measured(probability, 0.5 + BAND_STEP)):
        for name in MONOTONE:
            number, there = numbers.numbers[name], other.numbers[name]
            assert number.low <= there.value <= number.high
    assert numbers.band.low_threshold <= 0.5 - BAND_STEP + 1e-9
    assert numbers.band.high_threshold >= 0.5 + BAND_STEP - 1e-9


def test_the_ends_of_the_density_band_are_those_of_its_thresholds(probability):
    numbers = measured(probability, 0.5)
    ends = (numbers.band.low_threshold, numbers.band.high_threshold)
    widest, narrowest = (measured(probability, end).vessel_density.value for end in ends)
    assert numbers.vessel_density.high == widest
    assert numbers.vessel_density.low == narrowest


def test_a_mask_that_was_made_elsewhere_has_no_band():
    numbers = of_mask(np.pad(make_fundus(SIDE).vessels, 0))
    check_sound(numbers)
    assert numbers.band is None
    assert numbers.vessel_density.value > 0
    assert {number.low for number in everything(numbers)} == {None}


def test_there_is_no_half_band(probability):
    faint = probability.standard * 0.5
    probability = ProbabilityMap(
        probability.native, faint, probability.measured_field, probability.center
    )
    one_below_nothing = float(faint.max()) - BAND_STEP / 2
    numbers = measured(probability, one_below_nothing)
    assert measured(probability, one_below_nothing + BAND_STEP).fractal_dimension.value is None
    assert numbers.fractal_dimension.value is not None
    assert numbers.fractal_dimension.low is numbers.fractal_dimension.high is None


# --- quadrants -----------------------------------------------------------------------------


def test_each_quadrant_has_the_density_of_its_own_vessels():
    mask = np.zeros((SIDE, SIDE), np.bool_)
    mask[: SIDE // 2, : SIDE // 2] = True
    mask[SIDE // 2 :, SIDE // 2 :] = np.indices((SIDE // 2, SIDE // 2)).sum(axis=0) % 2 == 0
    quadrants = of_mask(mask).quadrant_densities
    assert [number.value for number in quadrants.values()] == pytest.approx(
        [1, 0, 0, 0.5], abs=0.001
    )


@pytest.mark.parametrize(("cut", "withheld"), [(0.0, 0), (0.15, 0), (0.3, 2), (0.6, 2)])
def test_quadrants_less_than_half_in_view_are_withheld(cut, withheld):
    """The frame cuts a share of the camera's circle off at the left."""
    side = 400
    whole = disc((side, side), (199.5, 199.5), 195)
    left = round(cut * 390) + 5
    seen = FieldOfView(whole[:, left:], (199.5 - left, 199.5), 390.0, FieldMethod.CIRCLE, 1.0)
    vessels = make_fundus(side).vessels[:, left:] & seen.mask
    numbers = measured(standardise(vessels.astype(np.float32), seen), 0.5)
    check_sound(numbers)
    missing = [name for name, each in numbers.quadrant_densities.items() if each.value is None]
    assert len(missing) == withheld
    assert all("left" in name for name in missing[:withheld]) or cut > 0.5
    for name in missing:
        assert "half of this quadrant" in str(numbers.quadrant_densities[name].reason)
    assert numbers.vessel_density.value > 0


# --- millimetres ---------------------------------------------------------------------------


@pytest.mark.parametrize("pixel_mm", [0.004, 0.0123])
def test_millimetres_are_pixels_times_their_side(probability, pixel_mm):
    numbers = measured(probability, 0.5, pixel_mm=pixel_mm).numbers
    for metric, relative, factor in (
        (LENGTH_DENSITY_MM.id, LENGTH_DENSITY.id, 1 / (SIDE * pixel_mm)),
        (MEAN_CALIBRE_UM.id, MEAN_CALIBRE.id, SIDE * pixel_mm * 1000),
    ):
        for part in ("value", "low", "high"):
            expected = getattr(numbers[relative], part) * factor
            assert getattr(numbers[metric], part) == pytest.approx(expected)
    assert numbers[MEAN_CALIBRE_UM.id].unit == "um"
    assert numbers[LENGTH_DENSITY_MM.id].unit == "mm/mm2"


def test_a_bar_of_known_width_in_micrometres():
    mask = np.pad(bar(8, 0, 400), (SIDE - 420) // 2)
    numbers = of_mask(mask, pixel_mm=0.01).numbers
    assert numbers[MEAN_CALIBRE_UM.id].value == pytest.approx(80, abs=3)
    area_mm2 = np.count_nonzero(ROUND) * 0.01**2
    assert numbers[LENGTH_DENSITY_MM.id].value == pytest.approx(4 / area_mm2, rel=0.03)


def test_without_a_calibration_millimetres_are_withheld(probability):
    numbers = measured(probability, 0.5).numbers
    for metric in METRIC:
        assert numbers[metric].value is None
        assert "pixel size" in str(numbers[metric].reason)


# --- what cannot be measured ---------------------------------------------------------------


def test_withhold_all():
    reason = message("Too dark to see.")
    numbers = withhold_all(reason)
    check_sound(numbers)
    assert all(number.reason is reason for number in everything(numbers))
    assert numbers.fits == {}
    assert numbers.calibres is None
    assert numbers.segments == ()


def test_without_a_field_everything_is_withheld(probability):
    nothing = np.zeros_like(probability.measured_field)
    numbers = measured(
        ProbabilityMap(probability.native, probability.standard, nothing, probability.center), 0.5
    )
    check_sound(numbers)
    assert {number.value for number in everything(numbers)} == {None}
    assert "empty" in str(numbers.vessel_density.reason)


def line() -> Mask:
    mask = np.zeros((SIDE, SIDE), np.bool_)
    mask[500, 100:900] = True
    return mask


def specks() -> Mask:
    mask = np.zeros((SIDE, SIDE), np.bool_)
    mask[::64, ::64] = True
    return mask


def one_pixel() -> Mask:
    mask = np.zeros((SIDE, SIDE), np.bool_)
    mask[512, 512] = True
    return mask


def noise() -> Mask:
    return np.random.default_rng(0).random((SIDE, SIDE)) < 0.5


EMPTY = np.zeros((SIDE, SIDE), np.bool_)
AREA = np.count_nonzero(ROUND)


@pytest.mark.parametrize(
    ("mask", "density", "withheld"),
    [
        (EMPTY, 0, {"fractal", "skeleton_fractal", "mean_calibre", "tortuosity"}),
        (one_pixel(), 1 / AREA, {"fractal", "skeleton_fractal", "mean_calibre", "tortuosity"}),
        (specks(), specks()[ROUND].mean(), {"fractal", "mean_calibre", "tortuosity"}),
        (~EMPTY, 1, {"skeleton_fractal", "mean_calibre"}),
        (line(), 800 / AREA, set()),
        (noise(), noise()[ROUND].mean(), set()),
    ],
    ids=["empty", "one pixel", "specks", "full", "line", "noise"],
)
def test_masks_that_are_no_vessels(mask, density, withheld):
    numbers = of_mask(mask)
    check_sound(numbers)
    assert numbers.vessel_density.value == pytest.approx(density)
    missing = {str(name) for name, number in numbers.numbers.items() if number.value is None}
    for name in withheld:
        assert any(each.startswith(name) for each in missing), name


def test_a_full_field_has_dimension_two():
    full = of_mask(np.ones((SIDE, SIDE), np.bool_), np.ones((SIDE, SIDE), np.bool_))
    assert full.fractal_dimension.value == pytest.approx(2, abs=0.001)


def test_a_line_has_dimension_one():
    mask = np.zeros((SIDE, SIDE), np.bool_)
    mask[500] = True
    numbers = of_mask(mask, np.ones((SIDE, SIDE), np.bool_))
    assert numbers.fractal_dimension.value == pytest.approx(1, abs=0.001)
    assert numbers.numbers[TORTUOSITY.id].value == pytest.approx(1)


@settings(max_examples=25)
@given(
    seed=st.integers(0, 1000),
    threshold=st.floats(0, 1),
    blank=st.floats(0, 1),
    sigma=st.sampled_from([0.0, 1.0, 3.0]),
    pixel_mm=st.sampled_from([None, 0.01]),
)
def test_any_map_gives_sound_numbers_or_reasons(seed, threshold, blank, sigma, pixel_mm):
    rng = np.random.default_rng(seed)
    plane = rng.random((80, 90)) * (rng.random((80, 90)) >= blank)
    plane = np.clip(ndimage.gaussian_filter(plane, sigma), 0, 1).astype(np.float32)
    field = rng.random((80, 90)) > rng.choice([0.0, 0.3, 1.0])
    numbers = measured(ProbabilityMap(plane, plane, field, (44.5, 39.5)), threshold,
                       pixel_mm=pixel_mm)  # fmt: skip
    check_sound(numbers)
    tops = {VESSEL_DENSITY.id: 1, FRACTAL_DIMENSION.id: 2.05}
    for name, top in tops.items():
        assert (numbers.numbers[name].value or 0) <= top
    winding = numbers.numbers[TORTUOSITY.id].value
    assert winding is None or winding >= 1 - 1e-9


# --- one eye, several cameras --------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_the_same_eye_at_other_sizes_measures_the_same(seed):
    """A photograph of twice or half the pixels across, its probabilities resized likewise."""
    fundus = make_fundus(900, seed)
    smooth = ndimage.gaussian_filter(fundus.vessels.astype(np.float32), 2.5)
    found = []
    for factor in (0.5, 1.0, 2.0):
        native = np.clip(
            ndimage.zoom(smooth, factor, order=1, grid_mode=True, mode="nearest"), 0, 1
        )
        size = len(native)
        field = field_from_mask(disc((size, size), ((size - 1) / 2,) * 2, 0.46 * size))
        found.append(measured(standardise(native * field.mask, field), 0.45))
    for first, second in pairwise(found):
        difference = first.fractal_dimension.value - second.fractal_dimension.value
        assert abs(difference) < 0.02
        assert first.vessel_density.value == pytest.approx(second.vessel_density.value, rel=0.03)
        for name, tolerance in ((MEAN_CALIBRE.id, 0.03), (LENGTH_DENSITY.id, 0.03)):
            assert first.numbers[name].value == pytest.approx(
                second.numbers[name].value, rel=tolerance
            )
        skeletons = [each.numbers[SKELETON_DIMENSION.id].value for each in (first, second)]
        assert abs(skeletons[0] - skeletons[1]) < 0.02
