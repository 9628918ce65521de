from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from app.analysis.analysis import analyse
from app.base.errors import ImageReadError
from app.base.messages import message
from app.domain.photograph import Laterality, PhotographId
from app.domain.reading import Reading, Ruler, Stroke
from app.reading.listing import Entry
from app.report.report_text import ReportText
from app.ui.session.cases import Case, Cases, Finding
from tests.readings import altered
from tests.support import FakePredictor, make_fundus

FIRST, SECOND = PhotographId("a" * 64), PhotographId("a" * 64, 1)
ENTRY = Entry(Path("eye.dcm"))
READING = Reading(
    0.6,
    Laterality.LEFT,
    spacing_mm=0.02,
    strokes=(Stroke(((1.0, 2.0), (3.0, 4.5)), 4.0, erases=True),),
    rulers=(Ruler(((0.0, 0.0), (9.0, 9.0))),),
)


@pytest.fixture
def cases():
    return Cases()


@pytest.fixture(scope="module")
def analysis():
    return analyse(make_fundus(256).image, FakePredictor())


def test_frames_of_one_file_are_two_cases(cases):
    cases.change(FIRST, reading=READING)
    assert cases.of(FIRST).reading == READING
    assert cases.of(SECOND) == Case()


def test_what_is_reported_is_compared_with_what_was_said_since(cases):
    cases.change(FIRST, reading=READING, statement=ReportText("narrow"))
    assert cases.of(FIRST).corrected_since
    assert cases.of(FIRST).typed_since
    cases.change(FIRST, reported_reading=READING, reported_text=ReportText("narrow"))
    assert not cases.of(FIRST).corrected_since
    assert not cases.of(FIRST).typed_since
    cases.change(FIRST, reading=replace(READING, strokes=(*READING.strokes, *READING.strokes)))
    assert cases.of(FIRST).corrected_since
    cases.change(FIRST, reading=replace(READING, strokes=()))
    assert not cases.of(FIRST).corrected_since


@pytest.mark.parametrize("case", [Case(), Case(READING, ReportText("a", "b"), READING)])
def test_a_case_survives_being_written(case):
    assert msgspec.json.decode(msgspec.json.encode(case), type=Case) == case


def test_a_frame_that_cannot_be_read_leaves_what_was_found_in_another(cases, analysis):
    error = ImageReadError(message("It is cut off."), message("Send it again."))
    cases.note_outcome(ENTRY, error)
    assert cases.at(ENTRY).finding is error
    cases.note_outcome(ENTRY, analysis)
    cases.note_outcome(ENTRY, error)
    assert cases.at(ENTRY).finding == Finding.of(analysis)


def test_a_later_analysis_replaces_the_former(cases, analysis):
    cases.note_outcome(ENTRY, analysis)
    left = altered(analysis, image=analysis.image.with_laterality(Laterality.LEFT))
    cases.note_outcome(ENTRY, left)
    assert cases.at(ENTRY).finding.eye is Laterality.LEFT


def test_what_an_entry_itself_says_against_it_stands_until_it_was_looked_at(cases, analysis):
    error = ImageReadError(message("It is cut off."), message("Send it again."))
    entry = replace(ENTRY, problem=error)
    assert cases.at(entry).finding is error
    cases.note_outcome(entry, analysis)
    assert cases.at(entry).finding == Finding.of(analysis)


def test_forgetting_what_was_found_keeps_the_colours(cases, analysis):
    cases.note_colours(ENTRY, "ybr")
    cases.note_outcome(ENTRY, analysis)
    cases.forget_finding(ENTRY)
    assert cases.at(ENTRY).finding is None
    assert cases.at(ENTRY).colours == "ybr"
