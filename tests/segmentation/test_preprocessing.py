import numpy as np
import pytest
from scipy import ndimage

from app.field.field_of_view import field_from_mask, find_field_of_view
from app.field.geometry import field_box
from app.field.shapes import disc, erode_mask
from app.imaging.colour import as_rgb
from app.imaging.resampling import scaled_shape
from app.segmentation.network_input import InputSpec
from app.segmentation.postprocessing import restore_native
from app.segmentation.preprocessing import find_field, normalise, prepare_input, working_diameter
from tests.support import make_fundus, photograph

SPEC = InputSpec()
FUNDUS = make_fundus(256)


@pytest.mark.parametrize(
    ("diameter", "expected"),
    [(50, 576), (575.9, 576), (576, 576), (700.5, 700.5), (1024, 1024), (3300, 1024)],
)
def test_working_diameter_stays_between_its_bounds(diameter, expected):
    assert working_diameter(diameter, SPEC) == expected


def test_the_box_holds_the_field_and_a_margin():
    field = field_from_mask(disc((300, 400), (200, 150), 100))
    assert field_box(field) == (97, 47, 304, 254)


def test_the_box_ends_at_the_frame():
    field = field_from_mask(np.ones((30, 40), np.bool_))
    assert field_box(field) == (0, 0, 40, 30)


def test_scaled_shape_is_never_empty():
    assert scaled_shape((0, 0, 100, 50), 0.5) == (25, 50)
    assert scaled_shape((0, 0, 100, 1), 0.1) == (1, 10)


@pytest.mark.parametrize(
    ("side", "spec"),
    [
        (300, InputSpec(min_diameter=400, max_diameter=500)),
        (300, InputSpec(min_diameter=100, max_diameter=150)),
        (300, InputSpec(min_diameter=100, max_diameter=900)),
        (301, InputSpec(min_diameter=333, max_diameter=900)),
    ],
)
@pytest.mark.parametrize("place", [(150, 150), (80, 120), (210, 225)])
def test_a_blob_comes_back_to_its_place(side, spec, place):
    """The network's answer, here a blob where the input has one, fits the photograph."""
    inside = disc((side, side), (side / 2, side / 2), 0.45 * side)
    pixels = np.where(inside[..., None], (150, 100, 50), 0).astype(np.uint8)
    pixels[disc((side, side), place, 8)] = (150, 250, 50)
    field = field_from_mask(inside)
    prepared = prepare_input(photograph(pixels), field, spec)
    green = prepared.values[1] - prepared.values[0]
    # Enlarging rings at the rim; the blob is the largest of what stands out.
    labels, _ = ndimage.label(green > 0.5 * green.max())
    answer = (labels == 1 + np.argmax(np.bincount(labels.ravel())[1:])).astype(np.float32)
    native = restore_native(answer, prepared, field).native
    assert native.shape == (side, side)
    blob = ndimage.center_of_mass(native > 0.5)
    assert blob == pytest.approx((place[1], place[0]), abs=1)
    assert np.count_nonzero(native > 0.5) == pytest.approx(np.pi * 64, rel=0.25)


def test_prepared_input_has_the_working_size_and_nothing_outside():
    fundus = make_fundus(256)
    field = find_field_of_view(fundus.pixels)
    prepared = prepare_input(fundus.image, field, InputSpec(min_diameter=400, max_diameter=500))
    left, top, right, bottom = prepared.box
    assert prepared.diameter == 400
    assert prepared.values.dtype == np.float32
    assert prepared.values.shape == (3, *prepared.field.shape)
    assert prepared.field.shape[1] == pytest.approx((right - left) * 400 / field.diameter_px, abs=1)
    assert prepared.field.shape[0] == pytest.approx((bottom - top) * 400 / field.diameter_px, abs=1)
    assert (prepared.values[:, ~prepared.field] == 0).all()
    inner = prepared.values[:, prepared.field]
    assert np.abs(inner.mean()) < 0.1
    assert inner.std() == pytest.approx(1, abs=0.25)
    assert np.abs(inner).max() <= 8


def scene(side=200):
    fundus = make_fundus(side, seed=3)
    field = erode_mask(fundus.field, 2)
    return fundus.pixels.astype(np.float32) / 255, field, 0.92 * side


@pytest.mark.parametrize(("gain", "offset"), [(1, 0.1), (0.5, 0), (0.4, 0.3)])
def test_normalise_ignores_gain_and_offset(gain, offset):
    rgb, field, diameter = scene()
    plain = normalise(rgb, field, diameter, SPEC)
    changed = normalise((rgb * gain + offset).astype(np.float32), field, diameter, SPEC)
    assert np.abs(changed - plain)[:, field].mean() < 0.01


def test_normalise_is_what_its_formula_says():
    """Compare with the same at full resolution, plane by plane: slow and plain."""
    rgb, field, diameter = scene()
    inside = field.astype(float)

    def local_mean(plane, sigma):
        total = ndimage.gaussian_filter(plane * inside, sigma, mode="constant")
        return total / np.maximum(ndimage.gaussian_filter(inside, sigma, mode="constant"), 1e-6)

    for channel, values in enumerate(normalise(rgb, field, diameter, SPEC)):
        plane = rgb[..., channel]
        detail = (plane - local_mean(plane, SPEC.background_sigma * diameter)) * inside
        variance = local_mean(detail**2, SPEC.contrast_sigma * diameter)
        floor = 0.25 * (detail**2).sum() / inside.sum()
        expected = detail / np.sqrt(np.maximum(variance, floor) + 1e-8)
        assert np.abs(values - expected)[field].mean() < 0.02


def test_normalise_leaves_its_input_alone():
    rgb, field, diameter = scene()
    before = rgb.copy()
    normalise(rgb, field, diameter, SPEC)
    assert np.array_equal(rgb, before)


def test_normalise_ignores_what_lies_outside():
    rgb, field, diameter = scene()
    other = rgb.copy()
    other[~field] = 0.9
    assert np.array_equal(
        normalise(rgb, field, diameter, SPEC), normalise(other, field, diameter, SPEC)
    )


def test_the_rim_leaves_no_edge():
    """A flat retina under slanting light: the values at the rim are like those inside."""
    field = disc((300, 300), (150, 150), 140)
    rng = np.random.default_rng(0)
    rgb = 0.5 + 0.2 * np.linspace(-1, 1, 300)[None, :, None] + rng.normal(0, 0.02, (300, 300, 3))
    values = normalise((rgb * field[..., None]).astype(np.float32), field, 280, SPEC)
    rim = field & ~erode_mask(field, 6)
    inner = erode_mask(field, 30)
    for plane in values:
        assert abs(plane[rim].mean()) < 0.35
        assert plane[rim].std() == pytest.approx(plane[inner].std(), rel=0.2)


def test_noise_is_not_blown_up_where_there_is_nothing_to_see():
    rgb, field, diameter = scene()
    hidden = field & (np.arange(200) > 130)
    rgb[hidden] = rgb[hidden].mean(axis=0)
    rgb[hidden] += np.random.default_rng(0).normal(0, 1e-4, (np.count_nonzero(hidden), 3))
    values = normalise(rgb, field, diameter, SPEC)
    core = erode_mask(hidden, 12)
    assert values[:, core].std() < 0.1


@pytest.mark.parametrize("field", [np.ones((40, 40), np.bool_), np.zeros((40, 40), np.bool_)])
def test_normalise_of_nothing_is_finite(field):
    values = normalise(np.zeros((40, 40, 3), np.float32), field, 40, SPEC)
    assert values.shape == (3, 40, 40)
    assert (values == 0).all()


def test_as_rgb():
    grey = np.arange(6, dtype=np.uint8).reshape(2, 3)
    assert np.array_equal(as_rgb(grey)[..., 2], grey)
    four = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    assert np.array_equal(as_rgb(four), four[..., :3])
    assert as_rgb(four).flags.c_contiguous


def test_a_grey_model_sees_the_green_channel_alone():
    field = find_field(FUNDUS.pixels, SPEC)
    colour = prepare_input(FUNDUS.image, field, SPEC)
    grey = prepare_input(FUNDUS.image, field, InputSpec(channels="grey"))
    assert grey.values.shape == (1, *colour.values.shape[1:])
    assert np.array_equal(grey.values[0], colour.values[1])


def test_a_model_for_other_pictures_looks_at_the_whole_frame():
    assert not find_field(FUNDUS.pixels, SPEC).mask.all()
    frame = find_field(FUNDUS.pixels, InputSpec(field="frame"))
    assert frame.mask.all()
    assert frame.diameter_px == max(FUNDUS.pixels.shape)
