"""A tiny model that the commands can load."""

from pathlib import Path

import pytest

from tests.support import write_model


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_model(tmp_path_factory.mktemp("model")))


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "output"
