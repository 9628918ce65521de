import numpy as np
import pytest
from PyQt5.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt5.QtGui import QImage, QMouseEvent, QWheelEvent
from PyQt5.QtWidgets import QApplication

from app.imaging.overlay import VESSEL_COLOUR
from app.ui.panes.image_view import ImageView, Viewpoint
from tests.support import make_layers


def pixels_of(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format_RGBA8888)
    bits = image.constBits()
    bits.setsize(image.sizeInBytes())
    shape = (image.height(), image.bytesPerLine() // 4, 4)
    return np.frombuffer(bits, np.uint8).reshape(shape)[:, : image.width()].copy()


def turn_wheel(view: ImageView, place: QPointF, notches: int) -> None:
    event = QWheelEvent(
        place,
        view.mapToGlobal(place.toPoint()),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.NoButton,
        Qt.NoModifier,
        Qt.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def drag(view: ImageView, start: QPoint, end: QPoint) -> None:
    for kind, place in (
        (QEvent.MouseButtonPress, start),
        (QEvent.MouseMove, end),
        (QEvent.MouseButtonRelease, end),
    ):
        event = QMouseEvent(kind, QPointF(place), Qt.LeftButton, Qt.LeftButton, Qt.NoModifier)
        QApplication.sendEvent(view, event)


def seen_at(view: ImageView, place: QPointF) -> tuple[float, float]:
    at = view.viewpoint
    x = at.x + (place.x() - view.width() / 2) / at.scale
    y = at.y + (place.y() - view.height() / 2) / at.scale
    return x, y


@pytest.fixture
def layers():
    pixels = np.full((300, 403, 3), (200, 90, 40), dtype=np.uint8)
    probability = np.zeros((300, 403), dtype=np.float32)
    probability[150] = 0.6
    return make_layers(pixels, probability)


@pytest.fixture
def view(qtbot, layers):
    view = ImageView(with_vessels=True)
    qtbot.addWidget(view)
    view.resize(403, 600)
    view.show_layers(layers)
    view.show_vessels(0.5, 1.0)
    view.show()
    return view


def test_whole_photograph_is_fitted_and_stays_so_when_the_pane_grows(view):
    assert view.viewpoint == Viewpoint(201.5, 150.0, 1.0)
    view.resize(806, 600)
    assert view.viewpoint == Viewpoint(201.5, 150.0, 2.0)


def test_wheel_zooms_at_the_cursor(view):
    place = QPointF(100, 280)
    before = seen_at(view, place)
    turn_wheel(view, place, 3)
    assert view.viewpoint.scale == pytest.approx(1.2**3)
    assert seen_at(view, place) == pytest.approx(before)


def test_zoom_has_limits(view):
    view.zoom_by(1e6)
    assert view.viewpoint.scale == 40
    view.zoom_by(1e-9)
    assert view.viewpoint.scale == 0.5


def test_dragging_moves_the_photograph_but_never_out_of_sight(view):
    view.zoom_to(2.0)
    drag(view, QPoint(200, 300), QPoint(220, 310))
    assert view.viewpoint == Viewpoint(191.5, 145.0, 2.0)
    drag(view, QPoint(200, 300), QPoint(5000, 9000))
    assert (view.viewpoint.x, view.viewpoint.y) == (0, 0)


def test_only_the_user_moves_the_other_pane(qtbot, view):
    moves = []
    view.moved.connect(moves.append)
    view.set_viewpoint(Viewpoint(10, 10, 3))
    view.fit()
    view.resize(500, 500)
    assert moves == []
    turn_wheel(view, QPointF(50, 50), 1)
    assert len(moves) == 1


def test_shown_vessels_follow_threshold_and_opacity(view):
    shown = pixels_of(view.vessel_image())
    assert (shown[150] == (*VESSEL_COLOUR, 255)).all()
    assert not np.delete(shown, 150, axis=0)[..., 3].any()
    view.show_vessels(0.6, 0.2)
    assert (pixels_of(view.vessel_image())[150, :, 3] == 51).all()
    view.show_vessels(0.61, 1.0)
    assert not pixels_of(view.vessel_image())[..., 3].any()


def test_true_size_draws_every_pixel_where_it_belongs(view):
    drawn = pixels_of(view.grab().toImage())[150:450, :, :3]
    assert (drawn[150] == VESSEL_COLOUR).all()
    assert (drawn[149] == (200, 90, 40)).all()


def test_thin_vessel_stays_when_zoomed_out(view):
    view.set_viewpoint(Viewpoint(201.5, 150.0, 0.37))
    drawn = pixels_of(view.grab().toImage())[..., :3].astype(int)
    column = drawn[:, 201]
    reddest_loss = 200 - column[250:350, 0][column[250:350, 2] > 0].min()
    assert reddest_loss > 80


def test_empty_pane_is_dark_and_takes_every_gesture(qtbot):
    view = ImageView(with_vessels=False)
    qtbot.addWidget(view)
    view.show()
    turn_wheel(view, QPointF(5, 5), 1)
    drag(view, QPoint(5, 5), QPoint(40, 40))
    view.fit()
    assert pixels_of(view.grab().toImage())[..., :3].max() < 30
