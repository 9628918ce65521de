"""One analysis of a synthetic photograph, shared by the report's tests."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from app.analysis.analysis import Analysis, analyse
from app.base.translation import load_catalogue
from app.domain.photograph import Laterality, Source
from app.domain.reading import Stroke
from app.report.report import Report, build_report
from tests.readings import altered, reread
from tests.support import FakePredictor, make_fundus


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    return analyse(make_fundus(512).image, FakePredictor())


STROKES = (
    Stroke(((130, 380), (380, 400.5)), 6),
    Stroke(((250, 150), (260, 420)), 9.5, erases=True),
)


@pytest.fixture(scope="session")
def corrected(analysis: Analysis) -> Analysis:
    """Give the same analysis, its vessels corrected by hand."""
    return reread(analysis, strokes=STROKES)


CREATED = datetime(2026, 3, 1, 10, 20, 30, tzinfo=timezone(timedelta(hours=-3, minutes=-30)))


def of_left_eye(analysis: Analysis) -> Analysis:
    """State the eye, as the file would: there is no report without it."""
    image = replace(
        analysis.image,
        laterality=Laterality.LEFT,
        stated_laterality=Laterality.LEFT,
        laterality_source=Source.FILE,
    )
    return altered(analysis, image=image)


def make_report(analysis: Analysis, *languages: str, **options: Any) -> Report:
    """Build a report of a left eye, made at one time."""
    catalogues = [load_catalogue(language) for language in languages or ("en",)]
    return build_report(of_left_eye(analysis), catalogues, **{"created": CREATED} | options)
