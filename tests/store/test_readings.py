"""Readings that earlier versions kept are read as they were meant."""

from app.domain.reading import Mark, Reading, Ruler
from app.store.readings import reading_from_json, reading_to_json


def test_lines_kept_before_there_were_other_marks_are_still_lines():
    kept = '{"schema":"retivasc.reading/1","threshold":0.4,"rulers":[{"points":[[0,0],[3,4]]}]}'
    reading = reading_from_json(kept)
    assert reading == Reading(0.4, rulers=(Ruler(((0, 0), (3, 4)), Mark.RULER),))
    assert reading.calibration is None
    assert reading_from_json(reading_to_json(reading)) == reading
