"""Lay a report out on one page and write it as PDF."""

import io
from pathlib import Path
from typing import Any

from reportlab.lib import colors
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
    KeepInFrame,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from app.files import write_whole
from app.report.content import Picture, ReportContent
from app.report.fonts import BOLD, TEXT, markup, register_fonts

_MARGIN = 16 * mm
_FOOTER = 10 * mm
_INK = colors.HexColor("#1d2733")
_MUTED = colors.HexColor("#5b6875")
_RULE = colors.HexColor("#c9d1d9")
_NOTICE = colors.HexColor("#fff4d6")
_PICTURE_HEIGHT = 82 * mm


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
    buffer = io.BytesIO()
    width, height = A4
    document = BaseDocTemplate(
        buffer,
        pagesize=A4,
        title=content.title,
        author="Retivasc",
        lang=content.language.replace("_", "-"),
        invariant=invariant,
        initialFontName=TEXT,
    )
    frame = Frame(
        _MARGIN,
        _MARGIN + _FOOTER,
        width - 2 * _MARGIN,
        height - 2 * _MARGIN - _FOOTER,
        *(0, 0, 0, 0),
    )
    template = PageTemplate(
        frames=[frame], onPage=lambda canvas, _document: _draw_footer(canvas, content)
    )
    document.addPageTemplates([template])
    # One page whatever the lengths of names and warnings: the text shrinks before it breaks.
    document.build([KeepInFrame(frame._width, frame._height, _story(content), mode="shrink")])
    return buffer.getvalue()


def _story(content: ReportContent) -> list[Flowable]:
    return [
        _heading(content),
        HRFlowable(width="100%", color=_RULE, spaceBefore=3, spaceAfter=5),
        _pairs(content.identification, columns=2),
        Spacer(0, 3 * mm),
        *_warnings(content),
        _pictures(content.pictures),
        Spacer(0, 3 * mm),
        _measurements(content),
        Spacer(0, 3 * mm),
        _pairs(content.provenance, columns=1, size=7),
        Spacer(0, 3 * mm),
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
    return Paragraph(markup(text), style)


def _heading(content: ReportContent) -> Flowable:
    eye = _paragraph(content.eye, size=14, bold=True)
    eye.style.alignment = 2
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
    widths = ["20%", "30%"] * columns if columns == 2 else ["17%", "83%"]
    table = Table(rows, colWidths=widths)
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *_tight()]))
    return table


def _cell(cells: list[list[Paragraph]], index: int) -> list[Any]:
    return list(cells[index]) if index < len(cells) else ["", ""]


def _warnings(content: ReportContent) -> list[Flowable]:
    if not content.warnings:
        return []
    lines = [
        _paragraph(content.warnings_title, bold=True),
        *(_paragraph(f"• {warning}") for warning in content.warnings),
    ]
    table = Table([[lines]], colWidths=["100%"])
    table.setStyle(
        TableStyle(
            [("BACKGROUND", (0, 0), (-1, -1), _NOTICE), ("BOX", (0, 0), (-1, -1), 0.5, _RULE)]
        )
    )
    return [table, Spacer(0, 3 * mm)]


def _pictures(pictures: tuple[Picture, ...]) -> Flowable:
    width = (A4[0] - 2 * _MARGIN) / len(pictures) - 2 * mm
    cells = [
        [
            Image(
                io.BytesIO(picture.jpeg), width=width, height=_PICTURE_HEIGHT, kind="proportional"
            ),
            _paragraph(picture.caption, size=7.5, colour=_MUTED),
        ]
        for picture in pictures
    ]
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


def _measurements(content: ReportContent) -> Flowable:
    titles = [_paragraph(title, size=7.5, colour=_MUTED) for title in content.column_titles]
    rows = [
        [
            _paragraph(line.name, bold=True),
            _paragraph(line.value, size=11, bold=True),
            _paragraph(line.band),
            _paragraph(line.explanation, size=7, colour=_MUTED),
        ]
        for line in content.measurements
    ]
    table = Table([titles, *rows], colWidths=["19%", "14%", "20%", "47%"])
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LINEABOVE", (0, 0), (-1, 0), 0.8, _INK),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, _RULE),
            ]
        )
    )
    return table


def _signature(content: ReportContent) -> Flowable:
    labels = [_paragraph(label, size=7.5, colour=_MUTED) for label in content.signature]
    table = Table(
        [[label, ""] for label in labels],
        colWidths=["22%", "78%"],
        rowHeights=[9 * mm] * len(labels),
    )
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (1, 0), (1, -1), 0.4, _RULE),
                ("VALIGN", (0, 0), (0, -1), "BOTTOM"),
                *_tight(),
            ]
        )
    )
    return table


def _draw_footer(canvas: Canvas, content: ReportContent) -> None:
    width = A4[0] - 2 * _MARGIN
    y = _MARGIN + _FOOTER - 3 * mm
    for text in (content.intended_use, content.footer):
        paragraph = _paragraph(text, size=6.5, colour=_MUTED)
        _, height = paragraph.wrap(width, _FOOTER)
        y -= height
        paragraph.drawOn(canvas, _MARGIN, y)
