from datetime import timedelta

import numpy as np
import pytest

from app.analysis.analysis import Analysis, analyse
from app.base.errors import ReportWriteError
from app.base.translation import LANGUAGES, load_catalogue
from app.domain.photograph import Laterality
from app.report.report import build_report, report_obstacle
from app.report.report_text import Clinic, ReportText
from tests.readings import altered, reread
from tests.report.conftest import CREATED, make_report, of_left_eye
from tests.support import FakePredictor, encode, make_fundus, photograph, refused

ENGLISH = load_catalogue("en")
TYPED = ReportText(findings="Discs sharp.")


@pytest.fixture(scope="module")
def poor() -> Analysis:
    """Give the analysis of a photograph of which nothing is measured."""
    return of_left_eye(analyse(photograph(make_fundus(256).pixels // 10), FakePredictor()))


def test_unknown_eye_is_refused_whatever_was_typed(analysis: Analysis):
    obstacle = report_obstacle(analysis, TYPED)
    assert isinstance(obstacle, ReportWriteError)
    assert "which eye" in str(obstacle)
    refused(ReportWriteError, build_report, analysis, [ENGLISH], statement=TYPED)
    for eye in (Laterality.LEFT, Laterality.RIGHT, Laterality.BOTH):
        known = altered(analysis, image=analysis.image.with_laterality(eye))
        assert report_obstacle(known, ReportText()) is None


def test_photograph_that_has_changed_is_refused(analysis: Analysis):
    known = of_left_eye(analysis)
    assert report_obstacle(known, TYPED, file_sha256=analysis.image.sha256) is None
    obstacle = report_obstacle(known, TYPED, file_sha256="f" * 64)
    assert "“fundus.png” has changed" in str(obstacle)


def test_report_of_nothing_is_refused_until_something_is_typed_or_measured(poor: Analysis):
    error = refused(ReportWriteError, build_report, poor, [ENGLISH])
    assert "Nothing was measured" in str(error)
    assert report_obstacle(poor, ReportText(author="Dr. A")) is not None
    assert report_obstacle(poor, TYPED) is None
    assert report_obstacle(reread(poor, measure_anyway=True), ReportText()) is None


def test_report_has_a_part_in_each_language_with_the_same_pictures(analysis: Analysis):
    report = make_report(analysis, *LANGUAGES)
    assert [part.language for part in report.parts] == list(LANGUAGES)
    assert len({part.pictures[2].jpeg for part in report.parts}) == 1
    assert report.parts[0].eye == "OS (left eye)"


def test_number_follows_from_inputs_and_time_alone(analysis: Analysis, corrected: Analysis):
    first = make_report(analysis)
    assert make_report(analysis) == first
    assert first.created == CREATED
    others = [
        make_report(analysis, created=CREATED + timedelta(seconds=1)),
        make_report(analysis, statement=TYPED),
        make_report(analysis, clinic=Clinic("Eyes")),
        make_report(analysis, page="Letter"),
        make_report(analysis, "zh_CN"),
        make_report(reread(analysis, threshold=0.45)),
        make_report(corrected),
    ]
    assert len({report.id for report in (first, *others)}) == 1 + len(others)
    assert make_report(analysis, report_id="7").id == "7"


def test_present_time_has_its_zone(analysis: Analysis):
    report = make_report(analysis, created=None)
    assert report.created.utcoffset() is not None
    assert report.created.microsecond == 0


def test_logo_that_is_no_picture_is_refused(analysis: Analysis):
    clinic = Clinic(logo=b"no picture")
    error = refused(ReportWriteError, make_report, analysis, clinic=clinic)
    assert "logo" in str(error)
    logo = encode(np.zeros((20, 40, 3), dtype=np.uint8))
    (part,) = make_report(analysis, clinic=Clinic(logo=logo)).parts
    assert part.clinic.logo is not None
