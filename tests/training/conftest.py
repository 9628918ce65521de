from pathlib import Path

import pytest

from tests.training.examples import write_set


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small data set; not to be changed."""
    folder = tmp_path_factory.mktemp("data")
    write_set(folder)
    return folder
