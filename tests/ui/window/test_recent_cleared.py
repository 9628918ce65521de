"""Tests of the question before the list of recent files is cleared."""

import pytest
from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QMessageBox, QWidget

from app.ui.window.main_window import MainWindow


class Asking(QWidget):
    recent_forgotten = pyqtSignal()
    forget_recent = MainWindow.forget_recent


@pytest.mark.parametrize(("answer", "cleared"), [(QMessageBox.Yes, 1), (QMessageBox.Cancel, 0)])
def test_the_list_of_recent_files_is_cleared_only_after_yes(qtbot, monkeypatch, answer, cleared):
    window = Asking()
    qtbot.addWidget(window)
    signals, asked = [], []
    window.recent_forgotten.connect(lambda: signals.append(1))
    monkeypatch.setattr(QMessageBox, "question", lambda *said: (asked.append(said[2]), answer)[1])
    window.forget_recent()
    assert len(signals) == cleared
    assert "recent files" in asked[0]
