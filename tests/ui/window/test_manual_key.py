import importlib
import pkgutil

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout

import app.ui
from app.report.manual import Page
from app.ui.look import manual
from app.ui.window.manual_key import PAGES, ManualKey


def dialogs():
    for module in pkgutil.walk_packages(app.ui.__path__, "app.ui."):
        importlib.import_module(module.name)
    return {kind.__name__ for kind in QDialog.__subclasses__() if kind.__module__.startswith("app")}


def test_every_dialog_that_has_a_page_exists():
    assert sorted(PAGES.keys() - dialogs()) == []


def shown(qtbot, dialog):
    QVBoxLayout(dialog).addWidget(QLineEdit(dialog))
    qtbot.addWidget(dialog)
    dialog.show()
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    dialog.findChild(QLineEdit).setFocus()
    return dialog


def test_f1_opens_the_page_of_a_dialog_that_nobody_told_of_it(qtbot, monkeypatch):
    class CompareDialog(QDialog):
        pass

    opened = []
    monkeypatch.setattr(manual, "open_page", lambda page, window: opened.append(page))
    follower = ManualKey(QApplication.instance())
    for kind, page in ((CompareDialog, Page.COMPARE), (QDialog, Page.START)):
        dialog = shown(qtbot, kind())
        qtbot.keyClick(dialog.findChild(QLineEdit), Qt.Key_F1)
        assert opened.pop() == page
    follower.deleteLater()
