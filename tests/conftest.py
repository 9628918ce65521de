"""Rules that every test is held to: no stray warnings in the log, no threads left behind."""

import logging
import os
import threading
import time
from collections.abc import Iterator

import torch  # before anything of Qt: the other order fails on Windows

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

from app import inputs

# The networks of the tests are tiny: sharing them out costs more than it saves, above all where
# other jobs hold the other cores.
torch.set_num_threads(1)

# Every photograph of the tests is a fresh one, and nobody else writes to it.
inputs._PAUSE_S = 0.0

_GRACE = 2.0  # seconds that a thread which was told to end may still take


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "logs_warnings: the test expects a record of level WARNING or above from app"
    )


class _Keeper(logging.Handler):
    """Keep the records it is given."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def _no_stray_warnings(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test whose code logged a warning that it did not ask for, or not one it asked for."""
    keeper = _Keeper()
    logger = logging.getLogger("app")
    logger.addHandler(keeper)
    yield
    logger.removeHandler(keeper)
    wanted = request.node.get_closest_marker("logs_warnings") is not None
    logged = [record.getMessage() for record in keeper.records]
    if wanted != bool(logged):
        pytest.fail(f"log of app, warnings wanted: {wanted}, found: {logged}")


@pytest.fixture(autouse=True)
def _no_leaked_threads() -> Iterator[None]:
    """Fail a test that leaves a thread of its own running."""
    before = set(threading.enumerate())
    yield
    end = time.monotonic() + _GRACE
    while (leaked := _own_threads() - before) and time.monotonic() < end:
        time.sleep(0.01)
    assert not leaked


def _own_threads() -> set[threading.Thread]:
    """Return the running threads, without those that Python was merely introduced to."""
    return {
        thread
        for thread in threading.enumerate()
        # Qt's and torch's own threads show up as dummies once they have called into Python, and
        # tqdm keeps one monitor for the life of the process.
        if not isinstance(thread, threading._DummyThread) and type(thread).__name__ != "TMonitor"
    }
