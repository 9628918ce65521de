import threading
from pathlib import Path

import numpy as np
import pytest
from pydicom.uid import generate_uid

from app.base.errors import ArchiveError, ReportWriteError
from app.pacs.asking.landing import Landing
from tests.support import dicom_bytes, make_dicom

PIXELS = np.full((16, 24, 3), 7, dtype=np.uint8)
STUDY = "1.2.3.4"


def photograph(instance: str | None = None, **values: object) -> bytes:
    uid = instance or generate_uid()
    given = {"StudyInstanceUID": STUDY, "SOPInstanceUID": uid, **values}
    return dicom_bytes(make_dicom(PIXELS, **given))


def test_an_object_lies_under_its_uid_once_and_nothing_else_does(tmp_path: Path):
    landing = Landing(tmp_path / "new" / "folder", {STUDY})
    content = photograph("1.2.3.4.5")
    assert landing.take(content).new
    assert not landing.take(content).new
    assert [path.name for path in (tmp_path / "new" / "folder").iterdir()] == ["1.2.3.4.5.dcm"]
    assert (tmp_path / "new" / "folder" / "1.2.3.4.5.dcm").read_bytes() == content
    assert len(landing.landed) == 1


def test_an_object_that_the_archive_corrected_replaces_the_old_one(tmp_path: Path):
    Landing(tmp_path, {STUDY}).take(photograph("1.2.3", PatientID="old"))
    corrected = photograph("1.2.3", PatientID="new")
    assert Landing(tmp_path, {STUDY}).take(corrected).new
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [corrected]


def test_a_file_that_is_something_else_stays(tmp_path: Path):
    other = tmp_path / "1.2.3.dcm"
    other.write_bytes(b"somebody's notes")
    landing = Landing(tmp_path, {STUDY})
    landed = [landing.take(photograph("1.2.3")) for _ in range(2)]
    assert other.read_bytes() == b"somebody's notes"
    assert [each.new for each in landed] == [True, False]
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("spoil", ["cut", "no DICOM", "other study"])
def test_what_is_not_whole_or_not_asked_for_is_not_kept(spoil: str, tmp_path: Path):
    content = {
        "cut": photograph()[:-9],
        "no DICOM": b"GIF89a",
        "other study": photograph(StudyInstanceUID="1.9"),
    }[spoil]
    landing = Landing(tmp_path, {STUDY})
    with pytest.raises(ArchiveError):
        landing.take(content)
    assert not landing.landed
    assert len(landing.refused) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("instance", ["../../evil", "/etc/passwd", "a" * 300, "1.2\x00.3"])
def test_a_name_cannot_lead_out_of_the_folder(instance: str, tmp_path: Path, recwarn):
    folder = tmp_path / "inside"
    landing = Landing(folder, {STUDY})
    landing.take(photograph(instance))
    recwarn.clear()  # the data set was made wrong on purpose
    [path] = folder.iterdir()
    assert path.name.startswith("object")
    assert [each.name for each in tmp_path.iterdir()] == ["inside"]


def test_a_folder_that_cannot_be_written_is_an_obstacle(tmp_path: Path, monkeypatch):
    landing = Landing(tmp_path, {STUDY})
    monkeypatch.setattr("app.base.files.open_private", _no_room)
    with pytest.raises(ReportWriteError, match="No space"):
        landing.take(photograph())
    assert landing.obstacle is not None
    assert list(tmp_path.iterdir()) == []


def _no_room(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_several_threads_may_bring_the_same(tmp_path: Path):
    landing = Landing(tmp_path, {STUDY})
    content = photograph("1.2.3")
    threads = [threading.Thread(target=landing.take, args=(content,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(tmp_path.iterdir())) == len(landing.landed) == 1
