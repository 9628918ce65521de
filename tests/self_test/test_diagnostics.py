import logging
import sys

import pytest

from app import __version__
from app.self_test import diagnostics
from app.self_test.diagnostics import (
    PrivateFormatter,
    SessionLog,
    diagnostics_text,
    session_log,
    version_of,
    without_names,
)
from tests.support import FakePredictor

HOSTILE = [
    "cannot read “王伟 左眼.png”",
    'no file "Wang Wei.dcm" here',
    "no file 'O'Brien^Wang.dcm' here",
    "truncated 'Wang Wei",
    "[Errno 2] No such file or directory: 'C:\\\\Users\\\\Wang Wei\\\\左眼 1.png'",
    r"cannot open C:\Users\Wang Wei\left eye.png: it is locked",
    r"cannot open c:/Users/Wang Wei/left eye.png",
    r"\\server\share\Wang Wei\eye.png is gone",
    r"Wang\Wei\eye",
    "/home/clinic/Wang Wei/left eye failed",
    "~/Wang Wei/eye failed",
    "file:///home/Wang Wei/a b.png",
    "data/patients/Wang Wei/x was read",
    "reading Wang Wei left.dcm (truncated)",
    "Wang^Wei^^Dr was read",
    "PN Wang Wei^Anna Maria, F",
    "Yamada^Tarou=山田^太郎=やまだ^たろう Wang^Wei",
    "wáng Wáng王 was read",
    "name Müller-Wáng",
    "patient Wang Wei has 2 eyes",
    "PatientName: Wang Wei",
    "(0010,0010) PN: Wang Wei",
    "(0010, 0010) Wang Wei",
    "FileNotFoundError(2, 'No such file or directory: Wang')",
    "PosixPath('/data/Wang Wei/a.dcm')",
    "KeyError: 'Wang'",
    "b'Wang^Wei'",
    "<FileDataset 'Wang'>",
    "mail wang@Wang.example",
    "«Wang» and 「Wang」 and 『Wang』 and ‘Wang’ and `Wang`",
]


def test_nothing_that_names_a_patient_is_left():
    logged = [
        f"2026-11-21 13:57:51,501 ERROR app.reading.dicom.file: failed: {line}" for line in HOSTILE
    ]
    for text in (*HOSTILE, *logged):
        found = without_names(text)
        assert "…" in found, text
        for trace in ("Wang", "wang", "Wei", "王", "伟", "山田", "O'B", "Müller", "wáng"):
            assert trace not in found, found


@pytest.mark.parametrize("number", ["19500102", "MRN123456", "1.2.840.10008.5.1", "02.01.1950"])
def test_numbers_of_persons_are_left_out(number):
    assert number not in without_names(f"of {number}, once")
    assert "1950-01-02" not in without_names("born 1950-01-02")


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-21 13:57:51,501 INFO app.inference.proof: differs by 0.0064",
        "2026-11-21 13:57:51,501 ERROR app.ui.tasks.worker: a job failed: MEASURE",
        "  app.ui.tasks.worker:93 in _run",
        "no preferences: FileNotFoundError",
        "CUDA does not work here: no kernel image and/or driver, it can't start",
    ],
)
def test_what_names_nobody_stays(line):
    assert without_names(line) == line
    assert without_names(without_names(line)) == line


def test_only_what_is_quoted_is_left_out():
    assert without_names("of “a” and 'b' one is read") == "of … and … one is read"
    assert without_names("of 'a' one is read") == "of … one is read"


def fail():
    try:
        raise FileNotFoundError(2, "No such file", "/data/Wang Wei.png")
    except OSError as error:
        raise ValueError("Wang^Wei is not valid") from error


def test_error_is_told_with_its_cause_by_module():
    with pytest.raises(ValueError, match="valid") as caught:
        fail()
    record = logging.LogRecord(
        "app.x", logging.ERROR, "x.py", 1, "failed: %s", ("“Wang”",), caught._excinfo
    )
    record.exc_text = "Traceback of another handler: Wang"
    text = PrivateFormatter().format(record)
    assert "ERROR app.x: failed: …" in text
    assert "FileNotFoundError: [Errno 2] No such file: …" in text
    assert text.endswith("ValueError: …")
    assert text.count("test_diagnostics:") >= 2
    assert "Wang" not in text
    assert "/" not in text
    assert without_names(text).count("in fail") == 2
    assert record.exc_text is not None  # the record itself is left to other handlers
    assert record.getMessage() == "failed: “Wang”"


@pytest.fixture
def log():
    """Give the log of a session, and end it."""
    log = session_log()
    yield log
    logging.getLogger().removeHandler(log)


@pytest.mark.logs_warnings
def test_session_has_one_log_that_can_be_followed(log):
    assert session_log() is log
    lines = []
    log.follow(lines.append)
    logging.getLogger("app.ui").warning("one")
    log.unfollow(lines.append)
    logging.getLogger("app.ui").warning("two")
    assert [line.rpartition(" ")[2] for line in lines] == ["one"]
    assert [line.rpartition(" ")[2] for line in log.lines[-2:]] == ["one", "two"]


def test_session_keeps_the_last_lines_only(monkeypatch):
    monkeypatch.setattr(diagnostics, "_KEPT_LINES", 3)
    log = SessionLog()
    for number in range(5):
        log.handle(logging.makeLogRecord({"msg": f"line {number}"}))
    assert [line[-1] for line in log.lines] == ["2", "3", "4"]


def test_diagnostics_describe_program_computer_and_model():
    text = diagnostics_text(
        FakePredictor(), language="zh_CN", window={"Qt": "5.15"}, log=["read “王伟.png”"]
    )
    for fact in (
        f"Retivasc: {__version__}",
        f"Python: {sys.version.split()[0]}",
        "torch: 2",
        "Qt: 5.15",
        "Language: zh_CN",
        f"Model: fake 1, SHA-256 {'0' * 64}, cpu, float32",
        "read …",
    ):
        assert fact in text
    assert "王伟" not in text
    facts = dict(line.split(": ", 1) for line in text.partition("\n\n")[0].splitlines())
    assert float(facts["Memory"].split()[0]) > 0.1
    assert int(facts["Processor"].split(", ")[-1].split()[0]) >= 1


def test_diagnostics_come_without_a_model_or_packages(monkeypatch):
    def missing(name):
        raise diagnostics.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(diagnostics.metadata, "version", missing)
    text = diagnostics_text(None, language="en")
    assert "torch: unknown" in text
    assert "Model: not loaded" in text
    assert version_of("torch") == "unknown"


def test_an_endless_line_is_cut_before_it_is_searched():
    assert without_names("a" * 1_000_000) == "a" * 2000
