import argparse
import os
import shutil
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from pydicom.uid import ImplicitVRLittleEndian

from app.base.errors import ArchiveError, ConfigurationError
from app.cli import send
from app.cli.nodes import address
from app.pacs.network import connection
from app.settings.archives import Archive
from tests.pacs.receiver import (
    HOST,
    TITLE,
    Receiver,
    free_port,
    make_certificate,
    missing,
    mute,
    receiving,
    server_context,
)
from tests.support import dicom_bytes, implicit_bytes_without_preamble, make_dicom, make_pipe

PIXELS = np.full((16, 24, 3), 7, dtype=np.uint8)


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "inputs"
    (folder / "below").mkdir(parents=True)
    for name in ("a.dcm", "below/without suffix"):
        (folder / name).write_bytes(dicom_bytes(make_dicom(PIXELS)))
    (folder / "note.txt").write_text("no DICOM")
    (folder / "DICOMDIR").write_bytes(b"\0" * 128 + b"DICM" + b"1.2.840.10008.1.3.10")
    (folder / ".lock").touch()  # hidden: nobody wants to send it
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "a.dcm").write_bytes(b"")
    return folder


def run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    send.add_arguments(parser)
    return send.run(parser.parse_args([str(argument) for argument in arguments]))


def to(receiver: Receiver) -> tuple[str, ...]:
    return ("--to", f"{HOST}:{receiver.port}", "--called", TITLE)


def test_the_dicom_files_of_a_folder_are_sent_and_what_is_left_out_is_named(inputs: Path, capsys):
    with receiving() as receiver:
        assert run(inputs, inputs / "a.dcm", *to(receiver)) == 0
    assert len(receiver.stored) == 2
    printed = capsys.readouterr()
    address = f"{HOST}:{receiver.port}"
    assert printed.out == f"2 of 4 sent to {address}; 2 left out: 1 DICOMDIR, 1 not DICOM\n"
    assert printed.err.splitlines() == [
        f"left out: {inputs / 'DICOMDIR'} (DICOMDIR)",
        f"left out: {inputs / 'note.txt'} (not DICOM)",
    ]


def test_files_without_preamble_are_dicom_too(inputs: Path, capsys):
    (inputs / "bare").write_bytes(implicit_bytes_without_preamble(make_dicom(PIXELS)))
    with receiving(syntaxes=(ImplicitVRLittleEndian,)) as receiver:
        assert run(inputs, *to(receiver)) == 0
    assert len(receiver.stored) == 3
    assert capsys.readouterr().out.startswith("3 of 5 sent")


def test_nothing_sent_is_no_success(tmp_path: Path, capsys):
    results = tmp_path / "results"
    results.mkdir()
    for number in range(23):
        (results / f"eye{number:02}.json").write_text("{}")
    (results / "case.zip").write_bytes(b"PK\3\4")
    (results / "void.dcm").touch()
    archive = Archive(HOST, free_port())
    assert run(results, "--to", archive.address) == 1
    printed = capsys.readouterr()
    assert printed.out == (
        f"0 of 25 sent to {archive.address}; 25 left out: 23 not DICOM, 1 ZIP archive, 1 empty\n"
    )
    lines = printed.err.splitlines()
    assert len(lines) == 21
    assert lines[-1] == "left out: 5 more"


@pytest.mark.skipif(os.name != "posix", reason="links and pipes as POSIX has them")
def test_what_is_not_even_a_file_is_named(inputs: Path, tmp_path: Path, capsys):
    make_pipe(inputs / "pipe.dcm")
    (inputs / "circle.dcm").symlink_to("circle.dcm")
    (inputs / "again").symlink_to(inputs)
    given = ("circle.dcm", "pipe.dcm", "DICOMDIR")
    with receiving() as receiver:
        assert run(inputs, *to(receiver)) == 0
        told = capsys.readouterr().out
        assert run(inputs, *(inputs / name for name in given), *to(receiver)) == 1
    assert told.startswith("2 of 7 sent")
    for kind in ("not an ordinary file", "broken link", "linked folder", "DICOMDIR"):
        assert f"1 {kind}" in told
    printed = capsys.readouterr()
    assert "2 of 7 sent" in printed.out
    assert "3 failed; 2 left out" in printed.out
    assert "pipe.dcm: “pipe.dcm” cannot be read: it is not an ordinary file" in printed.err
    assert "“circle.dcm” cannot be read: Too many levels of symbolic links" in printed.err


def test_a_folder_that_may_not_be_entered_counts(inputs: Path, monkeypatch, capsys):
    walk, closed = os.walk, inputs / "closed"
    closed.mkdir()

    def half_closed(folder, onerror):
        yield from walk(folder)
        onerror(PermissionError(13, "Permission denied", str(closed)))

    monkeypatch.setattr("app.cli.send.os.walk", half_closed)
    with receiving() as receiver:
        assert run(inputs, *to(receiver)) == 1
    printed = capsys.readouterr()
    assert printed.out.startswith("2 of 5 sent")
    assert f"{closed}: “closed” cannot be read" in printed.err


def test_what_an_archive_remarks_is_told(inputs: Path, capsys):
    with receiving(status=0x0111) as receiver:
        assert run(inputs / "a.dcm", *to(receiver)) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("1 of 1 sent")
    assert "already had it" in printed.err


@pytest.mark.parametrize("away", ["mute", "nothing there", "another name"])
def test_an_archive_that_is_away_is_asked_once(away: str, inputs: Path, monkeypatch, capsys):
    hasty = partial(connection.StorageSession, timeout_s=0.4)
    monkeypatch.setattr(connection, "StorageSession", hasty)
    for number in range(40):
        shutil.copy(inputs / "a.dcm", inputs / f"{number}.dcm")
    with ExitStack() as stack:
        if away == "mute":
            archive = stack.enter_context(mute())
        elif away == "another name":
            archive = replace(stack.enter_context(receiving()).archive, called="OTHER")
        else:
            archive = Archive(HOST, free_port())
        assert run(inputs, "--to", archive.address, "--called", archive.called) == 1
    printed = capsys.readouterr()
    assert "0 of 44 sent" in printed.out
    assert "1 failed; 41 not tried; 2 left out" in printed.out
    assert len([line for line in printed.err.splitlines() if "left out" not in line]) == 1


def test_failures_are_told_one_sentence_each_and_the_rest_is_sent(inputs: Path, capsys):
    (inputs / "half\x1b.dcm").write_bytes(b"\0" * 128 + b"DICM")
    with receiving() as receiver:
        assert run(inputs, inputs / "note.txt", inputs / "absent.dcm", *to(receiver)) == 1
    assert len(receiver.stored) == 2
    printed = capsys.readouterr()
    assert "2 of 6 sent" in printed.out
    assert printed.out.endswith("; 3 failed; 1 left out: 1 DICOMDIR\n")
    *lines, left_out = printed.err.splitlines()
    assert len(lines) == 3
    assert left_out.startswith("left out: ")
    assert "\x1b" not in printed.err
    assert sum("not a complete DICOM file" in line for line in lines) == 2
    assert sum("absent.dcm" in line and "cannot be read" in line for line in lines) == 1


def test_the_archive_may_just_be_asked_whether_it_answers(capsys):
    with receiving(callers=("CLINIC",)) as receiver:
        assert run("--echo", *to(receiver), "--calling", "CLINIC") == 0
        with pytest.raises(ArchiveError, match="does not know this workstation"):
            run("--echo", *to(receiver))
    assert capsys.readouterr().out == f"{HOST}:{receiver.port} answers\n"


def test_nothing_is_sent_to_an_archive_that_does_not_answer(inputs: Path, capsys):
    with pytest.raises(ArchiveError, match="Nothing answers"):
        run(inputs, "--echo", "--to", f"{HOST}:{free_port()}")
    assert capsys.readouterr().out == ""


@pytest.mark.skipif(missing("openssl"), reason="openssl is not installed")
def test_the_line_may_be_encrypted(inputs: Path, tmp_path: Path):
    certificate, key = make_certificate(tmp_path)
    own = ("--tls", "--ca", certificate, "--cert", certificate, "--key", key)
    with receiving(tls=server_context(certificate, key, certificate)) as receiver:
        assert run(inputs, *to(receiver), *own) == 0
        assert run(inputs, *to(receiver)) == 1
    assert len(receiver.stored) == 2


def test_an_ipv6_address_stands_in_brackets():
    assert address("[::1]:104") == ("::1", 104)


@pytest.mark.parametrize("given", ["archive", "archive:", ":104", "archive:0", "a:70000", "a:x"])
def test_an_address_without_host_or_port_is_wrong_usage(given: str, capsys):
    with pytest.raises(SystemExit) as ended:
        run("--echo", "--to", given)
    assert ended.value.code == 2
    assert "HOST:PORT" in capsys.readouterr().err


@pytest.mark.parametrize(
    "more", [(), ("--echo", "--ca", "a.pem"), ("--echo", "--tls", "--key", "a.key")]
)
def test_options_that_do_not_fit_are_refused(more):
    with pytest.raises(ConfigurationError):
        run("--to", "archive:104", *more)
