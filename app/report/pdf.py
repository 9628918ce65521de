"""Lay a report out, on one page where it fits, and write it as PDF."""

import io
from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    HRFlowable,
    Image,
    KeepTogether,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from app.files import write_whole
from app.report.content import Picture, ReportContent
from app.report.fonts import BOLD, TEXT, markup, register_fonts
from app.report.tables import MeasurementLine, QuadrantCell

_MARGIN = 15 * mm
_FOOTER = 10 * mm
_INK = colors.HexColor("#1d2733")
_MUTED = colors.HexColor("#5b6875")
_RULE = colors.HexColor("#c9d1d9")
_NOTICE = colors.HexColor("#fff4d6")
_RUNNING_HEAD = 8 * mm
_PICTURE_HEIGHTS = (66 * mm, 58 * mm, 50 * mm)
_LEAST_HEIGHT = 42 * mm  # of pictures beside numbers that are given twice
_LONGEST, _LONGEST_HEAD = 800, 110  # characters of a paragraph, and of a line
_FIRST, _LATER = "first", "later"


def write_pdf(content: ReportContent, path: Path) -> None:
    """Write a report as PDF, whole or not at all.

    Raises:
        ReportWriteError: the file cannot be written.
    """
    write_whole(path, render_pdf(content))


def render_pdf(content: ReportContent, *, invariant: bool = False) -> bytes:
    """Return a report as the bytes of a PDF.

    Args:
        invariant: leave the time of writing out, so that equal reports give equal bytes.
    """
    register_fonts()
    for height in (*_PICTURE_HEIGHTS, *[_LEAST_HEIGHT] * content.corrected):
        pdf, pages = _build(content, height, 1, invariant=invariant)
        if pages == 1:
            return pdf
    pdf, _ = _build(content, height, pages, invariant=invariant)
    return pdf


def _build(
    content: ReportContent, picture_height: float, pages: int, *, invariant: bool
) -> tuple[bytes, int]:
    """Return a PDF that says it has so many pages, and how many it has."""
    buffer = io.BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=A4,
        title=content.title,
        author="Retivasc",
        lang=content.language.replace("_", "-"),
        invariant=invariant,
        initialFontName=TEXT,
    )

    def draw_first(canvas: Canvas, _document: BaseDocTemplate) -> None:
        _draw_footer(canvas, content, pages)

    def draw_later(canvas: Canvas, _document: BaseDocTemplate) -> None:
        _draw_running_head(canvas, content)
        _draw_footer(canvas, content, pages)

    document.addPageTemplates(
        [
            PageTemplate(_FIRST, [_frame(0)], onPage=draw_first),
            PageTemplate(_LATER, [_frame(_RUNNING_HEAD)], onPage=draw_later),
        ]
    )
    document.build([NextPageTemplate(_LATER), *_story(content, picture_height)])
    return buffer.getvalue(), document.page


def _frame(head: float) -> Frame:
    width, height = A4[0] - 2 * _MARGIN, A4[1] - 2 * _MARGIN - _FOOTER - head
    return Frame(_MARGIN, _MARGIN + _FOOTER, width, height, 0, 0, 0, 0)


def _story(content: ReportContent, picture_height: float) -> list[Flowable]:
    return [
        _heading(content),
        HRFlowable(width="100%", color=_RULE, spaceBefore=3, spaceAfter=5),
        _pairs(content.identification, columns=2),
        Spacer(0, 2 * mm),
        *_warnings(content),
        _pictures(content.pictures, picture_height),
        Spacer(0, 2 * mm),
        *_withheld(content),
        _measurements(content),
        Spacer(0, 2 * mm),
        _quadrants(content),
        Spacer(0, 2 * mm),
        _pairs(content.provenance, columns=2, size=6.5),
        _pairs(content.fingerprints, columns=1, size=6.5),
        Spacer(0, 2 * mm),
        _signature(content),
    ]


def _paragraph(
    text: str, *, size: float = 8.5, bold: bool = False, colour: colors.Color = _INK
) -> Paragraph:
    style = ParagraphStyle(
        "text",
        fontName=BOLD if bold else TEXT,
        fontSize=size,
        leading=size * 1.32,
        textColor=colour,
        wordWrap="CJK" if any(ord(character) > 0x2E80 for character in text) else None,
        splitLongWords=True,
    )
    return Paragraph(markup(_shortened(text, _LONGEST)), style)


def _shortened(text: str, longest: int) -> str:
    """Cut what no page could hold, a name of thousands of letters for instance."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _heading(content: ReportContent) -> Flowable:
    eye = _paragraph(content.eye, size=14, bold=True)
    eye.style.alignment = TA_RIGHT
    table = Table([[_paragraph(content.title, size=14, bold=True), eye]], colWidths=["64%", "36%"])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "BOTTOM"), *_tight()]))
    return table


def _tight() -> list[tuple[Any, ...]]:
    sides = ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")
    return [
        (side, (0, 0), (-1, -1), padding) for side, padding in zip(sides, (0, 4, 1, 1), strict=True)
    ]


def _pairs(pairs: tuple[tuple[str, str], ...], *, columns: int, size: float = 8.5) -> Flowable:
    """Set labels and values in one or two columns, read downwards."""
    cells = [
        [_paragraph(label, size=size, colour=_MUTED), _paragraph(value, size=size)]
        for label, value in pairs
    ]
    length = -(-len(cells) // columns)
    rows = [
        [cell for column in range(columns) for cell in _cell(cells, column * length + row)]
        for row in range(length)
    ]
    widths = ["20%", "30%"] * columns if columns == 2 else ["20%", "80%"]
    table = Table(rows, colWidths=widths)
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *_tight()]))
    return table


def _cell(cells: list[list[Paragraph]], index: int) -> list[Any]:
    return list(cells[index]) if index < len(cells) else ["", ""]


def _warnings(content: ReportContent) -> list[Flowable]:
    if not content.warnings:
        return []
    rows = [
        [_paragraph(content.warnings_title, bold=True)],
        *([_paragraph(f"• {warning}")] for warning in content.warnings),
    ]
    table = Table(rows, colWidths=["100%"])
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), _NOTICE),
                ("BOX", (0, 0), (-1, -1), 0.5, _RULE),
                ("TOPPADDING", (0, 1), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -2), 0),
            ]
        )
    )
    return [table, Spacer(0, 3 * mm)]


def _pictures(pictures: tuple[Picture, ...], height: float) -> Flowable:
    width = (A4[0] - 2 * _MARGIN) / len(pictures) - 2 * mm
    cells = [[_image(picture, width, height), _caption(picture)] for picture in pictures]
    table = Table([cells], colWidths=[f"{100 / len(pictures):.2f}%"] * len(pictures))
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
                ("ALIGN", (0, 0), (-1, -1), "CENTER"),
                *_tight(),
            ]
        )
    )
    return table


def _image(picture: Picture, width: float, height: float) -> Flowable:
    return Image(io.BytesIO(picture.jpeg), width=width, height=height, kind="proportional")


def _caption(picture: Picture) -> Flowable:
    paragraph = _paragraph(picture.caption, size=7.5, colour=_MUTED)
    paragraph.style.alignment = TA_CENTER
    return paragraph


def _withheld(content: ReportContent) -> list[Flowable]:
    if content.withheld is None:
        return []
    return [_paragraph(content.withheld, bold=True), Spacer(0, 2 * mm)]


def _measurements(content: ReportContent) -> Flowable:
    titles = [_paragraph(title, size=7, colour=_MUTED) for title in content.column_titles]
    rows = [
        [
            _paragraph(line.name, size=8, bold=True),
            *_figures(line),
            _paragraph(line.explanation, size=6.5, colour=_MUTED),
        ]
        for line in content.measurements
    ]
    widths = ["20%", "15%", "19%", "46%"]
    if content.corrected:
        # Every number and its band share a column, lest there be too many of these.
        titles = [titles[0], titles[1:3], titles[3:5], titles[5]]
        rows = [[row[0], row[1:3], row[3:5], row[5]] for row in rows]
        widths = ["19%", "18%", "18%", "45%"]
    table = Table([titles, *rows], colWidths=widths, repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LINEABOVE", (0, 0), (-1, 0), 0.8, _INK),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, _RULE),
                *_tight(),
            ]
        )
    )
    return table


def _figures(line: MeasurementLine) -> list[Paragraph]:
    """Return the number and band of a line; of a corrected one, the automatic ones follow."""
    if not line.automatic_value:
        return [_paragraph(line.value, size=8.5, bold=True), _paragraph(line.band, size=8)]
    return [
        _paragraph(line.value, size=8, bold=True),
        _paragraph(line.band, size=7),
        _paragraph(line.automatic_value, size=8),
        _paragraph(line.automatic_band, size=7),
    ]


def _quadrants(content: ReportContent) -> Flowable:
    """Set the quadrants two by two, as they lie in the picture."""
    cells = [_quadrant(cell) for cell in content.quadrants]
    table = Table([cells[:2], cells[2:]], colWidths=["50%", "50%"])
    table.setStyle(
        TableStyle(
            [
                ("INNERGRID", (0, 0), (-1, -1), 0.4, _RULE),
                ("LINEBELOW", (0, -1), (-1, -1), 0.4, _RULE),
                ("LEFTPADDING", (1, 0), (1, -1), 6),
                *_tight()[1:],
                ("LEFTPADDING", (0, 0), (0, -1), 0),
            ]
        )
    )
    title = _paragraph(content.quadrants_title, size=8, bold=True)
    return KeepTogether([title, Spacer(0, 1 * mm), table])


def _quadrant(cell: QuadrantCell) -> Flowable:
    row = [
        _paragraph(cell.name, size=7, colour=_MUTED),
        _paragraph(cell.value, size=8, bold=True),
        _paragraph(cell.band or cell.reason, size=7),
    ]
    rows, style = [row], [("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *_tight()]
    if cell.automatic:
        rows.append(["", _paragraph(cell.automatic, size=7), ""])
        style += [("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 1), (2, 1))]
    table = Table(rows, colWidths=["50%", "18%", "32%"])
    table.setStyle(TableStyle(style))
    return table


def _signature(content: ReportContent) -> Flowable:
    """Set lines to write on: the last two side by side, the others across the page."""
    labels = [_paragraph(label, size=7.5, colour=_MUTED) for label in content.signature]
    *above, name, date = labels
    rows = [[label, "", "", ""] for label in above] + [[name, "", date, ""]]
    table = Table(rows, colWidths=["20%", "42%", "12%", "26%"], rowHeights=[7.5 * mm] * len(rows))
    table.setStyle(
        TableStyle(
            [
                *(("SPAN", (1, row), (3, row)) for row in range(len(above))),
                ("LINEBELOW", (1, 0), (1, -1), 0.4, _RULE),
                ("LINEBELOW", (2, 0), (3, -2), 0.4, _RULE),
                ("LINEBELOW", (3, -1), (3, -1), 0.4, _RULE),
                ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
                *_tight(),
                ("LEFTPADDING", (2, -1), (2, -1), 8),
                ("NOSPLIT", (0, 0), (-1, -1)),
            ]
        )
    )
    return table


def _draw_running_head(canvas: Canvas, content: ReportContent) -> None:
    paragraph = _paragraph(
        _shortened(content.running_title, _LONGEST_HEAD), size=7.5, colour=_MUTED
    )
    _, height = paragraph.wrap(A4[0] - 2 * _MARGIN, _RUNNING_HEAD)
    paragraph.drawOn(canvas, _MARGIN, A4[1] - _MARGIN - height)


def _draw_footer(canvas: Canvas, content: ReportContent, pages: int) -> None:
    width = A4[0] - 2 * _MARGIN
    y = _MARGIN + _FOOTER - 3 * mm
    page = content.page.format(page=canvas.getPageNumber(), pages=pages)
    for text in (content.intended_use, f"{content.footer} · {page}"):
        paragraph = _paragraph(text, size=6.5, colour=_MUTED)
        _, height = paragraph.wrap(width, _FOOTER)
        y -= height
        paragraph.drawOn(canvas, _MARGIN, y)
