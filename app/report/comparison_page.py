"""The page on which two photographs of one eye are compared."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, SimpleDocTemplate, Spacer, Table, TableStyle

from app.analysis.analysis import Analysis
from app.analysis.changes import Change, NumberChange
from app.analysis.comparison import Comparison
from app.base.messages import Message, message
from app.base.text import plain_line
from app.base.translation import Catalogue
from app.domain.photograph import Rgb
from app.imaging.resampling import resize_picture
from app.measurement.measure import Measure
from app.measurement.measures import MEASURES, shown_measures
from app.records.anatomy_pictures import draw_anatomy
from app.records.pictures import aligned, difference
from app.registration.alignment import Matched
from app.report.anatomy_page import anatomy_measures_shown
from app.report.blocks import pairs, paragraph, picture_row, ruled
from app.report.changes import VERDICTS, amount_words, reason_of, signed_words
from app.report.details import date_words, identification, quality_words, words
from app.report.figures import print_shape, tells_anatomy, to_jpeg
from app.report.fonts import TEXT, register_fonts
from app.report.picture import Picture
from app.report.plots import MUTED
from app.report.wording import INTENDED_USE, format_value

_MARGIN = 15 * mm
_PICTURES = 56 * mm
_SMALLER = 46 * mm  # so that all numbers of the anatomy stand below them on one page
_IN_COMMON = 5  # lines of the identification that are of the person and the eye

_TITLE = message("Comparison of two photographs of one eye")
_ANATOMY = message("Disc, fovea, arteries and veins")
_COLUMNS = (
    message("Measurement"),
    message("First"),
    message("Second"),
    message("Change"),
    message("Smallest detectable"),
    message("Verdict"),
)
_HALVES = ("23%", "9%", "9%", "9%") * 2
_ALL = ((0, 0), (-1, -1))
_WIDTHS = ("27%", "11%", "11%", "11%", "12%", "28%")


@dataclass(frozen=True)
class _Words:
    """Say and set sentences in one language."""

    catalogue: Catalogue

    def line(self, sentence: Message, **style: object) -> Flowable:
        """Set one sentence."""
        return paragraph(self.catalogue.say(sentence), **style)  # type: ignore[arg-type]

    def say(self, sentence: Message) -> str:
        """Return a sentence."""
        return self.catalogue.say(sentence)


def render_comparison(comparison: Comparison, catalogue: Catalogue) -> bytes:
    """Return the comparison as the bytes of a PDF: the same one always gives the same bytes."""
    register_fonts()
    buffer, say = io.BytesIO(), _Words(catalogue)
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=plain_line(say.say(_TITLE)),
        author="Retivasc",
        creator="Retivasc",
        lang=catalogue.language.replace("_", "-"),
        invariant=True,
        initialFontName=TEXT,
    )
    document.build(_story(comparison, say, document.width))
    return buffer.getvalue()


def _story(comparison: Comparison, say: _Words, width: float) -> list[Flowable]:
    gap = Spacer(0, 3 * mm)
    who = identification(comparison.second.image)[:_IN_COMMON]
    told = tuple((say.say(label), words(value, say.catalogue)) for label, value in who)
    return [
        say.line(_TITLE, size=15, bold=True),
        gap,
        pairs(told, columns=2),
        _photograph(message("First photograph"), comparison.first, say),
        _photograph(message("Second photograph"), comparison.second, say),
        gap,
        *(say.line(remark, size=8.5, bold=True) for remark in comparison.remarks),
        gap,
        *_compared(comparison, say, width),
        gap,
        say.line(INTENDED_USE, size=7, colour=MUTED),
    ]


def _photograph(label: Message, analysis: Analysis, say: _Words) -> Flowable:
    image, made = analysis.image, analysis.provenance
    facts = (
        date_words(image.exam.date),
        plain_line(image.path.name),
        image.exam.device,
        f"{made.model_name} {made.model_version}",
    )
    known = " · ".join(fact for fact in facts if fact)
    quality = quality_words(analysis.quality, say.catalogue)
    return pairs(((say.say(label), f"{known} · {quality}"),), columns=1, size=7.5)


def _compared(comparison: Comparison, say: _Words, width: float) -> list[Flowable]:
    """Set pictures and numbers, or why there are none."""
    matched = comparison.alignment.matched
    if matched is None:
        reason = comparison.alignment.reason
        assert reason is not None
        return [say.line(reason, size=10, bold=True)]
    shape = print_shape(comparison.first.image)

    def picture(pixels: Rgb, caption: Message) -> Picture:
        return Picture(to_jpeg(resize_picture(pixels, shape)), say.say(caption))

    pictures = (
        picture(comparison.first.image.pixels, message("First photograph")),
        picture(aligned(comparison, matched), message("Second photograph, aligned with the first")),
        picture(
            difference(comparison, matched),
            message("Vessels: gained (green), lost (orange), the same (grey)"),
        ),
    )
    measured = message(
        "Both are measured over the part of the retina that both show, {share} % of the smaller "
        "field. Median distance of the aligned places: {residual} px at a field 1024 px across.",
        share=round(100 * matched.overlap_share),
        residual=f"{matched.residual_px:.1f}",
    )
    spacing = _spacing_known(comparison)
    return [
        picture_row(pictures, width, _PICTURES),
        Spacer(0, 2 * mm),
        _table(shown_measures(spacing_known=spacing), comparison, say),
        say.line(measured, size=7, colour=MUTED),
        *_anatomy(comparison, matched, say, width),
    ]


def _spacing_known(comparison: Comparison) -> bool:
    return all(each.image.spacing is not None for each in (comparison.first, comparison.second))


def _anatomy(comparison: Comparison, matched: Matched, say: _Words, width: float) -> list[Flowable]:
    """Set arteries, veins, disc, fovea and zones of both, and their numbers; nothing without."""
    first, second = comparison.first, comparison.second
    measures = anatomy_measures_shown(
        comparison.structures, spacing_known=_spacing_known(comparison)
    )
    if not measures or not (tells_anatomy(first) and tells_anatomy(second)):
        return []
    shape = print_shape(first.image)
    later = matched.forward.picture(draw_anatomy(second), first.image.pixels.shape[:2])
    later[~matched.overlap[0]] = 0
    pictures = (
        Picture(to_jpeg(draw_anatomy(first, shape)), say.say(message("First photograph"))),
        Picture(
            to_jpeg(resize_picture(later, shape)),
            say.say(message("Second photograph, aligned with the first")),
        ),
    )
    changes = comparison.changes
    return [
        PageBreak(),
        say.line(_ANATOMY, size=12, bold=True),
        Spacer(0, 2 * mm),
        picture_row(pictures, width, _SMALLER),
        Spacer(0, 2 * mm),
        _in_halves([each for each in measures if not reason_of(changes[each.id])], changes, say),
        *(paragraph(note, size=7, colour=MUTED) for note in _notes(measures, changes, say)),
    ]


def _in_halves(
    measures: Sequence[Measure], changes: Mapping[str, NumberChange], say: _Words
) -> Flowable:
    """Set many numbers in two halves side by side; a verdict stands with a change that has one."""
    cells = [_brief(measure, changes[measure.id], say) for measure in measures]
    length = -(-len(cells) // 2)
    cells += [[""] * 4] * (2 * length - len(cells))
    titles = [say.line(title, size=6.5, colour=MUTED) for title in _COLUMNS[:4]]
    rows = [[*one, *other] for one, other in zip(cells[:length], cells[length:], strict=True)]
    table = Table([titles * 2, *rows], colWidths=_HALVES, repeatRows=1)
    table.setStyle(ruled())
    table.setStyle(TableStyle([("TOPPADDING", *_ALL, 0.8), ("BOTTOMPADDING", *_ALL, 1.4)]))
    return table


def _brief(measure: Measure, change: NumberChange, say: _Words) -> list[Any]:
    changed = signed_words(change.change, measure)
    if change.verdict is not Change.UNKNOWN:
        changed = f"{changed} ({say.say(VERDICTS[change.verdict])})"
    told = (format_value(change.first, measure), format_value(change.second, measure), changed)
    name = say.line(measure.name, size=6.5, bold=True)
    return [name, *(paragraph(each, size=7) for each in told)]


def _notes(
    measures: Sequence[Measure], changes: Mapping[str, NumberChange], say: _Words
) -> Iterator[str]:
    """Yield what is not known of the changes, and what is withheld for which reason."""
    if any(changes[each.id].verdict is Change.UNKNOWN for each in measures):
        yield say.say(
            message("Where no verdict stands, the smallest detectable change is not known.")
        )
    reasons: dict[str, list[str]] = {}
    for each in measures:
        reason = reason_of(changes[each.id])
        if reason is not None:
            reasons.setdefault(say.say(reason), []).append(say.say(each.name))
    yield from (f"{reason} ({'; '.join(names)})" for reason, names in reasons.items())


def _table(measures: Sequence[Measure], comparison: Comparison, say: _Words) -> Flowable:
    titles = [say.line(title, size=7, colour=MUTED) for title in _COLUMNS]
    rows = [_row(measure, comparison.changes[measure.id], say) for measure in measures]
    table = Table([titles, *rows], colWidths=_WIDTHS, repeatRows=1)
    table.setStyle(ruled())
    return table


def _row(measure: Measure, change: NumberChange, say: _Words) -> list[Flowable]:
    cells = (
        format_value(change.first, measure),
        format_value(change.second, measure),
        signed_words(change.change, measure),
        amount_words(change.smallest_detectable, measure),
        _verdict(change, say),
    )
    name = say.line(measure.name, size=8, bold=True)
    return [name, *(paragraph(cell, size=8) for cell in cells)]


def _verdict(change: NumberChange, say: _Words) -> str:
    return say.say(reason_of(change) or VERDICTS[change.verdict])


def change_in_words(number: str, change: NumberChange) -> str:
    """Return what became of a number, in English."""
    measure = MEASURES[number]
    values = f"{format_value(change.first, measure)} → {format_value(change.second, measure)}"
    return f"{measure.name} {values}: {change.verdict}"
