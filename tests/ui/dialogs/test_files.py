from pathlib import Path

import pytest
from PyQt5.QtWidgets import QFileDialog, QWidget

from app.ui.dialogs import files


@pytest.fixture
def parent(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


def test_chosen_photographs_or_none(monkeypatch, parent):
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (["/a/左眼.png", "/b.zip"], ""))
    assert files.ask_photographs(parent, "") == [Path("/a/左眼.png"), Path("/b.zip")]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    assert files.ask_photographs(parent, "") == []


def test_chosen_folder_or_none(monkeypatch, parent):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/病例")
    assert files.ask_folder(parent, "") == Path("/病例")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    assert files.ask_folder(parent, "") is None


def choose(monkeypatch, typed):
    """Simulate a user who types a file's name and agrees."""

    def execute(dialog):
        dialog.selectFile(typed)
        return QFileDialog.Accepted

    monkeypatch.setattr(QFileDialog, "exec_", execute)


@pytest.mark.parametrize(
    ("typed", "name"),
    [("r.pdf", "r.pdf"), ("r.PDF", "r.PDF"), ("r", "r.pdf"), ("报告", "报告.pdf")],
)
def test_report_always_has_a_suffix(monkeypatch, parent, tmp_path, typed, name):
    choose(monkeypatch, typed)
    assert files.ask_report_path(parent, tmp_path / "suggested.pdf") == tmp_path / name


def test_no_report_path_when_the_user_changes_their_mind(monkeypatch, parent, tmp_path):
    monkeypatch.setattr(QFileDialog, "exec_", lambda _dialog: QFileDialog.Rejected)
    assert files.ask_report_path(parent, tmp_path / "r.pdf") is None
