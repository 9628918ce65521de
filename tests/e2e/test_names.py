"""Names that files bring along are shown as they are, whatever they hold."""

import zipfile

import pytest
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtWidgets import QAction, QApplication, QDialog, QLabel, QToolTip

from app.base.text import plain_line
from app.domain.photograph import Laterality
from app.ui.dialogs.about import AboutBox
from app.ui.dialogs.archive_dialog import OutboxDialog, SendDialog
from app.ui.dialogs.command_list import CommandList
from app.ui.dialogs.log_window import LogWindow
from app.ui.dialogs.report_dialog import ReportDialog
from app.ui.dialogs.settings import SettingsDialog
from app.ui.dialogs.shortcuts import ShortcutSheet
from tests.support import dicom_bytes, encode, make_dicom, make_fundus

ODD = "<img src=x><b>R&amp;D[*] \x1b[2J\u202e\u2066\n\x07"
SHOWN = plain_line(ODD)
TEXTS = ("SeriesDescription", "StudyDescription", "Manufacturer", "ManufacturerModelName")
ITEM_ROLES = (Qt.DisplayRole, Qt.ToolTipRole, Qt.AccessibleTextRole)
OUR_OWN = {"\n", "\u200b"}  # between lines; where a long name may break


def odd_dicom():
    texts = dict.fromkeys((*TEXTS, "InstitutionName"), ODD.replace("\x1b", ""))
    dataset = make_dicom(
        make_fundus(256).pixels,
        SpecificCharacterSet="ISO_IR 192",
        PatientName="<b>Doe\u202e^<img src=x>",
        PatientID="<i>\u20664711",
        Laterality="R",
        **texts,
    )
    return dicom_bytes(dataset)


def file_of(folder, kind):
    if kind == "picture":
        path = folder / f"{ODD}.png"
        path.write_bytes(encode(make_fundus(256).pixels))
    elif kind == "DICOM":
        path = folder / f"{ODD}.dcm"
        path.write_bytes(odd_dicom())
    elif kind == "damaged":
        path = folder / f"{ODD}.png"
        path.write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    else:
        path = folder / f"{ODD}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"{ODD}/{ODD}.png", encode(make_fundus(256).pixels))
    return path


def texts_of(widget):
    """Return all that a widget says: as text, to screen readers, in its tip and its items."""
    found = [widget.windowTitle(), widget.accessibleName(), widget.accessibleDescription()]
    found.append(widget.toolTip())
    for ask in ("text", "title"):
        said = getattr(widget, ask, None)
        if callable(said):
            found.append(str(said()))
    for action in filter(QAction.isVisible, widget.actions()):
        found += [action.text(), action.toolTip(), action.iconText()]
    model = getattr(widget, "model", None)
    if callable(model) and model() is not None:
        found += item_texts(model())
    return found


def item_texts(model, parent=None):
    parents = (parent,) if parent is not None else ()
    for row in range(model.rowCount(*parents)):
        index = model.index(row, 0, *parents)
        yield from (str(index.data(role) or "") for role in ITEM_ROLES)
        yield from item_texts(model, index)


def check_all_that_is_shown():
    """Check every widget there is; return all that they say."""
    widgets = QApplication.allWidgets()
    for label in (each for each in widgets if isinstance(each, QLabel) and each.isVisible()):
        assert label.textFormat() == Qt.PlainText, label.text()
    said = [text for widget in widgets for text in texts_of(widget)]
    for text in said:
        foreign = "".join(sign for sign in text if sign not in OUR_OWN)
        assert foreign == plain_line(foreign)
    return said


@pytest.fixture(params=["picture", "DICOM", "member"])
def viewer(request, qtbot, make_viewer, tmp_path):
    viewer = make_viewer(files=[file_of(tmp_path, request.param)])
    qtbot.waitUntil(lambda: viewer.workspace.analysis is not None)
    viewer.window.show_browser(True)
    viewer.window.show_results(True)
    return viewer


def test_every_widget_shows_names_as_plain_text(qtbot, viewer):
    window = viewer.window
    viewer.workspace.set_laterality(Laterality.RIGHT)
    window.show_report()
    window.show_send()
    window.show_outbox()
    window.show_command_list()
    window.show_shortcuts()
    window.show_log()
    window.show_about()
    viewer._ask_settings()
    shown = {type(each) for each in window.findChildren(QDialog) if each.isVisible()}
    wanted = {ReportDialog, SendDialog, OutboxDialog, CommandList, ShortcutSheet, LogWindow}
    assert wanted | {AboutBox, SettingsDialog} <= shown
    said = check_all_that_is_shown()
    name = plain_line(viewer.workspace.analysis.image.path.name)
    assert sum(name in text.replace("\u200b", "").replace("\n", "") for text in said) >= 4
    for dialog in window.findChildren(QDialog):
        dialog.close()
    qtbot.waitUntil(lambda: not viewer.workspace.busy)


def test_window_and_menus_name_the_file_as_it_is_called(viewer):
    name = plain_line(viewer.workspace.analysis.image.path.name)
    assert viewer.window.windowTitle().replace("[*][*]", "[*]") == f"{name} – Retivasc"
    (first, *_) = viewer.window.commands.recent
    recent = viewer.preferences.recent[0].location.name
    assert first.text().replace("&&", "&") == plain_line(recent)


def test_a_damaged_file_is_named_as_it_is_called(qtbot, make_viewer, tmp_path):
    viewer = make_viewer(files=[file_of(tmp_path, "damaged")])
    qtbot.waitUntil(viewer.window.banner.isVisible)
    viewer.window.show_browser(True)
    assert SHOWN in viewer.window.banner.text
    check_all_that_is_shown()


def test_the_tip_of_a_photograph_is_plain(qtbot, viewer):
    tree = viewer.window.browser.tree
    index = viewer.window.browser._model.index_of(viewer.workspace.entry)
    QToolTip.showText(QPoint(9, 9), index.data(Qt.ToolTipRole), tree)
    (tip,) = (each for each in QApplication.topLevelWidgets() if each.inherits("QTipLabel"))
    assert tip.textFormat() == Qt.PlainText
    assert "<img src=x><b>R&amp;D[*]" in tip.text().replace("\n", "")
    QToolTip.hideText()


def test_hidden_patient_is_not_named_by_a_cleaned_name_either(viewer):
    window = viewer.window
    name = plain_line(viewer.workspace.analysis.image.path.name)
    window.commands.patient_shown.trigger()
    said = check_all_that_is_shown()
    assert not any(name in text.replace("\u200b", "").replace("\n", "") for text in said)
