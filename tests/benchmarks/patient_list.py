"""Time the window's list of the patients of a large store; the target is 100 ms a step."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PyQt5.QtCore import Qt, qInstallMessageHandler
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication

from app.base.translation import load_catalogue
from app.ui.patients.patient_list import PatientList
from app.ui.session.keeper import Keeper
from tests.benchmarks.timing import Stage, milliseconds, print_lines


def compare(place: Path) -> None:
    """Measure and print what a person does in the list of a store's patients."""
    with shown(place) as listed:
        print("the same in the window, until it is drawn")
        print_lines(milliseconds(stages(listed)))
        scrolled = milliseconds({"scroll to the last patient": lambda: scroll_through(listed)})
        print_lines(scrolled)
        print(f"  {'patients there':44} {listed.model.rowCount():9}")


@contextmanager
def shown(place: Path) -> Iterator[PatientList]:
    """Give the list over a store, opened as the window does."""
    application = QApplication.instance() or QApplication([])
    qInstallMessageHandler(lambda *_: None)  # what is not on a screen has no hints of size
    keeper = Keeper(place)
    keeper.start()
    while not keeper.is_open:
        application.processEvents()
    listed = PatientList(keeper, load_catalogue("en"))
    listed.resize(1060, 580)
    listed.show()
    _draw(listed)
    try:
        yield listed
    finally:
        listed.close()
        keeper.shut_down()
        qInstallMessageHandler(None)


def stages(listed: PatientList) -> dict[str, Stage]:
    """Return what a person does with the list."""
    return {
        "first page": lambda: _search(listed, ""),
        "search, by name": lambda: _search(listed, "smith"),
        "search, by pinyin's initials": lambda: _search(listed, "wxm"),
        "search, by ID": lambda: _search(listed, "id-1999"),
        "ten pages further by the keyboard": lambda: _page_down(listed, 10),
    }


def scroll_through(listed: PatientList) -> None:
    """Go to the end of all patients, page by page as they come."""
    _search(listed, "")
    bar = listed.table.verticalScrollBar()
    assert bar is not None
    while not listed.model.whole:
        bar.setValue(bar.maximum())
        _draw(listed)


def _search(listed: PatientList, typed: str) -> None:
    """List what is typed; the rest between the keys is left out."""
    listed.line.setText(typed)
    listed.search()
    _draw(listed)


def _page_down(listed: PatientList, times: int) -> None:
    _search(listed, "")
    for _ in range(times):
        QTest.keyClick(listed.line, Qt.Key.Key_PageDown)
        _draw(listed)


def _draw(listed: PatientList) -> None:
    QApplication.processEvents()
    while listed.model.waiting:
        QApplication.processEvents()
    listed.table.repaint()
