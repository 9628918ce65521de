import pytest
from PyQt5.QtGui import QGuiApplication, QKeySequence
from PyQt5.QtWidgets import QAction, QLabel, QScrollArea, QWidget

from app.ui.dialogs.shortcuts import ShortcutSheet, _in_columns


@pytest.fixture
def parent(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


def make_action(text, *keys):
    action = QAction(text)
    action.setShortcuts([QKeySequence(key) for key in keys])
    return action


def test_sheet_names_keys_and_gestures_by_groups(parent):
    groups = {
        "File": [make_action("&Open…", "Ctrl+O"), make_action("No key")],
        "View": [make_action("Redo", "Ctrl+Y", "Ctrl+Shift+Z")],
    }
    sheet = ShortcutSheet(groups, [("Wheel", "Zoom <b>here</b>")], parent)
    assert sheet.groups == {
        "File": [("Ctrl+O", "Open…")],
        "View": [("Ctrl+Y, Ctrl+Shift+Z", "Redo")],
        "Mouse": [("Wheel", "Zoom <b>here</b>")],
    }
    shown = [label.text() for label in sheet.findChildren(QLabel)]
    assert {"File", "Ctrl+O", "Open", "Mouse", "Wheel", "Zoom <b>here</b>"} <= set(shown)
    assert "No key" not in shown
    sheet.close()


def test_groups_without_keys_are_left_out(parent):
    sheet = ShortcutSheet({"Help": [make_action("About")]}, [("Wheel", "Zoom")], parent)
    assert "Help" not in [label.text() for label in sheet.findChildren(QLabel)]
    sheet.close()


def test_groups_are_spread_over_two_columns_in_their_order():
    groups = {name: [("k", "t")] * size for name, size in zip("abcd", (6, 2, 5, 3), strict=True)}
    assert _in_columns(groups) == [["a", "b"], ["c", "d"]]
    assert _in_columns({"a": [("k", "t")]}) == [["a"]]


def test_long_sheet_stays_on_the_screen_and_scrolls(parent):
    groups = {f"Group {n}": [make_action(f"Act {i}", "F1") for i in range(20)] for n in range(8)}
    sheet = ShortcutSheet(groups, [], parent)
    sheet.open()
    screen = QGuiApplication.primaryScreen().availableSize()
    assert sheet.height() < screen.height()
    assert sheet.findChild(QScrollArea).verticalScrollBar().maximum() > 0
    sheet.close()
