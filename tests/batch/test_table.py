import csv
import io
from pathlib import Path

import pytest

from app.base import files
from app.base.errors import ReportWriteError
from app.batch.table import Table
from app.records.schema import ErrorRecord, FailedImage, FailureRecord
from app.records.tables import columns, result_row, table_head
from tests.support import refused


def row(result: str, sha256: str = "a", **more: str) -> dict[str, str]:
    image = FailedImage(path=f"{result}.png", sha256=sha256, frame=1)
    error = ErrorRecord(kind="ImageReadError", message="It is damaged.", hint="")
    record = FailureRecord(image=image, software_version="1", error=error, result=result)
    return result_row(record) | more


def rows(path: Path) -> list[dict[str, str]]:
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def results(path: Path) -> list[str]:
    return [each["result"] for each in rows(path)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "results.csv"


def test_it_grows_and_what_is_there_is_not_written_again(path: Path):
    table = Table(path)
    table.put(row("a"))
    before, number = path.read_bytes(), path.stat().st_ino
    table.put(row("b"))
    assert path.read_bytes().startswith(before)
    assert path.stat().st_ino == number
    assert results(path) == ["a", "b"]


def test_the_row_of_a_result_is_replaced_in_its_place(path: Path):
    table = Table(path)
    for each in ("a", "b", "c"):
        table.put(row(each))
    table.put(row("b", threshold="0.6"))
    assert [(each["result"], each["threshold"]) for each in rows(path)] == [
        ("a", ""),
        ("b", "0.6"),
        ("c", ""),
    ]
    table.put(row("d"), dropped=["a", "b"])
    assert results(path) == ["d", "c"]


def test_two_that_write_see_each_other(path: Path):
    first, second = Table(path), Table(path)
    first.put(row("a"))
    second.put(row("b"))
    first.put(row("b", "other"))
    assert [(each["result"], each["sha256"]) for each in rows(path)] == [("a", "a"), ("b", "other")]
    assert second.holds(row("b", "other"))
    assert not second.holds(row("b"))


@pytest.mark.parametrize("cut", [1, 3, 10, 60])
def test_a_row_that_was_cut_off_is_dropped_and_the_others_stay(path: Path, cut: int):
    table = Table(path)
    table.put(row("a", warnings="one\r\ntwo"))
    table.put(row("b"))
    path.write_bytes(path.read_bytes()[:-cut])
    table.put(row("c"))
    assert results(path)[0] == "a"
    assert results(path)[-1] == "c"
    assert all(len(each) == len(columns()) and None not in each for each in rows(path))


def test_a_full_disk_leaves_whole_rows(path: Path, monkeypatch):
    table = Table(path)
    table.put(row("a"))
    before = path.read_bytes()

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    error = refused(ReportWriteError, table.put, row("b"))
    assert "Free some space" in str(error)
    assert path.read_bytes() == before


def test_a_table_of_another_version_is_set_aside(path: Path):
    old = "\ufefffile,sha256,frame,eye\r\na.png,1,1,L\r\n".encode()
    for name in ("results-earlier.csv", "results-earlier-2.csv"):
        path.write_bytes(old)
        assert Table(path).prepare() == path.with_name(name)
        assert path.with_name(name).read_bytes() == old
        assert path.read_bytes() == table_head()


@pytest.mark.parametrize("content", [b"a,b\r\n", b"\xff\xfe\0", b"just text", b'"open'])
def test_something_else_is_not_touched(path: Path, content: bytes):
    path.write_bytes(content)
    refused(ReportWriteError, Table(path).prepare)
    assert path.read_bytes() == content


def test_a_folder_of_its_name_is_not_touched(path: Path):
    path.mkdir()
    refused(ReportWriteError, Table(path).prepare)
    assert path.is_dir()


def test_an_empty_file_becomes_a_table(path: Path):
    path.touch()
    assert Table(path).prepare() is None
    assert path.read_bytes() == table_head()


def test_what_a_person_changed_in_a_cell_stays(path: Path):
    table = Table(path)
    table.put(row("a"))
    table.put(row("b"))
    path.write_bytes(path.read_bytes().replace(b"a.png", "Müller".encode("latin-1")))
    table.put(row("b", "new"))
    assert "Müller".encode("latin-1") in path.read_bytes()


def test_no_name_is_taken_for_a_formula_and_each_is_known_again(path: Path):
    table = Table(path)
    table.put(row("=1+1"))
    table.put(row("=1+1", "new"))
    assert [(each["result"], each["sha256"]) for each in rows(path)] == [("'=1+1", "new")]
    table.put(row("b"), dropped=["=1+1"])
    assert results(path) == ["b"]
