"""Disc, cup, fovea and the kinds of vessels, as parts of a record."""

from collections.abc import Iterable

from app.base.messages import Message
from app.domain.anatomy import Landmarks, Outline, Spot, Told
from app.domain.photograph import Laterality
from app.measurement.types import Measurements
from app.records.numbers import in_words
from app.records.schema import AnatomyRecord, OutlineRecord, SpotRecord, VesselKindRecord

_DECIMALS = 2  # of places in pixels


def anatomy_record(landmarks: Landmarks | None, measurements: Measurements) -> AnatomyRecord | None:
    """Return the record of an anatomy; None where none was looked for.

    Args:
        landmarks: in pixels of the photograph.
    """
    if landmarks is None:
        return None
    decided = measurements.decided
    share = decided.undecided_share if decided else None
    eye = landmarks.eye_suggested
    return AnatomyRecord(
        disc=_outline(landmarks.disc),
        disc_reason=_reason(landmarks.disc),
        cup=_outline(landmarks.cup),
        cup_reason=_reason(landmarks.cup),
        fovea=_spot(landmarks.fovea),
        fovea_reason=_reason(landmarks.fovea),
        eye_suggested=None if eye is None else ("R" if eye is Laterality.RIGHT else "L"),
        undecided_share=None if share is None else round(share, 4),
    )


def vessel_kinds(told: Iterable[Told]) -> tuple[VesselKindRecord, ...]:
    """Return what a person called vessels."""
    return tuple(VesselKindRecord(place_px=_place(each.place), kind=each.kind) for each in told)


def _outline(found: Outline | Message) -> OutlineRecord | None:
    if isinstance(found, Message):
        return None
    ellipse = found.ellipse
    return OutlineRecord(
        center_px=_place(ellipse.center),
        semi_axes_px=_place(ellipse.semi_axes),
        angle_deg=round(ellipse.angle, _DECIMALS),
        confidence=round(found.confidence, 3),
    )


def _spot(found: Spot | Message) -> SpotRecord | None:
    if isinstance(found, Message):
        return None
    return SpotRecord(center_px=_place(found.center), confidence=round(found.confidence, 3))


def _reason(found: Outline | Spot | Message) -> str | None:
    return in_words(found) if isinstance(found, Message) else None


def _place(place: tuple[float, float]) -> tuple[float, float]:
    return round(place[0], _DECIMALS), round(place[1], _DECIMALS)
