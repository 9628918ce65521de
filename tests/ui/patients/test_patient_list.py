import pytest
from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import QApplication

from app.domain.photograph import Laterality, Patient
from app.store.facts import Facts, State
from app.store.patients import add_patient
from app.store.search import Order
from app.ui.patients.model import PAGE, Column
from app.ui.patients.patient_list import PatientList
from tests.store.examples import kept, kept_case, photograph

NAMES = ("Adams^Ann", "Brown^Bea", "Wang^Xiaoming=王^小明")


@pytest.fixture
def some(keeper):
    """Keep three patients."""
    for number, name in enumerate(NAMES):
        add_patient(keeper.store, Facts(name=name, patient_id=f"A-{number}"))
    return keeper


@pytest.fixture
def shown(qtbot, some, workspace):
    made = PatientList(some, workspace.catalogue)
    qtbot.addWidget(made)
    made.show()
    return made


def names(made):
    model = made.model
    return [model.index(row, Column.NAME).data() for row in range(model.rowCount())]


def press(widget, key):
    QApplication.sendEvent(widget, QKeyEvent(QEvent.KeyPress, key, Qt.KeyboardModifiers()))


def typed(made, text):
    made.line.setText(text)
    made.search()  # as when typing rests


def test_all_patients_are_listed_by_name(shown):
    assert names(shown) == list(NAMES)
    assert shown.count.text() == "Patients: 3"
    assert not shown.told.isVisible()


@pytest.mark.parametrize("text", ["xiaom", "a-2", "wxm", "小明"])
def test_a_patient_is_found_as_one_types(shown, text):
    typed(shown, text)
    assert names(shown) == [NAMES[2]]


def test_typing_rests_before_it_searches(qtbot, shown):
    shown.line.setText("brown")
    qtbot.waitUntil(lambda: names(shown) == [NAMES[1]])


def test_nobody_found_is_said(shown):
    typed(shown, "nobody of that name")
    assert not shown.table.isVisible()
    assert "Nobody was found" in shown.told.text()
    assert shown.current is None


def test_arrows_walk_through_the_list_while_typing_and_enter_chooses(qtbot, shown):
    press(shown.line, Qt.Key_Down)
    with qtbot.waitSignal(shown.chosen) as chosen:
        press(shown.line, Qt.Key_Return)
    assert chosen.args[0].patient.facts.name == NAMES[1]


def test_enter_lists_what_was_typed_last_before_anybody_is_chosen(qtbot, shown):
    shown.line.setText("wang")
    with qtbot.assertNotEmitted(shown.chosen):
        press(shown.line, Qt.Key_Return)
    assert names(shown) == [NAMES[2]]


def test_the_same_patient_stays_marked_when_the_list_is_made_again(shown):
    press(shown.line, Qt.Key_Down)
    add_patient(shown._keeper.store, Facts(name="Aaron"))
    shown._keeper.changed.emit()
    assert names(shown)[0] == "Aaron"
    assert shown.current.patient.facts.name == NAMES[1]


def test_filters_look_at_photographs(shown, keeper):
    kept_case(keeper.store, photograph(1, Patient("Clark^Cy", "C-1"), date="20250510"))
    kept(keeper.store, photograph(2, Patient("Dean^Di", "D-1"), date="20260110"))
    keeper.changed.emit()
    shown.since.setText("2026-01-01")
    assert names(shown) == ["Dean^Di"]
    shown.reset.click()
    shown.states.setCurrentIndex(shown.states.findData(State.ANALYSED))
    assert names(shown) == ["Clark^Cy"]
    shown.states.setCurrentIndex(0)
    shown.eyes.setCurrentIndex(shown.eyes.findData(Laterality.RIGHT))
    assert names(shown) == ["Dean^Di"]  # the other one's eye was set to the left


def test_a_day_that_cannot_be_is_marked_and_not_looked_for(shown):
    shown.since.setText("2026-13-01")
    assert shown.since.property("wrong") is True
    assert len(names(shown)) == 3


def test_the_last_visit_comes_first_when_its_title_is_clicked(shown, keeper):
    kept(keeper.store, photograph(2, Patient("Zeta^Zoe", "Z-1"), date="20260110"))
    shown._sort(Column.LAST)
    assert shown.query().order is Order.DATE
    assert names(shown)[0] == "Zeta^Zoe"
    assert shown.model.index(0, Column.LAST).data() == "2026-01-10"


def test_no_row_is_markup(shown, keeper):
    add_patient(keeper.store, Facts(name="<img src='x'>\n\u202eb", patient_id="<b>1"))
    keeper.changed.emit()
    typed(shown, "img")
    assert names(shown) == ["<img src='x'>\ufffd\ufffdb"]


def test_further_patients_come_as_one_scrolls(qtbot, keeper, workspace):
    for number in range(2 * PAGE + 3):
        add_patient(keeper.store, Facts(name=f"Patient {number:04}"))
    made = PatientList(keeper, workspace.catalogue)
    qtbot.addWidget(made)
    assert made.model.rowCount() == PAGE
    assert made.count.text() == f"Patients: {PAGE}+"
    while made.model.canFetchMore(made.table.rootIndex()):
        made.model.fetchMore(made.table.rootIndex())
    assert made.model.rowCount() == 2 * PAGE + 3
    assert names(made) == sorted(names(made))


def test_a_store_that_is_shut_says_so(shown, keeper):
    keeper.is_open = False
    keeper.standing_changed.emit()
    assert not shown.table.isVisible()
    assert "not kept now" in shown.told.text()


def test_whoever_types_on_asks_for_the_last_query_only(qtbot, some, workspace):
    waiting = []
    some.run = lambda work, **how: waiting.append((work, how["then"]))
    made = PatientList(some, workspace.catalogue)
    qtbot.addWidget(made)
    for text in ("a", "an", "ann", "brown"):
        typed(made, text)
    while waiting:
        work, then = waiting.pop(0)
        assert not waiting  # one at a time
        then(work(some.store))
    assert names(made) == [NAMES[1]]
