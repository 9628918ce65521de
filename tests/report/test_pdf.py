import io
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.analysis import Analysis, rethreshold
from app.errors import ReportWriteError
from app.imaging.types import Patient, Source, Spacing
from app.measurement.summary import withhold_all
from app.messages import message
from app.report.content import build_content
from app.report.pdf import render_pdf, write_pdf
from app.translation import LANGUAGES, load_catalogue
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
    for cell in content.quadrants:
        assert cell.name in text
        assert cell.value in text
    assert content.column_titles[2] in text
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


def test_report_is_one_page_with_every_number_and_some_warnings(analysis: Analysis):
    warnings = tuple(message("Core", "Warning {n} of some.", n=n) for n in range(3))
    spacing = Spacing(0.0113, 0.0113, Source.FILE)
    image = replace(analysis.image, spacing=spacing, warnings=warnings)
    full = rethreshold(replace(analysis, image=image), analysis.threshold)
    for language in LANGUAGES:
        pages = read(render_pdf(build_content(full, load_catalogue(language)))).pages
        assert len(pages) == 1
        assert "mm/mm²" in pages[0].extract_text()


def test_what_does_not_fit_goes_on_a_second_page_that_says_whose_it_is(analysis: Analysis):
    warnings = tuple(message("Core", "Warning {n} of many.", n=n) for n in range(30))
    patient = Patient(name="Wang^Li", id="4711")
    image = replace(analysis.image, patient=patient, warnings=warnings)
    pages = read(render_pdf(build_content(replace(analysis, image=image), ENGLISH))).pages
    first, second = (page.extract_text() for page in pages)
    assert "Warning 29 of many." in first
    assert "Page 1 of 2" in first
    assert "Page 2 of 2" in second
    assert "Retinal vessel analysis report · Wang^Li · 4711 · unknown eye" in second
    assert "does not diagnose" in second
    assert "Name and signature" in second


def test_even_endless_text_is_laid_out(analysis: Analysis):
    warnings = tuple(message("Core", "Warning {n} of many.", n=n) for n in range(200))
    image = replace(analysis.image, patient=Patient(name="long " * 3000), warnings=warnings)
    pages = read(render_pdf(build_content(replace(analysis, image=image), ENGLISH))).pages
    assert "Warning 199 of many." in "".join(page.extract_text() for page in pages)


def test_withheld_numbers_are_explained_once(analysis: Analysis):
    reason = message("Core", "It is a CT.")
    nothing = replace(analysis, unsuitable=reason, measurements=withhold_all(reason))
    text = read(render_pdf(build_content(nothing, ENGLISH))).pages[0].extract_text()
    assert text.count("It is a CT.") == 1


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_corrected_report_is_one_page_with_both_numbers(corrected: Analysis, language: str):
    content = build_content(corrected, load_catalogue(language))
    pages = read(render_pdf(content)).pages
    assert len(pages) == 1
    text = pages[0].extract_text()
    for line in content.measurements:
        for figure in (line.value, line.band, line.automatic_value, line.automatic_band):
            assert figure in text
    for cell in content.quadrants:
        assert cell.automatic.rpartition(" (")[0] in text
    for title in content.column_titles:
        assert title in text
