from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QToolBar

from app.settings.machine_file import MachineSettings
from app.settings.preferences import Preferences
from app.ui.window.tour import Tour


def tours(viewer):
    return [tour for tour in viewer.window.findChildren(Tour) if tour.isVisible()]


def test_the_tour_is_shown_once_and_again_from_the_menu(make_viewer):
    viewer = make_viewer()
    assert not tours(viewer)  # nobody offered it
    viewer.offer_tour()
    (tour,) = tours(viewer)
    assert len(tour.steps) == 5
    for _ in range(4):
        tour.next.click()
    assert viewer.preferences.tour
    tour.next.click()
    assert not viewer.preferences.tour
    viewer.offer_tour()
    assert not tours(viewer)
    viewer.window.commands.tour.trigger()
    (tour,) = tours(viewer)
    tour.skip.click()
    assert not tours(viewer)


def test_the_administrator_can_switch_the_tour_off(make_viewer):
    off = MachineSettings(Preferences(tour=False), frozenset({"tour"}), frozenset({"tour"}))
    viewer = make_viewer(machine=off)
    viewer.offer_tour()
    assert not tours(viewer)


def test_icons_get_words_at_once(make_viewer):
    viewer = make_viewer()
    bar = viewer.window.findChild(QToolBar, "tools")
    assert bar.toolButtonStyle() == Qt.ToolButtonIconOnly
    viewer.apply(viewer.preferences.changed(words_under_icons=True))
    assert bar.toolButtonStyle() == Qt.ToolButtonTextUnderIcon
    words = [action.iconText() for action in bar.actions() if not action.isSeparator()]
    assert all(words)
    assert max(map(len, words)) <= 12


def test_commands_are_found_by_other_words(make_viewer):
    viewer = make_viewer()
    viewer.window.show_command_list()
    from app.ui.dialogs.command_list import CommandList

    dialog = viewer.window.findChild(CommandList)
    for typed, found in (("print", "Report…"), ("prior", "Compare with another visit…")):
        dialog.line.setText(typed)
        assert any(item.text(0).endswith(found) for item in dialog.shown)
    dialog.reject()
