"""The report as PDF, from the blocks that the page is made of."""

import io
from collections.abc import Iterator, Sequence

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    Image,
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
)
from reportlab.platypus import Table as PdfTable

from app.cohort.report.blocks import (
    Block,
    Charts,
    CohortReport,
    Heading,
    Pictures,
    Table,
    Text,
)
from app.cohort.report.charts import GRID, INK, MUTED, Box, Chart, Dot, Label, Line, Shape
from app.report.fonts import BOLD, TEXT, markup, register_fonts, runs

_MARGIN = 15 * mm
_ROOM = A4[0] - 2 * _MARGIN
_GAP = 4 * mm
_THUMBNAIL = 38 * mm
_MOST_COLUMNS = 8
_FIRST, _WIDEST = 0.3, 36 * mm  # of a table: share of the first column, width of the others
_UNDER_HEADING = 75 * mm  # a heading is not left alone at the foot of a page

_BODY = ParagraphStyle("body", fontName=TEXT, fontSize=9, leading=13, textColor=INK)
_SMALL = ParagraphStyle("small", parent=_BODY, fontSize=7, leading=9)
_CELLS = {
    "zh-CN": ParagraphStyle("cell", parent=_SMALL, wordWrap="CJK"),
    "en": ParagraphStyle("cell", parent=_SMALL),
}
_USE = ParagraphStyle("use", parent=_BODY, textColor=MUTED)
_TITLE = ParagraphStyle("title", parent=_BODY, fontName=BOLD, fontSize=18, leading=24)
_HEADING = ParagraphStyle(
    "heading", parent=_BODY, fontName=BOLD, fontSize=12, leading=18, spaceBefore=10, keepWithNext=1
)


def render_pdf(report: CohortReport) -> bytes:
    """Return the pages."""
    register_fonts()
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        title=report.title,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        invariant=1,
    )
    head = [_paragraph(report.title, _TITLE), _paragraph(report.use, _USE), Spacer(1, _GAP)]
    body = [flowable for block in report.blocks for flowable in _block(block, report.language)]
    document.build([*head, *body], onFirstPage=_foot, onLaterPages=_foot)
    return buffer.getvalue()


def _paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(markup(text), style)


def _block(block: Block, language: str) -> Iterator[Flowable]:
    if isinstance(block, Heading):
        yield CondPageBreak(_UNDER_HEADING)
        yield _paragraph(block.text, _HEADING)
    elif isinstance(block, Text):
        yield _paragraph(block.text, _BODY)
    elif isinstance(block, Table):
        yield Spacer(1, _GAP / 2)
        yield from _tables(block, _CELLS[language])
    elif isinstance(block, Charts):
        yield from _in_rows([_Drawing(chart) for chart in block.charts])
    else:
        yield from _in_rows([*_pictures(block)])


def _tables(table: Table, style: ParagraphStyle) -> Iterator[Flowable]:
    """Yield a table, one with many columns in pieces that each repeat the first column."""
    others = range(1, len(table.head))
    for start in range(0, len(others), _MOST_COLUMNS) or (0,):
        columns = [0, *others[start : start + _MOST_COLUMNS]]
        rows = [
            [_paragraph(row[column], style) for column in columns]
            for row in (table.head, *table.rows)
        ]
        first = _FIRST * _ROOM
        rest = min((_ROOM - first) / max(len(columns) - 1, 1), _WIDEST)
        widths = [first, *[rest] * (len(columns) - 1)]
        lines = [
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.HexColor(GRID)),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 1.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ]
        yield PdfTable(rows, widths, repeatRows=1, style=lines, hAlign="LEFT")
        yield Spacer(1, _GAP)


def _pictures(block: Pictures) -> Iterator[Flowable]:
    for picture in block.pictures:
        caption = _paragraph(picture.caption, _SMALL)
        shown: Flowable = Spacer(_THUMBNAIL, _THUMBNAIL)
        if picture.jpeg is not None:
            shown = Image(io.BytesIO(picture.jpeg), _THUMBNAIL, _THUMBNAIL, kind="proportional")
        yield PdfTable([[shown], [caption]], [_THUMBNAIL + 6 * mm])


def _in_rows(flowables: Sequence[Flowable]) -> Iterator[Flowable]:
    """Yield flowables next to each other, as many as fit."""
    row: list[Flowable] = []
    for each in flowables:
        if row and sum(_width(one) for one in (*row, each)) > _ROOM:
            yield _row(row)
            row = []
        row.append(each)
    if row:
        yield _row(row)


def _row(flowables: Sequence[Flowable]) -> Flowable:
    style = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    widths = [_width(each) for each in flowables]
    return KeepTogether([PdfTable([list(flowables)], widths, style=style, hAlign="LEFT")])


def _width(flowable: Flowable) -> float:
    return float(flowable.wrap(_ROOM, A4[1])[0] + 3 * mm)


class _Drawing(Flowable):  # type: ignore[misc] # reportlab is not typed
    """A chart on a page."""

    def __init__(self, chart: Chart) -> None:
        super().__init__()
        self._chart = chart
        self._scale = min(0.72, (_ROOM - 4 * mm) / chart.width)
        self.width, self.height = chart.width * self._scale, chart.height * self._scale

    def wrap(self, *_: float) -> tuple[float, float]:
        """Return how large it is."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw it, y up as PDF has it."""
        canvas: Canvas = self.canv
        canvas.saveState()
        canvas.translate(0, self.height)
        canvas.scale(self._scale, self._scale)
        for shape in self._chart.shapes:
            _draw(canvas, shape)
        canvas.restoreState()


def _draw(canvas: Canvas, shape: Shape) -> None:
    colour = colors.HexColor(shape.colour)
    canvas.setFillColor(colour)
    canvas.setStrokeColor(colour)
    if isinstance(shape, Line):
        canvas.setLineWidth(shape.width)
        canvas.line(shape.x1, -shape.y1, shape.x2, -shape.y2)
    elif isinstance(shape, Box):
        canvas.rect(shape.x, -shape.y - shape.height, shape.width, shape.height, stroke=0, fill=1)
    elif isinstance(shape, Dot):
        canvas.circle(shape.x, -shape.y, shape.radius, stroke=0, fill=1)
    else:
        _write(canvas, shape)


def _write(canvas: Canvas, label: Label) -> None:
    parts = runs(label.text)
    width = sum(canvas.stringWidth(text, font, label.size) for font, text in parts)
    x = label.x - {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    for font, text in parts:
        canvas.setFont(font, label.size)
        canvas.drawString(x, -label.y, text)
        x += canvas.stringWidth(text, font, label.size)


def _foot(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.saveState()
    canvas.setFont(TEXT, 7)
    canvas.setFillColor(colors.HexColor(MUTED))
    canvas.drawRightString(A4[0] - _MARGIN, 8 * mm, str(document.page))
    canvas.restoreState()
