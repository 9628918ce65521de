import os
import re
from dataclasses import replace

import numpy as np
import pytest
from PyQt5.QtCore import QPoint, QPointF, Qt
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QLabel

from app.domain.photograph import Exam, Laterality, Patient, Source, Spacing
from app.domain.quality import Quality, Verdict
from app.domain.reading import Ruler, Stroke
from app.reading.listing import Entry
from app.settings.look import Channel, Layout, Tone
from app.ui.canvas.comparison_view import ComparisonView
from app.ui.canvas.tools import Tool
from app.ui.look.style import style_sheet
from app.ui.look.themes import LIGHT
from app.ui.session.layers import level_of
from tests.readings import altered
from tests.support import make_layers
from tests.ui.canvas.conftest import drag, drawn, move, press, turn_wheel


@pytest.fixture
def comparison(qtbot, workspace):
    workspace.layers = make_layers(
        np.zeros((600, 800, 3), np.uint8), np.zeros((600, 800), np.float32)
    )
    view = ComparisonView(workspace)
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show()
    return view


@pytest.fixture
def shown(qtbot, opened):
    """Give the panes of an analysed photograph whose file states everything."""
    image = replace(
        opened.analysis.image,
        spacing=Spacing(0.02, 0.02, Source.FILE),
        patient=Patient("Doe^Jane", "4711", "19500102", "F"),
        exam=Exam(date="20260301", device="Eye 1"),
    )
    opened.analysis = altered(opened.analysis, image=image)
    opened._rest.setInterval(10**6)
    view = ComparisonView(opened)
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show()
    return view


def views(comparison):
    return comparison.plain, comparison.tinted


def test_panes_have_one_size_and_fit_alike(comparison):
    assert abs(comparison.plain.width() - comparison.tinted.width()) <= 1
    assert comparison.plain.viewpoint == comparison.tinted.viewpoint
    width = min(view.width() for view in views(comparison))
    assert comparison.viewpoint.scale == pytest.approx(width / 800)


def test_either_pane_leads_the_other(comparison):
    comparison.plain.zoom_by(3, QPointF(10, 40))
    assert comparison.tinted.viewpoint == comparison.plain.viewpoint
    comparison.tinted.zoom_by(0.7, QPointF(100, 5))
    assert comparison.plain.viewpoint == comparison.tinted.viewpoint


def test_linked_panes_do_not_drift_when_the_window_is_resized(qtbot, comparison):
    comparison.zoom_by(3)
    before = comparison.viewpoint
    for step in range(80):
        comparison.resize(900 + step % 7, 500 - step % 5)
        comparison._splitter.setSizes([400 + step, 400 - step])
        qtbot.wait(1)
    assert comparison.viewpoint == comparison.plain.viewpoint == before


def test_panes_stay_linked_through_hundreds_of_gestures(comparison):
    rng = np.random.default_rng(0)
    for step in range(300):
        view = views(comparison)[step % 2]
        place = QPointF(*rng.uniform(0, 400, 2))
        if step % 3:
            turn_wheel(view, place, int(rng.integers(-2, 3)))
        else:
            drag(view, (100, 100), tuple(rng.uniform(50, 200, 2)))
        assert comparison.plain.viewpoint == comparison.tinted.viewpoint


def test_moved_divider_leaves_one_scale_that_fits_both(comparison):
    comparison._splitter.setSizes([250, 650])
    assert comparison.plain.width() < comparison.tinted.width()
    assert comparison.plain.viewpoint == comparison.tinted.viewpoint
    assert comparison.viewpoint.scale == pytest.approx(comparison.plain.width() / 800)


def test_divider_is_moved_by_keys(comparison, workspace):
    workspace.set_layout(Layout.SIDE_BY_SIDE)
    handle = comparison._splitter.handle(1)
    before = comparison.plain.width()
    QTest.keyClick(handle, Qt.Key_Right)
    assert comparison.plain.width() > before
    QTest.keyClick(handle, Qt.Key_Left)
    assert comparison.plain.width() == before
    QTest.keyClick(handle, Qt.Key_Left)
    QTest.mouseDClick(handle, Qt.LeftButton)
    assert abs(comparison.plain.width() - comparison.tinted.width()) <= 1


def test_divider_of_stacked_panes_is_moved_by_keys(comparison, workspace):
    workspace.set_layout(Layout.STACKED)
    comparison.resize(900, 900)
    handle = comparison._splitter.handle(1)
    before = comparison.plain.height()
    QTest.keyClick(handle, Qt.Key_Down)
    assert comparison.plain.height() > before
    QTest.keyClick(handle, Qt.Key_Up)
    assert comparison.plain.height() == before


def test_true_size_and_fit_hold_for_both(comparison):
    comparison.show_true_size()
    assert comparison.viewpoint.scale == comparison.plain.viewpoint.scale == 1.0
    comparison.plain.fit_asked.emit()
    assert comparison.viewpoint.scale < 1
    assert comparison.viewpoint == comparison.plain.viewpoint


def test_layouts_show_the_right_panes_and_fit_them(comparison, workspace):
    side_by_side = comparison.viewpoint.scale
    for layout, curtain in ((Layout.ONE_PANE, False), (Layout.CURTAIN, True)):
        workspace.set_layout(layout)
        assert comparison.plain.isHidden() is False  # its pane is
        assert not comparison.plain.isVisible()
        assert comparison.tinted.isVisible()
        assert comparison.tinted._curtain_drawn is curtain
    QTest.qWait(1)
    assert comparison.viewpoint.scale > side_by_side
    workspace.set_layout(Layout.SIDE_BY_SIDE)
    QTest.qWait(1)
    assert comparison.plain.isVisible()
    assert comparison.viewpoint.scale == pytest.approx(side_by_side)


def test_arrow_keys_pan_and_ctrl_moves_the_curtain(comparison, workspace):
    comparison.show_true_size()
    before = comparison.viewpoint
    QTest.keyClick(comparison.plain, Qt.Key_Right)
    QTest.keyClick(comparison.tinted, Qt.Key_Down)
    assert comparison.viewpoint.x == pytest.approx(before.x + 0.1 * comparison.tinted.width())
    assert comparison.viewpoint.y == pytest.approx(before.y + 0.1 * comparison.tinted.height())
    assert comparison.plain.viewpoint == comparison.viewpoint
    workspace.set_layout(Layout.CURTAIN)
    QTest.keyClick(comparison.tinted, Qt.Key_Left, Qt.ControlModifier)
    assert comparison.tinted.curtain == pytest.approx(0.48)


@pytest.mark.parametrize(
    ("eye", "words"),
    [
        (Laterality.RIGHT, "OD  right eye"),
        (Laterality.LEFT, "OS  left eye"),
        (Laterality.UNKNOWN, "?  unknown eye"),
    ],
)
def test_each_pane_names_the_eye(shown, opened, eye, words):
    opened.set_laterality(eye)
    assert [pane.eye.text() for pane in shown._panes] == [words, words]
    assert shown._panes[0].eye.property("unknown") is (eye is Laterality.UNKNOWN)


def test_narrow_panes_shorten_their_names_and_never_the_eye(qtbot, shown):
    shown.setStyleSheet(style_sheet(LIGHT, 1.5))

    def narrow():
        shown.resize(shown.minimumSizeHint())
        return all(pane.eye.width() >= pane.eye.sizeHint().width() for pane in shown._panes)

    qtbot.waitUntil(narrow)
    for pane in shown._panes:
        heading = pane.findChild(QLabel, "paneTitle")
        assert heading.width() < heading.sizeHint().width()
        assert heading.grab().width() == heading.width()


def test_panes_have_names_for_those_who_do_not_see_them(comparison):
    names = [view.accessibleName() for view in views(comparison)]
    assert names == ["Photograph", "Vessels"]


def test_vessels_follow_the_workspace(shown, opened):
    opened.set_threshold(0.6)
    expected = opened.layers.found[0] >= level_of(0.6)
    np.testing.assert_array_equal(shown.tinted.shown_mask(), expected)
    opened.add_stroke(Stroke(((100, 100),), 5.0, erases=False))
    assert shown.tinted.shown_mask()[98:102, 98:102].all()
    assert not shown.plain.shown_mask().any()


def test_nothing_is_set_by_what_the_program_shows(shown, opened, monkeypatch):
    opened.set_rulers((Ruler(((10, 10), (60, 60))),))
    steps = opened.history.count()
    for name in ("set_threshold", "set_vessels", "set_tone", "set_rulers", "add_stroke"):
        monkeypatch.setattr(opened, name, pytest.fail)
    for told in (
        opened.picture_changed,
        opened.analysis_changed,
        opened.vessels_changed,
        opened.threshold_changed,
        opened.tone_changed,
        opened.layout_changed,
        opened.rulers_changed,
    ):
        told.emit()
    shown.fit()
    shown.set_tool(Tool.ADD)
    assert opened.history.count() == steps


def test_patient_is_written_only_while_wanted(shown):
    for view in views(shown):
        written = drawn(view)
        shown.set_patient_shown(False)
        hidden = drawn(view)
        shown.set_patient_shown(True)
        top, bottom = slice(4, 90), slice(-60, None)
        left, right = slice(4, 120), slice(-120, -4)
        assert (written[top, left] != hidden[top, left]).any()
        assert (written[top, right] != hidden[top, right]).any()
        np.testing.assert_array_equal(written[bottom], hidden[bottom])


def test_altered_photograph_is_marked_in_both_panes(shown, opened):
    opened.set_tone(Tone(channel=Channel.BLUE))
    for view in views(shown):
        orange = (np.abs(drawn(view).astype(int) - (242, 180, 90)) < 10).all(axis=-1)
        assert orange[:120].sum() > 300


def test_vessels_that_were_not_measured_are_marked_where_they_are_drawn(shown, opened):
    def marked(view):
        orange = (np.abs(drawn(view).astype(int) - (242, 180, 90)) < 10).all(axis=-1)
        return orange[:120].sum() > 300

    assert not marked(shown.tinted)
    dark = Quality(0.1, Verdict.NOT_GRADABLE)
    opened.analysis = altered(opened.analysis, quality=dark)
    opened.analysis_changed.emit()
    assert [marked(view) for view in views(shown)] == [False, True]
    opened.set_vessels(replace(opened.look.vessels, visible=False))
    assert not marked(shown.tinted)


def test_rulers_are_drawn_in_both_panes_and_removed(shown, opened):
    before = [drawn(view) for view in views(shown)]
    shown.set_tool(Tool.LINE)
    drag(shown.plain, (100, 200), (200, 220), (260, 240))
    assert len(opened.reading.rulers) == 1
    for view, without in zip(views(shown), before, strict=True):
        assert (drawn(view) != without).any()
    shown.remove_last_ruler()
    assert opened.reading.rulers == ()
    shown.remove_last_ruler()
    assert opened.history.count() == 2


def test_line_measures_what_lies_under_it(shown, opened):
    shown.set_tool(Tool.LINE)
    projection = shown.plain.projection
    start, end = (projection.to_pane(point) for point in ((50.0, 60.0), (150.0, 60.0)))
    drag(shown.plain, (start.x(), start.y()), (end.x(), end.y()))
    (ruler,) = opened.reading.rulers
    assert np.allclose(ruler.points, ((50, 60), (150, 60)))


def test_other_tool_gives_up_what_was_begun(shown):
    shown.set_tool(Tool.ANGLE)
    press(shown.tinted, (100, 100))
    move(shown.tinted, (150, 150))
    told = []
    shown.tool_changed.connect(told.append)
    shown.set_tool(Tool.MOVE)
    assert shown._toolbox.sketch is None
    assert told == [Tool.MOVE] == [shown.tool]


def test_brush_has_a_size_for_the_photograph(shown, opened):
    first = shown.brush_radius
    assert first == pytest.approx(max(0.004 * opened.analysis.field.diameter_px, 1))
    told = []
    shown.brush_radius_changed.connect(told.append)
    shown.set_brush_radius(4.0)
    assert shown.brush_radius == pytest.approx(4.0)
    assert told == [pytest.approx(4.0)]


def test_blinking_shows_the_photograph_while_it_lasts(shown):
    steady = drawn(shown.tinted)
    shown.set_blinking(True)
    assert not shown.tinted.shown_mask().any()
    assert (drawn(shown.tinted) != steady).any()
    shown.set_blinking(False)
    np.testing.assert_array_equal(drawn(shown.tinted), steady)


def test_other_photograph_is_fitted_and_ends_what_was_begun(shown, opened):
    shown.set_tool(Tool.ADD)
    shown.zoom_by(5)
    press(shown.tinted, (100, 100))
    opened.picture_changed.emit()
    assert shown._toolbox.sketch is None
    assert (shown.viewpoint.x, shown.viewpoint.y) == (128, 128)
    assert shown.plain.mapTo(shown, QPoint()).x() >= 0


def test_large_photograph_says_how_long_it_takes(qtbot, workspace, photograph_file, monkeypatch):
    monkeypatch.setattr("app.ui.canvas.comparison_view._LARGE", 60_000)  # 256 × 256 is more
    panes, said = ComparisonView(workspace), []
    qtbot.addWidget(panes)
    heading = panes._panes[1].heading
    workspace.picture_changed.connect(lambda: said.append(heading.text()))
    workspace.start()
    for written in (1, 2):
        os.utime(photograph_file, (written, written))  # not at hand any more
        with qtbot.waitSignal(workspace.analysed):
            workspace.open(Entry(photograph_file))
    first, second = said
    assert first == "Analysing 0 megapixels, which takes a while…"
    assert re.fullmatch(r"Analysing 0 megapixels, about \d+ s…", second)
    assert heading.text() == "Vessels"
