from dataclasses import replace

import numpy as np
import pytest

from app.analysis.analysis import analyse, read
from app.analysis.segments import find_segments
from app.domain.reading import Stroke
from tests.support import FakePredictor, make_fundus


@pytest.fixture(scope="module")
def analysis():
    return analyse(make_fundus(256).image, FakePredictor(), measure_anyway=True)


@pytest.fixture(scope="module")
def segments(analysis):
    return find_segments(analysis.findings, analysis.reading)


def a_vessel_pixel(analysis):
    rows, columns = np.nonzero(analysis.vessels.native)
    middle = len(rows) // 2
    return columns[middle] + 0.5, rows[middle] + 0.5


def reread(analysis, strokes):
    return read(analysis.findings, replace(analysis.reading, strokes=strokes))


def test_a_click_erases_a_segment_and_another_brings_it_back(analysis, segments):
    point = a_vessel_pixel(analysis)
    strokes = segments.clicked((), point, 3.0)
    erased = reread(analysis, strokes)
    piece = strokes[0].piece.region.mask()
    assert erased.erased.sum() == piece.sum() > 10
    assert not erased.shown_vessels.native[int(point[1]), int(point[0])]
    assert not erased.added.any()
    assert erased.shown_measurements.vessel_density.value < (
        analysis.measurements.vessel_density.value
    )
    assert segments.clicked(strokes, point, 3.0) == ()  # as if nothing had been done


def test_what_the_brush_erased_is_brought_back_as_it_was_found(analysis, segments):
    point = a_vessel_pixel(analysis)
    brushed = (Stroke((point,), 4.0, erases=True),)
    strokes = segments.clicked(brushed, point, 3.0)
    assert strokes[0] is brushed[0]
    assert strokes[1].restores
    again = reread(analysis, strokes)
    assert again.shown_vessels.native[int(point[1]), int(point[0])]
    assert not again.added.any()
    piece = strokes[1].piece
    rows, columns = np.nonzero(again.erased)  # nothing else of it is left in that segment
    inside = piece.region.mask()
    for row, column in zip(rows - piece.top, columns - piece.left, strict=True):
        within = 0 <= row < inside.shape[0] and 0 <= column < inside.shape[1]
        assert not (within and inside[row, column])


def test_what_a_person_added_can_be_clicked_on_too(analysis):
    free = np.argwhere(~analysis.vessels.native[100:156, 100:156])[0] + 100
    point = free[1] + 0.5, free[0] + 0.5
    added = (Stroke((point, (point[0] + 1, point[1])), 1.0),)
    reading = replace(analysis.reading, strokes=added)
    segments = find_segments(analysis.findings, reading)
    strokes = segments.clicked(added, point, 1.0)
    assert strokes[1].erases
    assert not reread(analysis, strokes).shown_vessels.native[free[0], free[1]]
    assert segments.clicked(strokes, point, 1.0) == added


def test_the_nearest_vessel_within_reach_is_meant(analysis, segments):
    away = np.argwhere(~analysis.vessels.native & analysis.field.mask)
    vessels = np.argwhere(analysis.vessels.native)
    distances = np.array([np.hypot(*(vessels - pixel).T).min() for pixel in away[::50]])
    row, column = away[::50][distances.argmax()]
    point, distance = (column + 0.5, row + 0.5), distances.max()
    assert segments.clicked((), point, distance - 1) is None
    assert segments.clicked((), point, distance + 0.5) is not None
    assert segments.clicked((), (-40.0, 10.0), 5.0) is None


def test_segments_serve_one_threshold_and_what_was_added(analysis, segments):
    findings, reading = analysis.findings, analysis.reading
    erasing = (Stroke(((50, 50),), 4.0, erases=True),)
    assert segments.serve(findings, replace(reading, strokes=erasing))
    assert not segments.serve(findings, replace(reading, threshold=0.31))
    assert not segments.serve(findings, replace(reading, strokes=(Stroke(((50, 50),), 4.0),)))
    other = analyse(make_fundus(256).image, FakePredictor(), measure_anyway=True)
    assert not segments.serve(other.findings, reading)
