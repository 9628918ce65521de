"""Read values of a DICOM file that may be absent, empty or not what they should be."""

from collections.abc import Iterable, Iterator

from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException

from app.base.text import plain_line

Numbers = tuple[float, ...]

_UNREADABLE = (TypeError, ValueError, OverflowError, BytesLengthException)
"""What pydicom raises on a value that is not of its attribute's kind."""


def read_numbers(dataset: Dataset, keyword: str) -> Numbers | None:
    """Return numbers; None where the file states none, nothing where what it states is none."""
    value = _value(dataset, keyword)
    if value is None or value in ("", []):
        return None
    try:
        return tuple(float(str(part)) for part in _listed(value))
    except ValueError:
        return ()


def read_words(dataset: Dataset, keyword: str) -> str:
    """Return a value in the file's own words, on one line; empty where there is none."""
    value = _value(dataset, keyword)
    return "" if value is None else plain_line("\\".join(map(str, _listed(value)))).strip()


def items(dataset: Dataset, keyword: str) -> Iterator[Dataset]:
    """Yield the items of a sequence, of which damaged files make something else."""
    value = dataset.get(keyword)
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        yield from (item for item in value if isinstance(item, Dataset))


def _value(dataset: Dataset, keyword: str) -> object:
    """Return a value as pydicom reads it, or in the file's words where it cannot."""
    try:
        value: object = dataset.get(keyword)
    except _UNREADABLE:
        element = dataset.get_item(keyword)
        raw = element.value if isinstance(element, RawDataElement) else None
        return raw.decode("latin-1").rstrip("\0 ") if isinstance(raw, bytes) else "?"
    return value


def _listed(value: object) -> list[object]:
    if isinstance(value, str):
        return list(value.split("\\"))
    if isinstance(value, Iterable) and not isinstance(value, bytes):
        return list(value)
    return [value]
