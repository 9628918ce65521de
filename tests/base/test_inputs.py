import os
from pathlib import Path

import pytest

from app.base import inputs
from app.base.inputs import ChangingError, InputError, at_rest, open_input, read_input, unreadable

LIMIT = 1 << 20
OLD, NEW = b"old content", b"new content"
needs_posix = pytest.mark.skipif(os.name != "posix", reason="pipes and links as POSIX has them")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(OLD)
    return path


def told(error: OSError | ValueError) -> str:
    what, hint = unreadable(Path("file"), error)
    return f"{what} {hint}"


def test_a_file_is_read_whole(file: Path):
    assert read_input(file, limit=len(OLD)) == OLD
    os.utime(file, (0, 0))
    assert read_input(file, limit=len(OLD)) == OLD
    with open_input(file, limit=LIMIT) as opened:
        assert opened.read(3) == OLD[:3]


def test_an_empty_file_is_read_too(tmp_path: Path):
    (tmp_path / "empty").touch()
    assert read_input(tmp_path / "empty", limit=0) == b""


def test_one_that_is_too_large_is_not_even_opened(file: Path, monkeypatch):
    os.truncate(file, 3 << 20)
    monkeypatch.setattr(inputs.os, "open", None)
    with pytest.raises(InputError) as caught:
        read_input(file, limit=2 << 20)
    assert "“file” cannot be read: it is larger than 2 MB. Choose another" in told(caught.value)


@needs_posix
@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_only_ordinary_files_are_opened(kind: str, tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    path = {"pipe": tmp_path / "pipe", "device": Path("/dev/zero"), "folder": tmp_path}[kind]
    with pytest.raises(InputError) as caught:
        read_input(path, limit=LIMIT)
    expected = "is a folder" if kind == "folder" else "is not an ordinary file"
    assert f"cannot be read: it {expected}." in told(caught.value)


@needs_posix
def test_a_pipe_that_takes_the_place_of_a_file_is_not_waited_for(file: Path, monkeypatch):
    checked = inputs._check

    def exchange(status: os.stat_result, limit: int) -> None:
        checked(status, limit)
        file.unlink()
        os.mkfifo(file)
        monkeypatch.setattr(inputs, "_check", checked)

    monkeypatch.setattr(inputs, "_check", exchange)
    with pytest.raises(InputError, match="not an ordinary file"):
        read_input(file, limit=LIMIT)


@needs_posix
def test_what_the_system_refuses_is_told(tmp_path: Path):
    (tmp_path / "circle").symlink_to("circle")
    for name, why in {
        "circle": "Too many levels of symbolic links",
        "n" * 300: "File name too long",
        "a\0b": "embedded null byte",
        "absent": "No such file",
    }.items():
        with pytest.raises((OSError, ValueError)) as caught:
            read_input(tmp_path / name, limit=LIMIT)
        assert f"cannot be read: {why}" in told(caught.value)


@pytest.mark.parametrize("aged", [True, False])
def test_a_file_that_is_rewritten_meanwhile_is_read_again(aged: bool, file: Path, monkeypatch):
    reading, contents = inputs._read, iter([OLD[:4] + NEW[4:], NEW, None])
    if aged:
        os.utime(file, (0, 0))

    def rewrite(opened, *how) -> bytes:
        content = reading(opened, *how)
        if (written := next(contents)) is not None:
            file.write_bytes(written)
        return content

    monkeypatch.setattr(inputs, "_read", rewrite)
    assert read_input(file, limit=LIMIT) == NEW


def test_a_change_that_leaves_the_same_time_behind_is_seen(file: Path, monkeypatch):
    comparing, changes = inputs._holds, iter([NEW])
    before = file.stat()

    def rewrite(opened, content: bytes) -> bool:
        file.write_bytes(next(changes, NEW))
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        return comparing(opened, content)

    monkeypatch.setattr(inputs, "_holds", rewrite)
    assert read_input(file, limit=LIMIT, in_place=True) == NEW


def test_a_fresh_file_is_looked_at_again_a_little_later(file: Path, monkeypatch):
    waited = []

    def go_on_writing(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 2:  # the first is before the first attempt
            file.write_bytes(NEW)

    monkeypatch.setattr(inputs, "_PAUSE_S", 0.1)
    monkeypatch.setattr(inputs.time, "sleep", go_on_writing)
    assert read_input(file, limit=LIMIT, in_place=True) == NEW
    assert waited == [0, 0.1, 0.1, 0.1]
    os.utime(file, (0, 0))
    assert read_input(file, limit=LIMIT, in_place=True) == NEW
    assert waited[4:] == [0]


def test_one_that_never_comes_to_rest_is_told(file: Path, monkeypatch):
    reading, times = inputs._read, []

    def grow(opened, *how) -> bytes:
        content = reading(opened, *how)
        times.append(len(content))
        with file.open("ab") as growing:
            growing.write(b"more")
        return content

    monkeypatch.setattr(inputs, "_read", grow)
    with pytest.raises(ChangingError) as caught:
        read_input(file, limit=LIMIT)
    assert len(times) == 3
    assert told(caught.value) == (
        "“file” cannot be read: it is being written to. Try again when it is complete."
    )


def test_a_file_that_is_replaced_while_it_is_open_has_changed(file: Path, tmp_path: Path):
    (tmp_path / "next").write_bytes(NEW)
    with pytest.raises(ChangingError), open_input(file, limit=LIMIT):
        os.replace(tmp_path / "next", file)


@needs_posix
def test_one_that_is_gone_by_then_was_whole(file: Path):
    with open_input(file, limit=LIMIT) as opened:
        file.unlink()
        assert opened.read() == OLD


def test_a_failure_may_be_that_the_file_was_still_growing(file: Path):
    with pytest.raises(ChangingError), at_rest(file):
        _ = file.write_bytes(OLD + NEW) / 0
    with pytest.raises(ZeroDivisionError), at_rest(file):
        _ = len(file.read_bytes()) / 0
    with at_rest(file / "nothing"):
        pass
