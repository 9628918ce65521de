"""What a DICOM file says, in all its places, of the shape of its pixels."""

from collections.abc import Iterator

from pydicom.dataset import Dataset

from app.imaging.dicom_values import items, read_numbers, read_words
from app.imaging.facts import PixelShape

_SPACINGS = (
    "PixelSpacing",
    "PixelAspectRatio",
    "ImagerPixelSpacing",
    "NominalScannedPixelSpacing",
)
"""Height and width of a pixel, in this order; only the first may speak of the retina's mm."""


def pixel_shapes(dataset: Dataset, frame: int) -> tuple[PixelShape, ...]:
    """Return what the places of a file say of the shape of a frame's pixels."""
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
