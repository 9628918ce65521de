"""Readings that earlier versions kept are read as they were meant."""

from app.domain.anatomy import Ellipse, Told, VesselKind
from app.domain.reading import Mark, Reading, Ruler
from app.domain.structures import Structure
from app.store.readings import reading_from_json, reading_to_json


def test_lines_kept_before_there_were_other_marks_are_still_lines():
    kept = '{"schema":"retivasc.reading/1","threshold":0.4,"rulers":[{"points":[[0,0],[3,4]]}]}'
    reading = reading_from_json(kept)
    assert reading == Reading(0.4, rulers=(Ruler(((0, 0), (3, 4)), Mark.RULER),))
    assert reading.calibration is None
    assert reading_from_json(reading_to_json(reading)) == reading


def test_what_a_person_said_of_the_anatomy_comes_back():
    reading = Reading(
        0.4,
        disc=Ellipse((10.5, 20.0), (8.0, 7.0), 30.0),
        fovea=(40.0, 21.5),
        vessel_kinds=(Told((3.0, 4.0), VesselKind.VEIN), Told((5.0, 6.0), VesselKind.UNDECIDED)),
        not_in_view=(Structure.CUP,),
    )
    assert reading_from_json(reading_to_json(reading)) == reading
    assert reading_from_json('{"schema":"retivasc.reading/1"}').not_in_view == ()
