"""The follow-up of a report on its page: the table of examinations, and the numbers by date."""

from reportlab.graphics.shapes import (
    Circle,
    Drawing,
    Line,
    Polygon,
    PolyLine,
    Rect,
    Shape,
)
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table, TableStyle

from app.report.blocks import PLOT_HEIGHT, paragraph, ruled
from app.report.follow_up import Cells, FollowUp, TrendDiagram, TrendSeries
from app.report.plots import MUTED, PALE, Axes

_WIDTHS = ("15%", "15%", "15%", "55%")
_EMPTY_ROWS = 2  # to be filled in by hand
_TICKS = 4
_REACH = 2.4  # points: half the size of a sign
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#8A6D00", "#56B4E9")
"""Okabe and Ito's, the yellow darker: all kinds of colour vision tell them apart on paper."""

_SIGN_ROOM = 5 * mm


def follow_up_blocks(follow_up: FollowUp, width: float) -> list[Flowable]:
    """Set the examinations in their order, empty rows for later ones, and the plots."""
    notes = [paragraph(note, size=7, colour=MUTED) for note in follow_up.notes]
    return [_table(follow_up), *notes, *_plots(follow_up, width)]


def _table(follow_up: FollowUp) -> Flowable:
    titles = [paragraph(title, size=7, colour=MUTED) for title in follow_up.titles]
    rows = [
        *(_row(cells) for cells in follow_up.earlier),
        _row(follow_up.row, bold=bool(follow_up.earlier or follow_up.later)),
        *(_row(cells) for cells in follow_up.later),
    ]
    empty = [[""] * len(titles)] * _EMPTY_ROWS
    table = Table(
        [titles, *rows, *empty],
        colWidths=_WIDTHS,
        rowHeights=[None] * (1 + len(rows)) + [7 * mm] * _EMPTY_ROWS,
        repeatRows=1,
    )
    here = 1 + len(follow_up.earlier)
    table.setStyle(ruled())
    if len(rows) > 1:
        table.setStyle(TableStyle([("BACKGROUND", (0, here), (-1, here), PALE)]))
    return table


def _row(cells: Cells, *, bold: bool = False) -> list[list[Flowable]]:
    """Set one examination; of each cell the first line is read first."""
    return [
        [
            paragraph(line, size=6.5 if number else 8, bold=bold and not number)
            for number, line in enumerate(cell.split("\n"))
        ]
        for cell in cells
    ]


# --- plots ---------------------------------------------------------------------------------


def _plots(follow_up: FollowUp, width: float) -> list[Flowable]:
    if not follow_up.plots:
        return []
    share = width / 2
    size = (share - 8 * mm, PLOT_HEIGHT)
    columns = [
        [
            paragraph(plot.title, size=8, bold=True, alignment=TA_CENTER),
            draw_trend(plot, *size),
            *(_under(text) for text in (plot.caption, plot.axes) if text),
        ]
        for plot in follow_up.plots
    ]
    table = Table([columns], colWidths=[share] * len(columns))
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("ALIGN", *_ALL, "CENTER")]))
    names = dict.fromkeys(each.name for plot in follow_up.plots for each in plot.series)
    return [Spacer(0, 2 * mm), KeepTogether([table, *_legend(tuple(names))])]


_ALL = ((0, 0), (-1, -1))


def _under(text: str) -> Flowable:
    return paragraph(text, size=7, colour=MUTED, alignment=TA_CENTER)


def _legend(names: tuple[str, ...]) -> list[Flowable]:
    """Set which sign is which camera and model."""
    rows = []
    for number, name in enumerate(names):
        drawing = Drawing(2 * _SIGN_ROOM, 8)
        drawing.add(_sign(number, _SIGN_ROOM, 4))
        rows.append([drawing, paragraph(name, size=7, colour=MUTED)])
    table = Table(rows, colWidths=[2 * _SIGN_ROOM, None])
    style = [("VALIGN", *_ALL, "MIDDLE"), ("TOPPADDING", *_ALL, 0), ("BOTTOMPADDING", *_ALL, 0)]
    table.setStyle(TableStyle(style))
    return [table]


def draw_trend(diagram: TrendDiagram, width: float, height: float) -> Drawing:
    """Draw a number by date, with a bar for each interval; a line joins one camera and model."""
    left, right, low, high = diagram.bounds
    drawing = Drawing(width, height)
    axes = Axes(drawing, (left, right), (low, high))
    step = (high - low) / _TICKS
    decimals = diagram.decimals + (step * 10**diagram.decimals < 1)
    ticks = (low + step * (number + 0.5) for number in range(_TICKS))
    axes.label_up({value: f"{value:.{decimals}f}" for value in ticks})
    axes.label_across(dict(diagram.days))
    for number, series in enumerate(diagram.series):
        _draw_series(drawing, axes, series, number)
    return drawing


def _draw_series(drawing: Drawing, axes: Axes, series: TrendSeries, number: int) -> None:
    colour = _colour(number)
    places = [
        (axes.x(moment), axes.y(value))
        for moment, value in zip(series.moments, series.values, strict=True)
    ]
    for (x, _), low, high in zip(places, series.lows, series.highs, strict=True):
        if low is not None and high is not None:
            bar = Line(x, axes.y(low), x, axes.y(high), strokeColor=colour, strokeWidth=0.9)
            drawing.add(bar)
    if len(places) > 1:
        line = PolyLine([each for place in places for each in place], strokeColor=colour)
        line.strokeWidth, line.strokeDashArray = 0.8, [1.5, 1.5]
        drawing.add(line)
    for place in places:
        drawing.add(_sign(number, *place))


def _sign(number: int, x: float, y: float) -> Shape:
    """Return the sign of a camera and model: by its form and its colour."""
    fill = {"fillColor": _colour(number), "strokeColor": None}
    r = _REACH
    form = number % 4
    if form == 0:
        return Circle(x, y, r, **fill)
    if form == 1:
        return Rect(x - r, y - r, 2 * r, 2 * r, **fill)
    if form == 2:
        return Polygon([x - r, y - r, x + r, y - r, x, y + r], **fill)
    return Polygon([x, y - 1.3 * r, x + 1.3 * r, y, x, y + 1.3 * r, x - 1.3 * r, y], **fill)


def _colour(number: int) -> colors.Color:
    return colors.HexColor(_COLOURS[number % len(_COLOURS)])
