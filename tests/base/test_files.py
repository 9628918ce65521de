import errno
import os

import pytest

from app.base import files
from app.base.errors import ReportWriteError
from app.base.files import make_folder, open_private, write_whole
from tests.support import refused

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("name", ["a.pdf", "病例 左眼.json", "x" * 120 + ".csv", ".hidden"])
def test_a_file_is_written(tmp_path, name):
    write_whole(tmp_path / name, b"content")
    assert (tmp_path / name).read_bytes() == b"content"
    assert names(tmp_path) == [name]


def test_an_old_file_is_replaced(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"old and longer")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"


@pytest.fixture(params=[0o000, 0o022, 0o077])
def _umask(request):
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path):
    return path.stat().st_mode & 0o777


@POSIX
@pytest.mark.usefixtures("_umask")
def test_new_files_and_folders_are_for_the_user_alone_whatever_the_umask(tmp_path):
    make_folder(tmp_path / "a" / "b")
    write_whole(tmp_path / "a" / "b" / "c.pdf", b"content")
    assert mode(tmp_path / "a") == mode(tmp_path / "a" / "b") == 0o700
    assert mode(tmp_path / "a" / "b" / "c.pdf") == 0o600
    with open_private(tmp_path / "log", "a") as file:
        file.write("line")
    assert mode(tmp_path / "log") == 0o600


@POSIX
@pytest.mark.parametrize("wider", [0o644, 0o660])
def test_what_a_person_made_readable_for_others_stays_so(tmp_path, wider):
    (tmp_path / "a").mkdir()
    (tmp_path / "a").chmod(0o755)
    make_folder(tmp_path / "a")
    assert mode(tmp_path / "a") == 0o755
    path = tmp_path / "a" / "a.pdf"
    write_whole(path, b"content")
    path.chmod(wider)
    write_whole(path, b"new")
    assert mode(path) == wider


@POSIX
def test_names_are_on_the_disk_too_when_a_file_or_a_folder_is_made(tmp_path, monkeypatch):
    kept, plain = [], os.fsync

    def fsync(descriptor):
        kept.append(os.stat(descriptor).st_ino)
        plain(descriptor)

    monkeypatch.setattr(files.os, "fsync", fsync)
    make_folder(tmp_path / "a" / "b")
    assert kept == [tmp_path.stat().st_ino, (tmp_path / "a").stat().st_ino]
    kept.clear()
    write_whole(tmp_path / "a" / "c", b"content")
    assert kept == [(tmp_path / "a" / "c").stat().st_ino, (tmp_path / "a").stat().st_ino]


@POSIX
@pytest.mark.parametrize(("number", "told"), [(errno.EINVAL, False), (errno.EIO, True)])
def test_a_folder_that_cannot_be_synchronised_is_no_failure_but_a_failing_disk_is(
    tmp_path, monkeypatch, number, told
):
    plain = os.fsync

    def fsync(descriptor):
        if os.stat(descriptor).st_ino == tmp_path.stat().st_ino:
            raise OSError(number, os.strerror(number))
        plain(descriptor)

    monkeypatch.setattr(files.os, "fsync", fsync)
    if told:
        refused(ReportWriteError, write_whole, tmp_path / "a", b"content")
    else:
        write_whole(tmp_path / "a", b"content")
    assert (tmp_path / "a").read_bytes() == b"content"


def test_what_to_do_is_said_by_what_is_wrong(tmp_path, monkeypatch):
    error = refused(ReportWriteError, write_whole, tmp_path / ("x" * 300), b"")
    assert "Choose a shorter name" in str(error)


def test_a_folder_that_is_missing(tmp_path):
    error = refused(ReportWriteError, write_whole, tmp_path / "gone" / "a.pdf", b"")
    assert "a.pdf" in str(error.message)


def test_a_file_in_the_place_of_the_folder(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    refused(ReportWriteError, write_whole, tmp_path / "file" / "a.pdf", b"")


def test_a_folder_in_the_place_of_the_file(tmp_path):
    (tmp_path / "a.pdf").mkdir()
    refused(ReportWriteError, write_whole, tmp_path / "a.pdf", b"content")
    assert names(tmp_path) == ["a.pdf"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_when_it_fails_the_old_file_stays_and_nothing_else(tmp_path, monkeypatch, step):
    def fails(*_arguments):
        raise OSError(28, "No space left on device")

    path = tmp_path / "a.pdf"
    path.write_bytes(b"old")
    monkeypatch.setattr(files.os, step, fails)
    error = refused(ReportWriteError, write_whole, path, b"new")
    monkeypatch.undo()
    assert "No space left" in str(error.message)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.pdf"]


def test_an_interruption_leaves_no_temporary_file(tmp_path, monkeypatch):
    def interrupted(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "a.pdf", b"new")
    assert names(tmp_path) == []
