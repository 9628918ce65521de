import pytest
from PyQt5.QtCore import QPoint, QPointF, QRectF, Qt

from app.settings.look import Layout
from app.ui.canvas.comparison_view import ComparisonView
from app.ui.canvas.projection import Viewpoint


@pytest.fixture
def view(qtbot, opened):
    opened.set_layout(Layout.ONE_PANE)
    view = ComparisonView(opened)
    qtbot.addWidget(view)
    view.resize(640, 480)
    view.show()
    qtbot.waitExposed(view)
    return view


def test_map_is_there_only_while_a_part_is_seen(view):
    assert view.overview.isHidden()
    view.tinted.zoom_by(3)
    assert view.overview.isVisible()
    view.fit()
    assert view.overview.isHidden()


def test_map_frames_what_is_seen(view, opened):
    across, down = opened.layers.width, opened.layers.height
    scale = 2 * view.tinted.width() / across
    view._look_at(Viewpoint(across / 4, down / 2, scale))
    seen = view.overview.seen
    assert seen.left() == pytest.approx(0, abs=0.01)
    assert seen.right() == pytest.approx(0.5, abs=0.01)
    shown = view.tinted.height() / scale / down
    assert seen.height() == pytest.approx(shown, abs=0.01)
    picture = view.overview.grab().toImage()
    inside = QPointF(seen.center().x() * picture.width(), seen.center().y() * picture.height())
    mirrored = QPoint(picture.width() - round(inside.x()), round(inside.y()))
    # The photograph is as bright left and right of its middle; what is not seen is shaded.
    here, there = picture.pixelColor(inside.toPoint()), picture.pixelColor(mirrored)
    assert here.lightness() > there.lightness()


def test_dragging_on_the_map_moves_the_panes(qtbot, view, opened):
    view.tinted.zoom_by(4)
    scale, overview = view.viewpoint.scale, view.overview
    quarter = QPoint(overview.width() // 4, overview.height() // 4)
    qtbot.mousePress(overview, Qt.LeftButton, pos=QPoint(1, 1))
    qtbot.mouseMove(overview, quarter)
    qtbot.mouseRelease(overview, Qt.LeftButton, pos=quarter)
    qtbot.mouseClick(overview, Qt.LeftButton, pos=quarter)
    at = view.viewpoint
    assert at.scale == scale
    assert at.x == pytest.approx(opened.layers.width / 4, abs=2)
    assert at.y == pytest.approx(opened.layers.height / 4, abs=2)
    assert view.plain.viewpoint == at
    assert QRectF(0, 0, 1, 1).contains(overview.seen)


def test_map_can_be_put_away(view):
    view.tinted.zoom_by(3)
    view.set_overview_shown(False)
    assert view.overview.isHidden()
    view.set_overview_shown(True)
    assert view.overview.isVisible()


def test_map_hides_with_its_photograph(view, opened):
    view.tinted.zoom_by(3)
    opened.layers = None
    opened.picture_changed.emit()
    assert view.overview.isHidden()
