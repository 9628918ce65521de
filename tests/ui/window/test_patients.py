"""Photographs are dragged onto patients: in the window's list, and in the list of patients."""

from pathlib import Path

import pytest
from PyQt5.QtCore import QMimeData, QPoint, Qt, QUrl
from PyQt5.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PyQt5.QtWidgets import QApplication, QMessageBox, QWidget

from app.store.facts import Facts
from app.store.patients import add_patient, find_patient
from app.store.photographs import photographs_of
from app.ui.cards.browser import Browser
from app.ui.cards.photograph_model import ROW_ROLE
from app.ui.patients.assign_question import AssignQuestion
from app.ui.patients.card import PatientCard
from app.ui.patients.patients_dialog import PatientsDialog
from app.ui.session.dragging import dragged_files, dragged_places, listed_places, photographs_data
from app.ui.session.library import Library
from app.ui.window.patients import Patients
from app.ui.window.start_page import StartPage
from tests.support import dicom_bytes, encode, make_dicom, make_fundus

WANG = Facts(name="Wang Xiaoming", patient_id="W-1", birth_date="19500102", sex="F")
LEFT, NONE = Qt.MouseButtons(Qt.MouseButton.LeftButton), Qt.KeyboardModifiers()


@pytest.fixture
def folder(tmp_path):
    """Give a folder of three photographs, of whom one names its patient."""
    place = tmp_path / "photographs"
    place.mkdir()
    for number in (1, 2):
        (place / f"{number}.png").write_bytes(encode(make_fundus(64, number).pixels))
    (place / "3.dcm").write_bytes(dicom_bytes(make_dicom(make_fundus(64, 3).pixels)))
    return place


@pytest.fixture
def window(qtbot, desk, workspace, folder):
    """Give what the window has of patients, with the photographs in its list."""
    workspace.start()
    library = Library(workspace.cases)
    frame = QWidget()
    frame.resize(300, 700)
    qtbot.addWidget(frame)
    browser = Browser(workspace, library, frame)
    browser.resize(300, 700)
    card, page = PatientCard(desk), StartPage(workspace.catalogue)
    qtbot.addWidget(card)
    qtbot.addWidget(page)
    made = Patients(desk, card, browser, page, library=library, window=frame)
    made.browser, made.frame = browser, frame
    frame.show()
    library.add([folder])
    qtbot.waitUntil(lambda: len(library.entries) == 3 and not library.busy)
    qtbot.waitUntil(lambda: all(workspace.cases.at(e).photograph for e in library.entries))
    yield made
    library.shut_down()
    qtbot.wait(0)


@pytest.fixture
def wang(keeper):
    return add_patient(keeper.store, WANG)


def urls(*paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def dragged(window, *names):
    """Return what is dragged when photographs of the list are."""
    model = window.browser.tree.model()
    entries = [e for e in model.entries() if e.path.name in names]
    return model.mimeData([model.index_of(each) for each in entries])


def drop(view, index, data):
    """Drop something on a row, by the events that Qt sends; tell whether it is taken there."""
    place = view.visualRect(index).center() if index is not None else QPoint(5, 600)
    copy = Qt.DropActions(Qt.DropAction.CopyAction)
    target = view.viewport()
    enter = QDragEnterEvent(place, copy, data, LEFT, NONE)
    QApplication.sendEvent(target, enter)
    move = QDragMoveEvent(place, copy, data, LEFT, NONE)
    QApplication.sendEvent(target, move)
    if move.isAccepted():
        QApplication.sendEvent(target, QDropEvent(place, copy, data, LEFT, NONE))
    return enter.isAccepted() and move.isAccepted()


def headings(window):
    model = window.browser.tree.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def heading(window, name):
    model = window.browser.tree.model()
    return model.index(headings(window).index(name), 0)


def question(qtbot, window):
    def asked():
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, AssignQuestion)]

    qtbot.waitUntil(lambda: bool(asked()))
    return asked()[-1]


def say_yes(qtbot, window, desk):
    with qtbot.waitSignal(desk.noticed) as told:
        question(qtbot, window).go.click()
    return str(told.args[0])


def files_of(keeper, patient):
    with keeper.store.read() as connection:
        return len(photographs_of(connection, patient.id))


def test_the_list_is_grouped_by_the_patient_that_a_person_stated(
    qtbot, window, desk, keeper, wang, folder
):
    assert headings(window) == ["Doe Jane · 4711", "No patient stated"]
    one = next(e for e in window.browser._library.entries if e.path.name == "1.png")
    tree = window.browser.tree
    tree.setCurrentIndex(tree.model().index_of(one))
    desk.assign([one], wang.id)
    qtbot.waitUntil(lambda: "Wang Xiaoming · W-1" in headings(window))
    assert headings(window) == ["Doe Jane · 4711", "Wang Xiaoming · W-1", "No patient stated"]
    assert tree.entry_at(tree.currentIndex()) == one  # it is still the one that is marked
    assert tree.model().index_of(one).data(ROW_ROLE).entry == one
    desk.change(find(keeper, wang), {"name": "Wang Xiaohong"}, then=print, otherwise=pytest.fail)
    qtbot.waitUntil(lambda: "Wang Xiaohong · W-1" in headings(window))
    assert "Wang Xiaoming · W-1" not in headings(window)


def find(keeper, patient):
    with keeper.store.read() as connection:
        return find_patient(connection, patient.id)


def test_a_file_that_took_the_place_of_another_is_not_taken_for_it(
    qtbot, window, desk, keeper, wang, folder
):
    library = window.browser._library
    one = next(e for e in library.entries if e.path.name == "1.png")
    desk.assign([one], wang.id)
    qtbot.waitUntil(lambda: "Wang Xiaoming · W-1" in headings(window))
    one.path.write_bytes(encode(make_fundus(64, 9).pixels))
    library.remove(one)
    library.add([one.path])
    qtbot.waitUntil(lambda: "Wang Xiaoming · W-1" not in headings(window))
    qtbot.waitUntil(lambda: window._desk.workspace.cases.at(one).photograph is not None)
    window._holders.ask()
    assert headings(window) == ["Doe Jane · 4711", "No patient stated"]


def test_two_of_one_name_without_an_id_are_two(qtbot, window, desk, keeper):
    both = [add_patient(keeper.store, Facts(name="Li Na", birth_date=day)) for day in
            ("19500101", "19600101")]  # fmt: skip
    for patient, name in zip(both, ("1.png", "2.png"), strict=True):
        entry = next(e for e in window.browser._library.entries if e.path.name == name)
        desk.assign([entry], patient.id)
    qtbot.waitUntil(lambda: headings(window).count("Li Na") == 2)


def test_photographs_of_the_list_are_dropped_on_a_patient_there(qtbot, window, desk, keeper, wang):
    entry = next(e for e in window.browser._library.entries if e.path.name == "1.png")
    desk.assign([entry], wang.id)
    qtbot.waitUntil(lambda: "Wang Xiaoming · W-1" in headings(window))
    data = dragged(window, "2.png")
    assert not data.hasUrls()  # other programs get nothing of it
    tree = window.browser.tree
    assert not drop(tree, heading(window, "No patient stated"), data)
    assert drop(tree, heading(window, "Wang Xiaoming · W-1"), data)
    asked = question(qtbot, window)
    assert "Wang Xiaoming · W-1 · 1950-01-02" in asked.text()
    assert asked.informativeText() == "2.png"
    assert files_of(keeper, wang) == 1
    say_yes(qtbot, window, desk)
    assert files_of(keeper, wang) == 2
    qtbot.waitUntil(lambda: headings(window) == ["Doe Jane · 4711", "Wang Xiaoming · W-1"])


def test_what_speaks_against_a_drop_is_told_and_no_is_the_answer_at_hand(
    qtbot, window, desk, keeper, wang
):
    window.show_list()
    shown = window.frame.findChild(PatientsDialog)
    listed = shown.list.model
    row = listed.row_of(wang.id)
    assert drop(shown.list.table, listed.index(row, 0), dragged(window, "3.dcm"))
    assert shown.list.current.patient.id == wang.id  # who is below is marked
    asked = question(qtbot, window)
    assert asked.icon() == QMessageBox.Warning
    assert asked.defaultButton() is not asked.go
    assert (
        "3.dcm: Patient ID: the file says “4711”, a person says “W-1”." in asked.informativeText()
    )
    assert "3.dcm: Name: the file says “Doe Jane”" in asked.informativeText()
    asked.reject()
    assert files_of(keeper, wang) == 0
    shown.close()


def test_files_of_a_file_manager_are_dropped_on_a_patient(
    qtbot, window, desk, keeper, wang, tmp_path
):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.png").write_bytes(encode(make_fundus(64, 7).pixels))
    (tmp_path / "other" / "b.png").write_bytes(b"\x89PNG\r\n\x1a\nxx")
    window.show_list()
    shown = window.frame.findChild(PatientsDialog)
    assert not drop(shown.list.table, None, urls(tmp_path / "other"))
    row = shown.list.model.row_of(wang.id)
    assert drop(shown.list.table, shown.list.model.index(row, 0), urls(tmp_path / "other"))
    assert "a.png" in question(qtbot, window).informativeText()
    assert say_yes(qtbot, window, desk) == "Photographs assigned: 1."
    assert files_of(keeper, wang) == 1
    assert shown.list.current.photographs == 1
    shown.close()


def test_files_that_are_dropped_beside_the_patients_are_opened(qtbot, window, folder):
    with qtbot.waitSignal(window.browser.tree.files_dropped) as told:
        drop(window.browser.tree, None, urls(folder / "1.png"))
    assert told.args == [[folder / "1.png"]]


def test_nobody_is_named_to_drop_on_where_patients_are_hidden(qtbot, window, desk, wang):
    entry = next(e for e in window.browser._library.entries if e.path.name == "1.png")
    desk.assign([entry], wang.id)
    qtbot.waitUntil(lambda: "Wang Xiaoming · W-1" in headings(window))
    window.show_list()
    window.set_patient_shown(False)
    window.browser.set_patient_shown(False)
    assert "Wang Xiaoming · W-1" not in headings(window)
    assert not drop(window.browser.tree, heading(window, "Patient 2"), dragged(window, "2.png"))
    assert window._list is None  # the list of patients was closed, too


def test_choosing_a_patient_asks_again_only_if_something_is_against_it(
    qtbot, window, desk, keeper, wang
):
    entries = {e.path.name: e for e in window.browser._library.entries}
    with qtbot.waitSignal(desk.noticed):
        window._assign([entries["1.png"]], wang)
    assert files_of(keeper, wang) == 1
    window._assign([entries["3.dcm"]], wang)
    say_yes(qtbot, window, desk)
    assert files_of(keeper, wang) == 2


def test_of_two_assignments_neither_is_lost(qtbot, window, desk, keeper, wang):
    entries = {e.path.name: e for e in window.browser._library.entries}
    desk.assign([entries["1.png"]], wang.id)
    desk.assign([entries["2.png"]], wang.id)
    qtbot.waitUntil(lambda: files_of(keeper, wang) == 2)
    qtbot.waitUntil(lambda: not desk.busy)


def test_what_is_dragged_is_told_by_place():
    places = ((Path("/a/眼底\udcff.png"), None), (Path("/b.zip"), "in/side.png"))
    data = photographs_data(places)
    assert listed_places(data) == dragged_places(data) == places
    assert dragged_files(data) == []
    mixed = urls("/c.png")
    mixed.setUrls([*mixed.urls(), QUrl("https://clinic.example/d.png")])
    assert dragged_places(mixed) == ((Path("/c.png"), None),)
    assert dragged_places(None) == listed_places(QMimeData()) == ()


def test_what_is_another_patients_already_is_told(qtbot, window, desk, keeper, wang):
    entry = next(e for e in window.browser._library.entries if e.path.name == "1.png")
    other = add_patient(keeper.store, Facts(name="Other Olga", patient_id="O-1"))
    desk.assign([entry], other.id)
    qtbot.waitUntil(lambda: files_of(keeper, other) == 1)
    qtbot.waitUntil(lambda: not desk.busy)
    window._assign([entry], wang)
    assert "1.png: is assigned to “Other Olga” already" in question(qtbot, window).informativeText()
    question(qtbot, window).reject()
    assert files_of(keeper, other) == 1
