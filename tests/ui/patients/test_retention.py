"""Before and after patients whom nobody touched for long are deleted."""

from datetime import UTC, datetime, timedelta

import pytest
from PyQt5.QtWidgets import QMessageBox, QWidget

from app.base.translation import load_catalogue
from app.domain.photograph import Patient
from app.store.retention import retain
from app.ui.patients.receipt import ReceiptDialog
from app.ui.patients.retention import Retention
from app.ui.session.keeper import Standing
from tests.store.examples import kept_case, photograph


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def today(monkeypatch):
    """Let the retention believe that it is another day, so many after today."""
    ahead = [400]

    def on_that_day(store, days):
        return retain(store, days, today=datetime.now(UTC) + timedelta(days=ahead[0]))

    monkeypatch.setattr("app.store.retention.retain", on_that_day)
    return ahead


def begin(keeper, days, window):
    keeper.standing = Standing.KEPT
    made = Retention(keeper, days, load_catalogue("en"), window)
    made.window = window
    told = []
    made.due.connect(lambda words, show: told.append((str(words), show)))
    keeper.standing_changed.emit()
    return told


def test_who_is_due_is_told_of_then_deleted_with_a_receipt(keeper, window, today):
    kept_case(keeper.store, photograph(1, Patient("Clark^Cyril", "C-1")))
    ((words, show),) = begin(keeper, 365, window)
    assert "365 days" in words
    show()
    assert "Clark^Cyril" in window.findChild(QMessageBox).text()
    assert window.findChild(ReceiptDialog) is None
    today[0] += 8
    assert begin(keeper, 365, window) == []
    assert "Patient ID: C-1" in window.findChild(ReceiptDialog).text.toPlainText()


def test_without_days_the_store_is_not_asked(keeper, window, today):
    kept_case(keeper.store)
    assert begin(keeper, 0, window) == []
    assert window.findChild(ReceiptDialog) is None
