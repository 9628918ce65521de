import io
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.analysis import Analysis
from app.errors import ReportWriteError
from app.imaging.types import Patient
from app.messages import message
from app.report.content import build_content
from app.report.pdf import render_pdf, write_pdf
from app.translation import load_catalogue
from tests.support import refused

ENGLISH = load_catalogue("en")


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def test_report_is_one_page_with_two_pictures_and_the_numbers(analysis: Analysis):
    content = build_content(analysis, ENGLISH)
    pages = read(render_pdf(content)).pages
    assert len(pages) == 1
    assert len(pages[0].images) == 2
    text = pages[0].extract_text()
    for line in content.measurements:
        assert line.value in text
        assert line.band in text
    assert analysis.provenance.model_sha256 in text
    assert "does not diagnose" in text


def test_equal_reports_give_equal_bytes(analysis: Analysis):
    content = build_content(analysis, ENGLISH)
    assert render_pdf(content, invariant=True) == render_pdf(content, invariant=True)


def test_hostile_and_foreign_text_appears_as_it_is(analysis: Analysis):
    patient = Patient(name="<Wang^Li> 王丽 & Ж", id="<img src=file:///etc/hostname>")
    image = replace(analysis.image, patient=patient)
    content = build_content(replace(analysis, image=image), ENGLISH)
    text = read(render_pdf(content)).pages[0].extract_text()
    for part in ("<Wang^Li>", "王丽", "&", "Ж", "<img src=file:///etc/hostname>"):
        assert part in text


def test_report_stays_on_one_page_with_many_warnings_and_a_long_name(analysis: Analysis):
    warnings = tuple(message("Core", "Warning {n} of many.", n=n) for n in range(30))
    image = replace(analysis.image, patient=Patient(name="long " * 60), warnings=warnings)
    pages = read(render_pdf(build_content(replace(analysis, image=image), ENGLISH))).pages
    assert len(pages) == 1
    assert "Warning 29 of many." in pages[0].extract_text()


def test_every_font_used_for_text_is_embedded(analysis: Analysis):
    fonts = read(render_pdf(build_content(analysis, ENGLISH))).pages[0]["/Resources"]["/Font"]
    descriptors = [font.get_object().get("/FontDescriptor") for font in fonts.values()]
    assert any(d and "/FontFile2" in d.get_object() for d in descriptors)


def test_failed_writing_leaves_the_old_file(
    analysis: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    target = tmp_path / "report.pdf"
    target.write_bytes(b"old")

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.files.os.fsync", full)
    error = refused(ReportWriteError, write_pdf, build_content(analysis, ENGLISH), target)
    assert "No space left" in str(error)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]
