import numpy as np
import pytest
from PyQt5.QtGui import QImage, QPainter

from app.domain.reading import Mark, Ruler
from app.ui.canvas.projection import Projection, Viewpoint
from app.ui.canvas.rulers import draw_rulers
from tests.ui.canvas.conftest import pixels_of


def test_line_lies_between_its_points_and_is_as_thin_at_every_zoom(qapp):
    ruler = Ruler(((10.0, 20.0), (40.0, 20.0)))
    for scale in (1.0, 5.0):
        image = QImage(300, 200, QImage.Format_RGB32)
        image.fill(0)
        painter = QPainter(image)
        projection = Projection(Viewpoint(25, 20, scale), (50, 40), (300, 200))
        draw_rulers(painter, projection, [ruler], [""])
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
    draw_rulers(painter, projection, [Ruler(((20.0, 50.0), (196.0, 50.0)))], ["176 px"])
    painter.end()
    light = pixels_of(image)[..., 0] > 128
    beside = light[54:, :]
    assert beside.any()
    assert not beside[:, -3:].any()


@pytest.mark.parametrize(
    ("ruler", "inked", "free"),
    [
        (Ruler(((20, 20), (80, 20), (80, 80), (20, 80)), Mark.AREA), (20, 50), (50, 50)),
        (Ruler(((20, 50), (80, 50)), Mark.ARROW), (50, 50), (50, 70)),
        (Ruler(((50, 50),), Mark.NOTE, "scar"), (50, 50), (20, 20)),
    ],
)
def test_area_arrow_and_note_are_drawn_and_the_selected_one_stands_out(qapp, ruler, inked, free):
    def drawn(selected):
        image = QImage(200, 100, QImage.Format_RGB32)
        image.fill(0)
        painter = QPainter(image)
        projection = Projection(Viewpoint(100, 50, 1.0), (200, 100), (200, 100))
        draw_rulers(painter, projection, [ruler], [ruler.text], selected)
        painter.end()
        return pixels_of(image)

    plain, chosen = drawn(None), drawn(0)
    (x, y), (a, b) = inked, free
    assert plain[y, x].min() > 100
    assert plain[b, a].max() == 0
    assert int(chosen[y, x].max()) - int(chosen[y, x].min()) > 50
    assert bool(plain[56:80, 58:110].any()) or ruler.mark is not Mark.NOTE
