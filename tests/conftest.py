"""Rules that every test is held to: no stray warnings in the log, no threads left behind.

None depends on how fast the machine is: there is one limit for all waiting, and it is generous.
"""

import gc
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import partialmethod

# The pictures and networks of the tests are tiny: sharing them out costs more than it saves,
# above all where other jobs, such as further workers of pytest, hold the other cores.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="retivasc-cache-")  # see pytest_unconfigure

import pytest
import torch  # before anything of Qt: the other order fails on Windows
from hypothesis import settings
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.base import inputs
from tests.support import PATIENCE_S
from tests.threads import end_qthreads, lasting_threads, own_threads, started_qthreads

pytest_plugins = ["pytester"]
torch.set_num_threads(1)
settings.load_profile("ci")  # no deadlines, and the same examples in every run

# Every photograph of the tests is a fresh one, and nobody else writes to it.
inputs._PAUSE_S = 0.0

PATIENCE_MS = int(1000 * PATIENCE_S)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "logs_warnings: the test expects a record of level WARNING or above from app"
    )


def pytest_unconfigure() -> None:
    """Remove what the program remembered of this computer: not that of its user."""
    shutil.rmtree(os.environ["XDG_CACHE_HOME"], ignore_errors=True)


def pytest_collection_finish() -> None:
    """Leave what lasts, some thousand tests and all modules, out of each later collection."""
    gc.collect()
    gc.freeze()


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
def _no_leaked_threads(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread running, of Python's or of Qt's, and end those of Qt."""
    before = own_threads()
    with started_qthreads() as started:
        yield
    leaked = end_qthreads(started, PATIENCE_S) + lasting_threads(before, PATIENCE_S)
    if leaked:
        pytest.fail(f"{request.node.name} left running: {', '.join(leaked)}")


class PatientBot(QtBot):
    """Wait for what comes as long as on the slowest machine; no test needs a limit of its own."""

    waitUntil = partialmethod(QtBot.waitUntil, timeout=PATIENCE_MS)
    waitSignal = partialmethod(QtBot.waitSignal, timeout=PATIENCE_MS)
    waitSignals = partialmethod(QtBot.waitSignals, timeout=PATIENCE_MS)
    waitCallback = partialmethod(QtBot.waitCallback, timeout=PATIENCE_MS)
    waitActive = partialmethod(QtBot.waitActive, timeout=PATIENCE_MS)
    waitExposed = partialmethod(QtBot.waitExposed, timeout=PATIENCE_MS)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    return PatientBot(request)
