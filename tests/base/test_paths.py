import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.base import paths
from tests.support import ROOT

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="folders are elsewhere")


@LINUX
@pytest.mark.parametrize("there", [(), ("second",), ("first", "second")])
def test_machine_settings_are_looked_for_in_all_folders_of_the_system(tmp_path, monkeypatch, there):
    monkeypatch.setenv("XDG_CONFIG_DIRS", f"{tmp_path / 'first'}:{tmp_path / 'second'}")
    for name in there:
        (tmp_path / name / "retivasc").mkdir(parents=True)
        (tmp_path / name / "retivasc" / "settings.json").touch()
    found = there[0] if there else "second"
    assert paths.machine_settings() == tmp_path / found / "retivasc" / "settings.json"


@LINUX
def test_machine_settings_are_usually_those_of_the_system(monkeypatch):
    monkeypatch.delenv("XDG_CONFIG_DIRS", raising=False)
    assert paths.machine_settings() == Path("/etc/xdg/retivasc/settings.json")


@LINUX
def test_user_without_a_home_gets_folders_that_cannot_be_made(monkeypatch):
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", lambda _uid: {}["nobody"])
    for folder in (paths.user_settings(), paths.user_logs(), paths.user_outbox()):
        assert folder.is_relative_to("/nonexistent")


def test_obstacle_is_found_and_nothing_is_left(tmp_path):
    assert paths.write_obstacle(tmp_path) is None
    assert paths.write_obstacle(tmp_path / "not" / "yet") is None
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").touch()
    assert isinstance(paths.write_obstacle(tmp_path / "file" / "below"), OSError)


def test_root_that_is_missing_is_an_obstacle(tmp_path, monkeypatch):
    answers = iter([False] * 100)  # such as of a drive that is away
    monkeypatch.setattr(os.path, "lexists", lambda _path: next(answers))
    assert isinstance(paths.write_obstacle(tmp_path), OSError)


def test_full_disk_is_an_obstacle_and_nothing_is_left(tmp_path, monkeypatch):
    def fill(path, content):
        path.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fill)
    assert paths.write_obstacle(tmp_path).errno == errno.ENOSPC
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_folder_that_is_read_only_is_an_obstacle(tmp_path):
    tmp_path.chmod(0o500)
    assert isinstance(paths.write_obstacle(tmp_path / "below"), PermissionError)
    tmp_path.chmod(0o700)


ANALYSED = """
import os, sys

written = []

def note(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        path, mode, flags = arguments
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            written.append(os.path.abspath(os.fsdecode(path)))
    elif event in ("os.mkdir", "os.rename", "os.remove"):
        written.append(os.path.abspath(os.fsdecode(arguments[0])))

sys.addaudithook(note)
from app.cli.parser import main

code = main(sys.argv[1:])
print(*("written " + path for path in written), sep="\\n")
sys.exit(code)
"""


def test_analysing_writes_nothing_but_its_results_and_which_engine_ran(tmp_path):
    arguments = ["analyze", str(paths.sample()), "--eye", "R", "--output", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-B", "-c", ANALYSED, *arguments, "--device", "cpu"],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "HOME": str(tmp_path / "none"),
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    written = {Path(line[8:]) for line in lines if line.startswith("written ")}
    elsewhere = {path for path in written if not path.is_relative_to(tmp_path / "out")}
    assert any(path.is_relative_to(tmp_path / "out") for path in written)
    cached = {path for path in elsewhere if path.is_relative_to(tmp_path / "cache")}
    assert [path.name for path in (tmp_path / "cache").rglob("*.*")] == ["engines.json"]
    assert elsewhere - cached - {Path(os.devnull)} == set()
