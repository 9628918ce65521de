import math

import pytest

from app.anatomy.units import NOMINAL_DISC_FOVEA_MM
from app.domain.anatomy import Ellipse, VesselKind
from app.domain.photograph import Laterality, Source
from app.domain.structures import Structure
from app.reading.listing import Entry
from app.store.readings import reading_from_json, reading_to_json
from tests.anatomy.photographs import DISC, FOVEA
from tests.anatomy.vessels import on_vessel

MOVED = Ellipse((480.0, 372.0), (50.0, 44.0), 10.0)


def test_what_was_found_is_shown(retina):
    shown = retina.anatomy.shown
    assert math.dist(shown.disc.center, DISC.center) < 1
    assert math.dist(shown.fovea, FOVEA) < 1
    assert shown.placed == frozenset()
    assert shown.nominal
    distance = math.dist(shown.disc.center, shown.fovea)
    assert shown.grid_mm == pytest.approx(distance / NOMINAL_DISC_FOVEA_MM)
    assert retina.anatomy.suggested_eye is Laterality.RIGHT


def test_without_a_model_nothing_is_shown_until_a_person_places_something(opened):
    assert opened.anatomy.shown is None
    opened.anatomy.place(Structure.FOVEA, (100.0, 120.0))
    assert opened.anatomy.shown.fovea == pytest.approx((100.0, 120.0))
    assert opened.anatomy.shown.found is None
    assert opened.anatomy.shown.disc is None


def test_nothing_is_known_of_a_photograph_that_is_not_analysed(workspace):
    assert workspace.anatomy.shown is None
    workspace.anatomy.place(Structure.FOVEA, (1.0, 2.0))
    workspace.anatomy.set_in_view(Structure.DISC, False)
    workspace.anatomy.click_vessel((1.0, 2.0), 1.0)
    assert workspace.reading.anatomy == (None, None, None, (), ())


def test_a_disc_is_placed_at_once_and_that_is_undone(qtbot, retina):
    found = retina.anatomy.shown.disc
    with qtbot.waitSignal(retina.anatomy_changed):
        retina.anatomy.place(Structure.DISC, MOVED)
    shown = retina.anatomy.shown
    assert shown.disc.center == pytest.approx(MOVED.center)
    assert shown.found.disc.ellipse == found
    assert shown.placed == {Structure.DISC}
    assert retina.stale  # the numbers follow
    with qtbot.waitSignal(retina.anatomy_changed):
        retina.history.undo()
    assert retina.anatomy.shown.disc == found
    retina.history.redo()
    assert retina.reading.disc == MOVED
    retina.anatomy.discard()
    assert retina.anatomy.shown.disc == found
    assert not retina.reading.corrects_anatomy


def test_what_is_not_in_view_is_said_and_taken_back(retina):
    retina.anatomy.place(Structure.DISC, MOVED)
    retina.anatomy.set_in_view(Structure.DISC, False)
    assert retina.reading.disc is None
    assert retina.anatomy.shown.disc is None
    assert retina.anatomy.shown.cup is None
    assert retina.anatomy.suggested_eye is None
    retina.anatomy.set_in_view(Structure.DISC, True)
    assert math.dist(retina.anatomy.shown.disc.center, DISC.center) < 1
    retina.anatomy.set_in_view(Structure.FOVEA, False)
    retina.anatomy.place(Structure.FOVEA, (230.0, 400.0))  # it is seen after all
    assert retina.reading.not_in_view == ()
    assert retina.anatomy.shown.fovea == pytest.approx((230.0, 400.0))


def test_a_click_flips_a_vessel_and_is_shown_before_the_numbers(retina):
    x, y = on_vessel(2)
    retina.anatomy.click_vessel((x + 0.5, y + 0.5), 3.0)
    ((kind, _),) = retina.anatomy.shown.courses
    assert kind is VesselKind.VEIN
    assert retina.stale
    retina.history.undo()
    assert retina.anatomy.shown.courses == ()


def test_numbers_and_picture_follow_a_click(qtbot, retina):
    before = retina.analysis.measurements.numbers["avr"]
    retina.start()
    with qtbot.waitSignal(retina.analysis_changed):
        x, y = on_vessel(2)
        retina.anatomy.click_vessel((x + 0.5, y + 0.5), 3.0)
    assert not retina.stale
    assert "labels" in vars(retina.anatomy.decided)  # in the thread, not while it is painted
    assert retina.analysis.corrected.measurements.numbers["avr"] != before
    assert retina.analysis.measurements.numbers["avr"] == before


def test_a_click_beside_all_vessels_is_told(qtbot, retina):
    with qtbot.waitSignal(retina.noticed) as told:
        retina.anatomy.click_vessel((384.0, 60.0), 3.0)
    assert "no vessel" in str(told.args[0])
    assert retina.reading.vessel_kinds == ()


def test_a_click_where_nothing_tells_arteries_from_veins_is_told(qtbot, opened):
    with qtbot.waitSignal(opened.noticed) as told:
        opened.anatomy.click_vessel((100.0, 100.0), 3.0)
    assert "not told apart" in str(told.args[0])


def test_the_suggested_eye_is_never_set_without_a_person(retina):
    assert retina.analysis.image.laterality is Laterality.UNKNOWN
    retina.set_laterality(retina.anatomy.suggested_eye)
    assert retina.analysis.image.laterality is Laterality.RIGHT
    assert retina.analysis.image.laterality_source is Source.USER


def test_what_a_person_said_is_kept_with_the_case_and_comes_back(qtbot, opened, photograph_file):
    opened.anatomy.place(Structure.DISC, Ellipse((100.0, 120.0), (20.0, 18.0)))
    opened.anatomy.set_in_view(Structure.FOVEA, False)
    said = opened.reading
    assert opened.cases.of(opened.analysis.image.id).reading == said
    assert opened.unreported_corrections == 1
    assert reading_from_json(reading_to_json(said)) == said
    with qtbot.waitSignal(opened.analysed):
        opened.open(Entry(photograph_file))
    assert opened.reading == said
    assert opened.anatomy.shown.disc.center == pytest.approx((100.0, 120.0))
    assert opened.anatomy.shown.fovea is None
