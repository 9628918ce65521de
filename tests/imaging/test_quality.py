from itertools import pairwise

import numpy as np
import pytest
from scipy import ndimage

from app.imaging.field_of_view import field_from_mask, find_field_of_view
from app.imaging.quality import assess_quality
from app.imaging.reading import read_image
from app.imaging.types import FieldMethod, FieldOfView, Verdict
from app.paths import sample
from tests.support import make_fundus, photograph

FUNDUS = make_fundus(400)


def judge(pixels):
    return assess_quality(
        photograph(np.clip(pixels, 0, 255).astype(np.uint8)), field_from_mask(FUNDUS.field)
    )


def reasons(quality):
    return " ".join(map(str, quality.reasons))


def test_a_clear_photograph_is_good():
    quality = judge(FUNDUS.pixels)
    assert quality.verdict is Verdict.GOOD
    assert quality.score > 0.9
    assert quality.reasons == ()


def falling(scores):
    return all(later <= earlier for earlier, later in pairwise(scores)) and scores[-1] < scores[0]


def test_blur_lowers_the_score():
    blurred = [
        judge(ndimage.gaussian_filter(FUNDUS.pixels.astype(float), (sigma, sigma, 0)))
        for sigma in (0, 2, 4, 6, 9, 14)
    ]
    assert falling([quality.score for quality in blurred])
    assert "blurred" in reasons(blurred[-1])


def test_darkness_lowers_the_score():
    dark = [judge(FUNDUS.pixels * gain) for gain in (1.0, 0.3, 0.18, 0.15, 0.12, 0.05)]
    assert falling([quality.score for quality in dark])
    assert dark[-1].verdict is Verdict.NOT_GRADABLE
    assert dark[-1].score == 0
    assert "too dark" in reasons(dark[-1])


def test_overexposure_lowers_the_score():
    bright = [judge(FUNDUS.pixels * gain) for gain in (1.0, 2.5, 3.2, 4.0, 6.0)]
    assert falling([quality.score for quality in bright])
    assert "overexposed" in reasons(bright[-1])


def test_wrong_colours_are_told():
    green = judge(FUNDUS.pixels[..., [1, 0, 2]])
    assert green.verdict is Verdict.USABLE
    assert "colours" in reasons(green)


def test_a_photograph_without_colour_is_told():
    grey = judge(np.repeat(FUNDUS.pixels[..., 1:2], 3, axis=2))
    assert grey.verdict is Verdict.USABLE
    assert "no colour" in reasons(grey)


@pytest.mark.parametrize(
    ("method", "verdict"),
    [(FieldMethod.FRAME, Verdict.NOT_GRADABLE), (FieldMethod.OUTLINE, Verdict.USABLE)],
)
def test_a_guessed_field_is_told_and_without_one_nothing_is_measured(method, verdict):
    field = FieldOfView(FUNDUS.field, (199.5, 199.5), 368, method, 0.0)
    quality = assess_quality(FUNDUS.image, field)
    assert quality.verdict is verdict
    assert "guess" in reasons(quality)


@pytest.mark.parametrize(
    ("sigma", "verdict"),
    [(0, Verdict.GOOD), (4, Verdict.USABLE), (6, Verdict.USABLE), (8, Verdict.NOT_GRADABLE)],
)
def test_a_real_photograph_is_judged_by_its_blur(sigma, verdict):
    """At 4 px its density leaves the band of the sharp photograph, at 8 px half of it is lost."""
    image = read_image(sample())
    blurred = ndimage.gaussian_filter(image.pixels, (sigma, sigma, 0))
    quality = assess_quality(photograph(blurred), find_field_of_view(image.pixels))
    assert quality.verdict is verdict


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (20, 20)])
@pytest.mark.parametrize("value", [0, 255])
def test_pictures_of_nothing_are_judged_too(shape, value):
    pixels = np.full((*shape, 3), value, np.uint8)
    quality = assess_quality(photograph(pixels), find_field_of_view(pixels))
    assert quality.verdict is Verdict.NOT_GRADABLE
    assert quality.reasons
