"""What a person laid on the photograph, in words: what each is called, and what it measures."""

from collections.abc import Callable

from app.analysis.analysis import Analysis
from app.analysis.spacing import units
from app.base.messages import Message, message
from app.domain.reading import Calibration, Mark, Ruler, Scale
from app.measurement.rulers import (
    Units,
    angle_degrees,
    area_mm2,
    area_px,
    crosses_itself,
    length_mm,
    length_px,
)

Say = Callable[[Message], str]

_WHOLE_FROM = 100.0  # longer lines are given without decimals
_MICROMETRES_BELOW = 1.0  # millimetres


def mark_name(ruler: Ruler) -> Message:
    """Return what kind of mark it is."""
    if ruler.is_angle:
        return message("Angle")
    return {
        Mark.RULER: message("Line"),
        Mark.AREA: message("Area"),
        Mark.ARROW: message("Arrow"),
        Mark.NOTE: message("Note"),
    }[ruler.mark]


def mark_value(ruler: Ruler, told: Units) -> tuple[Message, ...]:
    """Return what a mark measures, in every unit that is known; nothing of arrows and notes."""
    if ruler.is_angle:
        start, vertex, end = ruler.points
        angle = angle_degrees(start, vertex, end, told.spacing)
        return (message("{angle}°", angle=f"{angle:.1f}"),)
    if ruler.mark is Mark.RULER:
        return _length(ruler, told)
    return _area(ruler, told) if ruler.mark is Mark.AREA else ()


def mark_label(ruler: Ruler, told: Units, say: Say) -> str:
    """Return what is written at a mark: its text, and what it measures."""
    return " · ".join(filter(None, (ruler.text, *map(say, mark_value(ruler, told)))))


def mark_lines(analysis: Analysis, say: Say) -> tuple[tuple[str, str], ...]:
    """Return number and kind of each mark, with its label, as they are printed."""
    told = units_of(analysis)
    return tuple(
        (f"{number} {say(mark_name(ruler))}", mark_label(ruler, told, say) or "–")
        for number, ruler in enumerate(analysis.reading.rulers, start=1)
    )


def units_of(analysis: Analysis) -> Units:
    """Return in what lengths on an analysed photograph can be given."""
    return units(analysis.image, analysis.field, analysis.reading.calibration)


def calibration_words(calibration: Calibration) -> Message:
    """Return how a person told the scale of a photograph."""
    value, pixels = f"{calibration.value:.4g}", f"{calibration.length_px or 0:.1f}"
    if calibration.axial_length_mm is not None:
        return message(
            "the camera's field is {value}° wide, and the eye {length} mm long",
            value=value,
            length=f"{calibration.axial_length_mm:.2f}",
        )
    return {
        Scale.PIXEL: message("a pixel is {value} mm wide", value=value),
        Scale.LENGTH: message("a line of {pixels} px is {value} mm", pixels=pixels, value=value),
        Scale.DISC: message("a line of {pixels} px is 1 disc diameter (DD)", pixels=pixels),
        Scale.FIELD: message("the camera's field is {value}° wide", value=value),
    }[calibration.scale]


def _length(ruler: Ruler, told: Units) -> tuple[Message, ...]:
    start, end = ruler.points
    pixels = length_px(start, end)
    written = f"{pixels:.0f}" if pixels > _WHOLE_FROM else f"{pixels:.1f}"
    said = [message("{pixels} px", pixels=written)]
    if told.spacing is not None:
        millimetres = length_mm(start, end, told.spacing)
        if millimetres < _MICROMETRES_BELOW:
            said.append(message("{length} µm", length=f"{1000 * millimetres:.0f}"))
        else:
            said.append(message("{length} mm", length=f"{millimetres:.2f}"))
    if told.disc_px:
        said.append(message("{length} DD", length=f"{pixels / told.disc_px:.2f}"))
    if told.degree_px:
        said.append(message("{length}° of the field", length=f"{pixels / told.degree_px:.1f}"))
    if len(said) == 1 and told.field_px:
        said.append(message("{share} % of ⌀", share=f"{100 * pixels / told.field_px:.1f}"))
    return tuple(said)


def _area(ruler: Ruler, told: Units) -> tuple[Message, ...]:
    if crosses_itself(ruler.points):
        return (message("no area: its outline crosses itself"),)
    pixels = area_px(ruler.points)
    said = [message("{area} px²", area=f"{pixels:.0f}")]
    if told.spacing is not None:
        square = area_mm2(ruler.points, told.spacing)
        said.append(message("{area} mm²", area=f"{square:.3g}"))
    if told.disc_px:
        said.append(message("{area} DD²", area=f"{pixels / told.disc_px**2:.3g}"))
    return tuple(said)
