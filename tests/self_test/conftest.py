"""An analysis of the sample by a stand-in for the network."""

import pytest

from app.analysis.analysis import Analysis
from app.self_test.numbers import analyse_sample
from tests.support import FakePredictor


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    return analyse_sample(FakePredictor())
