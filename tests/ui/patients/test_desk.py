from dataclasses import replace
from datetime import date

import pytest

from app.domain.photograph import Laterality, Source
from app.reading.listing import Entry
from app.store.assigning import propose
from app.store.facts import Facts
from app.store.file_names import name_pattern
from app.store.patients import add_patient, assign, change_patient
from app.store.photographs import Location, find_photograph, keep_photograph
from app.store.search import recent_patients
from app.ui.patients.desk import PatientDesk

WANG = Facts(name="Wang Xiaoming", patient_id="W-1", birth_date="19500102", sex="F")


@pytest.fixture
def wang(keeper):
    return add_patient(keeper.store, WANG)


@pytest.fixture
def shown(opened, keeper):
    """Give a desk over a workspace in which a photograph was analysed."""
    made = PatientDesk(opened, keeper)
    made.refresh()
    yield made
    made.shut_down()


def image(desk):
    return desk.workspace.analysis.image


def known(keeper, which):
    with keeper.store.read() as connection:
        return find_photograph(connection, which)


def test_nobody_is_shown_of_a_photograph_that_names_nobody(shown):
    assert shown.shown is None  # the store does not know it either
    assert image(shown).typed == frozenset()


def test_a_photograph_that_is_assigned_shows_its_patient(shown, keeper, wang):
    shown.assign_shown(wang.id)
    assert shown.shown.patient.id == wang.id
    found = image(shown)
    assert (found.patient.name, found.patient.id) == ("Wang Xiaoming", "W-1")
    assert found.source_of("name") is Source.USER
    kept = known(keeper, found.id)
    assert kept.stated.name == ""  # the file's word stays the file's
    assert kept.patient == wang.id


def test_what_is_typed_of_the_patient_reaches_what_is_shown(shown, keeper, wang):
    shown.assign_shown(wang.id)
    shown.change(shown.shown.patient, {"sex": "M"}, then=print, otherwise=pytest.fail)
    assert image(shown).patient.sex == "M"


def test_a_photograph_can_be_taken_from_a_patient(shown, wang):
    shown.assign_shown(wang.id)
    shown.assign_shown(None)
    assert shown.shown.patient is None
    assert image(shown).patient.name is None
    assert image(shown).typed == frozenset()


def test_the_day_of_the_photograph_is_a_persons_word(shown, wang):
    shown.type_date("20260301")
    assert image(shown).exam.date == "20260301"
    assert image(shown).source_of("date") is Source.USER


def test_undoing_what_was_set_takes_nobody_away(shown, wang):
    shown.workspace.set_laterality(Laterality.LEFT)
    shown.assign_shown(wang.id)
    shown.workspace.history.undo()
    assert image(shown).laterality is Laterality.UNKNOWN
    assert image(shown).patient.name == "Wang Xiaoming"


def test_the_patient_is_remembered_as_looked_at_once(shown, keeper, wang):
    shown.assign_shown(wang.id)
    (recent,) = recent_patients(keeper.store)
    assert recent.patient.id == wang.id
    version = recent.patient.version
    keeper.changed.emit()
    (recent,) = recent_patients(keeper.store)
    assert recent.patient.version == version
    assert [each.patient.id for each in shown.recent] == [wang.id]


def test_a_dialog_assigns_no_other_photograph_than_its_own(qtbot, shown, keeper, wang):
    other = type(image(shown).id)("0" * 64)
    with qtbot.waitSignal(shown.failed) as told:
        shown.assign_if_shown(other, wang.id)
    assert "Another photograph was opened" in str(told.args[0])
    assert known(keeper, image(shown).id) is None


def test_the_eye_that_a_name_told_is_set_once(qtbot, shown, keeper, photograph_file):
    shown.workspace.set_laterality(Laterality.UNKNOWN)
    named = photograph_file.with_name("W-1_OS.png")
    named.write_bytes(photograph_file.read_bytes())
    proposals = propose(
        keeper.store, [Entry(named)], name_pattern("{id}_{eye}"), today=date(2026, 4, 1)
    )
    with qtbot.waitSignal(shown.noticed):
        shown.apply(proposals)
    assert image(shown).laterality is Laterality.LEFT
    assert image(shown).patient.id == "W-1"
    shown.workspace.history.undo()
    keeper.changed.emit()
    assert image(shown).laterality is Laterality.UNKNOWN  # a person took it back


def test_many_photographs_are_assigned_apart(qtbot, shown, keeper, wang, photograph_file):
    with qtbot.waitSignal(shown.noticed) as told:
        shown.assign([Entry(photograph_file)], wang.id)
        assert shown.busy
    assert str(told.args[0]) == "Photographs assigned: 1."
    assert not shown.busy
    assert image(shown).patient.id == "W-1"


def test_a_file_that_is_gone_is_told_and_nothing_is_assigned(qtbot, shown, wang, tmp_path):
    with qtbot.waitSignal(shown.failed) as told:
        shown.assign([Entry(tmp_path / "gone.png")], wang.id)
    assert "gone.png" in str(told.args[0])


def test_opening_a_patient_tells_where_the_photographs_lie(qtbot, shown, keeper, wang, tmp_path):
    shown.assign_shown(wang.id)
    with qtbot.waitSignal(shown.opened) as told:
        shown.open(wang.id)
    entry = shown.workspace.entry
    assert told.args[0].there == ((entry.path, None),)
    lost = keep_photograph(
        keeper.store, replace(image(shown), sha256="e" * 64), Location(tmp_path / "was here.png")
    )
    assign(keeper.store, wang.id, [lost.number])
    with qtbot.waitSignal(shown.failed) as told:
        shown.open(wang.id)
    assert "no longer where they were: 1" in str(told.args[0])


def test_files_of_patients_are_told_from_files_of_nobody(shown, wang):
    shown.assign_shown(wang.id)
    sha256 = image(shown).sha256
    shown.look_whose({sha256, "f" * 64})
    assert shown.owned == {sha256}


def test_a_change_somewhere_else_is_seen(shown, keeper, wang):
    shown.assign_shown(wang.id)
    change_patient(keeper.store, shown.shown.patient, name="Li")
    keeper.changed.emit()
    assert image(shown).patient.name == "Li"
