"""The page of a report on disc, fovea, arteries and veins, laid out."""

from collections.abc import Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer, Table, TableStyle

from app.report.anatomy_page import AnatomyPage, PartCell
from app.report.blocks import (
    Heading,
    centred,
    pairs,
    paragraph,
    proportional,
    ruled,
    under,
)
from app.report.content import ReportContent
from app.report.plots import MUTED, draw_grid, draw_quadrants

_SHARES = (0.4, 0.36, 0.24)  # of the width: the photograph, the grid, the quarters
_TALLEST = 60 * mm
_MOSTLY = 0.7  # a page of its own, unless little is on it
_ALL = ((0, 0), (-1, -1))
_OF_WHOLE, _OF_PARTS = (0.27, 0.27), (0.31, 0.23)  # of the width: names, each number
_SIZE, _SMALL = 7.5, 6.5  # of the text, in points


def anatomy_story(content: ReportContent, key: str, size: tuple[float, float]) -> list[Flowable]:
    """Set the page; nothing where there is none.

    Args:
        size: of a page, without its margins.
    """
    page, (width, height) = content.anatomy, size
    if page is None:
        return []
    gap = Spacer(0, 2 * mm)
    return [
        gap,
        CondPageBreak(_MOSTLY * height),
        Heading(page.title, f"{key} anatomy", level=1),
        Spacer(0, 1 * mm),
        pairs(page.found, columns=2, size=7.5),
        gap,
        _pictures(page, width),
        gap,
        _lines(content, page, width),
        gap,
        *([_parts(page, width), gap] if page.parts else []),
        *(paragraph(note, size=6.5, colour=MUTED) for note in page.notes),
        gap,
    ]


def _pictures(page: AnatomyPage, width: float) -> Flowable:
    """Set the photograph, the grid and the quarters side by side, as far as they are there."""
    photograph, grid, quarters = (share * width - 2 * mm for share in _SHARES)
    cells: list[tuple[Flowable, str]] = [
        (proportional(page.picture.jpeg, photograph, _TALLEST), page.picture.caption)
    ]
    if page.grid:
        drawn = draw_grid(page.grid, grid, min(grid, _TALLEST), nasal_right=page.nasal_right)
        cells.append((drawn, page.grid_title))
    if page.quarters:
        drawn = draw_quadrants(page.quarters, quarters, quarters)
        cells.append((drawn, page.quarters_title))
    rows = [[picture for picture, _ in cells], [under(caption) for _, caption in cells]]
    table = Table(rows, colWidths=[share * width for share in _SHARES[: len(cells)]])
    table.setStyle(centred())
    return table


def _lines(content: ReportContent, page: AnatomyPage, width: float) -> Flowable:
    """Set the numbers of the whole picture, corrected and automatic ones in columns of their own.

    The titles are those of the table of measurements, without those of the bands.
    """
    name, *between, remarks = content.column_titles
    titles = [name, *between[::2], remarks]
    rows = [
        [
            paragraph(line.name, size=_SIZE, bold=True),
            _number(line.value, line.band),
            *([_number(line.automatic_value, line.automatic_band)] if content.corrected else []),
            paragraph(line.explanation, size=_SMALL, colour=MUTED),
        ]
        for line in page.lines
    ]
    return _table(titles, rows, width, _OF_WHOLE)


def _parts(page: AnatomyPage, width: float) -> Flowable:
    rows: list[list[Any]] = [
        [paragraph(row.name, size=_SIZE, bold=True), *(_cell(each) for each in row.cells)]
        for row in page.parts
    ]
    return _table(page.part_titles, rows, width, _OF_PARTS)


def _table(
    titles: Sequence[str], rows: list[list[Any]], width: float, shares: tuple[float, float]
) -> Flowable:
    """Set rows; the last column takes what is left of the width.

    Args:
        shares: of the width, for the names and for each column of numbers.
    """
    name, number = shares
    columns = [name, *[number] * (len(titles) - 2)]
    columns.append(1 - sum(columns))
    head = [paragraph(title, size=_SMALL, colour=MUTED) for title in titles]
    table = Table([head, *rows], colWidths=[share * width for share in columns], repeatRows=1)
    table.setStyle(ruled())
    table.setStyle(TableStyle([("TOPPADDING", *_ALL, 0.8), ("BOTTOMPADDING", *_ALL, 1.4)]))
    return table


def _cell(cell: PartCell) -> list[Flowable]:
    """Set a number with its band; the automatic one below it, where it was corrected."""
    before = [paragraph(cell.automatic, size=_SMALL, colour=MUTED)] if cell.automatic else []
    return [_number(cell.value, cell.band), *before]


def _number(value: str, band: str) -> Flowable:
    return paragraph(f"{value}  ({band})" if band else value, size=_SIZE)
