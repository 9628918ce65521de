"""Make the report of the sample in both languages, and read it as a viewer of PDF does."""

from collections.abc import Iterator
from functools import partial

import numpy as np
import pypdfium2
from reportlab.pdfbase import pdfmetrics

from app.analysis.analysis import Analysis
from app.base.translation import LANGUAGES, load_catalogue
from app.report.fonts import FALLBACK
from app.report.pdf import render_pdf
from app.report.report import Report, build_report
from app.report.report_text import ReportText
from app.self_test.outcome import BrokenError, Outcome, attempt

FINDINGS = "自检：视网膜血管"
"""Typed into the report: "self-test: retinal vessels"."""

_DPI = 100  # at which small grey text is still dark
_DARK = 128
_LEAST_INK = 0.0002  # a line of text
"""Share of a page that is dark; the emptiest ones have five times as much."""


def check_documents(analysis: Analysis) -> Iterator[Outcome]:
    """Make the report, then look for its pages, its Chinese and its ink.

    Raises:
        Exception: nearly anything, when there is no report at all.
    """
    catalogues = [load_catalogue(language) for language in LANGUAGES]
    report = build_report(analysis, catalogues, statement=ReportText(findings=FINDINGS))
    document = pypdfium2.PdfDocument(render_pdf(report))
    try:
        yield attempt("report: it has pages", partial(_check_count, document))
        yield attempt("report: it is also in Chinese", partial(_check_text, document, report))
        yield attempt("report: the Chinese font is in it", partial(_check_font, document))
        yield attempt("report: pages are drawn for preview and printing", partial(_draw, document))
    finally:
        document.close()


def _check_count(document: pypdfium2.PdfDocument) -> None:
    if len(document) < len(LANGUAGES):
        raise BrokenError(f"it has {len(document)} pages for {len(LANGUAGES)} languages")


def _check_text(document: pypdfium2.PdfDocument, report: Report) -> None:
    text = "".join(page.get_textpage().get_text_range() for page in document)
    if text.count(FINDINGS) < len(LANGUAGES):
        raise BrokenError("text typed in Chinese cannot be read in it")
    titles = {part.title for part in report.parts}
    if len(titles) < len(LANGUAGES) or not all(title in text for title in titles):
        raise BrokenError("it does not have a title in every language")


def _check_font(document: pypdfium2.PdfDocument) -> None:
    wanted = pdfmetrics.getFont(FALLBACK).face.name.decode()
    fonts = [
        text.get_font()
        for page in document
        for text in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT])
    ]
    if not any(font.get_base_name() == wanted and font.is_embedded for font in fonts):
        raise BrokenError(f"the font {wanted} is not embedded")


def _draw(document: pypdfium2.PdfDocument) -> None:
    for number, page in enumerate(document, start=1):
        drawn = page.render(scale=_DPI / 72, grayscale=True).to_numpy()
        if np.mean(drawn < _DARK) < _LEAST_INK:
            raise BrokenError(f"page {number} is blank")
