import shutil
from dataclasses import replace

import numpy as np
import pytest

from app.analysis.analysis import analyse
from app.analysis.changes import Change
from app.base.messages import message
from app.base.progress import ignore_progress, never_stop
from app.domain.photograph import Laterality
from app.ui.comparing.pictures import Party, Relation, comparing_work
from app.ui.tasks.worker import JobKind
from tests.support import FakePredictor, make_layers, photograph
from tests.ui.comparing.conftest import DENSITY, FUNDUS, LATER, predictor, visit_file


def looked(qtbot, desk):
    """Return what a desk compares of itself."""
    with qtbot.waitSignal(desk.compared) as told:
        desk.look()
    return told.args[0]


def asked(qtbot, desk, signal, name):
    """Choose a photograph by the name of its file; return what a signal tells of it."""
    visits = (*desk.visits.kept, *desk.visits.listed)
    visit = next(each for each in visits if each.entries[0].path.name == name)
    with qtbot.waitSignal(signal) as told:
        desk.compare(visit)
    return told.args


def test_the_prior_is_found_and_aligned(qtbot, visits, desk):
    compared = looked(qtbot, desk())
    assert compared.relation is Relation.ALIGNED
    assert (compared.left.day, compared.right.day) == ("20230412", "20240920")
    assert (compared.left.shown, compared.right.shown) == (False, True)
    assert compared.ordered
    assert compared.comparison.first.image.path.name == "prior.dcm"
    assert compared.comparison.changes[DENSITY].verdict is Change.NOT_TOLD


def test_the_earlier_photograph_is_drawn_where_the_later_one_shows_the_same(qtbot, visits, desk):
    compared = looked(qtbot, desk())
    inside = compared.comparison.alignment.matched.overlap[1]
    left, right = (
        side.picture[0][..., 1].astype(float) for side in (compared.left, compared.right)
    )
    before = np.corrcoef(FUNDUS.pixels[..., 1][inside], LATER[..., 1][inside])[0, 1]
    after = np.corrcoef(left[inside], right[inside])[0, 1]
    assert after > before + 0.1
    assert after > 0.9


def test_the_vessels_of_an_unchanged_eye_are_drawn_as_the_same(qtbot, visits, desk):
    compared = looked(qtbot, desk())
    pictures = compared.difference, compared.right.picture
    drawn, plain = (picture[0][..., :3] for picture in pictures)
    changed = (drawn != plain).any(axis=-1)
    grey = np.ptp(drawn.astype(int), axis=-1) < 60
    assert changed.sum() > 1000
    assert grey[changed].mean() > 0.8


def test_what_cannot_be_aligned_lies_field_upon_field_with_the_reason(qtbot, visits, desk):
    desk = desk()
    looked(qtbot, desk)
    (compared,) = asked(qtbot, desk, desk.compared, "first.dcm")
    assert compared.relation is Relation.UNALIGNED
    assert "could not be aligned" in str(compared.reason)
    assert compared.difference is None
    assert compared.comparison.changes == {}


def test_of_a_photograph_that_is_none_of_a_retina_no_vessels_are_drawn():
    predictor = FakePredictor()
    shown = analyse(photograph(LATER), predictor)
    image = replace(photograph(FUNDUS.pixels), unsuitable=message("It shows a chest."))
    unsuitable = analyse(image, predictor)

    def party(analysis, day):
        layers = make_layers(analysis.image.pixels, analysis.probability.native)
        return Party(lambda *_: (analysis, layers), day)

    work = comparing_work(party(shown, "20240101"), party(unsuitable, "20230101"))
    compared = work(ignore_progress, never_stop)
    assert compared.relation is Relation.ALIGNED
    assert compared.difference is None
    assert compared.comparison.changes[DENSITY].verdict is Change.WITHHELD


def test_the_other_eye_is_mirrored_and_od_stands_on_the_left(qtbot, visits, desk):
    desk = desk()
    looked(qtbot, desk)
    (compared,) = asked(qtbot, desk, desk.compared, "fellow.dcm")
    assert compared.relation is Relation.MIRRORED
    assert compared.comparison is None
    eyes = [side.analysis.image.laterality for side in (compared.left, compared.right)]
    assert eyes == [Laterality.RIGHT, Laterality.LEFT]
    assert [side.mirrored for side in (compared.left, compared.right)] == [False, True]
    # The fellow eye's file is the first photograph from left to right.
    green = compared.right.picture[0][..., 1].astype(float)
    inside = FUNDUS.field
    assert np.corrcoef(green[inside], FUNDUS.pixels[..., 1][inside])[0, 1] > 0.95


def test_of_a_file_that_is_gone_the_vessels_are_taken_from_the_store(qtbot, visits, desk, tmp_path):
    before = looked(qtbot, desk()).comparison
    shutil.move(visits["prior"], tmp_path / "elsewhere.dcm")
    compared = looked(qtbot, desk())
    assert "prior.dcm" in str(compared.absent)
    assert (compared.left.kept, compared.right.kept) == (True, False)
    assert compared.relation is Relation.ALIGNED
    assert compared.difference is not None
    assert compared.ordered
    for number in ("first", "second"):
        known, again = (
            getattr(each.changes[DENSITY], number) for each in (before, compared.comparison)
        )
        assert again.value == pytest.approx(known.value, rel=0.03)
    picture = compared.left.picture[0][..., :3]
    assert (np.ptp(picture.astype(int), axis=-1) == 0).all()  # no colours: it is no photograph


def test_of_a_file_that_is_gone_and_was_never_kept_the_reason_is_told(
    qtbot, visits, desk, tmp_path, monkeypatch
):
    shutil.move(visits["prior"], tmp_path / "elsewhere.dcm")
    monkeypatch.setattr("app.batch.recalling.load_content", lambda *_: None)
    desk = desk()
    with qtbot.waitSignal(desk.absent) as told:
        desk.look()
    visit, error = told.args
    assert "prior.dcm" in str(error)
    assert visit.values[DENSITY].value is not None


def test_another_photograph_in_its_place_is_not_taken_for_it(qtbot, visits, desk):
    visit_file(visits["prior"], LATER, "20230412", SeriesDescription="another")
    compared = looked(qtbot, desk())
    assert "no longer the photograph" in str(compared.absent)
    assert compared.left.kept


def test_a_typed_day_counts(qtbot, visits, desk, keeper):
    def type_day(store):
        from app.store.facts import Facts
        from app.store.photographs import find_photograph, type_facts

        with store.read() as connection:
            (number,) = (
                find_photograph(connection, visit.photograph).number
                for visit in before.kept
                if visit.entries[0].path.name == "prior.dcm"
            )
        type_facts(store, [number], Facts(date="20250101"))

    first = desk()
    looked(qtbot, first)
    before, done = first.visits, []
    keeper.run(lambda store: (type_day(store), done.append(True)))
    qtbot.waitUntil(lambda: bool(done))
    again = desk()
    with qtbot.waitSignal(again.found):
        again.look()
    (compared,) = asked(qtbot, again, again.compared, "prior.dcm")
    assert (compared.left.day, compared.right.day) == ("20240920", "20250101")
    assert compared.comparison.second.image.exam.date == "20250101"
    assert not any("go back in time" in str(each) for each in compared.comparison.remarks)


def test_a_prior_of_another_model_is_found_again_by_this_one(
    qtbot, open_file, desk, workspace, tmp_path
):
    workspace.queue.predictor = replace(predictor(), sha256="e" * 64)
    open_file(visit_file(tmp_path / "prior.dcm", FUNDUS.pixels, "20230412"))
    workspace.queue.predictor = predictor()
    workspace.queue._cache._kept.clear()  # as after a start with a new model
    open_file(visit_file(tmp_path / "shown.dcm", LATER, "20240920"))
    first = desk()
    compared = looked(qtbot, first)
    assert first.visits.kept[0].record.model.sha256 == "e" * 64
    comparison = compared.comparison
    models = {each.provenance.model_sha256 for each in (comparison.first, comparison.second)}
    assert models == {"0" * 64}
    assert comparison.changes[DENSITY].verdict is Change.NOT_TOLD
    assert not any("different models" in str(each) for each in comparison.remarks)


def test_files_of_different_patients_are_not_compared(qtbot, visits, desk, library, tmp_path):
    stranger = visit_file(tmp_path / "stranger.dcm", FUNDUS.pixels, "20210101", PatientID="0815")
    with qtbot.waitSignal(library.listed):
        library.add([stranger])
    desk = desk()
    looked(qtbot, desk)
    (error,) = asked(qtbot, desk, desk.failed, "stranger.dcm")
    assert "different patients" in str(error)


def test_cancelling_ends_the_work_and_tells_nothing(qtbot, visits, desk, workspace):
    desk = desk()
    told = []
    for signal in (desk.compared, desk.failed):
        signal.connect(told.append)
    with qtbot.waitSignal(desk.chosen):
        desk.look()
    desk.cancel()
    qtbot.waitUntil(lambda: workspace.jobs.idle)
    assert not desk.busy
    assert told == []
    assert not workspace.jobs.runs(JobKind.COMPARE)


def test_a_correction_of_the_prior_counts(qtbot, visits, open_file, desk, workspace):
    open_file(visits["prior"])
    workspace.set_threshold(0.7)
    qtbot.waitUntil(lambda: not workspace.stale)
    open_file(visits["shown"])
    compared = looked(qtbot, desk())
    assert compared.comparison.first.threshold == pytest.approx(0.7)
    assert any("different models" in str(each) for each in compared.comparison.remarks)
