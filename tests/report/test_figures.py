import io
from dataclasses import replace

import numpy as np
from PIL import Image

from app.analysis import Analysis
from app.report.figures import LONGEST_SIDE, overlay_picture, photograph_picture
from tests.support import photograph


def test_pictures_have_print_resolution_whatever_the_camera():
    large = photograph(np.full((2000, 3000, 3), 90, dtype=np.uint8))
    assert Image.open(io.BytesIO(photograph_picture(large))).width == LONGEST_SIDE
    small = replace(large, pixels=large.pixels[:300, :400])
    assert Image.open(io.BytesIO(photograph_picture(small))).size == (400, 300)


def test_overlay_lies_where_the_vessels_are(analysis: Analysis):
    plain = np.asarray(Image.open(io.BytesIO(photograph_picture(analysis.image))), dtype=float)
    drawn = np.asarray(Image.open(io.BytesIO(overlay_picture(analysis))), dtype=float)
    blue_rise = (drawn - plain)[..., 2]
    vessels = analysis.vessels.native
    assert blue_rise[vessels].mean() > 50
    assert abs(blue_rise[~vessels].mean()) < 5


def test_picture_shows_the_corrected_vessels(analysis: Analysis, corrected: Analysis):
    automatic, drawn = (
        np.asarray(Image.open(io.BytesIO(overlay_picture(each))), dtype=float)
        for each in (analysis, corrected)
    )
    change = drawn - automatic
    assert change[corrected.added][:, 1].mean() > 50
    assert change[corrected.erased][:, 2].mean() < -50
    assert abs(change[~(corrected.added | corrected.erased)].mean()) < 5
