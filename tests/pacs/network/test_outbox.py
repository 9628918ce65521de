import hashlib
import json
import multiprocessing
import os
import signal
import stat
import threading
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from pydicom.uid import generate_uid

from app.base.errors import ReportWriteError
from app.base.messages import Message
from app.domain.photograph import Laterality
from app.pacs.network import outbox as outbox_module
from app.pacs.network.connection import StorageSession
from app.pacs.network.outbox import Outbox
from app.pacs.network.outbox_entry import FIRST_WAIT, LONGEST_WAIT, OutboxEntry
from app.settings.archives import Archive
from tests.pacs.receiver import HOST, TITLE, free_port, mute, receiving, values
from tests.support import PATIENCE_S, dicom_bytes, make_dicom

PIXELS = np.full((16, 24, 3), 7, dtype=np.uint8)
NOWHERE = Archive(HOST, 1, TITLE)  # a port of the system at which nothing answers


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "outbox"


@pytest.fixture
def outbox(folder: Path) -> Outbox:
    return Outbox(folder)


def photograph(**changes):
    uid = generate_uid()
    dataset = make_dicom(PIXELS, SOPInstanceUID=uid, **changes)
    dataset.file_meta.MediaStorageSOPInstanceUID = uid
    return dataset


def soon() -> datetime:
    return datetime.now(UTC)


def files(folder: Path) -> list[str]:
    return sorted(
        path.name for path in folder.rglob("*") if path.is_file() and path.name != ".lock"
    )


def test_what_is_added_is_sent_and_leaves_nothing(outbox: Outbox, folder: Path):
    datasets, told, sent = [photograph(), photograph()], [], []
    with receiving() as receiver:
        for number, dataset in enumerate(datasets):
            outbox.add(dataset, receiver.archive, f"mark {number}")
        counts = outbox.attempt(
            lambda *progress: told.append(progress), on_sent=sent.append, now=soon()
        )
    assert counts == (2, 0)
    assert [entry.mark for entry in sent] == ["mark 0", "mark 1"]
    assert [values(stored) for stored in receiver.stored] == [values(each) for each in datasets]
    assert outbox.entries() == ()
    assert files(folder) == []
    assert told == [(0.0, "send"), (0.5, "send"), (1.0, "done")]


def test_an_empty_outbox_has_nothing_to_do(outbox: Outbox, folder: Path):
    assert outbox.attempt(now=soon()) == (0, 0)
    assert outbox.entries() == outbox.damaged() == ()
    assert not folder.exists()


def test_what_waits_survives_a_restart_and_is_sent_later(outbox: Outbox, folder: Path):
    port = free_port()
    entry = outbox.add(photograph(), Archive(HOST, port, TITLE))
    now = soon()
    assert outbox.attempt(now=now) == (0, 1)
    again = Outbox(folder)
    [waiting] = again.entries()
    assert waiting == replace(
        entry, tries=1, due=now + FIRST_WAIT, problem=waiting.problem, hint=waiting.hint
    )
    assert str(waiting.problem) == f"Nothing answers at {HOST}:{port}."
    assert "Check the port" in str(waiting.hint)
    with receiving(port=port) as receiver:
        assert again.attempt(now=now + FIRST_WAIT / 2) == (0, 0)
        assert again.attempt(now=now + FIRST_WAIT) == (1, 0)
    assert len(receiver.stored) == 1


def test_the_waits_grow_up_to_a_limit(outbox: Outbox):
    outbox.add(photograph(), NOWHERE)
    now, waits = soon(), []
    for _ in range(9):
        assert outbox.attempt(now=now) == (0, 1)
        [entry] = outbox.entries()
        assert entry.due is not None
        waits.append(entry.due - now)
        now = entry.due
    assert waits[:4] == [FIRST_WAIT * factor for factor in (1, 2, 4, 8)]
    assert waits[-2:] == [LONGEST_WAIT, LONGEST_WAIT]
    assert not entry.failed


def test_a_time_that_a_wrong_clock_set_does_not_hold_an_entry_back(outbox: Outbox):
    outbox.add(photograph(), NOWHERE)
    assert len(outbox.due(soon() - timedelta(days=400))) == 1


def test_what_can_never_succeed_waits_for_a_person(outbox: Outbox):
    with receiving() as receiver:
        archive = replace(receiver.archive, called="OTHER")
        entry = outbox.add(photograph(), archive)
        assert outbox.attempt(now=soon()) == (0, 1)
        [failed] = outbox.entries()
        assert failed.failed
        assert "is not called “OTHER”" in str(failed.problem)
        assert outbox.attempt(now=soon() + timedelta(days=9)) == (0, 0)
        outbox.retry(failed)
        assert outbox.entries() == (replace(entry, due=entry.added),)
        assert outbox.attempt(now=soon()) == (0, 1)
        outbox.remove(failed)
        outbox.remove(failed)
    assert outbox.entries() == ()


def test_one_archive_that_is_away_is_asked_once_and_holds_up_no_other(outbox: Outbox):
    with receiving() as receiver:
        for archive in (NOWHERE, NOWHERE, receiver.archive):
            outbox.add(photograph(), archive)
        assert outbox.attempt(now=soon()) == (1, 1)
    failed, held = outbox.entries()
    assert (failed.tries, held.tries) == (1, 0)
    assert (held.due, held.problem, held.hint) == (failed.due, failed.problem, failed.hint)
    assert outbox.attempt(now=soon()) == (0, 0)


def test_a_silent_archive_is_asked_once_for_all_that_waits(outbox: Outbox, monkeypatch):
    monkeypatch.setattr(outbox_module, "StorageSession", partial(StorageSession, timeout_s=0.4))
    with mute() as archive:
        for _ in range(40):
            outbox.add(photograph(), archive)
        now = soon()
        assert outbox.attempt(now=now) == (0, 1)
        assert outbox.due(now) == ()
    entries = outbox.entries()
    assert len(entries) == 40
    assert {entry.due for entry in entries} == {now + FIRST_WAIT}
    assert {str(entry.problem).endswith("did not answer in time.") for entry in entries} == {True}


def test_a_certificate_that_is_missing_waits_for_a_person(outbox: Outbox, tmp_path: Path):
    certificate = tmp_path / "clinic.pem"
    archive = Archive(HOST, free_port(), TITLE, tls=True, cert_file=str(certificate))
    for _ in range(3):
        outbox.add(photograph(), archive)
    assert outbox.attempt(now=soon()) == (0, 1)
    for entry in outbox.entries():
        assert entry.failed
        assert "“clinic.pem” cannot be used" in str(entry.problem)


def test_a_refused_object_holds_up_no_other(outbox: Outbox):
    with receiving(status=0x0110) as receiver:
        for _ in range(2):
            outbox.add(photograph(), receiver.archive)
        assert outbox.attempt(now=soon()) == (0, 2)
    assert [entry.tries for entry in outbox.entries()] == [1, 1]


def test_what_an_archive_had_already_leaves_the_outbox(outbox: Outbox):
    remarks: list[Message] = []
    with receiving(status=0x0111) as receiver:
        outbox.add(photograph(), receiver.archive)
        assert outbox.attempt(on_remark=remarks.append, now=soon()) == (1, 0)
    assert outbox.entries() == ()
    assert "already had it" in str(remarks[0])


def test_what_waits_for_one_archive_goes_over_one_association(outbox: Outbox):
    with receiving() as receiver:
        for _ in range(5):
            outbox.add(photograph(), receiver.archive)
        assert outbox.attempt(now=soon()) == (5, 0)
        assert receiver.associations == 1


def test_a_stop_is_heard_between_two_entries(outbox: Outbox):
    with receiving() as receiver:
        for _ in range(3):
            outbox.add(photograph(), receiver.archive)
        assert outbox.attempt(should_stop=lambda: len(receiver.stored) == 2, now=soon()) == (2, 0)
        assert len(outbox.entries()) == 1
        assert outbox.attempt(now=soon()) == (1, 0)
    assert len(receiver.stored) == 3


def test_an_entry_that_is_removed_meanwhile_is_not_sent(outbox: Outbox, folder: Path):
    with receiving() as receiver:
        entries = [outbox.add(photograph(), receiver.archive) for _ in range(2)]

        def remove_the_last(*_progress):
            Outbox(folder).remove(entries[1])

        assert outbox.attempt(remove_the_last, now=soon()) == (1, 0)
    assert len(receiver.stored) == 1


def test_two_at_once_never_send_the_same(folder: Path):
    with receiving(delay_s=0.02) as receiver:
        for _ in range(6):
            Outbox(folder).add(photograph(), receiver.archive)
        threads = [
            threading.Thread(target=lambda: Outbox(folder).attempt(now=soon())) for _ in range(3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        Outbox(folder).attempt(now=soon())
    sent = Counter(str(stored.SOPInstanceUID) for stored in receiver.stored)
    assert len(sent) == 6
    assert set(sent.values()) == {1}


def _attempt(folder: Path) -> None:
    Outbox(folder).attempt(now=soon())


def test_a_process_that_is_killed_while_sending_leaves_the_rest_to_the_next(folder: Path):
    outbox, started = Outbox(folder), threading.Event()
    with receiving(delay_s=PATIENCE_S) as receiver:
        receiver.begun = started.set
        for _ in range(2):
            outbox.add(photograph(), receiver.archive)
        process = multiprocessing.get_context("spawn").Process(target=_attempt, args=(folder,))
        process.start()
        assert started.wait(PATIENCE_S)
        assert outbox.attempt(now=soon()) == (0, 0)  # the other one is sending
        os.kill(process.pid or 0, signal.SIGTERM)
        process.join()
        process.close()
        receiver.delay_s = 0
        assert outbox.attempt(now=soon()) == (2, 0)
    assert outbox.entries() == ()


DAMAGES = {
    "no state": "its description is missing",
    "half json": "its description is damaged or from another version",
    "other version": "its description is damaged or from another version",
    "misfit": "its description is damaged or from another version",
    "naive": "its description belongs to something else",
    "twin": "its description belongs to something else",
    "no object": "the object itself is missing",
    "closed": "it is a folder",
    "huge": "it is larger than 1 MB",
}


@pytest.mark.parametrize("damage", list(DAMAGES))
def test_what_is_damaged_is_kept_explained_and_holds_up_nothing(
    damage: str, outbox: Outbox, folder: Path
):
    with receiving() as receiver:
        bad, _good = (outbox.add(photograph(), receiver.archive) for _ in range(2))
        _damage(folder / bad.id, damage)
        assert outbox.attempt(now=soon()) == (1, 0)
    assert outbox.entries() == ()
    [damaged] = outbox.damaged()
    assert damaged.id == bad.id
    assert str(damaged.problem) == (f"This entry in the outbox cannot be sent: {DAMAGES[damage]}.")
    assert str(folder / bad.id) in str(damaged.hint)
    assert len(receiver.stored) == 1
    outbox.remove(damaged)
    assert outbox.damaged() == ()
    assert files(folder) == []


def test_damage_that_passes_is_none(outbox: Outbox, folder: Path):
    entry = outbox.add(photograph(), NOWHERE)
    state = folder / entry.id / "entry.json"
    state.rename(folder / "elsewhere")
    assert (outbox.entries(), len(outbox.damaged())) == ((), 1)
    (folder / "elsewhere").rename(state)
    assert outbox.contents() == ((entry,), ())


def test_what_version_0_1_set_aside_is_shown_and_can_be_removed(outbox: Outbox, folder: Path):
    old = folder / "damaged" / "20260101T000000-ab-cd"
    old.mkdir(parents=True)
    (old / "object.dcm").write_bytes(dicom_bytes(photograph()))
    [damaged] = outbox.damaged()
    assert "an earlier version set it aside" in str(damaged.problem)
    subject = outbox.subject(damaged)
    assert subject is not None
    assert subject.patient.name == "Doe Jane"
    outbox.remove(damaged)
    assert outbox.damaged() == ()
    assert not old.exists()


def test_an_object_says_of_what_it_is(outbox: Outbox):
    entry = outbox.add(photograph(ImageLaterality="L"), NOWHERE)
    subject = outbox.subject(entry)
    assert subject is not None
    assert subject.sop_class_uid == entry.sop_class_uid
    assert (subject.patient.name, subject.patient.id) == ("Doe Jane", "4711")
    assert (subject.date, subject.eye) == ("20260301", Laterality.LEFT)


def test_an_outbox_that_cannot_be_looked_into_is_told(outbox: Outbox, monkeypatch):
    outbox.add(photograph(), NOWHERE)

    def refuse(_folder: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(ReportWriteError, match="Permission denied"):
        outbox.contents()


def _damage(entry: Path, damage: str) -> None:
    state = entry / "entry.json"
    content = json.loads(state.read_bytes())
    if damage == "no state":
        state.unlink()
    elif damage == "closed":
        state.unlink()
        state.mkdir()
    elif damage == "huge":
        os.truncate(state, (1 << 20) + 1)
    elif damage == "half json":
        state.write_bytes(state.read_bytes()[:40])
    elif damage == "no object":
        (entry / "object.dcm").unlink()
    else:
        change = {
            "misfit": {"problem": {"source": "{why}", "values": {}}},
            "other version": {"archive": "pacs:104"},
            "naive": {"due": "2026-01-01T00:00:00"},
            "twin": {"id": "another"},
        }[damage]
        state.write_text(json.dumps(content | change))


def test_an_object_that_changed_on_disk_is_not_sent(outbox: Outbox, folder: Path):
    with receiving() as receiver:
        entry = outbox.add(photograph(), receiver.archive)
        path = folder / entry.id / "object.dcm"
        assert hashlib.sha256(path.read_bytes()).hexdigest() == entry.sha256
        content = bytearray(path.read_bytes())
        content[-5] ^= 1
        path.write_bytes(content)
        assert outbox.attempt(now=soon()) == (0, 1)
    assert not receiver.stored
    [waiting] = outbox.entries()
    assert waiting.failed
    assert "has changed on disk" in str(waiting.problem)


def test_a_crash_while_adding_or_removing_leaves_no_half_entry(outbox: Outbox, folder: Path):
    entry = outbox.add(photograph(), NOWHERE)
    half, gone, new = (folder / name for name in (".new-a", ".gone-b", ".new-c"))
    for leftover in (half, gone, new):
        leftover.mkdir()
        (leftover / "object.dcm").write_bytes(b"half")
    os.utime(half, (0, 0))
    assert outbox.entries() == (entry,)
    outbox.attempt(now=soon())
    assert [path.exists() for path in (half, gone, new)] == [True, False, True]
    [damaged] = outbox.damaged()
    assert "the program ended while it was being added" in str(damaged.problem)
    outbox.remove(damaged)
    assert not half.exists()


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the user's folder is private by itself")
def test_nobody_else_may_look_in(outbox: Outbox, folder: Path):
    before = os.umask(0)
    try:
        # Not a number, which the entry's id or hash may hold by chance.
        entry = outbox.add(photograph(PatientID="Zyx"), NOWHERE)
        outbox.attempt(now=soon())
    finally:
        os.umask(before)
    for path in (folder, *folder.rglob("*")):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted
    state = (folder / entry.id / "entry.json").read_text()
    assert "Doe" not in state
    assert "Zyx" not in state


def test_a_full_disk_is_told_and_leaves_no_half_entry(outbox: Outbox, folder: Path, monkeypatch):
    plain = outbox_module.write_whole

    def full(path: Path, content: bytes) -> None:
        plain(path, content[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outbox_module, "write_whole", full)
    with pytest.raises(ReportWriteError, match="No space left"):
        outbox.add(photograph(), NOWHERE)
    assert files(folder) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path):
    (tmp_path / "outbox").write_text("a file")
    with pytest.raises(ReportWriteError, match="cannot be made"):
        Outbox(tmp_path / "outbox").add(photograph(), NOWHERE)


def test_an_entry_says_nothing_of_a_problem_before_the_first_attempt(outbox: Outbox):
    entry = outbox.add(photograph(), NOWHERE)
    assert isinstance(entry, OutboxEntry)
    assert (entry.tries, entry.problem, entry.hint, entry.failed) == (0, None, None, False)
    assert outbox.due(soon()) == outbox.entries() == (entry,)
