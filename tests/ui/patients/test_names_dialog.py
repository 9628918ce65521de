import pytest

from app.domain.photograph import Patient
from app.reading.listing import Entry
from app.store.facts import Facts
from app.store.patients import add_patient
from app.ui.patients.names_dialog import NamesDialog

NAMES = ("A-17_OD_20260301.png", "A-17_OS_20260230.png", "scan.png", "B-2_OS_20260301.png")


@pytest.fixture
def entries(tmp_path):
    return [
        Entry(tmp_path / name, patient=Patient(id="C-3") if name.startswith("B") else Patient())
        for name in NAMES
    ]


@pytest.fixture
def dialog(qtbot, desk, keeper, entries):
    add_patient(keeper.store, Facts(name="Wang", patient_id="A-17"))
    made = NamesDialog(desk, entries)
    qtbot.addWidget(made)
    made.show()
    return made


def rows(dialog):
    items = [dialog.list.topLevelItem(row) for row in range(dialog.list.topLevelItemCount())]
    return [[item.text(column) for column in range(7)] for item in items]


def test_each_file_says_what_it_would_get(dialog):
    assert rows(dialog)[0] == [
        "A-17_OD_20260301.png",
        "A-17",
        "",
        "OD",
        "2026-03-01",
        "Wang · A-17",
        "",
    ]
    assert dialog.told.text() == "1 of 4 files can be assigned; the others stay as they are."


def test_wrong_ones_say_why(dialog):
    remarks = [row[6] for row in rows(dialog)]
    assert remarks[1] == "“20260230” is not a possible day"
    assert remarks[2] == "does not fit the pattern"
    assert remarks[3] == "Patient ID: the file says “C-3”, a person says “B-2”."


def test_only_the_right_ones_are_confirmed(qtbot, dialog, entries):
    with qtbot.waitSignal(dialog.confirmed) as told:
        dialog.apply_button.click()
    assert [each.entry for each in told.args[0]] == entries[:1]


def test_a_pattern_that_is_none_is_told(dialog):
    dialog.pattern.setEditText("{who}")
    dialog.preview()
    assert "“who” is nothing that a name tells." in dialog.told.text()
    assert not dialog.apply_button.isEnabled()
    assert rows(dialog) == []


def test_nothing_can_be_confirmed_while_another_pattern_is_typed(qtbot, dialog):
    dialog.pattern.setEditText("{id}_{eye}_{any}")
    assert not dialog.apply_button.isEnabled()
    qtbot.waitUntil(dialog.apply_button.isEnabled)
    assert dialog.told.text().startswith("2 of 4")
