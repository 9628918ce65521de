"""What a DICOM file says, in all its places, about the shape of its pixels and its axes."""

from collections.abc import Iterator

from pydicom.dataset import Dataset

from app.base.messages import Message, message
from app.reading.dicom.values import items, read_numbers, read_words
from app.reading.facts import PixelShape

_SPACINGS = (
    "PixelSpacing",
    "PixelAspectRatio",
    "ImagerPixelSpacing",
    "NominalScannedPixelSpacing",
)
"""Height and width of a pixel, in this order; only the first may speak of the retina's mm."""


_AXES = {"L": (1, 0), "R": (-1, 0), "F": (0, 1), "H": (0, -1)}
"""Where the sides of a person lie in an upright photograph, x and y: the camera faces the eye."""


def orientation_notices(dataset: Dataset) -> tuple[Message, ...]:
    """Return a notice if the file says its picture is mirrored or rotated; it is shown as it is."""
    stated = read_words(dataset, "PatientOrientation").upper()
    axes = [_AXES[axis[:1]] for axis in stated.split("\\") if axis[:1] in _AXES]
    if len(axes) != 2 or axes == [_AXES["L"], _AXES["F"]]:
        return ()
    (across_x, across_y), (down_x, down_y) = axes
    area = across_x * down_y - across_y * down_x
    if area == 0:  # both along one axis, which cannot be
        return ()
    told = {"stated": stated.replace("\\", ":")}
    if area < 0:
        return (
            message(
                "According to its PatientOrientation ({stated}), the picture is mirrored; it is "
                "shown and measured as stored, so its quadrants may be named wrongly.",
                **told,
            ),
        )
    return (
        message(
            "According to its PatientOrientation ({stated}), the picture is rotated; it is shown "
            "and measured as stored, so its quadrants may be named wrongly.",
            **told,
        ),
    )


def pixel_shapes(dataset: Dataset, frame: int) -> tuple[PixelShape, ...]:
    """Return what the places of a file say about the shape of a frame's pixels."""
    return tuple(
        _shape(place, keyword, numbers)
        for place in (dataset, *groups(dataset, frame, "PixelMeasuresSequence"))
        for keyword in _SPACINGS
        if (numbers := read_numbers(place, keyword)) is not None
    )


def _shape(place: Dataset, keyword: str, numbers: tuple[float, ...]) -> PixelShape:
    height, width = numbers if len(numbers) == 2 else (0.0, 0.0)
    return PixelShape(height, width, keyword, read_words(place, keyword).replace("\\", ":"))


def groups(dataset: Dataset, frame: int, keyword: str) -> Iterator[Dataset]:
    """Yield what is said for all frames together, then what is said for one of them."""
    own = list(items(dataset, "PerFrameFunctionalGroupsSequence"))[frame : frame + 1]
    for group in (*items(dataset, "SharedFunctionalGroupsSequence"), *own):
        yield from items(group, keyword)
