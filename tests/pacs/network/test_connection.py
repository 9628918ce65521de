import logging
import os
import shutil
import subprocess
import time
import warnings
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.uid import (
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEGBaseline8Bit,
    SecondaryCaptureImageStorage,
)

from app.base.errors import ArchiveError
from app.base.messages import Message
from app.pacs.network.connection import MAX_BYTES, StorageSession, echo, read_object
from app.pacs.network.failures import SendError
from app.settings.archives import Archive
from tests.pacs.receiver import (
    HOST,
    TITLE,
    free_port,
    make_certificate,
    missing,
    mute,
    receiving,
    server_context,
    values,
)
from tests.support import (
    PATIENCE_S,
    dicom_bytes,
    dicom_bytes_as,
    make_dicom,
    make_jpeg_dicom,
    make_pipe,
)

PIXELS = np.full((16, 24, 3), 7, dtype=np.uint8)
LARGE = np.zeros((1000, 1000, 3), dtype=np.uint8)
SHORT_S = 0.4
needs_openssl = pytest.mark.skipif(missing("openssl"), reason="openssl is not installed")


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    path = tmp_path / "photograph.dcm"
    path.write_bytes(
        dicom_bytes(make_dicom(PIXELS, PatientName="王^小东", SpecificCharacterSet="GB18030"))
    )
    return path


@pytest.fixture
def compressed(tmp_path: Path) -> Path:
    path = tmp_path / "compressed.dcm"
    path.write_bytes(dicom_bytes(make_jpeg_dicom(PIXELS)))
    return path


def store(archive: Archive, path: Path, *, timeout_s: float = PATIENCE_S) -> Message | None:
    with StorageSession(archive, timeout_s=timeout_s) as session:
        return session.store(read_object(path), path.name)


def failure(archive: Archive, path: Path | None = None, timeout_s: float = PATIENCE_S) -> SendError:
    send = echo if path is None else partial(store, path=path)
    with pytest.raises(ArchiveError) as caught:
        send(archive, timeout_s=timeout_s)
    assert isinstance(caught.value, SendError)
    return caught.value


def test_what_is_stored_is_what_was_sent(photograph: Path):
    with receiving() as receiver:
        echo(receiver.archive)
        store(receiver.archive, photograph)
    [stored] = receiver.stored
    assert values(stored) == values(pydicom.dcmread(photograph))
    assert stored.PatientName == "王^小东"


def test_a_compressed_file_is_sent_compressed(compressed: Path):
    with receiving(syntaxes=(ExplicitVRLittleEndian, JPEGBaseline8Bit)) as receiver:
        store(receiver.archive, compressed)
    [stored] = receiver.stored
    assert stored.file_meta.TransferSyntaxUID == JPEGBaseline8Bit
    assert stored.PixelData == pydicom.dcmread(compressed).PixelData


def test_an_archive_that_takes_only_uncompressed_files_is_told_so(compressed: Path):
    with receiving() as receiver:
        error = failure(receiver.archive, compressed)
    assert "only uncompressed; this one is JPEG Baseline" in str(error)
    assert not error.retry
    assert not receiver.stored


def test_an_uncompressed_file_is_written_as_the_archive_likes_it(photograph: Path):
    with receiving(syntaxes=(ImplicitVRLittleEndian,)) as receiver:
        store(receiver.archive, photograph)
    [stored] = receiver.stored
    assert values(stored) == values(pydicom.dcmread(photograph))


def test_the_order_of_bytes_is_not_turned(tmp_path: Path):
    path = tmp_path / "big.dcm"
    path.write_bytes(dicom_bytes_as(make_dicom(PIXELS), ExplicitVRBigEndian))
    with receiving() as receiver:
        assert "Big Endian" in str(failure(receiver.archive, path))
    with receiving(syntaxes=(ExplicitVRBigEndian,)) as receiver:
        store(receiver.archive, path)
    assert len(receiver.stored) == 1


def test_broken_values_are_passed_on_without_a_word(tmp_path: Path, capfd, caplog):
    path = tmp_path / "broken.dcm"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path.write_bytes(dicom_bytes(make_dicom(PIXELS, StationName="A" * 30)))
    with caplog.at_level(logging.DEBUG), receiving() as receiver:
        store(receiver.archive, path)
    assert len(receiver.stored) == 1
    assert "Doe" not in caplog.text
    assert not [record for record in caplog.records if record.name.startswith("pynetdicom")]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("status", "remarked"),
    [
        (0x0111, "already had it"),
        (0xB000, "changed some of its values (status B000)"),
        (0xB006, "left out some of its values (status B006)"),
        (0xB007, "does not match its object type (status B007)"),
        (0xB123, "stored it with status B123"),
        (0x0107, "stored it with status 0107"),
    ],
)
def test_a_warning_and_a_duplicate_count_as_stored(status: int, remarked: str, photograph: Path):
    with receiving(status=status) as receiver:
        assert remarked in str(store(receiver.archive, photograph))


def test_success_needs_no_remark(photograph: Path):
    with receiving() as receiver:
        assert store(receiver.archive, photograph) is None


@pytest.mark.parametrize(
    ("status", "told", "retry", "away"),
    [
        (0xA700, "no room left (status A700)", True, True),
        (0x0213, "no room left (status 0213)", True, True),
        (0xA9FF, "does not understand this object (status A9FF)", False, False),
        (0xC123, "does not understand this object (status C123)", False, False),
        (0x0117, "does not understand this object (status 0117)", False, False),
        (0x0110, "did not accept the object (status 0110)", True, False),
        (0x0122, "does not accept objects of this kind", False, False),
        (0x0124, "does not allow this workstation to store", False, False),
        (0xD000, "did not accept the object (status D000)", False, False),
    ],
)
def test_a_failure_says_what_the_status_means(status, told, retry, away, photograph: Path):
    with receiving(status=status) as receiver:
        error = failure(receiver.archive, photograph)
    assert told in str(error)
    assert (error.retry, error.away) == (retry, away)
    assert "Doe" not in str(error)


# --- several files -------------------------------------------------------------------------


def test_files_of_a_kind_go_over_one_association(photograph: Path, compressed: Path):
    syntaxes = (ExplicitVRLittleEndian, JPEGBaseline8Bit)
    with receiving(syntaxes=syntaxes) as receiver, StorageSession(receiver.archive) as session:
        for path in (photograph, photograph, compressed, photograph, compressed):
            session.store(path.read_bytes(), path.name)
        assert len(receiver.stored) == 5
        assert receiver.associations == 2  # the second also fits the first file
    assert [stored.file_meta.TransferSyntaxUID for stored in receiver.stored[2:]] == [
        JPEGBaseline8Bit, ExplicitVRLittleEndian, JPEGBaseline8Bit,
    ]  # fmt: skip


def test_a_file_that_fails_does_not_hold_up_the_next(photograph: Path, compressed: Path):
    with receiving() as receiver, StorageSession(receiver.archive) as session:
        for path in (compressed, photograph, compressed, photograph):
            if path == photograph:
                session.store(path.read_bytes(), path.name)
            else:
                with pytest.raises(SendError, match="only uncompressed"):
                    session.store(path.read_bytes(), path.name)
    assert len(receiver.stored) == 2


def test_an_archive_that_hangs_up_between_two_files_is_called_again(photograph: Path):
    with receiving() as receiver, StorageSession(receiver.archive) as session:
        session.store(photograph.read_bytes(), photograph.name)
        first = session._association
        assert first is not None
        receiver.hang_up()
        first.join(30)
        session.store(photograph.read_bytes(), photograph.name)
    assert len(receiver.stored) == receiver.associations == 2


def test_more_kinds_than_one_association_can_offer_are_no_trouble(photograph: Path, monkeypatch):
    monkeypatch.setattr("app.pacs.network.connection._MOST_KINDS", 1)
    with receiving() as receiver, StorageSession(receiver.archive) as session:
        with pytest.raises(SendError, match="does not accept objects of this kind"):
            session.store(_of_class(photograph, SecondaryCaptureImageStorage), "other.dcm")
        session.store(photograph.read_bytes(), photograph.name)
    assert len(receiver.stored) == 1


def _of_class(path: Path, sop_class: str) -> bytes:
    dataset = pydicom.dcmread(path)
    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = sop_class
    return dicom_bytes(dataset)


# --- files without all that a file should have ---------------------------------------------


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRLittleEndian])
def test_a_data_set_without_preamble_is_sent(syntax, photograph: Path):
    dataset = pydicom.dcmread(photograph)
    del dataset.file_meta
    dataset.preamble = None
    dataset.save_as(
        photograph, implicit_vr=syntax.is_implicit_VR, little_endian=True, enforce_file_format=False
    )
    assert photograph.read_bytes()[128:132] != b"DICM"
    with receiving() as receiver:
        store(receiver.archive, photograph)
    assert values(receiver.stored[0]) == values(dataset)


def test_pixels_of_an_unknown_compression_are_not_sent_as_uncompressed(compressed: Path):
    dataset = pydicom.dcmread(compressed)
    del dataset.file_meta
    dataset.preamble = None
    dataset.save_as(compressed, implicit_vr=False, little_endian=True, enforce_file_format=False)
    assert "not a complete DICOM file" in str(failure(Archive(HOST, free_port()), compressed))


def test_an_index_is_not_sent_itself(tmp_path: Path):
    path = tmp_path / "DICOMDIR"
    path.write_bytes(b"\0" * 128 + b"DICM" + b"1.2.840.10008.1.3.10")
    assert "is an index of other files" in str(failure(Archive(HOST, free_port()), path))


def test_a_pipe_and_an_endless_file_are_not_sent(tmp_path: Path):
    archive, endless = Archive(HOST, free_port()), tmp_path / "endless.dcm"
    endless.touch()
    os.truncate(endless, MAX_BYTES + 1)
    for path, told in {
        make_pipe(tmp_path / "pipe.dcm"): "it is not an ordinary file",
        endless: "it is larger than 2048 MB",
    }.items():
        error = failure(archive, path)
        assert f"“{path.name}” cannot be read: {told}" in str(error)
        assert (error.retry, error.away) == (False, False)


# --- archives that are not there -----------------------------------------------------------


def test_an_archive_of_another_name_is_named(photograph: Path):
    with receiving() as receiver:
        error = failure(replace(receiver.archive, called="OTHER"), photograph)
    assert "is not called “OTHER”" in str(error)
    assert not error.retry


def test_an_archive_that_does_not_know_us_says_so():
    with receiving(callers=("CLINIC",)) as receiver:
        error = failure(receiver.archive)
        assert "does not know this workstation, “RETIVASC”" in str(error)
        assert not error.retry
        echo(replace(receiver.archive, calling="CLINIC"))


def test_an_archive_that_is_full_of_guests_is_worth_another_try(monkeypatch):
    with receiving() as receiver:
        monkeypatch.setattr("pynetdicom.ae.ApplicationEntity.maximum_associations", 0)
        error = failure(receiver.archive)
    assert "too busy" in str(error)
    assert error.retry


def test_a_kind_that_the_archive_does_not_take_is_refused(photograph: Path):
    with receiving(kinds=()) as receiver:
        error = failure(receiver.archive, photograph)
    assert "does not accept objects of this kind" in str(error)
    assert not error.retry


def test_where_nothing_answers_another_try_may_help(photograph: Path):
    error = failure(Archive(HOST, free_port()), photograph)
    assert "Nothing answers" in str(error)
    assert error.retry
    assert error.away


def test_a_host_that_is_not_known_is_told(photograph: Path):
    for host in ("archive.invalid", "a..b", "x" * 70):
        error = failure(Archive(host, 104), photograph)
        assert f"The host “{host}” is not known" in str(error)
        assert error.retry


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"called": "A" * 17}, "not a valid AE title"),
        ({"calling": " "}, "not a valid AE title"),
        ({"calling": "眼科"}, "not a valid AE title"),
        ({"called": "A\\B"}, "not a valid AE title"),
        ({"host": " "}, "not the address"),
        ({"port": 0}, "not the address"),
        ({"port": 70000}, "not the address"),
    ],
)
def test_settings_that_cannot_work_are_refused_at_once(changes, told: str):
    error = failure(replace(Archive(HOST, 104), **changes))
    assert told in str(error)
    assert not error.retry


def test_a_slow_archive_is_given_up(photograph: Path):
    with receiving(delay_s=PATIENCE_S) as receiver:
        error = failure(receiver.archive, photograph, timeout_s=SHORT_S)
    assert "did not answer in time" in str(error)
    assert error.retry
    assert error.away


def test_something_that_says_nothing_is_given_up():
    with mute() as archive:
        for secured in (archive, replace(archive, tls=True)):
            error = failure(secured, timeout_s=SHORT_S)
            assert "did not answer in time" in str(error)
            assert error.retry
            assert error.away


@pytest.mark.parametrize("after", [0, 300, 100_000])
def test_an_archive_that_dies_in_the_middle_is_told(after: int, tmp_path: Path):
    path = tmp_path / "large.dcm"
    path.write_bytes(dicom_bytes(make_dicom(LARGE)))
    with receiving(hang_up_after=after) as receiver:
        error = failure(receiver.archive, path)
    assert "broke off" in str(error)
    assert error.retry
    assert not receiver.stored


def test_a_file_that_is_no_dicom_is_not_sent(tmp_path: Path, photograph: Path):
    archive = Archive(HOST, free_port())
    other = tmp_path / "other.dcm"
    for content in (b"", b"\0" * 128 + b"DICM", photograph.read_bytes()[:-20], b"text"):
        other.write_bytes(content)
        error = failure(archive, other)
        assert "“other.dcm” is not a complete DICOM file" in str(error)
        assert not error.retry
    assert "cannot be read" in str(failure(archive, tmp_path / "absent.dcm"))


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificates")
    make_certificate(folder)
    make_certificate(folder, name="client")
    make_certificate(folder, name="elsewhere", host="elsewhere.invalid")
    return folder


@pytest.fixture
def secured(certificates: Path) -> Iterator[Archive]:
    context = server_context(certificates / "server.pem", certificates / "server.key")
    with receiving(tls=context, patience_s=1) as receiver:  # who does not encrypt is never heard
        ca_file = str(certificates / "server.pem")
        yield replace(receiver.archive, tls=True, ca_file=ca_file)


@needs_openssl
def test_the_line_is_encrypted_if_asked_for(secured: Archive, photograph: Path):
    echo(secured)
    store(secured, photograph)


@needs_openssl
def test_a_certificate_of_nobody_we_trust_is_refused(secured: Archive):
    error = failure(replace(secured, ca_file=None))
    assert "is not trusted: self" in str(error)
    assert not error.retry


@needs_openssl
def test_a_certificate_of_another_host_is_refused(certificates: Path):
    context = server_context(certificates / "elsewhere.pem", certificates / "elsewhere.key")
    with receiving(tls=context) as receiver:
        ca_file = str(certificates / "elsewhere.pem")
        error = failure(replace(receiver.archive, tls=True, ca_file=ca_file))
    assert "is not trusted: IP address mismatch" in str(error)


@needs_openssl
def test_an_archive_may_ask_who_we_are(certificates: Path):
    context = server_context(
        certificates / "server.pem", certificates / "server.key", certificates / "client.pem"
    )
    with receiving(tls=context) as receiver:
        unknown = replace(receiver.archive, tls=True, ca_file=str(certificates / "server.pem"))
        nameless = failure(unknown)
        assert "asks for a certificate of this workstation, but none is set" in str(nameless)
        strange = [str(certificates / f"elsewhere.{end}") for end in ("pem", "key")]
        refused = failure(replace(unknown, cert_file=strange[0], key_file=strange[1]))
        assert "does not accept the certificate “elsewhere.pem”: the archive" in str(refused)
        for error in (nameless, refused):
            assert (error.retry, error.away) == (False, True)
        echo(
            replace(
                unknown,
                cert_file=str(certificates / "client.pem"),
                key_file=str(certificates / "client.key"),
            )
        )


@needs_openssl
def test_one_side_without_encryption_is_told(secured: Archive):
    with receiving(patience_s=1) as receiver:
        error = failure(replace(secured, port=receiver.port))
        assert "encryption" in str(error) or "broke off" in str(error)
    assert failure(replace(secured, tls=False)).retry


@needs_openssl
def test_a_locked_key_is_refused_without_asking_for_a_password(certificates: Path, tmp_path: Path):
    locked = tmp_path / "locked.key"
    command = (
        f"openssl ec -in {certificates / 'client.key'} -aes128 -passout pass:secret -out {locked}"
    )
    subprocess.run(command.split(), check=True, capture_output=True)
    archive = Archive(
        HOST, 104, tls=True, cert_file=str(certificates / "client.pem"), key_file=str(locked)
    )
    error = failure(archive)
    assert "“locked.key” cannot be used" in str(error)
    assert "the key must have no password" in str(error)


@needs_openssl
@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"ca_file": "absent.pem"}, "“absent.pem” cannot be used {}: No such file"),
        ({"ca_file": "client.key"}, "“client.key” cannot be used {}: it contains no certificate"),
        ({"ca_file": "pipe.pem"}, "“pipe.pem” cannot be used {}: it is not an ordinary file"),
        ({"cert_file": "absent.pem"}, "“absent.pem” cannot be used {}: No such file"),
        ({"cert_file": "text.pem"}, "“text.pem” cannot be used {}: it contains no certificate"),
        ({"key_file": "absent.key"}, "“absent.key” cannot be used {}: No such file"),
        ({"key_file": "text.pem"}, "“text.pem” cannot be used {}: it contains no usable key"),
        ({"key_file": "server.key"}, "“server.key” cannot be used {}: its key does not belong to"),
    ],
)
def test_the_file_that_keeps_the_line_from_being_encrypted_is_named(
    files, told, certificates: Path, tmp_path: Path
):
    for file in certificates.iterdir():
        shutil.copy(file, tmp_path)
    (tmp_path / "text.pem").write_text("no certificate")
    make_pipe(tmp_path / "pipe.pem")
    given = {"cert_file": "client.pem", "key_file": "client.key"} | files
    paths = {name: str(tmp_path / file) for name, file in given.items()}
    error = failure(Archive(HOST, free_port(), tls=True, **paths))
    assert told.format("for the encrypted connection to the archive") in str(error)
    assert (error.retry, error.away) == (False, True)


@pytest.mark.skipif(missing("storescp"), reason="dcmtk is not installed")
def test_another_makers_archive_stores_the_same(photograph: Path, compressed: Path, tmp_path: Path):
    kept, archive = tmp_path / "kept", Archive(HOST, free_port(), TITLE)
    kept.mkdir()
    command = ["storescp", "-aet", TITLE, "+xa", "-od", str(kept), str(archive.port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
        try:
            _wait_for(archive)
            for path in (photograph, compressed):
                store(archive, path)
                uid = pydicom.dcmread(path).SOPInstanceUID
                [stored] = kept.glob(f"*{uid}*")
                assert values(pydicom.dcmread(stored)) == values(pydicom.dcmread(path))
                stored.unlink()
        finally:
            program.terminate()


def _wait_for(archive: Archive) -> None:
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            return echo(archive)
        except SendError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
