"""One analysis of a synthetic photograph, shared by the report's tests."""

import pytest

from app.analysis import Analysis, analyse
from tests.support import FakePredictor, make_fundus


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    return analyse(make_fundus(512).image, FakePredictor())
