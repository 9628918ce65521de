from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pydicom.uid import EncapsulatedPDFStorage
from PyQt5.QtWidgets import QWidget

from app.base.errors import ArchiveError
from app.base.messages import message
from app.domain.photograph import Laterality, Patient
from app.pacs.network.outbox import DamagedEntry, OutboxEntry, Subject
from app.pacs.objects.building import ObjectKind
from app.settings.archives import Archive, ArchiveNode
from app.ui.dialogs.archive_dialog import OutboxDialog, SendDialog
from tests.readings import altered
from tests.ui.paper import make_reports

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WAITING = OutboxEntry("1", Archive("pacs", 104), EncapsulatedPDFStorage, "1.2", "0", NOW, NOW)
TRIED = replace(
    WAITING,
    id="2",
    sop_class_uid="1.2.3",
    tries=3,
    due=NOW + timedelta(minutes=4),
    problem=message("It is <b>asleep</b>."),
    hint=message("Wake it."),
)
REFUSED = replace(TRIED, id="3", due=None)
DAMAGED = DamagedEntry("4", message("It is <i>broken</i>."), message("Mend it."))
LI = Patient("<img src=x>王\x1b[2J丽\n", "7")
SUBJECTS = {
    "1": Subject(EncapsulatedPDFStorage, LI, "20260301", Laterality.LEFT),
    "2": Subject("1.2.3", Patient(), None, Laterality.UNKNOWN),
    "4": Subject(EncapsulatedPDFStorage, Patient(name="Ann"), None, Laterality.RIGHT),
}


@pytest.fixture
def parent(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


@pytest.fixture
def reports(opened, tmp_path):
    return make_reports(opened, tmp_path, archives=(ArchiveNode(host="pacs", called="PACS"),))


@pytest.fixture
def sending(parent, reports):
    dialog = SendDialog(reports, parent)
    dialog.open()
    return dialog


def test_archive_is_named_and_everything_is_chosen(sending):
    assert sending.where.text() == "PACS · pacs:104"
    assert set(sending.kinds) == set(ObjectKind) - {ObjectKind.PHOTOGRAPH}
    assert sending.send_button.isEnabled()


def test_without_an_archive_nothing_can_be_sent_until_it_is_set_up(qtbot, sending, reports):
    reports.remember(archives=())
    assert not sending.send_button.isEnabled()
    assert not sending.test_button.isEnabled()
    with qtbot.waitSignal(sending.settings_asked):
        sending.settings_button.click()
    reports.remember(archives=(ArchiveNode(host="elsewhere", called="PACS"),))
    assert sending.where.text() == "PACS · elsewhere:104"
    assert sending.send_button.isEnabled()


@pytest.mark.parametrize(
    ("patient", "warned"),
    [(Patient(), True), (Patient(name="Wang"), False), (Patient(id="7"), False)],
)
def test_results_of_nobody_are_not_sent_without_a_word(
    sending, reports, monkeypatch, patient, warned
):
    analysis = reports.workspace.analysis
    nameless = altered(analysis, image=replace(analysis.image, patient=patient))
    monkeypatch.setattr(reports.workspace, "analysis", nameless)
    sending.refresh()
    assert ("names no patient" in sending.whose.text()) == warned


def test_nothing_chosen_is_not_sent(sending):
    for box in sending.boxes.values():
        box.setChecked(False)
    assert not sending.send_button.isEnabled()


def test_what_is_refused_a_report_is_not_sent(opened, parent, reports):
    opened.set_laterality(Laterality.UNKNOWN)
    dialog = SendDialog(reports, parent)
    assert not dialog.send_button.isEnabled()
    assert "which eye" in dialog.told.text()


def test_what_is_chosen_is_sent(sending, reports, monkeypatch):
    asked = []
    monkeypatch.setattr(reports, "send", lambda order, kinds: asked.append((order, kinds)))
    sending.boxes[ObjectKind.SEGMENTATION].setChecked(False)
    sending.send_button.click()
    ((order, kinds),) = asked
    assert order == reports.order
    assert kinds == (ObjectKind.PDF, ObjectKind.STRUCTURED_REPORT, ObjectKind.SECONDARY_CAPTURE)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (None, "The archive answers."),
        (ArchiveError(message("Asleep."), message("Wake it.")), "Asleep. Wake it."),
    ],
)
def test_connection_is_tested(sending, reports, monkeypatch, error, said):
    asked = []
    monkeypatch.setattr(reports.outbox_sender, "test", asked.append)
    sending.test_button.click()
    assert asked == [reports.preferences.archive]
    assert "Asking" in sending.told.text()
    reports.outbox_sender.tested.emit(error)
    assert sending.told.text() == said


# --- what waits ----------------------------------------------------------------------------


@pytest.fixture
def outbox(parent, reports):
    reports.outbox_sender.entries = (WAITING, TRIED, REFUSED)
    reports.outbox_sender.damaged = (DAMAGED,)
    reports.outbox_sender.subjects = SUBJECTS
    dialog = OutboxDialog(reports, parent)
    dialog.open()
    return dialog


def texts(dialog, column):
    items = (dialog.list.topLevelItem(row) for row in range(dialog.list.topLevelItemCount()))
    return [item.text(column) for item in items]


def choose(dialog, row):
    dialog.list.setCurrentItem(dialog.list.topLevelItem(row))


def test_all_that_waits_is_listed_with_its_state(outbox):
    assert texts(outbox, 0) == ["Report (PDF)", "1.2.3", "1.2.3", "Report (PDF)"]
    assert texts(outbox, 3) == ["ANY-SCP · pacs:104"] * 3 + [""]
    states = texts(outbox, 5)
    assert states[0] == "waiting"
    assert "3" in states[1]
    assert states[2:] == ["refused", "damaged"]


def test_list_says_whose_results_wait_in_plain_text(outbox):
    assert texts(outbox, 1) == ["<img src=x>王\ufffd[2J丽\ufffd · 7", "", "", "Ann"]
    assert texts(outbox, 2) == ["2026-03-01 · OS", "", "", "OD"]


def test_nobody_is_named_where_patients_are_hidden(outbox, parent, reports):
    hidden = OutboxDialog(reports, parent, patient_shown=False)
    assert texts(hidden, 1) == ["…", "", "", "…"]
    assert texts(hidden, 2) == texts(outbox, 2)


def test_damaged_one_can_be_removed_but_not_sent(outbox, reports, monkeypatch):
    asked = []
    monkeypatch.setattr(reports.outbox_sender, "remove", asked.append)
    choose(outbox, 3)
    assert outbox.reason.text() == "It is <i>broken</i>. Mend it."
    assert not outbox.retry_button.isEnabled()
    outbox.remove_button.click()
    assert asked == [DAMAGED]


def test_reason_of_the_chosen_one_is_told(outbox):
    choose(outbox, 1)
    assert outbox.reason.text() == "It is <b>asleep</b>. Wake it."
    choose(outbox, 0)
    assert outbox.reason.text() == ""


@pytest.mark.parametrize("button", ["retry", "remove"])
def test_chosen_one_is_sent_now_or_removed(outbox, reports, monkeypatch, button):
    asked = []
    monkeypatch.setattr(reports.outbox_sender, button, asked.append)
    choose(outbox, 2)
    getattr(outbox, f"{button}_button").click()
    assert asked == [REFUSED]


def test_choice_outlives_a_change_of_the_list(outbox, reports):
    choose(outbox, 1)
    reports.outbox_sender.entries = (TRIED,)
    reports.outbox_sender.changed.emit()
    assert "asleep" in outbox.reason.text()
    reports.outbox_sender.entries = reports.outbox_sender.damaged = ()
    reports.outbox_sender.changed.emit()
    assert outbox.reason.text() == "Nothing is waiting to be sent."
    assert not outbox.remove_button.isEnabled()
