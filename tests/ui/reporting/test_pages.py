import io

import pypdfium2
import pytest
from PyQt5.QtGui import qRed
from PyQt5.QtPrintSupport import QPrinter
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from app.base.errors import ReportWriteError
from app.base.progress import Cancelled, ignore_progress, never_stop
from app.ui.reporting.pages import printing_work, rendering_work


def make_pdf(password=None):
    """Make three pages, each black but for a margin."""
    buffer = io.BytesIO()
    lock = StandardEncryption(password) if password else None
    canvas = Canvas(buffer, pagesize=A4, encrypt=lock)
    for _ in range(3):
        canvas.rect(100, 100, A4[0] - 200, A4[1] - 200, fill=1)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def drawn(pdf, password=None, dpi=72):
    return rendering_work(pdf, password, dpi)(ignore_progress, never_stop)


@pytest.mark.parametrize("password", [None, "secret"])
def test_every_page_is_drawn_at_its_size(password):
    pages = drawn(make_pdf(password), password, dpi=144)
    assert [(page.width(), page.height()) for page in pages] == [(1191, 1684)] * 3
    page = pages[2]
    assert qRed(page.pixel(600, 800)) == 0
    assert qRed(page.pixel(20, 20)) == 255


def test_drawing_stops_between_pages():
    with pytest.raises(Cancelled):
        rendering_work(make_pdf(), None, 72)(ignore_progress, lambda: True)


@pytest.fixture
def printer(qapp, tmp_path):
    printer = QPrinter(QPrinter.ScreenResolution)
    printer.setOutputFormat(QPrinter.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    printer.setPageSize(QPrinter.A4)
    return printer


def printed(tmp_path):
    content = (tmp_path / "paper.pdf").read_bytes()
    document = pypdfium2.PdfDocument(content)
    count = len(document)
    document.close()
    return count, drawn(content)


def test_all_pages_are_printed_at_their_own_size(printer, tmp_path):
    printing_work(make_pdf("secret"), "secret", printer)(ignore_progress, never_stop)
    count, pages = printed(tmp_path)
    assert count == 3
    row = [qRed(pages[0].pixel(x, 400)) < 128 for x in range(pages[0].width())]
    assert abs(row.index(True) - 100) <= 2
    assert abs(sum(row) - (595 - 200)) <= 4


def test_chosen_pages_alone_are_printed(printer, tmp_path):
    printer.setPrintRange(QPrinter.PageRange)
    printer.setFromTo(2, 3)
    printing_work(make_pdf(), None, printer)(ignore_progress, never_stop)
    assert printed(tmp_path)[0] == 2


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_printer_that_takes_nothing_is_said(printer, tmp_path):
    printer.setOutputFileName(str(tmp_path / "nowhere" / "paper.pdf"))
    with pytest.raises(ReportWriteError):
        printing_work(make_pdf(), None, printer)(ignore_progress, never_stop)


def test_printing_is_cancelled(printer):
    with pytest.raises(Cancelled):
        printing_work(make_pdf(), None, printer)(ignore_progress, lambda: True)
