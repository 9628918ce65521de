"""What goes wrong in a clinic, done to the real process; only its analysis takes no time."""

import struct
import subprocess

import pytest
from pydicom.uid import ImplicitVRLittleEndian

from app.pacs.network.connection import StorageSession
from app.pacs.network.failures import SendError
from tests.node.quick_node import WRONG_CLOCK
from tests.node.running import (
    CAMERA,
    QUICK,
    RESULTS,
    TITLE,
    fundus,
    needs_dcmtk,
    node_in,
    peak_mb,
    queue_of,
    sent,
    storescu,
    write,
)
from tests.pacs.receiver import HOST, receiving, send_half
from tests.small_disk import small_disk
from tests.support import make_fundus, make_jpeg_dicom, refused

ONLY_REPORT = 'results = ["structured report"]'


def store(node, path):
    with StorageSession(node.archive) as session:
        return session.store(path.read_bytes(), path.name)


@needs_dcmtk
def test_what_callers_do_wrong_is_refused_and_everything_else_is_there_once(tmp_path):
    good = [write(fundus(seed, StudyID=str(seed)), tmp_path / f"{seed}.dcm") for seed in range(3)]
    large = write(fundus(3, side=700), tmp_path / "large.dcm")
    packed = make_jpeg_dicom(make_fundus(64).pixels, StudyID="packed")
    packed = write(packed, tmp_path / "packed.dcm")
    listen = 'max_megabytes = 1\nsyntaxes = ["1.2.840.10008.1.2.1"]'
    syntaxes = (ImplicitVRLittleEndian,)  # and the archive takes another one than we write
    with (
        receiving(kinds=RESULTS, syntaxes=syntaxes) as archive,
        node_in(tmp_path, listen=listen) as node,
    ):
        node.send_to("pacs", archive.archive, ONLY_REPORT)
        node.start(*QUICK)
        for stranger in ({"title": "STRANGER"}, {"called": "ELSEWHERE"}):
            assert storescu(node, good[0], **stranger).returncode != 0
        send_half(node.archive, fundus(0))
        assert "C213" in str(refused(SendError, store, node, large))
        call = ["dcmsend", "-aet", CAMERA, "-aec", TITLE]
        for option, done in (("--decompress-never", False), ("--decompress-lossy", True)):
            command = [*call, option, HOST, str(node.port), str(packed)]
            told = subprocess.run(command, capture_output=True, text=True, check=False).stderr
            assert ("No Acceptable Presentation Contexts" in told) is not done
        assert storescu(node, *good, *good).returncode == 0
        with queue_of(node) as look:
            node.wait_until(lambda: sent(node) == 4)
            assert sum(look().photographs.values()) == 4
        assert node.stop() == 0
        assert list((node.home / "spool").iterdir()) == []
    assert sorted(each.StudyID for each in archive.stored) == ["0", "1", "2", "packed"]
    used = {each.file_meta.TransferSyntaxUID for each in archive.stored}
    assert used == {ImplicitVRLittleEndian}


@needs_dcmtk
def test_a_full_disk_is_told_politely_and_what_was_there_stays(tmp_path):
    first, second = (
        write(fundus(seed, StudyID=str(seed)), tmp_path / f"{seed}.dcm") for seed in range(2)
    )
    with (
        small_disk(tmp_path / "home") as disk,
        receiving(kinds=RESULTS) as archive,
        node_in(tmp_path, listen="spare_megabytes = 0") as node,
    ):
        node.send_to("pacs", archive.archive, ONLY_REPORT)
        node.start(*QUICK)
        assert storescu(node, first).returncode == 0
        node.wait_until(lambda: sent(node) == 1)
        disk.fill()
        error = refused(SendError, store, node, second)
        assert "A700" in str(error)
        assert error.retry
        node.kill()
        disk.make_room()
        node.start(*QUICK)
        assert storescu(node, second).returncode == 0
        node.wait_until(lambda: sent(node) == 2)
        assert node.stop() == 0
        assert len(list((node.home / "photographs").glob("*/*"))) == 2
    assert [each.StudyID for each in archive.stored] == ["0", "1"]


@needs_dcmtk
@pytest.mark.parametrize("skew", [3, -3])
def test_after_a_clock_was_set_right_nothing_waits_for_the_old_time(tmp_path, skew):
    photograph = write(fundus(StudyID="0"), tmp_path / "0.dcm")
    with receiving(kinds=RESULTS, status=0xA700) as archive, node_in(tmp_path) as node:
        node.send_to("pacs", archive.archive, ONLY_REPORT)
        node.environment = {WRONG_CLOCK: str(skew)}
        node.start(*QUICK)
        assert storescu(node, photograph).returncode == 0
        with queue_of(node) as look:
            node.wait_until(lambda: len(look().mishaps) == 1)
            node.kill()
            archive.status, node.environment = 0, {}
            node.start(*QUICK)
            node.wait_until(lambda: sent(node) == 1)
            assert look().p95_s >= 0
            assert look().mishaps == ()
        assert node.stop() == 0
    assert len(archive.stored) == 1


@needs_dcmtk
def test_an_object_of_two_gigabytes_goes_through_no_memory(tmp_path):
    huge = write_huge(tmp_path / "huge.dcm", 2040 << 20)
    with node_in(tmp_path, listen="max_megabytes = 2047") as node:
        node.start(*QUICK)
        before = peak_mb(node.process.pid)
        assert storescu(node, huge).returncode == 0
        assert peak_mb(node.process.pid) < before + 100
        with queue_of(node) as look:
            node.wait_until(lambda: look().photographs["done"] == 1)
        assert node.stop() == 0
        [kept] = (node.home / "photographs").glob("*/*")
        assert kept.stat().st_size >= huge.stat().st_size
        kept.unlink()


def write_huge(path, size):
    """Write an object whose pixels are zeros that take no room on the disk."""
    dataset = fundus()
    del dataset.PixelData
    write(dataset, path)
    begin = path.stat().st_size + 12
    with path.open("ab") as file:
        file.write(struct.pack("<HH2sHL", 0x7FE0, 0x0010, b"OB", 0, size - begin))
        file.truncate(size)
    return path
