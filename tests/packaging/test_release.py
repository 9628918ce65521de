import os
import subprocess
import tomllib
from importlib.metadata import version

import pytest

from release import ROOT, ReleaseError, file_list, read_version, source_date, write_checksums


def test_there_is_one_version():
    assert read_version() == version("retivasc")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert read_version() == project["version"]


def test_the_environment_decides_on_the_date(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert source_date() == 1_700_000_000


def test_without_it_the_date_is_that_of_the_last_commit(monkeypatch):
    if not (ROOT / ".git").exists():
        pytest.skip("no checkout")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    shown = subprocess.run(
        ["git", "-C", ROOT, "show", "--no-patch", "--format=%ct"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert source_date() == int(shown.stdout)


def test_without_either_a_sentence_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setattr("release.ROOT", tmp_path)
    with pytest.raises(ReleaseError, match="SOURCE_DATE_EPOCH"):
        source_date()


def test_a_list_of_files_is_sorted_and_tells_what_is_in_them(tmp_path):
    for name, content in (("b", b"two"), ("a/c", b"one"), ("B", b"")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    os.symlink("a/c", tmp_path / "link")
    (tmp_path / "DEBIAN").mkdir()
    (tmp_path / "DEBIAN" / "control").write_text("Package: one")
    text = file_list(tmp_path)
    assert [line.split()[-1] for line in text.splitlines()] == ["B", "a/c", "b", "link"]
    check = {"args": ["sha256sum", "--check", "--strict", "-"], "cwd": tmp_path, "text": True}
    assert subprocess.run(**check, input=text, check=False).returncode == 0
    (tmp_path / "b").write_bytes(b"too")
    assert subprocess.run(**check, input=text, check=False).returncode == 1


def test_checksums_are_those_of_the_system(tmp_path):
    (tmp_path / "one.deb").write_bytes(b"one")
    (tmp_path / "SHA256SUMS").write_text("of an earlier build\n")
    sums = write_checksums(tmp_path)
    subprocess.run(["sha256sum", "--check", "--strict", sums.name], cwd=tmp_path, check=True)
    (tmp_path / "one.deb").write_bytes(b"two")
    assert subprocess.run(["sha256sum", "--check", sums.name], cwd=tmp_path, check=False).returncode
