import threading

import numpy as np
import pytest
from PIL import Image

from app.analysis import rethreshold
from app.errors import ImageReadError, ModelLoadError, ReportWriteError
from app.imaging.series import Entry
from app.imaging.types import Laterality, Source
from app.messages import message
from app.progress import stop_if_asked
from app.translation import load_catalogue
from app.ui.state.workspace import Workspace
from tests.support import FakePredictor, encode, make_fundus


class SlowPredictor(FakePredictor):
    """Segment only when it is let."""

    gate = threading.Event()

    def predict(self, prepared, on_progress, should_stop):
        while not self.gate.wait(0.002):
            stop_if_asked(should_stop)
        return super().predict(prepared, on_progress, should_stop)


@pytest.fixture
def slow(qtbot):
    SlowPredictor.gate = threading.Event()
    workspace = Workspace(SlowPredictor, load_catalogue("en"))
    workspace.start()
    yield workspace
    workspace.shut_down()


def test_model_is_loaded_at_the_start_and_once(qtbot, photograph_file):
    loaded = []

    def load():
        loaded.append(FakePredictor(threshold=0.437))
        return loaded[-1]

    workspace = Workspace(load, load_catalogue("en"))
    with qtbot.waitSignal(workspace.model_changed):
        workspace.start()
    assert workspace.predictor is loaded[0]
    assert workspace.reading.threshold == workspace.default_threshold == 0.44
    with qtbot.waitSignal(workspace.analysis_changed):
        workspace.open(Entry(photograph_file))
    workspace.shut_down()
    assert len(loaded) == 1
    assert workspace.analysis.threshold == 0.44


def test_missing_model_is_said(qtbot, photograph_file):
    def load():
        raise ModelLoadError(message("Core", "There is none."), message("Core", "Get one."))

    workspace = Workspace(load, load_catalogue("en"))
    with qtbot.waitSignal(workspace.failed) as failure:
        workspace.start()
    assert isinstance(failure.args[0], ModelLoadError)
    with qtbot.waitSignal(workspace.failed):
        workspace.open(Entry(photograph_file))
    workspace.shut_down()
    assert workspace.analysis is None


def test_opened_photograph_is_analysed(opened, photograph_file):
    assert opened.analysis.image.path == photograph_file
    assert opened.analysis.measurements.vessel_density.value > 0.02
    assert (opened.layers.width, opened.layers.height) == (256, 256)
    assert not opened.busy
    assert not opened.stale


def test_numbers_follow_the_threshold_after_it_has_rested(qtbot, opened):
    before = opened.analysis
    with qtbot.waitSignal(opened.analysis_changed):
        for hundredths in (51, 55, 60, 65):
            opened.set_threshold(hundredths / 100)
            assert opened.stale
    assert opened.analysis.threshold == 0.65
    assert not opened.stale
    expected = rethreshold(before, 0.65)
    assert opened.analysis.measurements == expected.measurements
    np.testing.assert_array_equal(opened.analysis.vessels.native, expected.vessels.native)


@pytest.mark.parametrize(("asked", "given"), [(0.1, 0.3), (0.9, 0.7), (0.5049, 0.5)])
def test_threshold_stays_on_the_steps_of_the_slider(workspace, asked, given):
    workspace.set_threshold(asked)
    assert workspace.reading.threshold == given


def test_threshold_moved_back_in_time_is_not_stale(qtbot, opened):
    opened.set_threshold(0.6)
    opened.set_threshold(0.5)
    assert not opened.stale
    qtbot.wait(200)
    assert opened.analysis.threshold == 0.5


def test_of_two_photographs_opened_at_once_only_the_second_is_shown(qtbot, slow, tmp_path):
    first, second = tmp_path / "a.png", tmp_path / "b.png"
    first.write_bytes(encode(make_fundus(256, seed=1).pixels))
    second.write_bytes(encode(make_fundus(320, seed=2).pixels))
    shown = []
    slow.analysis_changed.connect(lambda: shown.append(slow.analysis.image.path))
    slow.open(Entry(first))
    slow.open(Entry(second))
    SlowPredictor.gate.set()
    qtbot.waitUntil(lambda: not slow.busy)
    assert shown == [second]
    assert slow.layers.width == 320


def test_measurement_of_the_former_photograph_never_lands_on_the_new_one(
    qtbot, slow, photograph_file, tmp_path
):
    SlowPredictor.gate.set()
    with qtbot.waitSignal(slow.analysis_changed):
        slow.open(Entry(photograph_file))
    SlowPredictor.gate.clear()
    other = tmp_path / "other.png"
    other.write_bytes(encode(make_fundus(320, seed=3).pixels))
    slow.open(Entry(other))
    slow.set_threshold(0.6)
    qtbot.wait(250)  # the measurement now waits behind the photograph
    with qtbot.waitSignal(slow.analysis_changed):
        SlowPredictor.gate.set()
    qtbot.wait(250)
    assert slow.analysis.image.path == other
    assert slow.analysis.threshold == slow.reading.threshold == 0.5
    assert slow.analysis.vessels.native.shape == (320, 320)


def test_cancelled_photograph_leaves_nothing_and_says_nothing(qtbot, slow, photograph_file):
    said = []
    slow.failed.connect(said.append)
    slow.open(Entry(photograph_file))
    qtbot.waitUntil(lambda: slow.predictor is not None)
    assert slow.busy
    slow.cancel()
    assert not slow.busy
    qtbot.waitUntil(lambda: not slow.jobs._unfinished)
    assert slow.analysis is None
    assert said == []


def test_failed_photograph_leaves_the_old_one(qtbot, opened, tmp_path):
    before = opened.analysis
    with qtbot.waitSignal(opened.failed) as failure:
        opened.open(Entry(tmp_path / "missing.png"))
    assert isinstance(failure.args[0], ImageReadError)
    assert opened.analysis is before


def test_eye_set_by_the_user_survives_a_new_threshold(qtbot, opened):
    opened.set_threshold(0.6)
    opened.set_laterality(Laterality.LEFT)
    with qtbot.waitSignal(opened.analysis_changed):
        pass
    assert opened.analysis.threshold == 0.6
    assert opened.analysis.image.laterality is Laterality.LEFT
    assert opened.analysis.image.laterality_source is Source.USER
    opened.set_laterality(Laterality.UNKNOWN)
    assert opened.analysis.image.laterality_source is Source.UNKNOWN


@pytest.fixture
def dark(qtbot, workspace, tmp_path):
    """Give a workspace with a photograph that is too dark to be measured."""
    path = tmp_path / "dark.png"
    path.write_bytes(encode(make_fundus(256).pixels // 10))
    workspace.start()
    with qtbot.waitSignal(workspace.analysis_changed):
        workspace.open(Entry(path))
    return workspace


def density(workspace):
    return workspace.analysis.measurements.vessel_density.value


def test_poor_photograph_is_measured_on_the_users_word_and_withheld_again(qtbot, dark):
    assert density(dark) is None
    with qtbot.waitSignal(dark.analysis_changed):
        dark.set_measure_anyway(True)
        assert dark.stale
    assert density(dark) is not None
    assert dark.analysis.overridden
    assert not dark.stale
    with qtbot.waitSignal(dark.analysis_changed):
        dark.set_measure_anyway(False)
    assert density(dark) is None
    assert not dark.analysis.overridden


def test_override_and_threshold_moved_at_once_are_both_obeyed(qtbot, dark):
    dark.set_threshold(0.6)
    dark.set_measure_anyway(True)
    dark.set_threshold(0.65)
    qtbot.waitUntil(lambda: not dark.stale)
    assert dark.analysis.threshold == 0.65
    assert dark.analysis.overridden
    assert density(dark) is not None


def test_override_is_of_one_photograph(qtbot, dark, tmp_path):
    with qtbot.waitSignal(dark.analysis_changed):
        dark.set_measure_anyway(True)
    other = tmp_path / "other.png"
    other.write_bytes(encode(make_fundus(256, seed=5).pixels // 10))
    with qtbot.waitSignal(dark.analysis_changed):
        dark.open(Entry(other))
    assert not dark.reading.measure_anyway
    assert density(dark) is None


def test_photograph_that_is_fit_cannot_be_overridden(opened):
    opened.set_measure_anyway(True)
    assert not opened.reading.measure_anyway
    assert not opened.stale


def test_eye_cannot_be_set_without_a_photograph(workspace):
    workspace.set_laterality(Laterality.LEFT)
    assert workspace.analysis is None


def test_report_is_written(qtbot, opened, tmp_path):
    path = tmp_path / "报告.pdf"
    with qtbot.waitSignal(opened.noticed) as notice:
        opened.save_report(path)
    assert path.read_bytes().startswith(b"%PDF")
    assert path.name in str(notice.args[0])


def test_report_into_a_missing_folder_is_said(qtbot, opened, tmp_path):
    with qtbot.waitSignal(opened.failed) as failure:
        opened.save_report(tmp_path / "nowhere" / "report.pdf")
    assert isinstance(failure.args[0], ReportWriteError)


def test_no_report_without_an_analysis_or_of_a_stale_one(qtbot, workspace, photograph_file):
    said = []
    workspace.failed.connect(said.append)
    workspace.save_report(photograph_file.with_suffix(".pdf"))
    workspace.start()
    with qtbot.waitSignal(workspace.analysis_changed):
        workspace.open(Entry(photograph_file))
    workspace.set_threshold(0.6)
    workspace.save_report(photograph_file.with_suffix(".pdf"))
    assert [type(error) for error in said] == [ReportWriteError] * 2
    assert not photograph_file.with_suffix(".pdf").exists()


# --- frames and colours --------------------------------------------------------------------


@pytest.fixture
def two_frames(tmp_path):
    pages = [Image.fromarray(make_fundus(256, seed=seed).pixels) for seed in (0, 1)]
    path = tmp_path / "stereo.tif"
    pages[0].save(path, save_all=True, append_images=pages[1:])
    return path


def test_frames_are_turned_like_pages(qtbot, workspace, two_frames):
    workspace.start()
    with qtbot.waitSignal(workspace.analysis_changed):
        workspace.open(Entry(two_frames))
    first = workspace.analysis.image
    assert (first.frame, first.frames) == (0, 2)
    with qtbot.waitSignal(workspace.analysis_changed):
        workspace.show_frame(1)
    second = workspace.analysis.image
    assert second.frame == 1
    assert not np.array_equal(first.pixels, second.pixels)
    for beyond in (2, -1):
        workspace.show_frame(beyond)
        assert not workspace.opening


def test_the_eye_set_for_one_frame_is_not_taken_for_another(qtbot, workspace, two_frames):
    workspace.start()
    with qtbot.waitSignal(workspace.analysis_changed):
        workspace.open(Entry(two_frames))
    workspace.set_laterality(Laterality.LEFT)
    with qtbot.waitSignal(workspace.analysis_changed):
        workspace.show_frame(1)
    assert workspace.analysis.image.laterality is Laterality.UNKNOWN


def test_converted_colours_are_another_reading_of_the_same_eye(qtbot, opened):
    opened.set_laterality(Laterality.LEFT)
    stated = opened.analysis.image
    with qtbot.waitSignal(opened.analysis_changed):
        opened.set_colours("ybr")
    image = opened.analysis.image
    assert (image.colours, image.laterality) == ("ybr", Laterality.LEFT)
    assert image.laterality_source is Source.USER
    assert not np.array_equal(image.pixels, stated.pixels)
    with qtbot.waitSignal(opened.analysis_changed):
        opened.set_colours("stated")
    assert np.array_equal(opened.analysis.image.pixels, stated.pixels)
    opened.set_colours("stated")
    assert not opened.opening
