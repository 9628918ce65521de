"""Who may call, what is taken, and what becomes of the rest; called by another maker's programs."""

import os
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pydicom
import pytest
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian, JPEGBaseline8Bit
from pynetdicom import AE
from pynetdicom.sop_class import StorageCommitmentPushModel

from app.base.errors import ConfigurationError
from app.pacs.network.commitment import ask_commitment, new_transaction
from app.pacs.network.connection import StorageSession, echo
from app.pacs.network.failures import SendError
from app.pacs.network.receiving import STORED, Listener, Listening, Sender, server_context
from app.pacs.network.spool import Room
from app.settings.archives import Archive
from tests.pacs.receiver import HOST, make_certificate, missing, send_half, values
from tests.support import (
    OPHTHALMIC_PHOTOGRAPHY_8_BIT,
    PATIENCE_S,
    make_dicom,
    make_fundus,
    make_jpeg_dicom,
    refused,
)

TITLE, CAMERA = "NODE", "CAMERA"


@pytest.fixture
def folder(tmp_path) -> Path:
    made = tmp_path / "spool"
    made.mkdir()
    return made


@pytest.fixture
def photograph(tmp_path) -> Path:
    path = tmp_path / "photograph.dcm"
    make_dicom(make_fundus(128).pixels).save_as(path, enforce_file_format=True)
    return path


class Taken(list):
    """What was handed over; each file is read and deleted, as whoever takes it must."""

    status = STORED

    def take(self, incoming):
        content = incoming.spooled.file.read_bytes()
        incoming.spooled.file.unlink()
        self.append((incoming, content))
        return self.status


@contextmanager
def listening(folder, *, answers=None, room=None, **changes):
    """Listen until the end of the block; yields the archive to call, what was taken, refusals."""
    settings = Listening(
        TITLE,
        HOST,
        0,
        (Sender(CAMERA),),
        (OPHTHALMIC_PHOTOGRAPHY_8_BIT,),
        (ExplicitVRLittleEndian, ImplicitVRLittleEndian),
        room or Room(folder, 1 << 24),
    )
    taken = Taken()
    answered = [] if answers is None else answers
    listener = Listener(replace(settings, **changes), taken.take, answered.append)
    listener.start()
    try:
        yield Archive(HOST, listener.port, TITLE, CAMERA), taken, listener.refusals
    finally:
        listener.stop()
    assert list(folder.glob("*")) == []


def store(archive, path):
    with StorageSession(archive) as session:
        return session.store(path.read_bytes(), path.name)


def _large_then_small(archive, large, small):
    """Send two over one association; return why the first was refused."""
    with StorageSession(archive) as session:
        error = refused(SendError, session.store, large.read_bytes(), "large")
        session.store(small.read_bytes(), "small")
    return error


def run(*command):
    return subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)


@pytest.mark.skipif(missing("storescu"), reason="dcmtk is not installed")
def test_what_another_makers_program_sends_is_handed_over_as_it_was(folder, photograph):
    with listening(folder) as (archive, taken, _):
        done = run("storescu", "-aet", CAMERA, "-aec", TITLE, HOST, archive.port, photograph)
        assert done.returncode == 0, done.stderr
    [(incoming, content)] = taken
    sent = pydicom.dcmread(photograph)
    assert values(pydicom.dcmread(pydicom.filebase.DicomBytesIO(content))) == values(sent)
    assert (incoming.sender, incoming.sop_instance_uid) == (CAMERA, sent.SOPInstanceUID)


def test_only_those_who_are_known_are_let_in(folder, photograph):
    network = ip_network("127.0.0.0/8")
    with listening(folder, senders=(Sender(CAMERA, network),)) as (archive, taken, refusals):
        store(archive, photograph)
        for other in (replace(archive, calling="STRANGER"), replace(archive, called="ELSEWHERE")):
            error = refused(SendError, store, other, photograph)
            assert error.away
            assert not error.retry
    assert len(taken) == 1
    assert refusals.strangers == 1


def test_an_address_that_nobody_has_is_not_even_listened_to(folder, photograph):
    away = (Sender(CAMERA, ip_network("192.0.2.0/24")),)
    with listening(folder, senders=away) as (archive, taken, refusals):
        assert refused(SendError, echo, archive).away
    assert (taken, refusals.strangers) == ([], 1)


def test_a_title_counts_only_from_its_own_address(folder):
    senders = (
        Sender(CAMERA, ip_network("192.0.2.7")),
        Sender("OTHER", ip_network("127.0.0.1")),
    )
    with listening(folder, senders=senders) as (archive, _, refusals):
        echo(replace(archive, calling="OTHER"))
        assert not refused(SendError, echo, archive).retry
    assert refusals.strangers == 1


@pytest.mark.skipif(missing("dcmsend"), reason="dcmtk is not installed")
def test_a_syntax_that_is_refused_is_transcoded_by_the_sender(folder, tmp_path):
    packed = make_jpeg_dicom(make_fundus(128).pixels)
    path = tmp_path / "packed.dcm"
    packed.save_as(path, enforce_file_format=True)
    assert packed.file_meta.TransferSyntaxUID == JPEGBaseline8Bit
    with listening(folder) as (archive, taken, _):
        call = ("dcmsend", "-aet", CAMERA, "-aec", TITLE)
        never = run(*call, "--decompress-never", HOST, archive.port, path)
        assert "No Acceptable Presentation Contexts" in never.stderr
        assert taken == []
        done = run(*call, "--decompress-lossy", HOST, archive.port, path)
        assert done.returncode == 0, done.stderr
    received = pydicom.dcmread(pydicom.filebase.DicomBytesIO(taken[0][1]))
    assert not received.file_meta.TransferSyntaxUID.is_compressed


def test_one_that_is_too_large_is_refused_and_the_next_one_taken(folder, photograph, tmp_path):
    large = tmp_path / "large.dcm"
    make_dicom(make_fundus(512).pixels).save_as(large, enforce_file_format=True)
    with listening(folder, room=Room(folder, 1 << 18)) as (archive, taken, refusals):
        error = _large_then_small(archive, large, photograph)
    assert not error.retry
    assert "C213" in str(error)
    assert (len(taken), refusals.too_large) == (1, 1)


@pytest.fixture
def small_disk(tmp_path):
    """Give a folder on a disk of its own that is soon full."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk)
    if mounted.returncode:
        pytest.skip("no disk can be made here")
    yield disk
    run("umount", disk)


@pytest.mark.skipif(missing("mount"), reason="no disk can be made here")
def test_where_the_disk_is_full_it_is_refused_politely(small_disk, photograph, tmp_path):
    large = tmp_path / "large.dcm"
    make_dicom(make_fundus(512).pixels).save_as(large, enforce_file_format=True)
    with listening(small_disk) as (archive, taken, refusals):
        error = _large_then_small(archive, large, photograph)  # what was begun was taken away
    assert error.retry
    assert "A700" in str(error)
    assert (len(taken), refusals.no_room) == (1, 1)


def test_where_too_little_is_free_nothing_is_written(folder, photograph):
    room = Room(folder, 1 << 24, spare=1 << 60)
    with listening(folder, room=room) as (archive, taken, _):
        assert "A700" in str(refused(SendError, store, archive, photograph))
    assert taken == []


def test_of_half_an_object_nothing_is_left(folder, photograph):
    with listening(folder) as (archive, taken, _):
        send_half(archive, make_dicom(make_fundus(512).pixels))
        _wait_until(lambda: not list(folder.glob("*")))
        store(archive, photograph)  # it is sent again, whole
    assert len(taken) == 1


def test_who_says_nothing_holds_up_nobody(folder, tmp_path, photograph):
    certificate, key = make_certificate(tmp_path)
    with (
        listening(folder, tls=server_context(certificate, key, None)) as (archive, taken, _),
        socket.create_connection((HOST, archive.port)),
    ):
        store(replace(archive, tls=True, ca_file=str(certificate)), photograph)
    assert len(taken) == 1


def test_who_has_no_certificate_is_not_let_in(folder, tmp_path, photograph):
    certificate, key = make_certificate(tmp_path)
    own, own_key = make_certificate(tmp_path, name="client")
    with listening(folder, tls=server_context(certificate, key, own)) as (archive, taken, _):
        secured = replace(archive, tls=True, ca_file=str(certificate))
        assert refused(SendError, store, secured, photograph).away
        store(replace(secured, cert_file=str(own), key_file=str(own_key)), photograph)
    assert len(taken) == 1


def test_a_certificate_that_is_none_is_named(tmp_path):
    certificate, _ = make_certificate(tmp_path)
    refused(ConfigurationError, server_context, certificate, tmp_path / "missing.key", None)


def test_a_port_in_use_is_named(folder):
    with listening(folder) as (archive, _, _):
        error = refused(
            ConfigurationError,
            lambda: listening(folder, port=archive.port).__enter__(),
        )
    assert str(archive.port) in str(error)


@pytest.mark.parametrize("noise", [b"\0" * 600, os.urandom(600), b"GET / HTTP/1.1\r\n\r\n"])
def test_noise_ends_its_own_connection_only(folder, photograph, noise):
    with listening(folder) as (archive, taken, _):
        with socket.create_connection((HOST, archive.port)) as line:
            line.sendall(noise)
            line.shutdown(socket.SHUT_WR)
            line.settimeout(PATIENCE_S)
            while line.recv(4096):
                pass
        store(archive, photograph)
    assert len(taken) == 1


def test_an_archive_says_what_it_keeps(folder):
    answers = []
    with listening(folder, answers=answers) as (archive, _, _):
        told = pydicom.Dataset()
        told.TransactionUID = "1.2.3"
        told.ReferencedSOPSequence = [_reference("1.2.3.4")]
        told.FailedSOPSequence = [_reference("1.2.3.5")]
        entity = AE(CAMERA)
        entity.add_requested_context(StorageCommitmentPushModel)
        association = entity.associate(HOST, archive.port, ae_title=TITLE, ext_neg=[_as_provider()])
        status, _ = association.send_n_event_report(
            told, 2, StorageCommitmentPushModel, "1.2.840.10008.1.20.1.1"
        )
        association.release()
        for thread in (association, association.dul):
            thread.join(PATIENCE_S)
    assert status.Status == 0
    [answer] = answers
    assert (answer.transaction_uid, answer.kept, answer.failed) == (
        "1.2.3",
        ("1.2.3.4",),
        ("1.2.3.5",),
    )


def test_an_archive_that_commits_itself_to_nothing_is_named(folder):
    with listening(folder, classes=(OPHTHALMIC_PHOTOGRAPHY_8_BIT,)) as (archive, _, _):
        instances = [(OPHTHALMIC_PHOTOGRAPHY_8_BIT, "1.2.3")]
        refused(SendError, ask_commitment, archive, new_transaction(), instances)


def _as_provider():
    from pynetdicom.pdu_primitives import SCP_SCU_RoleSelectionNegotiation

    role = SCP_SCU_RoleSelectionNegotiation()
    role.sop_class_uid = StorageCommitmentPushModel
    role.scu_role, role.scp_role = False, True
    return role


def _reference(uid):
    item = pydicom.Dataset()
    item.ReferencedSOPClassUID = OPHTHALMIC_PHOTOGRAPHY_8_BIT
    item.ReferencedSOPInstanceUID = uid
    return item


def _wait_until(fits):
    end = time.monotonic() + PATIENCE_S
    while not fits():
        assert time.monotonic() < end
        time.sleep(0.02)
