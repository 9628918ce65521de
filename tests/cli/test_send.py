import argparse
from pathlib import Path

import numpy as np
import pytest

from app.cli import send
from app.errors import ArchiveError, ConfigurationError
from tests.archive.receiver import (
    HOST,
    TITLE,
    Receiver,
    free_port,
    make_certificate,
    missing,
    receiving,
    server_context,
)
from tests.support import dicom_bytes, make_dicom

PIXELS = np.full((16, 24, 3), 7, dtype=np.uint8)


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "inputs"
    (folder / "below").mkdir(parents=True)
    for name in ("a.dcm", "below/without suffix"):
        (folder / name).write_bytes(dicom_bytes(make_dicom(PIXELS)))
    (folder / "note.txt").write_text("no DICOM")
    (folder / "DICOMDIR").write_bytes(b"\0" * 128 + b"DICM" + b"1.2.840.10008.1.3.10")
    return folder


def run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    send.add_arguments(parser)
    return send.run(parser.parse_args([str(argument) for argument in arguments]))


def to(receiver: Receiver) -> tuple[str, ...]:
    return ("--to", f"{HOST}:{receiver.port}", "--called", TITLE)


def test_the_dicom_files_of_a_folder_are_sent(inputs: Path, capsys):
    with receiving() as receiver:
        assert run(inputs, inputs / "a.dcm", *to(receiver)) == 0
    assert len(receiver.stored) == 2
    assert capsys.readouterr().out == f"2 of 2 sent to {HOST}:{receiver.port}\n"


def test_failures_are_told_one_sentence_each_and_the_rest_is_sent(inputs: Path, capsys):
    (inputs / "half\x1b.dcm").write_bytes(b"\0" * 128 + b"DICM")
    with receiving() as receiver:
        assert run(inputs, inputs / "note.txt", inputs / "absent.dcm", *to(receiver)) == 1
    assert len(receiver.stored) == 2
    printed = capsys.readouterr()
    assert printed.out.startswith("2 of 5 sent")
    lines = printed.err.splitlines()
    assert len(lines) == 3
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
    assert send._address("[::1]:104") == ("::1", 104)


@pytest.mark.parametrize("address", ["archive", "archive:", ":104", "archive:0", "a:70000", "a:x"])
def test_an_address_without_host_or_port_is_wrong_usage(address: str, capsys):
    with pytest.raises(SystemExit) as ended:
        run("--echo", "--to", address)
    assert ended.value.code == 2
    assert "HOST:PORT" in capsys.readouterr().err


@pytest.mark.parametrize(
    "more", [(), ("--echo", "--ca", "a.pem"), ("--echo", "--tls", "--key", "a.key")]
)
def test_options_that_do_not_fit_are_refused(more):
    with pytest.raises(ConfigurationError):
        run("--to", "archive:104", *more)
