import io
import os
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.analysis.analysis import analyse
from app.base.translation import load_catalogue
from app.cli.parser import main
from app.domain.photograph import Laterality
from app.report.pdf import write_report
from app.report.report import build_report
from app.report.report_json import MAX_BYTES
from tests.support import FakePredictor, make_fundus, make_pipe


@pytest.fixture
def report_json(tmp_path: Path) -> Path:
    """Write a report; return its JSON file."""
    image = make_fundus(256).image.with_laterality(Laterality.LEFT)
    analysis = analyse(image, FakePredictor(), measure_anyway=True)
    write_report(build_report(analysis, [load_catalogue("zh_CN")]), tmp_path / "左眼_report.pdf")
    return tmp_path / "左眼_report.json"


def test_report_is_printed_again_byte_for_byte(report_json: Path, capsys):
    pdf = report_json.with_suffix(".pdf")
    before = pdf.read_bytes()
    pdf.unlink()
    assert main(["report", str(report_json)]) == 0
    assert pdf.read_bytes() == before
    assert capsys.readouterr().out.strip() == str(pdf)


def test_output_is_obeyed(report_json: Path, tmp_path: Path):
    pdf = report_json.with_suffix(".pdf")
    before = pdf.read_bytes()
    pdf.write_bytes(b"kept")
    other = tmp_path / "other.pdf"
    assert main(["report", str(report_json), "--output", str(other)]) == 0
    assert other.read_bytes() == before
    assert pdf.read_bytes() == b"kept"


def test_password_is_the_first_line_of_its_file(report_json: Path, tmp_path: Path):
    secret, other = tmp_path / "secret.txt", tmp_path / "other.pdf"
    secret.write_text("geheim\nnot this", encoding="utf-8-sig")
    given = ["report", str(report_json), "--output", str(other), "--password-file", str(secret)]
    assert main(given) == 0
    assert PdfReader(io.BytesIO(other.read_bytes())).decrypt("geheim")
    secret.write_text("\n")
    other.unlink()
    assert main(given) == 1
    assert not other.exists()


def test_wrong_and_missing_files_are_told(report_json: Path, tmp_path: Path, capsys):
    wrong = tmp_path / "analysis.json"
    wrong.write_text('{"schema": "retivasc.analysis/1"}')
    assert main(["report", str(wrong)]) == 1
    assert main(["report", str(tmp_path / "absent.json")]) == 1
    printed = capsys.readouterr().err
    assert "This is not a Retivasc report" in printed
    assert "next to the report's PDF" in printed
    assert "“absent.json” cannot be read" in printed
    assert not wrong.with_suffix(".pdf").exists()


def test_neither_a_pipe_nor_an_endless_file_is_read(report_json: Path, tmp_path: Path, capsys):
    pipe, endless = make_pipe(tmp_path / "pipe.json"), tmp_path / "endless.json"
    endless.touch()
    os.truncate(endless, MAX_BYTES + 1)
    assert main(["report", str(pipe)]) == 1
    assert main(["report", str(endless)]) == 1
    assert main(["report", str(report_json), "--password-file", str(pipe)]) == 1
    printed = capsys.readouterr().err
    assert printed.count("“pipe.json” cannot be read: it is not an ordinary file") == 2
    assert "“endless.json” cannot be read: it is larger than 256 MB" in printed


def test_pdf_that_cannot_be_written_is_told(report_json: Path, tmp_path: Path, capsys):
    target = tmp_path / "nowhere" / "report.pdf"
    assert main(["report", str(report_json), "--output", str(target)]) == 1
    assert "cannot be written" in capsys.readouterr().err
