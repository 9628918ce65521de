import subprocess
import sys
import threading

import numpy as np
import pytest
from PIL import Image
from PyQt5 import sip
from PyQt5.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PyQt5.QtGui import QDropEvent
from PyQt5.QtWidgets import QApplication, QFileDialog

from app.base.paths import sample
from app.base.progress import stop_if_asked
from app.domain.photograph import Laterality
from app.ui.dialogs.about import AboutBox
from tests.support import FakePredictor, encode, make_fundus


class StuckPredictor(FakePredictor):
    """Segment until asked to stop."""

    def predict(self, prepared, on_progress, should_stop):
        on_progress(0.5, "segment")
        while True:
            stop_if_asked(should_stop)
            threading.Event().wait(0.002)


def shown_mask(viewer):
    return viewer.window.comparison.tinted.shown_mask()


def drop(window, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    window.dropEvent(QDropEvent(QPointF(5, 5), Qt.CopyAction, data, Qt.LeftButton, Qt.NoModifier))


def test_window_starts_empty_and_says_what_to_do(make_viewer):
    window = make_viewer().window
    assert window.isVisible()
    assert window._pages.currentWidget() is window.start_page
    assert not window.commands.fit.isEnabled()
    assert window.windowTitle() == "Retivasc"


def test_opened_photograph_shows_its_numbers_and_its_mask(viewer, photograph_file):
    window, analysis = viewer.window, viewer.workspace.analysis
    assert window._pages.currentWidget() is window.comparison
    assert window.windowTitle() == f"{photograph_file.name} – Retivasc"
    assert window.panel.density.value.text().endswith(" %")
    np.testing.assert_array_equal(shown_mask(viewer), analysis.vessels.native)
    assert analysis.vessels.native.any()


def test_slider_moves_mask_at_once_and_numbers_after_it(qtbot, viewer):
    controls, density = viewer.window.panel.controls, viewer.window.panel.density.value
    before_mask, before_text = shown_mask(viewer), density.text()
    controls.threshold_slider.setValue(70)
    assert shown_mask(viewer).sum() < before_mask.sum()
    qtbot.waitUntil(lambda: viewer.workspace.analysis.threshold == 0.7)
    np.testing.assert_array_equal(shown_mask(viewer), viewer.workspace.analysis.vessels.native)
    assert density.text() != before_text


def test_overlay_fades_and_hides(qtbot, viewer):
    window = viewer.window
    tinted = window.comparison.tinted
    full = tinted.grab().toImage()
    window.panel.controls.opacity_slider.setValue(10)
    assert tinted.grab().toImage() != full
    window.commands.vessels_shown.trigger()
    assert not shown_mask(viewer).any()
    assert not window.panel.controls.visible_box.isChecked()
    window.commands.vessels_shown.trigger()
    assert shown_mask(viewer).any()


def test_of_two_files_opened_at_once_only_the_second_is_shown(qtbot, viewer, tmp_path):
    first, second = tmp_path / "a.png", tmp_path / "b.png"
    first.write_bytes(encode(make_fundus(256, seed=1).pixels))
    second.write_bytes(encode(make_fundus(320, seed=2).pixels))
    titles = []
    viewer.window.windowTitleChanged.connect(titles.append)
    viewer.window.open_files([first])
    viewer.window.open_files([second])
    qtbot.waitUntil(lambda: titles[-1:] == ["b.png – Retivasc"])
    qtbot.waitUntil(lambda: not viewer.workspace.busy)
    assert titles[-1] == "b.png – Retivasc"
    np.testing.assert_array_equal(shown_mask(viewer), viewer.workspace.analysis.vessels.native)


def test_escape_cancels_the_analysis_and_leaves_the_photograph(qtbot, make_viewer, photograph_file):
    viewer = make_viewer(StuckPredictor, [photograph_file])
    window = viewer.window
    qtbot.waitUntil(lambda: window.job_bar._stage.text() == "Finding the vessels")
    qtbot.waitUntil(lambda: viewer.workspace.image is not None)
    assert window.job_bar.isVisible()
    assert window.results_dock.isVisible()
    assert window.panel.density.value.text() == "–"
    assert window.panel.density.note.text() == "analysing…"
    assert window.comparison._panes[1].heading.text() == "Analysing…"
    assert window.windowTitle() == "左眼.png – Retivasc"
    window.job_bar.cancel_asked.emit()
    assert window.job_bar.isHidden()
    qtbot.waitUntil(lambda: not viewer.workspace.jobs._unfinished)
    assert window._pages.currentWidget() is window.comparison
    assert window.comparison._panes[1].heading.text() == "Not analysed"
    assert window.panel.density.note.text() == ""
    assert window.banner.isHidden()


def test_failed_file_is_explained_and_the_old_picture_stays(qtbot, viewer, tmp_path):
    before, mask = viewer.workspace.analysis, shown_mask(viewer)
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    viewer.window.open_files([broken])
    qtbot.waitUntil(viewer.window.banner.isVisible)
    assert viewer.window.banner.text == (
        "“broken.png” is damaged, or stored in an unusual way. "
        "Export the photograph again as PNG or JPEG and open that file."
    )
    assert viewer.workspace.analysis is before
    np.testing.assert_array_equal(shown_mask(viewer), mask)
    assert [entry.path.name for entry in viewer.library.entries] == ["左眼.png", "broken.png"]


def test_of_dropped_files_the_first_is_shown_and_the_others_are_analysed_too(
    qtbot, make_viewer, tmp_path
):
    paths = [tmp_path / f"{name}.png" for name in "abc"]
    for seed, path in enumerate(paths):
        path.write_bytes(encode(make_fundus(256, seed=seed).pixels))
    viewer = make_viewer()
    drop(viewer.window, *paths)
    qtbot.waitUntil(
        lambda: (
            sum(each.finding is not None for each in viewer.workspace.cases.by_place.values()) == 3
        )
    )
    qtbot.waitUntil(lambda: not viewer.workspace.busy)
    assert viewer.workspace.analysis.image.path == paths[0]
    assert viewer.window.browser_dock.isVisible()
    viewer.window.commands.next.trigger()
    assert viewer.workspace.analysis.image.path == paths[1]  # at once: it was prepared
    viewer.window.commands.previous.trigger()
    assert viewer.workspace.analysis.image.path == paths[0]


def test_photographs_of_a_folder_are_all_analysed_behind_the_first(qtbot, make_viewer, tmp_path):
    folder = tmp_path / "clinic"
    folder.mkdir()
    for seed in range(3):
        picture = encode(make_fundus(256, seed=seed).pixels)
        (folder / f"{seed}.png").write_bytes(picture)
    (folder / "damaged.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    viewer = make_viewer()
    commands, queue = viewer.window.commands, viewer.workspace.queue
    assert not commands.pause.isEnabled()
    viewer.window.open_files([folder])
    qtbot.waitUntil(lambda: queue.queue_length > 0)
    commands.pause.trigger()
    assert queue.paused
    qtbot.waitUntil(lambda: viewer.workspace.analysis is not None)
    assert queue.queue_length == 2
    commands.pause.trigger()
    qtbot.waitUntil(lambda: not viewer.workspace.busy)
    assert viewer.workspace.entry.path.name == "0.png"
    found = [viewer.workspace.cases.at(entry).finding for entry in viewer.library.entries]
    assert [type(each).__name__ for each in found] == ["Finding"] * 3 + ["ImageReadError"]


def test_drop_without_a_file_does_nothing(make_viewer):
    viewer = make_viewer()
    drop(viewer.window)
    assert not viewer.workspace.opening


def test_sample_opens(qtbot, make_viewer):
    viewer = make_viewer()
    viewer.window.start_page.sample_asked.emit()
    qtbot.waitUntil(lambda: viewer.workspace.analysis is not None)
    assert viewer.workspace.analysis.image.path == sample()


def test_report_of_nothing_is_refused_without_asking(qtbot, make_viewer):
    viewer = make_viewer()
    viewer.window.commands.report.trigger()
    assert viewer.window.banner.text == "There is nothing to report yet. Open a photograph first."


def test_chosen_file_is_opened_and_its_folder_remembered(
    qtbot, monkeypatch, make_viewer, photograph_file
):
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(photograph_file)], ""))
    viewer = make_viewer()
    viewer.window.commands.open.trigger()
    qtbot.waitUntil(lambda: viewer.workspace.analysis is not None)
    viewer.close()
    assert make_viewer().window._folder == str(photograph_file.parent)


def test_eye_is_set_from_the_menu(viewer):
    window = viewer.window
    assert window.commands.eyes[Laterality.UNKNOWN].isChecked()
    window.commands.eyes[Laterality.LEFT].trigger()
    badges = [pane.eye.text() for pane in window.comparison._panes]
    assert badges == ["OS  left eye"] * 2
    assert window.panel.eye.badge.text() == "OS  left eye"


def test_zoom_keys_move_both_panes(viewer):
    comparison = viewer.window.comparison
    viewer.window.commands.true_size.trigger()
    viewer.window.commands.zoom_in.trigger()
    assert comparison.plain.viewpoint == comparison.tinted.viewpoint
    assert comparison.viewpoint.scale == pytest.approx(1.25)
    viewer.window.commands.zoom_out.trigger()
    viewer.window.commands.fit.trigger()
    assert comparison.viewpoint.x == 128


def test_language_changes_at_once_and_is_remembered(qtbot, viewer, make_viewer):
    viewer.window.commands.language_chosen.emit("zh_CN")
    assert viewer.window.commands.open.text() == "打开…"
    assert viewer.window.panel.eye.badge.text() == "?  眼别未知"
    assert viewer.window.panel.more.toggle.text() == "更多测量值"
    np.testing.assert_array_equal(shown_mask(viewer), viewer.workspace.analysis.vessels.native)
    viewer.close()
    assert make_viewer(language=None).window.commands.open.text() == "打开…"


def test_photograph_that_is_analysed_appears_in_the_window_of_another_language(
    qtbot, make_viewer, photograph_file
):
    let = threading.Event()

    class WaitingPredictor(FakePredictor):
        def predict(self, prepared, on_progress, should_stop):
            on_progress(0.5, "segment")
            while not let.wait(0.002):
                stop_if_asked(should_stop)
            return super().predict(prepared, on_progress, should_stop)

    viewer = make_viewer(WaitingPredictor, [photograph_file])
    qtbot.waitUntil(lambda: viewer.window.job_bar._stage.text() == "Finding the vessels")
    former = viewer.window
    former.commands.language_chosen.emit("zh_CN")
    QApplication.sendPostedEvents(None, QEvent.DeferredDelete)
    assert sip.isdeleted(former)
    let.set()
    qtbot.waitUntil(lambda: viewer.workspace.analysis is not None)
    assert viewer.window.panel.density.value.text().endswith(" %")


def test_about_opens_and_shows_the_self_test(qtbot, viewer):
    viewer.window.commands.about.trigger()
    box = viewer.window.findChild(AboutBox)
    assert box.isVisible()
    with qtbot.waitSignal(viewer.workspace.self_tested):
        pass
    assert viewer.window.banner.isHidden()
    box.close()


def test_closing_while_the_self_test_runs_leaves_no_thread(viewer):
    viewer.window.commands.about.trigger()
    viewer.close()
    assert viewer.workspace.jobs._thread.isFinished()


def test_closing_while_a_photograph_is_analysed_leaves_no_thread(
    qtbot, make_viewer, photograph_file
):
    viewer = make_viewer(StuckPredictor, [photograph_file])
    qtbot.waitUntil(lambda: viewer.window.job_bar._stage.text() == "Finding the vessels")
    viewer.window.close()
    viewer.close()
    assert viewer.workspace.jobs._thread.isFinished()


STARTED = """
import sys
from pathlib import Path
from PyQt5.QtWidgets import QApplication
from app.ui import application

def loop():
    (window,) = [w for w in QApplication.topLevelWidgets() if type(w).__name__ == "MainWindow"]
    assert window.isVisible()
    assert "torch" not in sys.modules
    return 7

application.user_logs = application.user_settings = lambda: Path(sys.argv[1])
application.user_store = lambda: Path(sys.argv[1]) / "cases"
QApplication.exec_ = staticmethod(loop)
sys.exit(application.run_viewer([], model=Path("none"), device="cpu", language="zh_CN"))
"""


def test_window_is_shown_before_torch_is_loaded(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", STARTED, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 7, done.stderr


def test_frames_and_colours_are_chosen_from_the_menu(qtbot, viewer, tmp_path):
    window, workspace = viewer.window, viewer.workspace
    assert not window.commands.next_frame.isEnabled()
    pages = [Image.fromarray(make_fundus(256, seed=seed).pixels) for seed in (0, 1)]
    path = tmp_path / "stereo.tif"
    pages[0].save(path, save_all=True, append_images=pages[1:])
    with qtbot.waitSignal(workspace.analysis_changed):
        window.open_files([path])
    assert window.commands.next_frame.isEnabled()
    assert not window.commands.previous_frame.isEnabled()
    with qtbot.waitSignal(workspace.analysis_changed):
        window.commands.next_frame.trigger()
    assert workspace.analysis.image.frame == 1
    assert window.commands.previous_frame.isEnabled()
    assert not window.commands.next_frame.isEnabled()
    with qtbot.waitSignal(workspace.analysis_changed):
        window.commands.colours.trigger()
    assert window.commands.colours.isChecked()
    assert (workspace.analysis.image.frame, workspace.analysis.image.colours) == (1, "ybr")
    with qtbot.waitSignal(workspace.analysis_changed):
        window.commands.colours.trigger()
    assert not window.commands.colours.isChecked()
