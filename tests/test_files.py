import os

import pytest

from app import files
from app.errors import ReportWriteError
from app.files import write_whole
from tests.support import refused


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


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_the_umask_says_who_may_read_it(tmp_path, mask, mode):
    before = os.umask(mask)
    try:
        write_whole(tmp_path / "a.pdf", b"content")
    finally:
        os.umask(before)
    assert (tmp_path / "a.pdf").stat().st_mode & 0o777 == mode


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
