import numpy as np
import pytest
from PyQt5.QtGui import QImage, QPainter

from app.domain.photograph import Source, Spacing
from app.domain.reading import Ruler
from app.ui.canvas.projection import Projection, Viewpoint
from app.ui.canvas.rulers import draw_rulers, ruler_label
from tests.ui.canvas.conftest import pixels_of

OBLONG = Spacing(row_mm=0.02, column_mm=0.01, source=Source.FILE)


@pytest.mark.parametrize(
    ("points", "spacing", "label"),
    [
        (((0, 0), (3, 4)), None, "5.0 px"),
        (((0, 0), (60, 80)), None, "100.0 px"),
        (((0, 0), (300, 400)), None, "500 px"),
        (((0, 0), (0, 150)), OBLONG, "150 px · 3.00 mm"),
        (((0, 0), (150, 0)), OBLONG, "150 px · 1.50 mm"),
        (((2, 0), (0, 0), (2, 1)), None, "26.6°"),
        (((2, 0), (0, 0), (2, 1)), OBLONG, "45.0°"),
    ],
)
def test_label_tells_pixels_and_millimetres_only_where_they_are_known(qapp, points, spacing, label):
    assert ruler_label(Ruler(points), spacing) == label


def test_line_lies_between_its_points_and_is_as_thin_at_every_zoom(qapp):
    ruler = Ruler(((10.0, 20.0), (40.0, 20.0)))
    for scale in (1.0, 5.0):
        image = QImage(300, 200, QImage.Format_RGB32)
        image.fill(0)
        painter = QPainter(image)
        projection = Projection(Viewpoint(25, 20, scale), (50, 40), (300, 200))
        draw_rulers(painter, projection, [ruler], None)
        painter.end()
        light = pixels_of(image)[..., 0] > 60
        middle = np.flatnonzero(light[:, 150])
        assert 1 <= len(middle) <= 3
        assert abs(middle.mean() - 100) <= 1
        row = np.flatnonzero(light[100])
        assert abs(row.min() - (150 - 15 * scale)) <= 6
        assert abs(row.max() - (150 + 15 * scale)) <= 6


def test_label_of_a_line_that_ends_at_the_edge_stays_in_the_pane(qapp):
    image = QImage(200, 100, QImage.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    projection = Projection(Viewpoint(100, 50, 1.0), (200, 100), (200, 100))
    draw_rulers(painter, projection, [Ruler(((20.0, 50.0), (196.0, 50.0)))], None)
    painter.end()
    light = pixels_of(image)[..., 0] > 128
    beside = light[54:, :]
    assert beside.any()
    assert not beside[:, -3:].any()
