import threading

import numpy as np
import pytest
from PIL import Image

from app.base.errors import ImageReadError, ModelLoadError
from app.base.messages import message
from app.base.progress import stop_if_asked
from app.domain.photograph import Laterality, Source
from app.domain.reading import Reading, Ruler, Stroke
from app.reading.listing import Entry, decode_photograph
from app.settings.look import Channel, Layout, Look, Tone, VesselDrawing, VesselStyle
from app.ui.tasks.worker import JobKind
from tests.readings import reread
from tests.support import PATIENCE_S, FakePredictor, TwoHands, encode, make_fundus


class SlowPredictor(FakePredictor):
    """Segment only when it is let."""

    gate = threading.Event()

    def predict(self, prepared, on_progress, should_stop):
        while not self.gate.wait(0.002):
            stop_if_asked(should_stop)
        return super().predict(prepared, on_progress, should_stop)


@pytest.fixture
def slow(make_workspace):
    SlowPredictor.gate = threading.Event()
    workspace = make_workspace(SlowPredictor)
    workspace.start()
    return workspace


def rested(workspace):
    return workspace.jobs.idle and not workspace._rest.isActive()


def test_model_is_loaded_at_the_start_and_once(qtbot, make_workspace, photograph_file):
    loaded = []

    def load():
        loaded.append(FakePredictor(threshold=0.437))
        return loaded[-1]

    workspace = make_workspace(load)
    with qtbot.waitSignal(workspace.model_changed):
        workspace.start()
    assert workspace.predictor is loaded[0]
    assert workspace.reading.threshold == workspace.default_threshold == 0.44
    with qtbot.waitSignal(workspace.analysis_changed):
        workspace.open(Entry(photograph_file))
    assert len(loaded) == 1
    assert workspace.analysis.threshold == 0.44


def test_missing_model_is_said(qtbot, make_workspace, photograph_file):
    def load():
        raise ModelLoadError(message("There is none."), message("Get one."))

    workspace = make_workspace(load)
    with qtbot.waitSignal(workspace.failed) as failure:
        workspace.start()
    assert isinstance(failure.args[0], ModelLoadError)
    with qtbot.waitSignal(workspace.failed):
        workspace.open(Entry(photograph_file))
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
    expected = reread(before, threshold=0.65)
    assert opened.analysis.measurements == expected.measurements
    np.testing.assert_array_equal(opened.analysis.vessels.native, expected.vessels.native)


@pytest.fixture
def styled(qtbot, make_workspace, photograph_file):
    workspace = make_workspace(TwoHands)
    workspace.start()
    with qtbot.waitSignal(workspace.analysis_changed):
        workspace.open(Entry(photograph_file))
    return workspace


def vessel_pixels(workspace):
    return workspace.analysis.vessels.native.sum()


def test_vessels_and_numbers_follow_the_detail_after_it_has_rested(qtbot, styled):
    before, levels = vessel_pixels(styled), styled.layers.levels[0]
    with qtbot.waitSignals([styled.vessels_changed, styled.analysis_changed]):
        for step in (-1, -2, -3, -4):
            styled.set_detail(step / 4)
        assert styled.stale
    assert not styled.stale
    assert vessel_pixels(styled) < before
    assert styled.layers.levels[0].sum() < levels.sum()
    assert styled.analysis.findings.provenance.shares == {"sparse": 1.0}
    with qtbot.waitSignal(styled.analysis_changed):
        styled.history.undo()  # one step, however often the slider moved
    assert vessel_pixels(styled) == before


def test_corrections_stay_when_the_detail_is_moved(qtbot, styled):
    styled.add_stroke(Stroke(((60, 60), (150, 150)), 8, erases=True))
    qtbot.waitUntil(lambda: rested(styled) and not styled.stale)
    with qtbot.waitSignal(styled.analysis_changed):
        styled.set_detail(-1)
    assert not styled.analysis.vessels.native[100:110, 100:110].any()
    assert not styled.layers.levels[0][100:110, 100:110].any()


def test_detail_comes_back_with_its_photograph(qtbot, styled, photograph_file, other):
    with qtbot.waitSignal(styled.analysis_changed):
        styled.set_detail(1)
    full = vessel_pixels(styled)
    with qtbot.waitSignal(styled.analysed):
        styled.open(other)
    assert styled.reading.style.detail == 0
    styled.open(Entry(photograph_file))
    qtbot.waitUntil(lambda: rested(styled) and not styled.stale)
    assert styled.reading.style.detail == 1
    assert vessel_pixels(styled) == full


def test_drawing_that_is_cancelled_goes_back_to_the_last_numbers(qtbot, styled, monkeypatch):
    gate = threading.Event()

    def wait(_predictor, _prepared, _on_progress, should_stop):
        while not gate.wait(0.002):
            stop_if_asked(should_stop)

    before = styled.analysis
    monkeypatch.setattr(TwoHands, "predict", wait)
    styled.set_detail(-1)
    qtbot.waitUntil(lambda: styled.jobs.runs(JobKind.DRAW))
    assert styled.busy
    styled.cancel()
    qtbot.waitUntil(lambda: rested(styled))
    assert styled.reading.style.detail == 0
    assert not styled.stale
    assert styled.analysis.measurements is before.measurements


@pytest.mark.parametrize(("asked", "given"), [(0.1, 0.3), (0.9, 0.7), (0.5049, 0.5)])
def test_threshold_stays_on_the_steps_of_the_slider(workspace, asked, given):
    workspace.set_threshold(asked)
    assert workspace.reading.threshold == given


def test_threshold_moved_back_in_time_is_not_stale(qtbot, opened):
    opened.set_threshold(0.6)
    opened.set_threshold(0.5)
    assert not opened.stale
    qtbot.waitUntil(lambda: rested(opened))
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


@pytest.fixture
def decoding(monkeypatch):
    """Give what lets photographs be decoded to be looked at; until then they are not."""
    let = threading.Event()

    def decode(*arguments):
        assert let.wait(PATIENCE_S)
        return decode_photograph(*arguments)

    monkeypatch.setattr("app.ui.session.queue.decode_photograph", decode)
    yield let
    let.set()


def test_measurement_of_the_former_photograph_never_lands_on_the_new_one(
    qtbot, slow, photograph_file, tmp_path, decoding
):
    decoding.set()
    SlowPredictor.gate.set()
    with qtbot.waitSignal(slow.analysis_changed):
        slow.open(Entry(photograph_file))
    SlowPredictor.gate.clear()
    decoding.clear()
    other = tmp_path / "other.png"
    other.write_bytes(encode(make_fundus(320, seed=3).pixels))
    slow.open(Entry(other))
    slow.set_threshold(0.6)
    qtbot.waitUntil(lambda: slow.jobs.runs(JobKind.MEASURE))  # behind the photograph
    decoding.set()
    with qtbot.waitSignal(slow.analysis_changed):
        SlowPredictor.gate.set()
    qtbot.waitUntil(lambda: rested(slow))
    assert slow.analysis.image.path == other
    assert slow.analysis.threshold == slow.reading.threshold == 0.5
    assert slow.analysis.vessels.native.shape == (320, 320)


def test_photograph_is_shown_without_numbers_while_it_is_analysed(
    qtbot, slow, photograph_file, other
):
    SlowPredictor.gate.set()
    with qtbot.waitSignal(slow.analysis_changed):
        slow.open(Entry(photograph_file))
    slow.set_laterality(Laterality.LEFT)
    SlowPredictor.gate.clear()
    with qtbot.waitSignal(slow.picture_changed):
        slow.open(other)
    assert slow.analysis is None
    assert slow.opening
    assert slow.entry == other
    assert slow.image.path == other.path
    assert slow.image.laterality is slow.reading.laterality is Laterality.UNKNOWN
    assert not slow.layers.analysed
    assert str(slow.report_obstacle().message) == "The measurement is not finished."
    picture = slow.layers.photograph
    slow.set_laterality(Laterality.RIGHT)  # of nothing that is known
    with qtbot.waitSignal(slow.analysed):
        SlowPredictor.gate.set()
    assert slow.analysis.image.path == other.path
    assert slow.analysis.image.laterality is Laterality.UNKNOWN
    assert slow.layers.photograph is picture
    assert slow.layers.analysed


def test_numbers_of_another_photograph_are_never_there_with_it(qtbot, slow, photograph_file, other):
    seen = []

    def look():
        shown = slow.analysis and slow.analysis.image.path
        seen.append((slow.entry.path, slow.image.path, shown, slow.layers.analysed))

    for signal in (slow.picture_changed, slow.analysis_changed, slow.vessels_changed):
        signal.connect(look)
    for changed in (slow.threshold_changed, slow.style_changed, slow.opening_changed):
        changed.connect(lambda: slow.entry is None or look())
    SlowPredictor.gate.set()
    for entry in (Entry(photograph_file), other, Entry(photograph_file)):
        with qtbot.waitSignal(slow.analysed):
            slow.open(entry)
    assert {path for path, _, _, _ in seen} == {photograph_file, other.path}
    for path, image, numbers, analysed in seen:
        assert image == path
        assert numbers in (None, path)
        assert analysed == (numbers is not None)


def test_photograph_whose_analysis_is_cancelled_stays_without_numbers(
    qtbot, slow, photograph_file, other
):
    with qtbot.waitSignal(slow.picture_changed):
        slow.open(other)
    with qtbot.waitSignal(slow.opening_changed):
        slow.cancel()
    qtbot.waitUntil(lambda: slow.jobs.idle)
    assert (slow.entry, slow.analysis) == (other, None)
    assert str(slow.report_obstacle().message) == "There is nothing to report yet."
    SlowPredictor.gate.set()
    with qtbot.waitSignal(slow.analysed):
        slow.open(other)
    assert slow.analysis.image.path == other.path


def test_photograph_that_was_cancelled_has_its_numbers_once_the_queue_has_them(qtbot, slow, other):
    with qtbot.waitSignal(slow.picture_changed):
        slow.open(other)
    slow.cancel()
    assert not slow.opening
    with qtbot.waitSignal(slow.analysed):
        slow.prepare([other])
        SlowPredictor.gate.set()
    assert slow.analysis.image.path == other.path


def test_tones_are_equalised_before_the_analysis_and_kept_after_it(qtbot, slow, other):
    slow.set_tone(Tone(equalised=True))
    with qtbot.waitSignal(slow.picture_changed):
        slow.open(other)
    with qtbot.waitSignal(slow.analysed):
        SlowPredictor.gate.set()
    qtbot.waitUntil(lambda: slow.layers.equalised is not None)


def test_cancelled_photograph_leaves_nothing_and_says_nothing(qtbot, slow, photograph_file):
    said = []
    slow.failed.connect(said.append)
    slow.open(Entry(photograph_file))
    qtbot.waitUntil(lambda: not slow.jobs.runs(JobKind.LOAD_MODEL))
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


def test_report_waits_for_an_analysis_that_is_not_stale(qtbot, workspace, photograph_file):
    assert "nothing to report" in str(workspace.report_obstacle())
    workspace.start()
    with qtbot.waitSignal(workspace.analysis_changed):
        workspace.open(Entry(photograph_file))
    assert workspace.report_obstacle() is None
    workspace.set_threshold(0.6)
    assert "not finished" in str(workspace.report_obstacle())


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


# --- undo and redo -------------------------------------------------------------------------

STROKES = (Stroke(((60, 60), (150, 150)), 4), Stroke(((60, 150), (150, 60)), 4, erases=True))
RULER = Ruler(((10, 10), (90, 40)))


def test_setting_says_what_changed_and_can_be_undone_and_redone(qtbot, opened):
    drawing = VesselDrawing(style=VesselStyle.OUTLINE, opacity=0.3)
    tone = Tone(channel=Channel.RED_FREE, gamma=2)
    for change, signal, read in (
        (lambda: opened.set_threshold(0.6), "threshold_changed", lambda: opened.reading.threshold),
        (
            lambda: opened.set_laterality(Laterality.LEFT),
            "analysis_changed",
            lambda: opened.analysis.image.laterality,
        ),
        (lambda: opened.add_stroke(STROKES[0]), "vessels_changed", lambda: opened.reading.strokes),
        (lambda: opened.set_rulers((RULER,)), "rulers_changed", lambda: opened.reading.rulers),
        (lambda: opened.set_vessels(drawing), "vessels_changed", lambda: opened.look.vessels),
        (lambda: opened.set_tone(tone), "tone_changed", lambda: opened.look.tone),
        (lambda: opened.set_layout(Layout.CURTAIN), "layout_changed", lambda: opened.look.layout),
    ):
        before, steps = read(), opened.history.count()
        with qtbot.waitSignal(getattr(opened, signal)):
            change()
        after = read()
        assert after != before
        assert opened.history.count() == steps + 1
        assert opened.history.undoText()
        with qtbot.waitSignal(getattr(opened, signal)):
            opened.history.undo()
        assert read() == before
        with qtbot.waitSignal(getattr(opened, signal)):
            opened.history.redo()
        assert read() == after
    while opened.history.canUndo():
        opened.history.undo()
    assert opened.reading == Reading(0.5)
    assert opened.look == Look()
    assert not opened.stale
    assert opened.analysis.image.laterality_source is Source.UNKNOWN


def test_override_can_be_undone(qtbot, dark):
    with qtbot.waitSignal(dark.analysis_changed):
        dark.set_measure_anyway(True)
    with qtbot.waitSignal(dark.analysis_changed):
        dark.history.undo()
    assert density(dark) is None
    with qtbot.waitSignal(dark.analysis_changed):
        dark.history.redo()
    assert density(dark) is not None


def test_setting_what_is_set_already_is_no_step(opened):
    opened.set_threshold(0.5)
    opened.set_tone(Tone())
    opened.set_layout(opened.look.layout)
    opened.set_rulers(())
    opened.drop_strokes()
    assert opened.history.count() == 0


def test_movement_of_the_slider_is_one_step(qtbot, opened):
    for hundredths in range(51, 66):
        opened.set_threshold(hundredths / 100)
    qtbot.waitUntil(lambda: not opened.stale)
    assert opened.history.count() == 1
    opened.history.undo()
    assert opened.reading.threshold == 0.5
    qtbot.waitUntil(lambda: not opened.stale)
    assert opened.analysis.threshold == 0.5


def test_every_stroke_is_a_step_of_its_own(opened):
    for stroke in STROKES:
        opened.add_stroke(stroke)
    opened.drop_strokes()
    assert opened.history.count() == 3
    seen = []
    while opened.history.canUndo():
        opened.history.undo()
        seen.append(opened.reading.strokes)
    assert seen == [STROKES, STROKES[:1], ()]


def test_steps_are_there_again_after_another_photograph(qtbot, opened, photograph_file, other):
    opened.set_threshold(0.6)
    opened.add_stroke(STROKES[0])
    with qtbot.waitSignal(opened.analysed):
        opened.open(other)
    opened.set_threshold(0.7)
    opened.open(Entry(photograph_file))
    assert opened.reading.strokes == STROKES[:1]
    assert opened.history.undoText() == "add vessels"
    opened.history.undo()
    opened.history.undo()
    assert (opened.reading.threshold, opened.reading.strokes) == (0.5, ())
    assert not opened.history.canUndo()
    opened.open(other)
    assert opened.reading.threshold == 0.7
    opened.history.undo()
    assert opened.reading.threshold == 0.5


def test_undo_is_of_the_photograph_that_is_shown(qtbot, opened, other):
    opened.set_threshold(0.6)
    opened.set_tone(Tone(gamma=2))
    with qtbot.waitSignal(opened.analysed):
        opened.open(other)
    assert opened.history.count() == 0
    assert opened.look.tone == Tone(gamma=2)
    assert opened.reading.threshold == 0.5


# --- corrections ---------------------------------------------------------------------------


@pytest.fixture
def other(tmp_path):
    path = tmp_path / "other.png"
    path.write_bytes(encode(make_fundus(256, seed=5).pixels))
    return Entry(path)


def test_strokes_are_shown_at_once_and_measured_when_they_rest(qtbot, opened):
    before, levels = opened.analysis, opened.layers.levels[0].copy()
    for stroke in STROKES:
        opened.add_stroke(stroke)
    assert not np.array_equal(opened.layers.levels[0], levels)
    assert opened.stale
    qtbot.waitUntil(lambda: not opened.stale)
    expected = reread(before, strokes=STROKES)
    assert opened.analysis.shown_measurements == expected.shown_measurements
    assert opened.analysis.measurements == before.measurements
    opened.drop_strokes()
    assert np.array_equal(opened.layers.levels[0], levels)
    qtbot.waitUntil(lambda: not opened.stale)
    assert opened.analysis.corrected is None


def test_what_was_set_comes_back_with_its_photograph(qtbot, opened, photograph_file, other):
    opened.set_threshold(0.6)
    opened.add_stroke(STROKES[0])
    opened.set_laterality(Laterality.LEFT)
    opened.set_rulers((RULER,))
    levels = opened.layers.levels[0].copy()
    with qtbot.waitSignal(opened.analysed):
        opened.open(other)
    assert opened.reading == Reading(0.5)
    assert not opened.analysis.strokes
    opened.open(Entry(photograph_file))  # still at hand
    assert opened.entry == Entry(photograph_file)
    assert opened.reading == Reading(0.6, Laterality.LEFT, strokes=STROKES[:1], rulers=(RULER,))
    assert np.array_equal(opened.layers.levels[0], levels)
    assert opened.analysis.image.laterality is Laterality.LEFT
    qtbot.waitUntil(lambda: not opened.stale)
    assert (opened.analysis.threshold, opened.analysis.strokes) == (0.6, STROKES[:1])


def vessel_point(workspace):
    rows, columns = np.nonzero(workspace.analysis.vessels.native)
    return columns[len(rows) // 2] + 0.5, rows[len(rows) // 2] + 0.5


def test_a_click_erases_a_whole_segment_and_brings_it_back(qtbot, opened):
    point = vessel_point(opened)
    opened.click_segment(point, 3.0)
    qtbot.waitUntil(lambda: bool(opened.reading.strokes))
    assert opened.history.undoText() == "erase a vessel segment"
    assert opened.layers.erased[0].any()
    qtbot.waitUntil(lambda: not opened.stale)
    assert opened.analysis.erased.any()
    opened.click_segment(point, 3.0)
    qtbot.waitUntil(lambda: not opened.reading.strokes)
    assert opened.history.undoText() == "bring back a segment"
    assert opened.layers.erased is None
    opened.history.undo()
    assert len(opened.reading.strokes) == 1


def test_clicks_that_follow_fast_are_all_heard(qtbot, opened):
    rows, columns = np.nonzero(opened.analysis.vessels.native)
    for index in (0, len(rows) - 1):
        opened.click_segment((columns[index] + 0.5, rows[index] + 0.5), 3.0)
    opened.add_stroke(STROKES[0])  # meanwhile: it must not be lost
    qtbot.waitUntil(lambda: len(opened.reading.strokes) == 3)
    pieces = [stroke.piece for stroke in opened.reading.strokes]
    assert pieces.count(None) == 1
    assert pieces[-1] is not None


def test_a_click_beside_all_vessels_is_told(qtbot, opened):
    told = []
    opened.noticed.connect(lambda notice: told.append(str(notice)))
    opened.click_segment((1.0, 1.0), 0.5)
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].startswith("There is no vessel where you clicked")
    assert not opened.history.canUndo()


def test_clicks_on_another_photograph_are_dropped(qtbot, opened, other):
    opened.click_segment(vessel_point(opened), 3.0)
    with qtbot.waitSignal(opened.analysed):
        opened.open(other)
    qtbot.waitUntil(lambda: opened.jobs.idle)
    assert opened.reading.strokes == ()


def test_excluding_an_area_changes_every_number_and_can_be_undone(qtbot, opened):
    before = opened.analysis
    opened.exclude(Stroke(((128.0, 128.0),), 40.0))
    assert opened.layers.excluded[0][128, 128]
    assert opened.stale
    qtbot.waitUntil(lambda: not opened.stale)
    assert opened.analysis.excluded_share > 0.05
    density = opened.analysis.measurements.vessel_density
    assert density.value != before.measurements.vessel_density.value
    assert any("excluded" in str(warning) for warning in opened.analysis.warnings)
    opened.exclude(Stroke(((128.0, 128.0),), 10.0, erases=True))
    assert not opened.layers.excluded[0][128, 128]
    opened.include_all()
    assert opened.layers.excluded is None
    assert opened.reading.excluded is None
    qtbot.waitUntil(lambda: not opened.stale)
    assert opened.analysis.measurements == before.measurements
    opened.history.undo()
    opened.history.undo()
    assert opened.layers.excluded[0][128, 128]


def test_what_was_excluded_comes_back_with_its_photograph(qtbot, opened, photograph_file, other):
    opened.exclude(Stroke(((128.0, 128.0),), 40.0))
    region = opened.reading.excluded
    with qtbot.waitSignal(opened.analysed):
        opened.open(other)
    assert opened.reading.excluded is None
    assert opened.layers.excluded is None
    opened.open(Entry(photograph_file))
    assert opened.reading.excluded == region
    assert opened.layers.excluded[0][128, 128]


def test_corrections_are_unreported_until_a_report_is_noted(qtbot, opened):
    assert opened.unreported_corrections == 0
    opened.add_stroke(STROKES[0])
    assert opened.unreported_corrections == 1
    qtbot.waitUntil(lambda: not opened.stale)
    opened.note_reported(opened.analysis)
    assert opened.unreported_corrections == 0
    opened.add_stroke(STROKES[1])
    assert opened.unreported_corrections == 1
    opened.history.undo()
    assert opened.unreported_corrections == 0
    opened.drop_strokes()
    assert opened.unreported_corrections == 0


def test_correction_of_one_photograph_is_not_reported_by_the_report_of_another(
    qtbot, opened, other
):
    opened.add_stroke(STROKES[0])
    with qtbot.waitSignal(opened.analysed):
        opened.open(other)
    opened.note_reported(opened.analysis)
    assert opened.unreported_corrections == 1


def test_nothing_can_be_corrected_or_measured_without_a_photograph(workspace):
    workspace.add_stroke(STROKES[0])
    workspace.set_rulers((RULER,))
    assert workspace.reading == Reading()


# --- equalised contrast --------------------------------------------------------------------


def test_contrast_is_equalised_once_it_is_asked_for(qtbot, opened):
    assert opened.layers.equalised is None
    opened.set_tone(Tone(equalised=True))
    with qtbot.waitSignal(opened.tone_changed):
        pass
    assert opened.layers.equalised is not None
    opened.set_tone(Tone())
    opened.set_tone(Tone(equalised=True))
    assert opened.jobs.idle


def test_equalised_picture_of_another_photograph_is_not_told(
    qtbot, opened, photograph_file, other, monkeypatch
):
    with qtbot.waitSignal(opened.analysed):
        opened.open(other)
    gate, equalised = threading.Event(), []

    def slowly(pixels):
        gate.wait(PATIENCE_S)
        equalised.append(pixels)
        return pixels

    monkeypatch.setattr("app.ui.session.work.equalise", slowly)
    former = opened.layers
    opened.set_tone(Tone(equalised=True))
    told = []
    opened.tone_changed.connect(lambda: told.append(opened.layers.equalised is not None))
    opened.open(Entry(photograph_file))
    assert opened.layers is not former
    gate.set()
    qtbot.waitUntil(lambda: opened.jobs.idle)
    assert former.equalised is None
    assert told == [True]
    assert equalised[-1] is opened.layers.pixels
    assert np.array_equal(opened.layers.equalised[0], opened.layers.photograph[0])


def test_override_outlives_colours_that_make_the_photograph_fit(qtbot, dark, monkeypatch):
    dark.set_measure_anyway(True)
    qtbot.waitUntil(lambda: not dark.stale)
    fit = make_fundus(256).pixels
    monkeypatch.setattr("app.reading.opening.ybr_to_rgb", lambda _pixels: fit)
    with qtbot.waitSignal(dark.analysed):
        dark.set_colours("ybr")
    assert not dark.analysis.overridable
    qtbot.waitUntil(lambda: not dark.stale)
    assert dark.report_obstacle() is None
    with qtbot.waitSignal(dark.analysed):
        dark.set_colours("stated")
    qtbot.waitUntil(lambda: not dark.stale)
    assert dark.analysis.overridden


def test_contrast_is_equalised_once_however_often_the_tone_is_moved(qtbot, opened, monkeypatch):
    gate, begun = threading.Event(), []

    def slowly(pixels):
        begun.append(1)
        gate.wait(PATIENCE_S)
        return pixels

    monkeypatch.setattr("app.ui.session.work.equalise", slowly)
    opened.set_tone(Tone(equalised=True))
    qtbot.waitUntil(lambda: bool(begun))
    for tenths in range(11, 20):
        opened.set_tone(Tone(equalised=True, gamma=tenths / 10))
    gate.set()
    qtbot.waitUntil(lambda: opened.jobs.idle)
    assert len(begun) == 1
    assert opened.layers.equalised is not None


def test_threshold_that_comes_back_is_in_the_present_range(qtbot, opened, photograph_file, other):
    opened.set_threshold(0.7)
    with qtbot.waitSignal(opened.analysed):
        opened.open(other)
    opened.set_thresholds((0.4, 0.6))
    opened.open(Entry(photograph_file))
    assert opened.reading.threshold == 0.6


def test_model_that_was_being_loaded_when_the_user_cancelled_is_told(qtbot, make_workspace):
    gate = threading.Event()

    def load():
        gate.wait(PATIENCE_S)
        return FakePredictor(threshold=0.44)

    workspace = make_workspace(load)
    workspace.start()
    workspace.cancel()
    with qtbot.waitSignal(workspace.model_changed):
        gate.set()
    assert workspace.reading.threshold == 0.44


def test_strokes_that_could_not_be_measured_are_not_lost(qtbot, opened, monkeypatch):
    monkeypatch.setattr("app.ui.session.work.read", lambda *_, **_words: 1 / 0)
    with qtbot.waitSignal(opened.failed):
        opened.add_stroke(STROKES[0])
    assert not opened.stale
    opened.history.undo()
    assert opened.reading.strokes == STROKES[:1]
    monkeypatch.undo()
    qtbot.waitUntil(lambda: not opened.stale)
    assert opened.analysis.strokes == STROKES[:1]


test_strokes_that_could_not_be_measured_are_not_lost = pytest.mark.logs_warnings(
    test_strokes_that_could_not_be_measured_are_not_lost
)


def test_eye_that_was_set_is_told_to_whoever_lists_the_photographs(qtbot, opened):
    with qtbot.waitSignal(opened.examined) as told:
        opened.set_laterality(Laterality.LEFT)
    assert told.args[1].image.laterality is Laterality.LEFT
