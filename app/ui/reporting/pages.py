"""The pages of a PDF as pictures, to be shown and to be printed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PyQt5.QtCore import QPoint, QRect, Qt
from PyQt5.QtGui import QImage, QPainter
from PyQt5.QtPrintSupport import QPrinter

from app.base.errors import ReportWriteError
from app.base.messages import message
from app.base.progress import OnProgress, ShouldStop, stop_if_asked

if TYPE_CHECKING:  # loaded with the first report
    import pypdfium2

_POINTS_AN_INCH = 72
_FINEST = 300  # dots an inch; finer ones would only cost memory

Work = Callable[[OnProgress, ShouldStop], tuple[QImage, ...]]


def rendering_work(pdf: bytes, password: str | None, dpi: float) -> Work:
    """Return the work of drawing all pages of a PDF."""

    def work(_on_progress: OnProgress, should_stop: ShouldStop) -> tuple[QImage, ...]:
        pages = []
        with _opened(pdf, password) as document:
            for page in document:
                stop_if_asked(should_stop)
                pages.append(_drawn(page, dpi))
        return tuple(pages)

    return work


def printing_work(
    pdf: bytes, password: str | None, printer: QPrinter
) -> Callable[[OnProgress, ShouldStop], None]:
    """Return the work of printing a PDF; cancelling discards what was printed so far."""

    def work(on_progress: OnProgress, should_stop: ShouldStop) -> None:
        with _opened(pdf, password) as document, _painter(printer) as painter:
            chosen = _chosen_pages(printer, len(document))
            for number, index in enumerate(chosen):
                on_progress(number / len(chosen), "print")
                stop_if_asked(should_stop)
                if number:
                    printer.newPage()
                _put(painter, _drawn(document[index], min(printer.resolution(), _FINEST)), printer)

    return work


@contextmanager
def _opened(pdf: bytes, password: str | None) -> Iterator["pypdfium2.PdfDocument"]:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf, password=password)
    try:
        yield document
    finally:
        document.close()


@contextmanager
def _painter(printer: QPrinter) -> Iterator[QPainter]:
    printer.setFullPage(True)  # the report has margins of its own
    painter = QPainter()
    if not painter.begin(printer):
        raise ReportWriteError(
            message("The printer does not accept the report."),
            message("Check that it is switched on and connected, or choose another one."),
        )
    try:
        yield painter
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()


def _chosen_pages(printer: QPrinter, count: int) -> range:
    """Return the pages, from 0, that the person chose; all of them if none."""
    if printer.printRange() != QPrinter.PageRange:
        return range(count)
    return range(max(printer.fromPage(), 1) - 1, min(printer.toPage() or count, count))


def _drawn(page: "pypdfium2.PdfPage", dpi: float) -> QImage:
    bitmap = page.render(scale=dpi / _POINTS_AN_INCH, prefer_bgrx=True)
    picture = QImage(
        bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format_RGB32
    )
    return picture.copy()  # of its own memory


def _put(painter: QPainter, picture: QImage, printer: QPrinter) -> None:
    """Draw a page as large as the paper allows: on paper of its own size that is its own size."""
    paper = QRect(QPoint(0, 0), printer.paperRect(QPrinter.DevicePixel).size().toSize())
    target = QRect(
        QPoint(0, 0), picture.size().scaled(paper.size(), Qt.AspectRatioMode.KeepAspectRatio)
    )
    target.moveCenter(paper.center())
    painter.drawImage(target, picture)
