import io

import numpy as np
from PIL import Image

from app.analysis.analysis import Analysis
from app.records.pictures import (
    mask_png,
    overlay_png,
    photograph_png,
    probability_png,
    thumbnail_jpeg,
)


def decode(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_probability_is_16_bit_native_size_and_zero_outside(analysis: Analysis):
    picture = decode(probability_png(analysis))
    assert picture.mode == "I;16"
    values = np.asarray(picture)
    assert values.shape == (analysis.image.height, analysis.image.width)
    assert not values[~analysis.field.mask].any()
    assert np.abs(values / 65535 - analysis.probability.native).max() < 1e-5


def test_mask_is_the_mask_that_is_measured(analysis: Analysis):
    picture = decode(mask_png(analysis))
    assert picture.mode == "1"
    assert np.array_equal(np.asarray(picture), analysis.vessels.native)


def test_overlay_differs_from_the_photograph_exactly_at_the_vessels(analysis: Analysis):
    overlay = np.asarray(decode(overlay_png(analysis)))
    changed = (overlay != analysis.image.pixels).any(axis=2)
    assert np.array_equal(changed, analysis.vessels.native)


def test_corrected_vessels_are_exported_those_added_in_their_own_colour(corrected: Analysis):
    vessels = corrected.shown_vessels.native
    assert np.array_equal(np.asarray(decode(mask_png(corrected))), vessels)
    assert not np.array_equal(vessels, corrected.vessels.native)
    overlay = np.asarray(decode(overlay_png(corrected))).astype(int)
    assert np.array_equal((overlay != corrected.image.pixels).any(axis=2), vessels)
    yellow = overlay[..., 0] - overlay[..., 2]
    assert (yellow[corrected.added] > 100).all()
    assert (yellow[vessels & ~corrected.added] < 0).all()


def test_photograph_is_exported_as_it_was_read(analysis: Analysis):
    assert np.array_equal(np.asarray(decode(photograph_png(analysis))), analysis.image.pixels)


def test_thumbnail_is_small_and_of_the_same_shape(analysis):
    with decode(thumbnail_jpeg(analysis.image)) as picture:
        assert picture.format == "JPEG"
        assert max(picture.size) == 256
        assert picture.width * analysis.image.height == picture.height * analysis.image.width
