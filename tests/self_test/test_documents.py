import io
from collections.abc import Iterator

import pytest
from reportlab.pdfgen.canvas import Canvas

from app.base import translation
from app.report import fonts
from app.self_test import documents
from app.self_test.documents import check_documents
from app.self_test.outcome import collect


@pytest.fixture
def _fonts_again() -> Iterator[None]:
    """Read the fonts anew in this test and after it."""
    fonts.register_fonts.cache_clear()
    yield
    fonts.register_fonts.cache_clear()


def failures(analysis):
    checks = collect("report", lambda: check_documents(analysis))
    return {check.name: check.failure for check in checks if not check.passed}


def pdf_of(pages, text=""):
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for _ in range(pages):
        canvas.drawString(100, 100, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_the_report_is_as_it_must_be(analysis):
    checks = list(check_documents(analysis))
    assert len(checks) == 4
    assert all(check.passed for check in checks)


@pytest.mark.usefixtures("_fonts_again")
def test_a_font_that_is_missing_is_found_out(monkeypatch, tmp_path, analysis):
    monkeypatch.setattr(fonts, "resources", lambda: tmp_path)
    assert "DejaVuSans.ttf" in failures(analysis)["report"]


@pytest.mark.usefixtures("_fonts_again")
def test_chinese_in_a_font_that_has_none_is_found_out(monkeypatch, analysis):
    monkeypatch.setattr(fonts, "FALLBACK", fonts.TEXT)
    failed = failures(analysis)
    assert failed["report: the Chinese font is in it"].endswith("is not embedded")


def test_translations_that_are_missing_are_found_out(monkeypatch, tmp_path, analysis):
    monkeypatch.setattr(translation, "resources", lambda: tmp_path)
    assert "zh_CN.ts" in failures(analysis)["report"]


def test_translations_that_are_empty_are_found_out(monkeypatch, analysis):
    english = translation.load_catalogue("en")
    monkeypatch.setattr(documents, "load_catalogue", lambda _language: english)
    assert failures(analysis) == {
        "report: it is also in Chinese": "it does not have a title in every language"
    }


def test_blank_pages_are_found_out(monkeypatch, analysis):
    monkeypatch.setattr(documents, "render_pdf", lambda _report: pdf_of(2))
    assert list(failures(analysis)) == [
        "report: it is also in Chinese",
        "report: the Chinese font is in it",
        "report: pages are drawn for preview and printing",
    ]


def test_pages_that_are_missing_are_found_out(monkeypatch, analysis):
    monkeypatch.setattr(documents, "render_pdf", lambda _report: pdf_of(1, "x"))
    assert failures(analysis)["report: it has pages"] == "it has 1 pages for 2 languages"


def test_what_is_no_pdf_is_found_out(monkeypatch, analysis):
    monkeypatch.setattr(documents, "render_pdf", lambda _report: b"%PDF")
    assert failures(analysis)["report"].startswith("PdfiumError")
