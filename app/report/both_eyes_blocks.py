"""The first page of a report on both eyes, laid out: the right eye to the left of the reader."""

from collections.abc import Sequence

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
from app.report.eyes_asymmetry import EyesAsymmetry
from app.report.fonts import TEXT
from app.report.plots import INK, MUTED

_PICTURES = 35 * mm
_TEXTS = 62 * mm  # for what is stated of one eye; the rest follows below
_GUTTER = 6 * mm
_ROOM = 20 * mm
_ALL = ((0, 0), (-1, -1))
_WIDTHS = ("22%", "15%", "15%", "48%")
_ASYMMETRY_WIDTHS = ("27%", "16%", "16%", "16%", "25%")
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
        *(_asymmetry(content.asymmetry, key) if content.asymmetry else ()),
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
    told = [(line.name, line.right, line.left, line.difference) for line in content.lines]
    return _table(content.titles, told, _WIDTHS)


def _table(
    titles: Sequence[str], lines: Sequence[Sequence[str]], widths: Sequence[str]
) -> Flowable:
    """Set lines closely, so that the page mostly holds them all; names stand first."""
    head = [paragraph(title, size=6.5, colour=MUTED) for title in titles]
    rows = [
        [paragraph(told, size=8, bold=not column) for column, told in enumerate(line)]
        for line in lines
    ]
    table = Table([head, *rows], colWidths=widths, repeatRows=1)
    table.setStyle(ruled())
    table.setStyle(TableStyle([("TOPPADDING", *_ALL, 0.8), ("BOTTOMPADDING", *_ALL, 1.4)]))
    return table


def _asymmetry(found: EyesAsymmetry, key: str) -> list[Flowable]:
    """Set how the anatomy of the eyes differs, or why that is not told."""
    told = [
        (line.name, line.right, line.left, line.difference, line.relative) for line in found.lines
    ]
    return [
        CondPageBreak(_ROOM),
        Heading(found.title, f"{key} asymmetry", level=1),
        Spacer(0, 1 * mm),
        *([_table(found.titles, told, _ASYMMETRY_WIDTHS)] if told else []),
        paragraph(found.note, size=7, colour=MUTED),
        Spacer(0, 2 * mm),
    ]


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
