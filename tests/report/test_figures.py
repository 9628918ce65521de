import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from app.analysis.analysis import Analysis
from app.base.errors import ReportWriteError
from app.base.messages import message
from app.domain.reading import Region
from app.report.figures import LONGEST_SIDE, OUTLINE_COLOUR, draw_figures, prepare_logo
from tests.readings import altered, reread
from tests.support import encode, encode_picture, refused


def decode(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)), dtype=float)


def test_pictures_have_print_resolution_whatever_the_camera(analysis: Analysis):
    side = 2 * LONGEST_SIDE
    large = np.full((side, side - 400, 3), 90, dtype=np.uint8)
    mask = np.ones(large.shape[:2], dtype=np.bool_)
    image, field = replace(analysis.image, pixels=large), replace(analysis.field, mask=mask)
    vessels = replace(analysis.vessels, native=mask)
    figures = draw_figures(altered(analysis, image=image, field=field, vessels=vessels))
    for picture in (figures.photograph, figures.red_free, figures.overlay):
        assert decode(picture).shape == (LONGEST_SIDE, LONGEST_SIDE - 200, 3)
    assert decode(draw_figures(analysis).photograph).shape == analysis.image.pixels.shape


def test_field_is_outlined_in_every_picture(analysis: Analysis):
    figures = draw_figures(analysis)
    inside = analysis.field.mask
    row = inside.shape[0] // 2
    edge = int(np.flatnonzero(inside[row])[0])
    for picture in (figures.photograph, figures.red_free, figures.overlay):
        drawn = decode(picture)[row]
        assert np.abs(drawn[edge + 1] - OUTLINE_COLOUR).max() < 80
        assert drawn[edge - 6].max() < 40


def test_red_free_is_the_green_channel(analysis: Analysis):
    drawn = decode(draw_figures(analysis).red_free)
    middle = (slice(200, 300), slice(200, 300))
    green = analysis.image.pixels[..., 1].astype(float)
    for channel in range(3):
        assert np.abs(drawn[middle][..., channel] - green[middle]).mean() < 3


def test_overlay_lies_where_the_vessels_are(analysis: Analysis):
    figures = draw_figures(analysis)
    blue_rise = (decode(figures.overlay) - decode(figures.photograph))[..., 2]
    vessels = analysis.vessels.native
    assert blue_rise[vessels].mean() > 50
    assert abs(blue_rise[~vessels].mean()) < 5


def test_picture_shows_the_corrected_vessels(analysis: Analysis, corrected: Analysis):
    change = decode(draw_figures(corrected).overlay) - decode(draw_figures(analysis).overlay)
    assert change[corrected.added][:, 1].mean() > 50
    assert change[corrected.erased][:, 2].mean() < -50
    assert abs(change[~(corrected.added | corrected.erased)].mean()) < 5


def test_logo_is_brought_to_print_resolution():
    large = encode(np.full((1200, 3000, 3), 90, dtype=np.uint8), "jpeg")
    assert decode(prepare_logo(large)).shape == (360, 900, 4)
    small = encode_picture(Image.new("P", (30, 20)))
    assert decode(prepare_logo(small)).shape == (20, 30, 4)


@pytest.mark.parametrize("cut", [0, 30, -40])
def test_logo_that_is_no_picture_is_refused(cut: int):
    whole = encode(np.random.default_rng(0).integers(0, 255, (90, 90, 3)).astype(np.uint8))
    refused(ReportWriteError, prepare_logo, whole[:cut])
    refused(ReportWriteError, prepare_logo, b"<svg/>")


def test_of_what_is_unsuitable_there_is_no_picture_of_vessels(analysis: Analysis):
    figures = draw_figures(altered(analysis, unsuitable=message("It is a heart.")))
    assert figures.overlay is None
    assert figures.photograph == draw_figures(analysis).photograph


def test_what_is_excluded_is_hatched(analysis: Analysis):
    mask = np.zeros(analysis.field.mask.shape, dtype=np.bool_)
    mask[100:150, 100:150] = True
    plain = decode(draw_figures(analysis).overlay)
    part = decode(draw_figures(reread(analysis, excluded=Region.of(mask))).overlay)
    darker = plain[104:146, 104:146].mean() - part[104:146, 104:146].min(axis=(0, 1)).mean()
    assert darker > 20
    lines = part[104:146, 104:146].min(axis=-1) > plain[104:146, 104:146].min(axis=-1) + 50
    assert 0.1 < lines.mean() < 0.5
    np.testing.assert_allclose(part[200:], plain[200:], atol=6)
