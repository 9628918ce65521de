"""The first page of a report on both eyes, laid out: the right eye to the left of the reader."""

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer, Table, TableStyle

from app.report.blocks import (
    Heading,
    letterhead,
    pairs,
    paragraph,
    parted,
    picture_row,
    ruled,
    statement_blocks,
    title_block,
    warnings_box,
)
from app.report.both_eyes import BothEyes, EyeColumn
from app.report.content import Closing
from app.report.fonts import TEXT
from app.report.plots import INK, MUTED

_PICTURES = 40 * mm
_TEXTS = 62 * mm  # for what is stated of one eye; the rest follows below
_GUTTER = 6 * mm
_ROOM = 20 * mm
_ALL = ((0, 0), (-1, -1))
_WIDTHS = ("22%", "15%", "15%", "48%")
_SIGNING = (16 * mm, 60 * mm, 20 * mm, 40 * mm, 12 * mm, 32 * mm)
_LINE = 9 * mm


def both_eyes_story(content: BothEyes, key: str, width: float) -> list[Flowable]:
    """Set the page; what was typed is never cut, so that it may become more than one."""
    person, eyes, numbers = content.headings
    gap = Spacer(0, 2 * mm)

    def heading(title: str) -> list[Flowable]:
        return [CondPageBreak(_ROOM), Heading(title, f"{key} {title}", level=1), Spacer(0, 1 * mm)]

    return [
        *letterhead(content.clinic, width),
        *title_block(content, key),
        gap,
        *warnings_box(content),
        *heading(person),
        pairs(content.identification, columns=2),
        gap,
        *heading(eyes),
        *_eyes(content, width),
        gap,
        *heading(numbers),
        _numbers(content),
        paragraph(content.explained, size=7, colour=MUTED),
        gap,
        _signing(content.closing),
    ]


def _eyes(content: BothEyes, width: float) -> list[Flowable]:
    """Set both eyes side by side; what has no room there follows, each under its eye."""
    across = (width - _GUTTER) / 2
    columns, below = [], []
    for column in content.columns:
        beside, rest = parted(statement_blocks(column.statement), across, _TEXTS)
        columns.append([*_pictures(column, across), *beside])
        if rest:
            below += [paragraph(column.title, bold=True), *rest]
    table = Table([columns], colWidths=[across + _GUTTER / 2] * 2)
    sides = ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", *_ALL, "TOP"),
                ("FONTNAME", *_ALL, TEXT),
                *((side, *_ALL, 0) for side in sides),
                ("RIGHTPADDING", (0, 0), (0, 0), _GUTTER / 2),
                ("LEFTPADDING", (1, 0), (1, 0), _GUTTER / 2),
            ]
        )
    )
    return [table, *below]


def _pictures(column: EyeColumn, width: float) -> list[Flowable]:
    withheld = [paragraph(column.withheld, size=8, bold=True)] if column.withheld else []
    return [
        paragraph(column.title, size=11, bold=True),
        picture_row(column.pictures, width, _PICTURES),
        pairs(column.facts, columns=1, size=7),
        *withheld,
        Spacer(0, 2 * mm),
    ]


def _numbers(content: BothEyes) -> Flowable:
    titles = [paragraph(title, size=7, colour=MUTED) for title in content.titles]
    rows = [
        [
            paragraph(line.name, bold=True),
            paragraph(line.right),
            paragraph(line.left),
            paragraph(line.difference, size=8),
        ]
        for line in content.lines
    ]
    table = Table([titles, *rows], colWidths=_WIDTHS, repeatRows=1)
    table.setStyle(ruled())
    return table


def _signing(closing: Closing) -> Flowable:
    """Set who signed, or a line on which to sign by hand."""
    if closing.signed:
        return paragraph(closing.signed, bold=True)
    labels = (closing.name, closing.signature, closing.date)
    texts = (closing.author, "", "")
    cells = [
        part
        for label, text in zip(labels, texts, strict=True)
        for part in (paragraph(label, size=7.5, colour=MUTED), paragraph(text))
    ]
    table = Table([cells], colWidths=_SIGNING, rowHeights=[_LINE], hAlign="LEFT")
    lines = [("LINEBELOW", (column, 0), (column, 0), 0.5, INK) for column in (1, 3, 5)]
    table.setStyle(TableStyle([("VALIGN", *_ALL, "BOTTOM"), ("FONTNAME", *_ALL, TEXT), *lines]))
    return table
