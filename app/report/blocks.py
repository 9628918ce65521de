"""The blocks of a report's pages: headings, tables, pictures and lines to write on."""

import io
from typing import Any, Protocol

from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    Image,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from typing_extensions import override

from app.base.text import plain_line
from app.report.content import Closing, ReportContent
from app.report.fonts import BOLD, TEXT, markup
from app.report.picture import Picture
from app.report.plots import (
    ACCENT,
    INK,
    MUTED,
    RULE,
    draw_calibres,
    draw_fit,
    draw_quadrants,
)
from app.report.report_text import Clinic
from app.report.tables import MeasurementLine

rl_config.useA85 = 0  # pictures as they are, not as text: smaller, and a third of the time

_GRAVE = colors.HexColor("#b3261e")
_NOTICE = colors.HexColor("#fff4d6")
_NOTICE_EDGE = colors.HexColor("#d9a514")
_TALLEST = 70 * mm  # of a text in a table, whose rows no page could break
_TITLE_HEIGHT = 24 * mm
_LETTERHEAD_HEIGHT = 80 * mm
_LONGEST = 2000  # characters that are looked at for what fits
_LOGO = (42 * mm, 16 * mm)
PLOT_HEIGHT = 50 * mm
_LINE = 8 * mm  # to write on by hand
_SIGNING = 40 * mm
_GRID_SHARE = 0.53  # of the width, for the pictures
_GUTTER = 6 * mm
_PAGE_HEIGHT = 1000 * mm  # as good as endless
_LABEL_ROOM = 16 * mm  # a label is not left alone at the foot of a page


class Headed(Protocol):
    """What the first page of a part of a report says above all else."""

    @property
    def title(self) -> str:
        """Return the title of the report."""

    @property
    def eye(self) -> str:
        """Return the eye, or that it is of both."""

    @property
    def standing(self) -> tuple[str, ...]:
        """Return whether it is signed, by whom and when."""

    @property
    def closing(self) -> Closing:
        """Return what is said where it is signed."""


class Warned(Protocol):
    """What a reader must know first."""

    @property
    def unsuitable(self) -> str | None:
        """Return why a picture must not be measured; None when it may be."""

    @property
    def warnings_title(self) -> str:
        """Return the title of the warnings."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return the warnings."""


class Cell(Paragraph):  # type: ignore[misc]
    """A text with limited room: what does not fit is cut, with a mark."""

    def __init__(self, text: str, style: ParagraphStyle, tallest: float = _TALLEST) -> None:
        self._text, self._tallest = shortened(text, _LONGEST), tallest
        super().__init__(markup(self._text), style)

    @override
    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Return the size of the text; cut what is taller than it may be."""
        used: tuple[float, float] = super().wrap(width, height)
        length = len(self._text)
        while used[1] > self._tallest:
            length = min(length - 1, int(length * self._tallest / used[1]))
            self.frags = Paragraph(markup(shortened(self._text, length)), self.style).frags
            used = super().wrap(width, height)
        return used

    @override
    def split(self, _width: float, _height: float) -> list[Flowable]:
        """Leave the text whole: it fits on any page."""
        return []


class Label(Paragraph):  # type: ignore[misc]
    """The label of a part of the statement, which stays with it."""

    def __init__(self, text: str) -> None:
        super().__init__(markup(shortened(text, _LONGEST)), _style(9, INK, text, bold=True))


class Heading(Cell):
    """The heading of a section, which also appears in the outline of the document."""

    def __init__(self, text: str, key: str, *, level: int, size: float = 10.5) -> None:
        super().__init__(text, _style(size, ACCENT, text, bold=True), _TITLE_HEIGHT)
        self._entry = (shortened(plain_line(text), 120), key, level)

    @override
    def draw(self) -> None:
        """Draw the heading where its outline entry leads to."""
        title, key, level = self._entry
        self.canv.bookmarkHorizontal(key, 0, self.height)
        self.canv.addOutlineEntry(title, key, level=level)
        super().draw()


def paragraph(
    text: str,
    *,
    size: float = 8.5,
    bold: bool = False,
    colour: colors.Color = INK,
    alignment: int = 0,
    tallest: float | None = _TALLEST,
) -> Paragraph:
    """Set text from anywhere; what is taller than ``tallest`` is cut, with None nothing is."""
    style = _style(size, colour, text, bold=bold)
    style.alignment = alignment
    return Paragraph(markup(text), style) if tallest is None else Cell(text, style, tallest)


def _style(size: float, colour: colors.Color, text: str, *, bold: bool) -> ParagraphStyle:
    return ParagraphStyle(
        "text",
        fontName=BOLD if bold else TEXT,
        fontSize=size,
        leading=size * 1.32,
        textColor=colour,
        wordWrap="CJK" if any(ord(character) > 0x2E80 for character in text) else None,
        splitLongWords=True,
    )


def shortened(text: str, longest: int) -> str:
    """Cut a text, with a mark, to so many characters."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def letterhead(clinic: Clinic, width: float) -> list[Flowable]:
    """Set the clinic's logo, name and address on a width; nothing where none is stated."""
    if not (clinic.name or clinic.lines or clinic.logo):
        return []
    logo = proportional(clinic.logo, *_LOGO) if clinic.logo else ""
    lines = [
        *([paragraph(clinic.name, size=12, bold=True)] if clinic.name else []),
        *(paragraph(line, size=7.5, colour=MUTED) for line in clinic.lines),
    ]
    # Without a logo the name begins at the margin.
    shares = (0.27, 0.73) if logo else (1.0,)
    kept = _fitting(lines, shares[-1] * width, _LETTERHEAD_HEIGHT)
    table = Table([[logo, kept] if logo else [kept]], colWidths=[each * width for each in shares])
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("ALIGN", (0, 0), (0, 0), "LEFT"),
                ("LINEBELOW", (0, 0), (-1, -1), 1.2, ACCENT),
                *_tight(),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
            ]
        )
    )
    return [table, Spacer(0, 3 * mm)]


def _fitting(lines: list[Paragraph], width: float, height: float) -> list[Paragraph]:
    """Return the lines that fit, over a mark where others do not."""
    used = 0.0
    for number, line in enumerate(lines):
        used += line.wrap(width, height)[1]
        if used > height:
            return [*lines[:number], paragraph("…", size=7.5, colour=MUTED)]
    return lines


def title_block(content: Headed, key: str) -> list[Flowable]:
    """Set the title and, in large letters next to it, the eye; below, whether it is signed."""
    eye = paragraph(content.eye, size=19, bold=True, alignment=TA_RIGHT, tallest=_TITLE_HEIGHT)
    table = Table([[Heading(content.title, key, level=0, size=15), eye]], colWidths=["56%", "44%"])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *_tight()]))
    colour = INK if content.closing.signed else _GRAVE
    lines = (paragraph(line, bold=True, colour=colour) for line in content.standing)
    return [table, *lines]


_ALL = ((0, 0), (-1, -1))


def _tight() -> list[tuple[Any, ...]]:
    sides = ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")
    padding = zip(sides, (0, 4, 1, 1), strict=True)
    # Of empty cells, too: reportlab's own font would be named in the document, and not be in it.
    return [("FONTNAME", *_ALL, TEXT), *((side, *_ALL, width) for side, width in padding)]


def pairs(given: tuple[tuple[str, str], ...], *, columns: int, size: float = 8.5) -> Flowable:
    """Set labels and values in one or two columns, read downwards."""
    cells = [
        [paragraph(label, size=size, colour=MUTED), paragraph(value, size=size)]
        for label, value in given
    ]
    length = -(-len(cells) // columns)
    rows = [
        [cell for column in range(columns) for cell in _cell(cells, column * length + row)]
        for row in range(length)
    ]
    widths = ["19%", "31%"] * columns if columns == 2 else ["19%", "81%"]
    table = Table(rows, colWidths=widths)
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *_tight()]))
    return table


def _cell(cells: list[list[Paragraph]], index: int) -> list[Any]:
    return list(cells[index]) if index < len(cells) else ["", ""]


def warnings_box(content: Warned) -> list[Flowable]:
    """Set the warnings in a box of their own, what decides first; nothing where there are none."""
    if not (content.unsuitable or content.warnings):
        return []
    decisive = [content.unsuitable] if content.unsuitable else []
    rows = [
        [paragraph(content.warnings_title, bold=True)],
        *([paragraph(reason, size=10, bold=True, colour=_GRAVE)] for reason in decisive),
        *([paragraph(f"• {warning}", size=8)] for warning in content.warnings),
    ]
    table = Table(rows, colWidths=["100%"])
    table.setStyle(
        TableStyle(
            [
                ("FONTNAME", *_ALL, TEXT),
                ("BACKGROUND", (0, 0), (-1, -1), _NOTICE),
                ("LINEBEFORE", (0, 0), (0, -1), 2.5, _NOTICE_EDGE),
                ("TOPPADDING", (0, 1), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -2), 0.5),
            ]
        )
    )
    return [table, Spacer(0, 2 * mm)]


def picture_row(pictures: tuple[Picture, ...], width: float, height: float) -> Flowable:
    """Set the pictures side by side over their captions."""
    share = width / max(1, len(pictures))
    row = [proportional(picture.jpeg, share - 2 * mm, height) for picture in pictures]
    captions = [
        paragraph(picture.caption, size=7, colour=MUTED, alignment=TA_CENTER)
        for picture in pictures
    ]
    table = Table([row, captions], colWidths=[share] * len(pictures))
    table.setStyle(centred())
    return table


def centred() -> TableStyle:
    """Return the style of a row of pictures."""
    return TableStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("ALIGN", (0, 0), (-1, -1), "CENTER"),
            *_tight(),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ]
    )


def proportional(picture: bytes, width: float, height: float) -> Flowable:
    """Set a picture as large as it fits."""
    return Image(io.BytesIO(picture), width=width, height=height, kind="proportional", mask="auto")


def measurement_table(content: ReportContent) -> Flowable:
    """Set every number with its band and remarks; twice, where vessels were corrected."""
    titles: list[Any] = [
        paragraph(title, size=7, colour=MUTED, tallest=_TITLE_HEIGHT)
        for title in content.column_titles
    ]
    rows: list[list[Any]] = [
        [
            paragraph(line.name, size=8.5, bold=True),
            *_figures(line),
            paragraph(line.explanation, size=7, colour=MUTED),
        ]
        for line in content.measurements
    ]
    widths = ["19%", "10%", "15%", "56%"]
    if content.corrected:
        # Every number and its band share a column, so that there are not too many columns.
        titles = [titles[0], titles[1:3], titles[3:5], titles[5]]
        rows = [[row[0], row[1:3], row[3:5], row[5]] for row in rows]
        widths = ["19%", "18%", "18%", "45%"]
    table = Table([titles, *rows], colWidths=widths, repeatRows=1)
    table.setStyle(ruled())
    return table


def ruled() -> TableStyle:
    """Return the style of a table of numbers, a line under each row."""
    return TableStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LINEABOVE", (0, 0), (-1, 0), 0.8, ACCENT),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
            *_tight(),
            ("TOPPADDING", (0, 0), (-1, -1), 1.6),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2.4),
        ]
    )


def _figures(line: MeasurementLine) -> list[Paragraph]:
    """Return the number and band of a line; of a corrected one, the automatic ones follow."""
    if not line.automatic_value:
        return [paragraph(line.value, size=9, bold=True), paragraph(line.band, size=8.5)]
    return [
        paragraph(line.value, size=8, bold=True),
        paragraph(line.band, size=7),
        paragraph(line.automatic_value, size=8),
        paragraph(line.automatic_band, size=7),
    ]


def plot_row(content: ReportContent, width: float) -> list[Flowable]:
    """Set the plots side by side, each under its title and over what it says; none are there."""
    share = width / 2
    size = (share - 14 * mm, PLOT_HEIGHT)
    plots = []
    if content.fit is not None:
        told = (content.fit.title, content.fit.caption, content.fit.axes)
        plots.append((draw_fit(content.fit, *size), *told))
    if content.calibres is not None:
        told = (content.calibres.title, content.calibres.caption, content.calibres.axes)
        plots.append((draw_calibres(content.calibres, *size), *told))
    if not plots:
        return []
    rows = [
        [paragraph(title, size=8, bold=True, alignment=TA_CENTER) for _, title, _, _ in plots],
        [drawing for drawing, *_ in plots],
        [[under(caption), under(axes)] for _, _, caption, axes in plots],
    ]
    table = Table(rows, colWidths=[share] * len(plots))
    table.setStyle(centred())
    return [table]


def under(text: str) -> Paragraph:
    """Set what is said under a picture."""
    return paragraph(text, size=7, colour=MUTED, alignment=TA_CENTER)


def pictures_and_statement(
    content: ReportContent, key: str, width: float, height: float
) -> list[Flowable]:
    """Set pictures, the quadrants among them, next to what the clinician states.

    What was typed is never cut: whatever has no room next to the pictures follows below them.

    Args:
        height: of a picture.
    """
    sections, across = content.sections, _GRID_SHARE * width
    heading = [Heading(sections.pictures, f"{key} pictures", level=1), Spacer(0, 1 * mm)]
    grid = picture_grid(content, across, height)
    tallest = grid.wrap(across, _PAGE_HEIGHT)[1]
    blocks = [
        Heading(sections.statement, f"{key} statement", level=1),
        Spacer(0, 1 * mm),
        *closing_blocks(content.closing),
    ]
    room = tallest + sum(block.wrap(across, _PAGE_HEIGHT)[1] for block in heading)
    beside, below = parted(blocks, (1 - _GRID_SHARE) * width - _GUTTER, room)
    table = Table([[[*heading, grid], beside]], colWidths=[across, width - across])
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", *_ALL, "TOP"),
                *_tight(),
                ("LEFTPADDING", (1, 0), (1, 0), _GUTTER),
                ("RIGHTPADDING", *_ALL, 0),
            ]
        )
    )
    reasons = (f"{cell.name}: {cell.reason}" for cell in content.quadrants if cell.reason)
    return [table, *(paragraph(reason, size=7, colour=MUTED) for reason in reasons), *below]


def picture_grid(
    content: ReportContent, width: float, height: float, *, columns: int = 2
) -> Flowable:
    """Set the pictures in columns over their captions, the quadrants in the last place."""
    share = width / columns
    cells: list[list[Flowable]] = [
        [proportional(picture.jpeg, share - 2 * mm, height), under(picture.caption)]
        for picture in content.pictures
    ]
    quadrants = draw_quadrants(content.quadrants, share - 2 * mm, height)
    cells.append([quadrants, under(content.quadrants_title)])
    rows = [
        [*cells[start : start + columns], *[""] * columns][:columns]
        for start in range(0, len(cells), columns)
    ]
    table = Table(rows, colWidths=[share] * columns)
    table.setStyle(centred())
    return table


def parted(
    blocks: list[Flowable], width: float, height: float
) -> tuple[list[Flowable], list[Flowable]]:
    """Part a column of blocks where the room for it ends; a label stays with its text."""
    used = 0.0
    for number, block in enumerate(blocks):
        if isinstance(block, CondPageBreak):
            continue
        needed = block.wrap(width, height)[1]
        if used + needed > height:
            head, *tail = block.split(width, height - used) or [None, block]
            fitting = [*blocks[:number], *([head] if head is not None else [])]
            rest = [*tail, *blocks[number + 1 :]]
            while fitting and isinstance(fitting[-1], (Label, Spacer, CondPageBreak)):
                rest.insert(0, fitting.pop())
            return _without_breaks(fitting), rest
        used += needed
    return _without_breaks(blocks), []


def _without_breaks(blocks: list[Flowable]) -> list[Flowable]:
    return [block for block in blocks if not isinstance(block, CondPageBreak)]


def closing_blocks(closing: Closing) -> list[Flowable]:
    """Set what the clinician states, or lines to write it on, and the place to sign."""
    return [*statement_blocks(closing.parts), *_signature(closing)]


def statement_blocks(parts: tuple[tuple[str, str], ...]) -> list[Flowable]:
    """Set what the clinician states, or lines to write it on."""
    blocks: list[Flowable] = []
    for label, text in parts:
        head = Label(label)
        # Not in a table: what was typed is never cut, and may go on to the next page.
        typed = [paragraph(line, tallest=None) for line in text.splitlines() if line.strip()]
        blocks += [CondPageBreak(_LABEL_ROOM), head, *(typed or [_empty_lines(2)])]
        blocks.append(Spacer(0, 2 * mm))
    return blocks


def _empty_lines(count: int) -> Flowable:
    table = Table([[""]] * count, colWidths=["100%"], rowHeights=[_LINE] * count)
    table.setStyle(TableStyle([("LINEBELOW", *_ALL, 0.4, RULE), ("FONTNAME", *_ALL, TEXT)]))
    return table


def _signature(closing: Closing) -> list[Flowable]:
    """Set who signed, or lines to sign on by hand."""
    if closing.signed:
        return [paragraph(closing.signed, bold=True)]
    labels = (closing.name, closing.signature, closing.date)
    rows = [
        [paragraph(label, size=7.5, colour=MUTED), paragraph(text, size=8.5)]
        for label, text in zip(labels, (closing.author, "", ""), strict=True)
    ]
    table = Table(rows, colWidths=[20 * mm, _SIGNING], rowHeights=[None, _LINE, _LINE])
    lines = ("LINEBELOW", (1, 0), (1, -1), 0.5, INK)
    table.hAlign = "LEFT"
    whole = ("NOSPLIT", *_ALL)
    table.setStyle(TableStyle([("VALIGN", *_ALL, "BOTTOM"), lines, whole, *_tight()]))
    return [table]


def definitions(content: ReportContent) -> list[Flowable]:
    """Set what each number is; nothing where the rows of the table say it, as in version 0.1."""
    anatomy = content.anatomy
    lines = (*content.measurements, *(anatomy.lines if anatomy else ()))
    defined = [(line.name, line.definition) for line in lines if line.definition]
    defined += anatomy.definitions if anatomy else ()
    return [pairs(tuple(defined), columns=1, size=6.5)] if defined else []
