"""A desk of patients over a store of its own, which answers at once."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PyQt5.QtCore import QObject, pyqtSignal

from app.base.errors import RetivascError
from app.store.database import Store
from app.store.opening import open_store
from app.ui.patients.desk import PatientDesk
from app.ui.session.workspace import Workspace


class StoreAtHand(QObject):
    """Do what is asked of a store at once; ``run`` is as the keeper's."""

    changed = pyqtSignal()
    standing_changed = pyqtSignal()

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store, self.is_open = store, True
        self.failures: list[RetivascError] = []

    def run(
        self,
        work: Callable[[Store], Any],
        *,
        then: Callable[[Any], None] = lambda _: None,
        otherwise: Callable[[RetivascError], None] | None = None,
        edits: bool = False,
    ) -> None:
        try:
            result = work(self.store)
        except RetivascError as error:
            (otherwise or self.failures.append)(error)
            return
        then(result)
        if edits:
            self.changed.emit()

    def when_open(self, _should_stop: Callable[[], bool], _patience_s: float) -> Store:
        return self.store


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[StoreAtHand]:
    store = open_store(tmp_path / "store", who="doctor@clinic")
    yield StoreAtHand(store)
    store.close()


@pytest.fixture
def desk(keeper: StoreAtHand, workspace: Workspace) -> Iterator[PatientDesk]:
    made = PatientDesk(workspace, keeper)
    yield made
    made.shut_down()
