import io
import os
import struct
import zipfile
import zlib
from functools import partial
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MediaStorageDirectoryStorage

from app.base.errors import ImageReadError, UnsupportedImageError
from app.base.messages import message
from app.domain.photograph import Laterality
from app.reading import zip_files as archive
from app.reading.listing import Entry, find_photographs, list_photographs, read_photograph
from app.reading.opening import digest, read_image
from app.reading.zip_files import open_archive
from tests.support import (
    dicom_bytes,
    encode,
    encode_picture,
    looked_up,
    make_dicom,
    make_fundus,
    make_pipe,
    refused,
)

PIXELS = make_fundus(64).pixels
BUNDLED = Path(pydicom.__file__).parent / "data" / "test_files" / "dicomdirtests"


def dicom(**attributes):
    return dicom_bytes(make_dicom(PIXELS, **attributes))


def fill(folder, **files):
    """Write files; their names are given with __ for a dot."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_bytes(content)
    return folder


def pack(path, files, **options):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return path


def names(entries):
    return [entry.location.name for entry in entries]


# --- folders -------------------------------------------------------------------------------


def test_a_folder_is_searched_with_its_subfolders_in_order(tmp_path):
    fill(tmp_path, b__dcm=dicom(), notes__txt=b"notes", __hidden__png=encode(PIXELS))
    fill(tmp_path / "a", IM1=dicom(), void__png=b"")
    fill(tmp_path / ".cache", c__png=encode(PIXELS))
    assert names(find_photographs([tmp_path])) == ["b.dcm", "IM1", "void.png"]
    assert names(find_photographs([tmp_path / "gone.png"])) == ["gone.png"]


needs_links = pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")


@needs_links
def test_linked_folders_are_not_followed_and_links_to_nowhere_are_told(tmp_path):
    folder = fill(tmp_path / "a", eye__png=encode(PIXELS))
    (folder / "again").symlink_to(folder)
    (folder / "broken.png").symlink_to(tmp_path / "gone.png")
    (folder / "broken").symlink_to(tmp_path / "gone")
    broken, good = list_photographs([folder])
    assert "“broken.png” does not exist" in str(broken.problem.message)
    assert (good.path.name, good.problem) == ("eye.png", None)


def test_pipes_are_told_and_not_waited_for(tmp_path):
    fill(tmp_path, eye__png=encode(PIXELS))
    for name in ("case.zip", "IM1", "later.png"):
        make_pipe(tmp_path / name)
    entries = list_photographs([tmp_path, tmp_path / "case.zip"])
    assert names(entries) == ["eye.png", "later.png", "case.zip"]
    for entry in entries[1:]:
        assert "it is not an ordinary file" in str(entry.problem.message)


def test_a_photograph_that_is_still_written_to_is_told_as_that(tmp_path, monkeypatch):
    path = tmp_path / "eye.dcm"
    path.write_bytes(dicom()[:-100])

    def decode(*_arguments):
        path.write_bytes(dicom())
        raise ImageReadError(message("It is cut off."), message("Copy it again."))

    monkeypatch.setattr("app.reading.listing.decode", decode)
    error = refused(ImageReadError, read_photograph, Entry(path))
    assert "it is being written to" in str(error.message)


def test_an_archive_that_is_still_written_to_is_told_as_that(tmp_path, monkeypatch):
    path = pack(tmp_path / "case.zip", {"eye.png": encode(PIXELS)})

    def open_and_write(packed, name):
        with path.open("ab") as file:
            file.write(b"more")
        return archive.open_member(packed, name)

    monkeypatch.setattr("app.reading.listing.open_member", open_and_write)
    assert "it is being written to" in str(list_photographs([path])[-1].problem.message)


@pytest.mark.filterwarnings("ignore")
def test_the_work_grows_with_the_number_of_files_and_not_faster(tmp_path, monkeypatch):
    counts = []
    for count in (5, 10, 20):
        folder = fill(tmp_path / str(count), **{f"{n}__dcm": dicom() for n in range(count)})
        (folder / "DICOMDIR").write_bytes(index_of(*([f"{n}.dcm"] for n in range(count))))
        given = [folder, *folder.glob("*.dcm"), folder / "DICOMDIR"]
        counts.append(looked_up(partial(list_photographs, given), monkeypatch))
    assert counts[2] - counts[1] == 2 * (counts[1] - counts[0])


@needs_links
@pytest.mark.filterwarnings("ignore")
def test_a_circle_of_links_fails_alone(tmp_path):
    (tmp_path / "circle.png").symlink_to("circle.png")
    (tmp_path / "round").symlink_to("round")
    fill(tmp_path, eye__png=encode(PIXELS), DICOMDIR=index_of(["round"], ["eye.png"]))
    given = [tmp_path / "circle.png", tmp_path / "DICOMDIR", tmp_path / ("n" * 300), tmp_path]
    *bad, last = list_photographs(given)
    assert [entry.location.name[:8] for entry in bad] == [
        "circle.p", "round", "eye.png", "nnnnnnnn", "circle.p",
    ]  # fmt: skip
    assert [entry.problem is None for entry in bad] == [False, False, True, False, False]
    assert "Too many levels of symbolic links" in str(bad[1].problem.message)
    assert "File name too long" in str(bad[3].problem.message)
    assert (last.path.name, last.problem) == ("eye.png", None)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may enter everything"
)
def test_what_lies_in_a_folder_that_may_not_be_entered_fails_alone(tmp_path):
    closed = fill(tmp_path / "closed", eye__png=encode(PIXELS))
    closed.chmod(0)
    try:
        (entry,) = list_photographs([closed / "eye.png"])
    finally:
        closed.chmod(0o700)
    assert "Permission denied" in str(entry.problem.message)


def test_a_folder_that_cannot_be_searched_is_told(tmp_path, monkeypatch):
    fill(tmp_path, eye__png=encode(PIXELS))
    walk = os.walk

    def half_closed(folder, onerror):
        yield from walk(folder)
        onerror(PermissionError(13, "Permission denied", str(tmp_path / "closed")))

    monkeypatch.setattr("app.reading.listing.os.walk", half_closed)
    good, closed = list_photographs([tmp_path])
    assert good.problem is None
    assert "“closed” cannot be read" in str(closed.problem.message)


def test_what_a_header_says_is_listed_without_decoding(tmp_path):
    content = dicom(
        SpecificCharacterSet="GB18030",
        PatientName="Wang^Li=王^丽",
        ImageLaterality="L",
        SeriesDescription="Disc  stereo",
        NumberOfFrames=2,
        PixelData=b"\0\0",  # would not decode
    )
    (entry,) = list_photographs([fill(tmp_path / "a", eye__dcm=content)])
    assert entry.problem is None
    assert (entry.patient.name, entry.patient.id) == ("王丽", "4711")
    assert (entry.date, entry.eye) == ("20260301", Laterality.LEFT)
    assert (entry.description, entry.frames) == ("Disc stereo", 2)


def test_pictures_without_a_header_are_nobodys(tmp_path):
    pages = [make_picture(seed) for seed in range(3)]
    stack = encode_picture(pages[0], "tiff", save_all=True, append_images=pages[1:])
    (entry,) = list_photographs([fill(tmp_path / "a", eye__tif=stack)])
    assert entry == Entry(tmp_path / "a" / "eye.tif", frames=3)


def make_picture(seed):
    from PIL import Image

    return Image.fromarray(make_fundus(32, seed).pixels)


def test_what_cannot_be_opened_is_listed_with_its_reason(tmp_path):
    fill(tmp_path, a__png=b"", b__dcm=b"text", c__dcm=dicom()[:300])
    fill(tmp_path, d__dcm=dicom(SOPClassUID="1.2.840.10008.5.1.4.1.1.77.1.5.4"))
    entries = list_photographs([tmp_path, tmp_path / "gone.png", fill(tmp_path / "empty")])
    reasons = [str(entry.problem.message) for entry in entries]
    for reason, expected in zip(
        reasons,
        ["empty", "not a kind of picture", "damaged", "Tomography", "exist", "no photo"],
        strict=True,
    ):
        assert expected in reason


def test_only_sound_files_without_a_photograph_are_declined(tmp_path):
    fill(tmp_path, a__dcm=dicom()[:300], b__dcm=b"text", c__dcm=dicom())
    fill(tmp_path, d__dcm=dicom(SOPClassUID="1.2.840.10008.5.1.4.1.1.77.1.5.4"))
    assert [entry.declined for entry in list_photographs([tmp_path])] == [False] * 3 + [True]


def test_reading_an_entry_with_a_problem_raises_it(tmp_path):
    (entry,) = list_photographs([fill(tmp_path / "a", a__png=b"")])
    assert refused(ImageReadError, read_photograph, entry) is entry.problem


# --- archives ------------------------------------------------------------------------------


def test_members_are_listed_and_read_in_memory(tmp_path):
    files = {
        "病例/IM1": dicom(ImageLaterality="R"),
        "eye.png": encode(PIXELS),
        "notes.txt": b"notes",
        "__MACOSX/eye.png": b"\0",
        ".hidden.png": encode(PIXELS),
        "folder/": b"",
    }
    path = pack(tmp_path / "case.zip", files)
    entries = list_photographs([path])
    assert [entry.member for entry in entries] == ["病例/IM1", "eye.png"]
    assert [entry.eye for entry in entries] == [Laterality.RIGHT, Laterality.UNKNOWN]
    image = read_photograph(entries[0])
    assert np.array_equal(image.pixels, PIXELS)
    assert image.path == path / "病例/IM1"
    assert image.sha256 == digest(files["病例/IM1"])
    assert np.array_equal(read_photograph(entries[1], colours="stated").pixels, PIXELS)
    assert os.listdir(tmp_path) == ["case.zip"]


def test_archives_are_told_by_their_content_and_found_in_folders(tmp_path):
    pack(tmp_path / "case.zip", {"eye.png": encode(PIXELS)})
    pack(tmp_path / "letter.docx", {"eye.png": encode(PIXELS)})
    assert names(find_photographs([tmp_path])) == ["eye.png"]
    assert names(find_photographs([tmp_path / "letter.docx"])) == ["eye.png"]


@pytest.mark.parametrize(
    "name", ["../eye.png", "a/../../eye.png", "/eye.png", "C:\\eye.png", "..\\eye.png"]
)
def test_names_that_point_out_of_the_archive(tmp_path, name):
    path = pack(tmp_path / "case.zip", {name: encode(PIXELS), "good.png": encode(PIXELS)})
    bad, good = list_photographs([path])
    assert good.problem is None
    error = refused(UnsupportedImageError, read_photograph, bad)
    assert "points out" in str(error.message)
    # An entry that somebody made up is refused as well.
    refused(UnsupportedImageError, read_photograph, Entry(path, bad.member))


def archive_of(name, content):
    """Build an archive of one file whose name is bytes of an encoding that it does not state."""
    sizes = struct.pack("<IIIHH", zlib.crc32(content), len(content), len(content), len(name), 0)
    described = struct.pack("<HHHHH", 20, 0, 0, 0, 0x21) + sizes
    start = b"PK\3\4" + described + name + content
    directory = b"PK\1\2" + struct.pack("<H", 20) + described + bytes(14) + name
    end = struct.pack("<HHHHIIH", 0, 0, 1, 1, len(directory), len(start), 0)
    return start + directory + b"PK\5\6" + end


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("gbk", "病例/张三OD.png"),
        ("gb18030", "陈喆.png"),
        ("utf-8", "病例/左眼.png"),
        ("utf-8", "Müller.png"),
        ("cp437", "Müller.png"),
        ("cp437", "éé.png"),
    ],
)
def test_names_of_members_that_do_not_state_their_encoding(tmp_path, encoding, shown):
    path = tmp_path / "case.zip"
    path.write_bytes(archive_of(shown.encode(encoding), encode(PIXELS)))
    (entry,) = list_photographs([path])
    assert entry.location == path / shown
    assert np.array_equal(read_photograph(entry).pixels, PIXELS)


def test_encrypted_members(tmp_path):
    path = pack(tmp_path / "case.zip", {"eye.png": encode(PIXELS)})
    content = bytearray(path.read_bytes())
    for place in (6, content.index(b"PK\x01\x02") + 8):
        content[place] |= 1
    path.write_bytes(content)
    (entry,) = list_photographs([path])
    assert "encrypted" in str(refused(ImageReadError, read_photograph, entry).message)


def test_an_archive_that_inflates_without_end(tmp_path):
    path = pack(tmp_path / "bomb.zip", {"eye.bmp": b"BM" + bytes(600 << 20)}, compresslevel=9)
    assert path.stat().st_size < 1 << 20
    (entry,) = list_photographs([path])
    error = refused(UnsupportedImageError, read_photograph, entry)
    assert "600 MB" in str(error.message)


def test_too_many_members(tmp_path, monkeypatch):
    path = pack(tmp_path / "case.zip", {f"{i}.png": encode(PIXELS) for i in range(4)})
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    (entry,) = list_photographs([path])
    assert "4 files" in str(refused(UnsupportedImageError, read_photograph, entry).message)


def test_a_member_that_is_too_large(tmp_path, monkeypatch):
    path = pack(tmp_path / "case.zip", {"eye.png": encode(PIXELS)})
    monkeypatch.setattr(archive, "MAX_MEMBER_BYTES", 100)
    (entry,) = list_photographs([path])
    refused(UnsupportedImageError, read_photograph, entry)


def test_a_member_that_is_not_there(tmp_path):
    path = pack(tmp_path / "case.zip", {"eye.png": encode(PIXELS)})
    refused(ImageReadError, read_photograph, Entry(path, "other.png"))
    path.unlink()
    refused(ImageReadError, read_photograph, Entry(path, "eye.png"))


def test_an_archive_without_photographs(tmp_path):
    (entry,) = list_photographs([pack(tmp_path / "case.zip", {"notes.txt": b"notes"})])
    assert "no photograph" in str(entry.problem.message)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_archive(tmp_path, part):
    path = pack(tmp_path / "case.zip", {"eye.png": encode(PIXELS), "b.dcm": dicom()})
    content = path.read_bytes()
    path.write_bytes(content[: int(part * len(content))])
    (entry,) = list_photographs([path])
    refused(ImageReadError, read_photograph, entry)


def test_damaged_archives_raise_nothing_but_our_own_errors(tmp_path):
    rng = np.random.default_rng(1)
    path = pack(tmp_path / "case.zip", {"eye.png": encode(PIXELS), "b.dcm": dicom()})
    content = np.frombuffer(path.read_bytes(), np.uint8)
    problems = 0
    for _ in range(300):
        changed = content.copy()
        # Most of an archive's structure is at its end.
        reach = int(rng.choice((300, len(content))))
        places = len(content) - 1 - rng.integers(0, reach, 6)
        changed[places] = rng.integers(0, 256, 6)
        path.write_bytes(changed.tobytes())
        for entry in list_photographs([path]):
            if entry.problem is not None:
                problems += 1
                refused(type(entry.problem), read_photograph, entry)
    assert problems > 30


# --- DICOMDIR ------------------------------------------------------------------------------


def index_of(*file_ids):
    """Build a DICOMDIR that names files, whose parts stand in lists."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = MediaStorageDirectoryStorage
    meta.MediaStorageSOPInstanceUID = "1.2.3"
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.DirectoryRecordSequence = []
    for file_id in file_ids:
        record = Dataset()
        record.DirectoryRecordType = "IMAGE"
        record.ReferencedFileID = file_id
        dataset.DirectoryRecordSequence.append(record)
    buffer = io.BytesIO()
    dataset.save_as(buffer)
    return buffer.getvalue()


@pytest.mark.filterwarnings("ignore")
def test_the_index_names_its_photographs(tmp_path):
    fill(tmp_path / "IMAGES", IM1=dicom(ImageLaterality="R"), IM2=dicom(), IM3=dicom())
    index = fill(tmp_path, DICOMDIR=index_of(["IMAGES", "IM2"], ["IMAGES", "IM1"], "IM9"))
    entries = list_photographs([index / "DICOMDIR"])
    assert names(entries) == ["IM2", "IM1", "IM9"]
    assert entries[1].eye is Laterality.RIGHT
    assert "does not exist" in str(entries[2].problem.message)
    assert names(find_photographs([tmp_path])) == ["IM1", "IM2", "IM3"]


def test_an_index_whose_disc_is_mounted_in_small_letters(tmp_path):
    fill(tmp_path / "images", im1=dicom())
    index = fill(tmp_path, DICOMDIR=index_of(["IMAGES", "IM1"]))
    (entry,) = list_photographs([index / "DICOMDIR"])
    assert entry.problem is None


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "file_id", [["..", "eye.dcm"], ["a", "..", "..", "eye.dcm"], "/etc/passwd", "../eye.dcm", "C:"]
)
def test_files_outside_the_folder_of_the_index_are_refused(tmp_path, file_id):
    fill(tmp_path, eye__dcm=dicom())
    folder = fill(tmp_path / "disc", DICOMDIR=index_of(file_id))
    (entry,) = list_photographs([folder / "DICOMDIR"])
    error = refused(UnsupportedImageError, read_photograph, entry)
    assert "not in its folder" in str(error.message)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_links_that_leave_the_folder_of_the_index_are_refused(tmp_path):
    fill(tmp_path, eye__dcm=dicom())
    folder = fill(tmp_path / "disc", DICOMDIR=index_of("IM1"))
    (folder / "IM1").symlink_to(tmp_path / "eye.dcm")
    (entry,) = list_photographs([folder / "DICOMDIR"])
    refused(UnsupportedImageError, read_photograph, entry)


def test_an_index_of_nothing(tmp_path):
    (entry,) = list_photographs([fill(tmp_path, DICOMDIR=index_of()) / "DICOMDIR"])
    assert "no photograph" in str(entry.problem.message)


@pytest.mark.parametrize("name", ["DICOMDIR", "DICOMDIR-bigEnd", "DICOMDIR-implicit"])
def test_a_real_index(name):
    entries = list_photographs([BUNDLED / name])
    assert len(entries) == 31
    assert all(entry.problem is None for entry in entries)
    assert {entry.patient.name for entry in entries} == {"Doe Archibald", "Doe Peter"}


def test_opening_an_index_as_a_photograph_is_declined():
    error = refused(UnsupportedImageError, read_image, BUNDLED / "DICOMDIR")
    assert "contains no photograph" in str(error.message)


def test_what_is_no_archive(tmp_path):
    def opened():
        with open_archive(fill(tmp_path, a__zip=b"PK\x03\x04 and nothing more") / "a.zip"):
            pass

    refused(ImageReadError, opened)
