"""Records of what a person laid on the photograph, and of how the scale was told."""

from msgspec import UNSET, UnsetType

from app.analysis.analysis import Analysis
from app.analysis.spacing import units
from app.domain.reading import Calibration, Mark, Ruler
from app.measurement.rulers import (
    Units,
    angle_degrees,
    area_mm2,
    area_px,
    crosses_itself,
    length_mm,
    length_px,
)
from app.records.schema import CalibrationRecord, MarkRecord

_DIGITS = 4


def mark_records(analysis: Analysis) -> tuple[MarkRecord, ...] | UnsetType:
    """Return the records of all marks of an analysis; absent where there is none."""
    told = units(analysis.image, analysis.field, analysis.reading.calibration)
    return tuple(_mark(ruler, told) for ruler in analysis.reading.rulers) or UNSET


def calibration_record(calibration: Calibration | None) -> CalibrationRecord | UnsetType:
    """Return how a person told the scale; absent where nobody did."""
    if calibration is None:
        return UNSET
    length = calibration.length_px
    return CalibrationRecord(
        scale=calibration.scale,
        value=calibration.value,
        length_px=UNSET if length is None else round(length, 2),
        axial_length_mm=calibration.axial_length_mm or UNSET,
    )


def _mark(ruler: Ruler, told: Units) -> MarkRecord:
    points = tuple((float(x), float(y)) for x, y in ruler.points)
    values: dict[str, float] = {}
    reason: str | UnsetType = UNSET
    if ruler.is_angle:
        start, vertex, end = ruler.points
        values = {"angle_degrees": angle_degrees(start, vertex, end, told.spacing)}
    elif ruler.mark is Mark.RULER:
        values = _lengths(ruler, told)
    elif ruler.mark is Mark.AREA and crosses_itself(ruler.points):
        reason = "its outline crosses itself"
    elif ruler.mark is Mark.AREA:
        values = _areas(ruler, told)
    rounded = {name: round(value, _DIGITS) for name, value in values.items()}
    return MarkRecord(mark=ruler.mark, text=ruler.text, points_px=points, reason=reason, **rounded)


def _lengths(ruler: Ruler, told: Units) -> dict[str, float]:
    start, end = ruler.points
    pixels = length_px(start, end)
    values = {"length_px": pixels}
    if told.spacing is not None:
        values["length_mm"] = length_mm(start, end, told.spacing)
    if told.disc_px:
        values["length_disc"] = pixels / told.disc_px
    if told.degree_px:
        values["length_field_degrees"] = pixels / told.degree_px
    return values


def _areas(ruler: Ruler, told: Units) -> dict[str, float]:
    pixels = area_px(ruler.points)
    values = {"area_px": pixels}
    if told.spacing is not None:
        values["area_mm2"] = area_mm2(ruler.points, told.spacing)
    if told.disc_px:
        values["area_disc"] = pixels / told.disc_px**2
    return values
