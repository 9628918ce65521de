import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.console import complain, say
from tests.support import ROOT, encode, make_fundus


def test_each_line_is_said_as_plain_text(capsys):
    say("eye\x1b[2J.png: good", "  blurred\nperhaps")
    assert capsys.readouterr() == ("eye�[2J.png: good\n  blurred�perhaps\n", "")


def test_complaints_go_to_the_standard_error(capsys):
    complain("eye\u202e.png: damaged")
    assert capsys.readouterr() == ("", "eye�.png: damaged\n")


def test_where_there_is_no_console_nothing_is_said(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    say("unheard")


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    """Return a command that says much of what it does."""
    (tmp_path / "masks").mkdir()
    for number in range(3):
        content = encode(make_fundus(256, seed=number).vessels)
        (tmp_path / "masks" / f"{number}\x1b[31m.png").write_bytes(content)
    (tmp_path / "masks" / "bad.png").write_text("not a picture")
    given = ["measure", str(tmp_path / "masks"), "--output", str(tmp_path / "output")]
    return [sys.executable, "-m", "app", *given]


def test_escape_sequences_of_names_do_not_reach_the_terminal(command, tmp_path: Path):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"\x1b" not in done.stdout + done.stderr
    assert done.stdout.count(b"Vessel density") == 3
    assert b"bad.png" in done.stderr


def test_a_pipe_that_is_closed_ends_the_printing_but_not_the_work(command, tmp_path: Path):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command, cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert done.returncode == 1  # of the one that is no picture
    (told,) = done.stderr.decode().splitlines()
    assert "bad.png" in told
    assert len(list((tmp_path / "output").glob("*.json"))) == 4


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a device that is full")
def test_a_full_disk_behind_both_streams_ends_the_printing_but_not_the_work(
    command, tmp_path: Path
):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=full, check=False)
    assert done.returncode == 1
    assert len(list((tmp_path / "output").glob("*.json"))) == 4


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a device that is full")
@pytest.mark.parametrize("given", [["--version"], ["--help"], ["settings"]])
def test_every_command_ends_as_without(given: list[str]):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "app", *given],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, b"")
