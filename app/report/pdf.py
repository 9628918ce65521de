"""Lay out a report on its pages and write it as PDF."""

import io
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from hashlib import md5
from pathlib import Path
from types import SimpleNamespace

from reportlab.lib.pagesizes import A4, letter
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
)

from app.base.errors import ReportWriteError
from app.base.files import write_whole
from app.base.inputs import read_input
from app.base.messages import message
from app.base.text import plain_line
from app.report.anatomy_blocks import anatomy_story
from app.report.blocks import (
    Heading,
    definitions,
    letterhead,
    measurement_table,
    pairs,
    paragraph,
    picture_grid,
    pictures_and_statement,
    plot_row,
    title_block,
    warnings_box,
)
from app.report.both_eyes import BothEyes
from app.report.both_eyes_blocks import both_eyes_story
from app.report.content import ReportContent
from app.report.follow_up_blocks import follow_up_blocks
from app.report.fonts import TEXT, register_fonts
from app.report.plots import MUTED
from app.report.report import Report
from app.report.report_json import MAX_BYTES, is_report_json, json_path, report_to_json

_SIZES = {"A4": A4, "Letter": letter}
_MARGIN = 15 * mm
_FOOTER = 13 * mm
_FOOT_LINES = 6 * mm  # of each text in it
_RUNNING_HEAD = 8 * mm
_PICTURE_HEIGHTS = (46 * mm, 36 * mm)
_ROOM = 20 * mm  # a heading is not left alone at the foot of a page
_PAGES = 2  # of a part, where it fits
_ACROSS = 4  # pictures, where nothing is stated next to them
_STRENGTH = 128  # bits

LONGEST_PASSWORD = 32
"""Characters; a reader of PDF looks at no more."""


def write_report(report: Report, path: Path, *, password: str | None = None) -> None:
    """Write a report as PDF and its JSON next to it, each completely or not at all.

    With a password there is no JSON, which would tell what the password is to hide; an
    earlier one is removed.

    Raises:
        ReportWriteError: a file cannot be written, or another's would be replaced.
    """
    beside = json_path(path)
    _check_replaceable(beside, report)
    # Both are made before either is written: a PDF must not lie next to the JSON of another.
    pdf, content = render_pdf(report, password=password), report_to_json(report)
    write_whole(path, pdf)
    if password is None:
        write_whole(beside, content)
    else:
        _remove(beside)


def render_pdf(report: Report, *, password: str | None = None) -> bytes:
    """Return a report as the bytes of a PDF: the same report always gives the same bytes.

    Args:
        password: without which the PDF cannot be opened; none if None.
    """
    register_fonts()
    # The foot of the pages says how many there are: a guess, which mostly comes true.
    pages = sum(map(_pages_of, report.parts)) + len(report.both)
    made = []
    for height in _PICTURE_HEIGHTS:
        pdf, count = _build(report, height, pages, password)
        if count == pages:
            return pdf
        made.append(count)
    # Too much for small pictures too: then they may as well be large.
    pdf, _ = _build(report, _PICTURE_HEIGHTS[0], made[0], password)
    return pdf


def _pages_of(part: ReportContent) -> int:
    return _PAGES + (part.anatomy is not None)


def _check_replaceable(beside: Path, report: Report) -> None:
    """Check that nothing else has the name of the JSON: nobody was asked about that file."""
    try:
        content = read_input(beside, limit=MAX_BYTES)
    except FileNotFoundError:
        return
    except OSError:
        content = b""
    name = beside.name
    if not is_report_json(content):
        what = message("“{name}” already exists and does not belong to a report.", name=name)
    elif report.parts[0].image_sha256.encode() not in content:
        what = message("“{name}” belongs to the report of another photograph.", name=name)
    else:
        return
    raise ReportWriteError(what, message("Save the report under another name."))


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        why = error.strerror
        raise ReportWriteError(
            message("“{name}” cannot be removed: {why}.", name=path.name, why=why),
            message("Remove it yourself: it reveals what the password is meant to hide."),
        ) from error


def _build(
    report: Report, picture_height: float, pages: int, password: str | None
) -> tuple[bytes, int]:
    """Return a PDF that says it has so many pages, and how many it has."""
    buffer = io.BytesIO()
    first = report.parts[0]
    document = BaseDocTemplate(
        buffer,
        pagesize=_SIZES[report.page],
        title=plain_line(first.title),
        author="Retivasc",
        subject="Vessels in a photograph of the retina",
        creator="Retivasc",
        lang=first.language.replace("_", "-"),
        invariant=True,
        initialFontName=TEXT,
        encrypt=StandardEncryption(password, strength=_STRENGTH) if password else None,
    )
    width, height = (side - 2 * _MARGIN for side in document.pagesize)
    size = (width, height)
    story: list[Flowable] = []
    for number, part in enumerate(_in_order(report)):
        first_page, later_page = f"first {number}", f"later {number}"
        for name, head in ((first_page, 0.0), (later_page, _RUNNING_HEAD)):
            room = height - _FOOTER - head
            frame = Frame(_MARGIN, _MARGIN + _FOOTER, width, room, 0, 0, 0, 0)
            drawn = _furniture(part, pages, head=head > 0)
            document.addPageTemplates(PageTemplate(name, [frame], onPage=drawn))
        if number:
            story += [NextPageTemplate(first_page), PageBreak()]
        story.append(NextPageTemplate(later_page))
        key = f"part {number}"
        if isinstance(part, BothEyes):
            story += both_eyes_story(part, key, width)
        else:
            story += _story(part, key, size, picture_height, stated=not report.both)
    document.build(story, canvasmaker=_canvas_maker(report))
    return buffer.getvalue(), document.page


def _in_order(report: Report) -> Iterator[ReportContent | BothEyes]:
    """Yield the parts as they follow each other: of both eyes, their page before each eye."""
    for number, part in enumerate(report.parts):
        if report.both and number % 2 == 0:
            yield report.both[number // 2]
        yield part


class _Stamp(SimpleNamespace):
    """A point in time, as reportlab's documents keep it."""

    def __init__(self, when: datetime) -> None:
        offset = when.utcoffset() or timedelta()
        # Rounded towards zero: reportlab writes the sign with the hours alone.
        hours = int(offset / timedelta(hours=1))
        minutes = abs(round((offset - timedelta(hours=hours)) / timedelta(minutes=1)))
        super().__init__(t=when.timestamp(), YMDhms=when.timetuple()[:6], dhh=hours, dmm=minutes)


def _canvas_maker(report: Report) -> type[Canvas]:
    """Return a canvas whose document was made when the report was."""

    class Dated(Canvas):  # type: ignore[misc]
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)
            self._doc._timeStamp = _Stamp(report.created)
            self._doc.signature = md5(report.id.encode(), usedforsecurity=False)

    return Dated


def _story(
    content: ReportContent,
    key: str,
    size: tuple[float, float],
    picture_height: float,
    *,
    stated: bool,
) -> list[Flowable]:
    """Set what is said of one eye.

    Args:
        stated: with what the clinician states, unless another page does.
    """
    sections, (width, page_height) = content.sections, size

    def heading(title: str, room: float = _ROOM) -> list[Flowable]:
        return [CondPageBreak(room), Heading(title, f"{key} {title}", level=1), Spacer(0, 1 * mm)]

    gap = Spacer(0, 2 * mm)
    plots, defined = plot_row(content, width), definitions(content)
    withheld = [paragraph(content.withheld, bold=True), gap] if content.withheld else []
    return [
        *letterhead(content.clinic, width),
        *title_block(content, key),
        gap,
        *warnings_box(content),
        *heading(sections.examination),
        pairs(content.identification, columns=2),
        pairs((content.quality,), columns=1),
        gap,
        *(
            pictures_and_statement(content, key, width, picture_height)
            if stated
            else [
                *heading(sections.pictures, picture_height),
                picture_grid(content, width, picture_height, columns=_ACROSS),
            ]
        ),
        gap,
        *heading(sections.measurements),
        *withheld,
        measurement_table(content),
        *(paragraph(note, size=6.5, colour=MUTED) for note in content.notes),
        *anatomy_story(content, key, size),
        # On a page of their own, unless the first pages are already more than one.
        *((*heading(sections.plots, 0.55 * page_height), *plots, gap) if plots else ()),
        *heading(sections.follow_up, 2 * _ROOM),
        *follow_up_blocks(content.follow_up, width),
        gap,
        *(heading(content.marks_title) if content.marks else ()),
        *([pairs(content.marks, columns=2, size=7.5)] if content.marks else ()),
        *heading(sections.details),
        pairs(content.details, columns=2, size=6.5),
        pairs(content.fingerprints, columns=1, size=6.5),
        *([pairs(content.widths, columns=1, size=6.5)] if content.widths else ()),
        *((gap, *heading(sections.definitions), *defined) if defined else ()),
    ]


def _furniture(
    content: ReportContent | BothEyes, pages: int, *, head: bool
) -> Callable[[Canvas, BaseDocTemplate], None]:
    """Return what draws the head and the foot of a page."""

    def draw(canvas: Canvas, document: BaseDocTemplate) -> None:
        width, height = document.pagesize
        if head:
            title = paragraph(content.running_title, size=7.5, colour=MUTED, tallest=_RUNNING_HEAD)
            _, used = title.wrap(width - 2 * _MARGIN, _RUNNING_HEAD)
            title.drawOn(canvas, _MARGIN, height - _MARGIN - used)
        _draw_foot(canvas, content, pages, width - 2 * _MARGIN)

    return draw


def _draw_foot(canvas: Canvas, content: ReportContent | BothEyes, pages: int, width: float) -> None:
    # Not by format(): what was read from a file may hold any placeholder.
    page = content.page.replace("{page}", str(canvas.getPageNumber()))
    first, *others = content.footer
    lines = (f"{page.replace('{pages}', str(pages))} · {first}", *others, content.intended_use)
    y = _MARGIN + _FOOTER - 2 * mm
    canvas.setStrokeColor(MUTED)
    canvas.setLineWidth(0.4)
    canvas.line(_MARGIN, y, _MARGIN + width, y)
    y -= 0.8 * mm
    for text in lines:
        line = paragraph(text, size=6, colour=MUTED, tallest=_FOOT_LINES)
        _, used = line.wrap(width, _FOOTER)
        y -= used
        line.drawOn(canvas, _MARGIN, y)
