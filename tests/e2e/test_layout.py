"""How much of the window the photograph gets, measured in pixels."""

import numpy as np
import pytest
from PIL import Image
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QCloseEvent

from app.settings.look import Layout
from tests.support import encode, make_fundus

LAPTOP = (1366, 768)


@pytest.fixture
def wide(tmp_path):
    """Give a photograph of 3 : 2."""
    picture = Image.fromarray(make_fundus(400).pixels).resize((600, 400))
    path = tmp_path / "wide.png"
    path.write_bytes(encode(np.asarray(picture)))
    return path


@pytest.fixture
def viewer(qtbot, make_viewer, wide):
    viewer = make_viewer(files=[wide])
    qtbot.waitUntil(lambda: viewer.workspace.analysis is not None)
    viewer.window.resize(*LAPTOP)
    return viewer


def share(window):
    """Return which share of a window photographs fill."""
    area = 0
    for view in window.comparison._visible_views():
        frame = view.projection.frame & view.projection.canvas
        ratio = view.projection.ratio
        area += frame.width() * frame.height() / ratio**2
    return area / (window.width() * window.height())


@pytest.mark.parametrize("layout", [Layout.AUTOMATIC, Layout.ONE_PANE, Layout.CURTAIN])
@pytest.mark.parametrize("how", ["panels_shown", "full_screen"])
def test_photograph_gets_half_of_a_small_screen(qtbot, viewer, layout, how):
    window = viewer.window
    viewer.workspace.set_layout(layout)
    getattr(window.commands, how).trigger()
    qtbot.waitUntil(lambda: window.isFullScreen() == (how == "full_screen"))

    def gets_half():
        window.resize(*LAPTOP)  # the screen of the tests, which may come late, has another size
        return (window.width(), window.height()) == LAPTOP and share(window) >= 0.5

    qtbot.waitUntil(gets_half)
    assert window.results_dock.isHidden()


def test_one_pane_gets_half_of_a_small_screen_next_to_the_results(qtbot, viewer):
    viewer.workspace.set_layout(Layout.ONE_PANE)
    qtbot.waitUntil(lambda: share(viewer.window) >= 0.5)
    assert viewer.window.results_dock.isVisible()


def test_full_screen_shows_pictures_and_tools_alone_and_gives_all_back(qtbot, viewer):
    window = viewer.window
    window.commands.full_screen.trigger()
    qtbot.waitUntil(window.isFullScreen)
    assert window.menuBar().isHidden()
    assert window.statusBar().isHidden()
    assert window.results_dock.isHidden()
    assert not window.results_dismissed  # as the next start must find it
    window.commands.results_shown.trigger()
    assert window.results_dock.isVisible()
    window.commands.full_screen.trigger()
    qtbot.waitUntil(lambda: not window.isFullScreen())
    assert not window.menuBar().isHidden()
    assert not window.statusBar().isHidden()
    assert window.results_dock.isVisible()


def test_keys_work_without_the_menu_bar(qtbot, viewer):
    window = viewer.window
    window.activateWindow()
    window.commands.full_screen.trigger()
    qtbot.waitUntil(window.isFullScreen)
    qtbot.keyClick(window.comparison.tinted, Qt.Key_V)
    assert not viewer.workspace.look.vessels.visible


def test_panels_come_back_as_they_were(viewer):
    window = viewer.window
    window.show_browser(True)
    window.commands.panels_shown.trigger()
    assert window.browser_dock.isHidden()
    assert window.results_dock.isHidden()
    assert not window.commands.results_shown.isChecked()
    window.commands.panels_shown.trigger()
    assert window.browser_dock.isVisible()
    assert window.results_dock.isVisible()
    window.show_results(False)
    window.commands.panels_shown.trigger()
    window.commands.panels_shown.trigger()
    assert window.results_dock.isHidden()  # it was dismissed


@pytest.mark.parametrize(("size", "orientation"), [((1300, 700), 1), ((700, 1300), 2)])
def test_panes_lie_as_the_photograph_is_larger(qtbot, viewer, size, orientation):
    panes = viewer.window.comparison
    panes.setParent(None)
    qtbot.addWidget(panes)
    panes.resize(*size)
    panes.show()
    assert panes._splitter.orientation() == orientation
    other = {1: Layout.STACKED, 2: Layout.SIDE_BY_SIDE}[orientation]
    first, second = panes._visible_views()
    before = first.projection.frame.width()
    viewer.workspace.set_layout(other)
    qtbot.waitUntil(lambda: panes._splitter.orientation() != orientation)
    qtbot.waitUntil(lambda: first.projection.frame.width() < before)
    viewer.workspace.set_layout(Layout.AUTOMATIC)
    assert panes._splitter.orientation() == orientation
    qtbot.waitUntil(lambda: first.projection.frame.width() == before)
    assert first.size() == second.size()


def test_layout_is_kept(viewer, make_viewer):
    viewer.workspace.set_layout(Layout.STACKED)
    viewer._remember_window()
    assert make_viewer().workspace.look.layout is Layout.STACKED


def test_pictures_move_to_a_window_of_their_own_and_back(qtbot, viewer):
    window, panes = viewer.window, viewer.window.comparison
    window.commands.own_window.trigger()
    apart = panes.window()
    assert apart is not window
    assert apart.isVisible()
    assert apart.windowTitle() == window.windowTitle()
    assert panes.isVisible()
    assert window._pages.currentWidget() is window._elsewhere
    apart.activateWindow()
    qtbot.keyClick(panes.tinted, Qt.Key_V)
    assert not viewer.workspace.look.vessels.visible
    apart.closeEvent(QCloseEvent())
    assert panes.window() is window
    assert window._pages.currentWidget() is panes
    assert panes.isVisible()
    assert not window.commands.own_window.isChecked()


def test_pictures_come_back_from_what_stands_in_their_place(qtbot, viewer):
    window = viewer.window
    window.show_pictures_apart(True)
    window._elsewhere.asked_back.emit()
    assert window.comparison.window() is window


def test_pictures_stay_apart_in_another_language(qtbot, viewer):
    viewer.window.show_pictures_apart(True)
    former = viewer.window
    viewer._choose_language("zh_CN")
    assert viewer.window is not former
    assert viewer.window.comparison.window() is not viewer.window
    assert viewer.window.comparison.isVisible()
    assert not former.comparison.isVisible()


def test_without_a_photograph_nothing_moves(make_viewer):
    window = make_viewer().window
    window.commands.own_window.trigger()
    assert window.comparison.window() is window
    assert not window.commands.own_window.isChecked()
