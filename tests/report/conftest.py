"""One analysis of a synthetic photograph, shared by the report's tests."""

import pytest

from app.analysis import Analysis, analyse, correct
from app.imaging.correction import Stroke
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
    return correct(analysis, STROKES)
