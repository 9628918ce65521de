import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QAction, QMainWindow

from app.ui.dialogs.command_list import SYNONYMS, CommandList, plain_text


@pytest.fixture
def window(qtbot):
    """Give a window with two menus, one within the other."""
    window = QMainWindow()
    qtbot.addWidget(window)
    view = window.menuBar().addMenu("&View")
    zoom = view.addMenu("Size")
    window.ran = []
    for menu, text, keys in (
        (view, "&Show vessels", "V"),
        (zoom, "Zoom in…", "Ctrl++"),
        (zoom, "Zoom out", ""),
    ):
        action = QAction(text, window)
        action.setShortcut(keys)
        action.triggered.connect(lambda _on, text=text: window.ran.append(text))
        menu.addAction(action)
    loose = QAction("Elsewhere", window)
    loose.triggered.connect(lambda: window.ran.append("Elsewhere"))
    window.addAction(loose)
    return window


@pytest.fixture
def commands(window):
    actions = [action for action in window.findChildren(QAction) if not action.menu()]
    dialog = CommandList(actions, window)
    dialog.open()
    return dialog


def texts(dialog):
    return [item.text(0) for item in dialog.shown]


def test_commands_are_named_with_their_menus_and_keys(commands):
    assert texts(commands) == [
        "View › Show vessels",
        "View › Size › Zoom in…",
        "View › Size › Zoom out",
        "Elsewhere",
    ]
    assert [item.text(1) for item in commands.shown] == ["V", "Ctrl++", "", ""]
    assert commands.line.accessibleName()
    assert commands.list.accessibleName()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("zoom", ["View › Size › Zoom in…", "View › Size › Zoom out"]),
        ("OUT  siz", ["View › Size › Zoom out"]),
        ("ctrl++", ["View › Size › Zoom in…"]),
        ("else", ["Elsewhere"]),
        ("nothing", []),
    ],
)
def test_words_in_any_order_find_a_command(qtbot, commands, typed, found):
    qtbot.keyClicks(commands.line, typed)
    assert texts(commands) == found
    assert (commands.list.currentItem() is not None) is bool(found)


def test_keys_choose_and_enter_runs_once_the_list_is_gone(qtbot, window, commands):
    qtbot.keyClicks(commands.line, "zoom")
    qtbot.keyClick(commands.line, Qt.Key.Key_Down)
    qtbot.keyClick(commands.line, Qt.Key.Key_Return)
    assert window.ran == []
    assert not commands.isVisible()
    qtbot.waitUntil(lambda: window.ran == ["Zoom out"])


@pytest.mark.parametrize(("key", "row"), [(Qt.Key.Key_Up, 3), (Qt.Key.Key_PageDown, 3)])
def test_keys_go_round_and_stop(qtbot, commands, key, row):
    qtbot.keyClick(commands.line, key)
    assert commands.list.currentItem() is commands.shown[row]


def test_disabled_command_is_shown_but_never_run(qtbot, window):
    actions = [action for action in window.findChildren(QAction) if not action.menu()]
    actions[0].setEnabled(False)
    dialog = CommandList(actions, window)
    assert dialog.shown[0].isDisabled()
    assert dialog.list.currentItem() is dialog.shown[1]
    qtbot.keyClicks(dialog.line, "vessels")
    assert len(dialog.shown) == 1
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(dialog.line, key)
    dialog.list.itemClicked.emit(dialog.shown[0], 0)
    assert dialog.result() == CommandList.Rejected
    dialog.close()


def test_click_runs_a_command(qtbot, window, commands):
    commands.list.itemClicked.emit(commands.shown[3], 0)
    qtbot.waitUntil(lambda: window.ran == ["Elsewhere"])


def test_escape_closes_the_list(qtbot, window, commands):
    qtbot.keyClick(commands.line, Qt.Key.Key_Escape)
    assert not commands.isVisible()
    assert window.ran == []


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("&Open…", "Open…"),
        ("打开(&O)…", "打开…"),
        ("1:1", "1:1"),
        ("Convert (YBR)", "Convert (YBR)"),
    ],
)
def test_text_is_shown_without_its_mark(qapp, marked, plain):
    assert plain_text(QAction(marked)) == plain


def test_an_empty_list_says_why_it_is_empty(qtbot, commands):
    assert commands.none.isHidden()
    commands.line.setText("no such command")
    assert commands.shown == []
    assert commands.none.isVisible()
    assert commands.none.text().startswith("Nothing found for “no such command”.")
    assert not commands.list.isVisible()
    commands.line.setText("zoom")
    assert commands.list.isVisible()
    assert commands.none.isHidden()


def test_other_words_find_a_command_too(qtbot, window):
    actions = [action for action in window.findChildren(QAction) if not action.menu()]
    actions[1].setProperty(SYNONYMS, "magnify enlarge")
    dialog = CommandList(actions, window)
    qtbot.addWidget(dialog)
    dialog.line.setText("MAGN size")
    assert texts(dialog) == ["View › Size › Zoom in…"]
    assert "magnify" not in "".join(item.text(0) + item.text(1) for item in dialog.shown)
