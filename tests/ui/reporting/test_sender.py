from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
from pydicom.uid import ExplicitVRLittleEndian

from app.base.messages import message
from app.pacs.network import outbox as outbox_module
from app.pacs.network.connection import StorageSession
from app.pacs.network.failures import SendError
from app.pacs.network.outbox import Outbox
from app.settings.archives import Archive
from app.ui.reporting.sender import OutboxSender
from tests.support import make_dicom, make_fundus

ARCHIVE = Archive("archive", 104)


def refusal(retry=True):
    return SendError(message("It is asleep."), message("Wake it."), retry=retry)


@pytest.fixture
def archive(monkeypatch):
    """A stand-in for the archive: what it was sent, and what it answers."""

    class Received(list):
        error = None
        remark = None

    received = Received()

    class Session(StorageSession):
        def store(self, content, _name):
            if received.error is not None:
                raise received.error
            received.append(content)
            return received.remark

    monkeypatch.setattr(outbox_module, "StorageSession", Session)
    return received


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "outbox"
    dataset = make_dicom(make_fundus(64).pixels)
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    Outbox(folder).add(dataset, ARCHIVE)
    return folder


@pytest.fixture
def make_sender():
    with ExitStack() as made:

        def make(folder):
            sender = OutboxSender(folder)
            made.callback(sender.shut_down)
            return sender

        yield make


@pytest.fixture
def sender(make_sender, folder):
    return make_sender(folder)


def test_what_an_earlier_run_left_is_sent_at_the_start(qtbot, archive, sender):
    with qtbot.waitSignal(sender.noticed) as told:
        sender.start()
    assert "1" in str(told.args[0])
    assert len(archive) == 1
    assert sender.entries == ()
    assert not sender._timer.isActive()


def test_what_the_archive_remarks_is_told(qtbot, archive, sender):
    archive.remark = message("It had it already.")
    with qtbot.waitSignal(sender.noticed) as told:
        sender.start()
    assert str(told.args[0]) == "Results sent to the archive: 1. It had it already."


def test_what_is_damaged_is_shown_with_whose_it_is_and_can_be_removed(qtbot, archive, sender):
    (entry,) = Outbox(sender._folder).entries()
    (sender._folder / entry.id / "entry.json").write_text("{")
    with qtbot.waitSignal(sender.changed):
        sender.start()
    assert sender.entries == ()
    (damaged,) = sender.damaged
    assert sender.subjects[damaged.id].patient.name == "Doe Jane"
    with qtbot.waitSignal(sender.changed):
        sender.remove(damaged)
    assert sender.damaged == ()
    assert archive == []


def test_start_without_an_outbox_loads_nothing(qtbot, make_sender, tmp_path):
    sender = make_sender(tmp_path / "none")
    sender.start()
    assert sender._jobs.idle
    assert sender._outbox is None


def test_what_fails_waits_and_is_tried_again(qtbot, archive, sender):
    archive.error = refusal()
    with qtbot.waitSignal(sender.changed):
        sender.start()
    (entry,) = sender.entries
    assert str(entry.problem) == "It is asleep."
    assert entry.due > datetime.now(UTC)
    assert sender._timer.isActive()
    archive.error = None
    sender.send_now()  # not due yet
    qtbot.waitUntil(lambda: sender._jobs.idle)
    assert archive == []
    with qtbot.waitSignal(sender.noticed):
        sender.retry(entry)
    assert len(archive) == 1
    assert sender.entries == ()


def test_removed_entry_is_never_sent(qtbot, archive, sender):
    archive.error = refusal(retry=False)
    with qtbot.waitSignal(sender.changed):
        sender.start()
    with qtbot.waitSignal(sender.changed):
        sender.remove(sender.entries[0])
    assert Outbox(sender._folder).entries() == ()


@pytest.mark.parametrize("error", [None, refusal()])
def test_test_of_the_connection_tells_how_it_went(qtbot, sender, archive, monkeypatch, error):
    def echo(asked):
        assert asked is ARCHIVE
        if error is not None:
            raise error

    monkeypatch.setattr("app.pacs.network.connection.echo", echo)
    sender._jobs.start()
    with qtbot.waitSignal(sender.tested) as told:
        sender.test(ARCHIVE)
    assert told.args[0] is error


def test_each_removal_happens_however_closely_they_follow(qtbot, archive, make_sender, folder):
    dataset = make_dicom(make_fundus(64, seed=1).pixels)
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    Outbox(folder).add(dataset, ARCHIVE)
    archive.error = refusal()
    sender = make_sender(folder)
    with qtbot.waitSignal(sender.changed):
        sender.start()
    for entry in sender.entries:
        sender.remove(entry)
    sender.shut_down()
    assert Outbox(folder).entries() == ()
    assert archive == []
