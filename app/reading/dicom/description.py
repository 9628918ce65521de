"""Complete a DICOM file's description of its pixels, where it is safe, and name what is missing.

A value may be absent, empty or impossible. Where writers agree on the usual value, and a wrong
guess would be seen, it is taken and told; otherwise the error names the attribute. ``RULES`` is the
one table of everything that decoding depends on.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydicom.datadict import dictionary_VR
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset

from app.base.errors import ImageReadError
from app.base.messages import Message, message
from app.reading.dicom.values import Numbers, items, read_numbers, read_words

COLOURS = {
    **dict.fromkeys(("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR"), 1),
    **dict.fromkeys(("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT"), 3),
    **dict.fromkeys(("YBR_PARTIAL_420", "YBR_PARTIAL_422"), 3),
}
"""The kinds of colours that can be decoded, and how many samples a pixel of each has."""

_TABLES = {"ModalityLUTSequence": (8, 16), "VOILUTSequence": (8, *range(10, 17))}
"""The tables of grey values, and how many bits their entries may have (PS3.3, C.11.1, C.11.2)."""

_CHANNELS = ("Red", "Green", "Blue")


@dataclass(frozen=True)
class Rule:
    """What an attribute may state, and what is assumed where it does not.

    Attributes:
        valid: whether a value fits what the attributes above it in the table state.
        usual: what is taken otherwise; None where nobody could know.
        optional: its absence means the usual value: there is no notice of it.
        replaces: an impossible value is replaced too; otherwise it is refused.
        applies: whether the attribute counts at all in this file.
    """

    keyword: str
    valid: Callable[[Dataset, float], bool]
    usual: Callable[[Dataset], int | None] = lambda _: None
    optional: bool = False
    replaces: bool = True
    applies: Callable[[Dataset], bool] = lambda _: True


def _number(dataset: Dataset, keyword: str) -> int | None:
    """Return a whole number if the file states one."""
    numbers = read_numbers(dataset, keyword)
    return int(numbers[0]) if numbers and math.isfinite(numbers[0]) else None


def _whole(_: Dataset, value: float) -> bool:
    return 0 <= value < math.inf and value == int(value)


def _one_of(*values: int) -> Callable[[Dataset, float], bool]:
    return lambda _, value: value in values


def _samples(dataset: Dataset) -> int | None:
    return COLOURS.get(str(dataset.get("PhotometricInterpretation")))


def _whole_bytes(dataset: Dataset) -> int | None:
    stored = _number(dataset, "BitsStored")
    return 8 * math.ceil(stored / 8) if stored else None


def _in_colour(dataset: Dataset) -> bool:
    return _samples(dataset) == 3


def _in_grey(dataset: Dataset) -> bool:
    return str(dataset.get("PhotometricInterpretation")).startswith("MONOCHROME")


def _rescaled(dataset: Dataset) -> bool:
    return _in_grey(dataset) and ("RescaleSlope" in dataset or "RescaleIntercept" in dataset)


RULES = (
    Rule("Rows", _whole),
    Rule("Columns", _whole),
    Rule("SamplesPerPixel", lambda d, v: v == _samples(d), _samples, replaces=False),
    Rule("BitsAllocated", _one_of(1, 8, 16, 32), _whole_bytes, replaces=False),
    Rule(
        "BitsStored",
        lambda d, v: 1 <= v <= d.BitsAllocated and v == int(v),
        lambda d: d.BitsAllocated,
        replaces=False,
    ),
    Rule(
        "HighBit",
        lambda d, v: d.BitsStored - 1 <= v < d.BitsAllocated and v == int(v),
        lambda d: d.BitsStored - 1,
    ),
    Rule("PixelRepresentation", _one_of(0, 1), lambda _: 0),
    Rule("PlanarConfiguration", _one_of(0, 1), lambda _: 0, applies=_in_colour),
    Rule("NumberOfFrames", lambda d, v: _whole(d, v) and v >= 1, lambda _: 1, optional=True),
    Rule(
        "RescaleSlope",
        lambda _, v: math.isfinite(v) and v != 0,
        lambda _: 1,
        applies=_rescaled,
    ),
    Rule("RescaleIntercept", lambda _, v: math.isfinite(v), lambda _: 0, applies=_rescaled),
)
"""In the order in which they depend on each other."""


def complete(dataset: Dataset, path: Path) -> tuple[Message, ...]:
    """Set in the data set what its description of the pixels lacks; return the notices.

    Raises:
        ImageReadError: what is missing or impossible is named; without it nothing can be decoded.
    """
    _check_colours(dataset, path)
    told = [
        notice for rule in RULES if rule.applies(dataset) for notice in _apply(rule, dataset, path)
    ]
    if _in_grey(dataset):
        told += _without_broken_tables(dataset)
        told += _without_broken_window(dataset)
    elif dataset.PhotometricInterpretation == "PALETTE COLOR":
        _check_palette(dataset, path)
    return tuple(told)


def _check_colours(dataset: Dataset, path: Path) -> None:
    stated = read_words(dataset, "PhotometricInterpretation").upper()
    if stated not in COLOURS:
        raise _refusal("PhotometricInterpretation", stated, path)
    dataset.PhotometricInterpretation = stated


def _apply(rule: Rule, dataset: Dataset, path: Path) -> Iterator[Message]:
    keyword = rule.keyword
    numbers, stated = read_numbers(dataset, keyword), read_words(dataset, keyword)
    if numbers and len(numbers) == 1 and rule.valid(dataset, numbers[0]):
        return
    absent = numbers is None
    usual = rule.usual(dataset) if absent or rule.replaces else None
    if usual is None:
        raise _refusal(keyword, stated, path)
    if not (rule.optional and keyword not in dataset):
        yield _replaced(keyword, stated, usual, empty=absent and keyword in dataset)
        # Setting a value would first read the one that may be unreadable.
        dataset[keyword] = DataElement(keyword, dictionary_VR(keyword), usual)


def _replaced(keyword: str, stated: str, usual: int, *, empty: bool) -> Message:
    if empty:
        return message(
            "The file leaves {attribute} empty; the usual value, {value}, was assumed.",
            attribute=keyword,
            value=usual,
        )
    if not stated:
        return message(
            "The file does not state {attribute}; the usual value, {value}, was assumed.",
            attribute=keyword,
            value=usual,
        )
    return message(
        "The file states {attribute} as “{stated}”, which is impossible; the usual value, "
        "{value}, was assumed.",
        attribute=keyword,
        stated=stated,
        value=usual,
    )


def _refusal(keyword: str, stated: str, path: Path) -> ImageReadError:
    hint = message("Send or export the photograph again from its archive.")
    if not stated:
        return ImageReadError(
            message(
                "“{name}” does not state {attribute}; without it, the picture cannot be decoded.",
                name=path.name,
                attribute=keyword,
            ),
            hint,
        )
    return ImageReadError(
        message(
            "“{name}” states {attribute} as “{stated}”, which does not match its picture.",
            name=path.name,
            attribute=keyword,
            stated=stated,
        ),
        hint,
    )


# --- tables, windows and palettes ----------------------------------------------------------


def _without_broken_tables(dataset: Dataset) -> Iterator[Message]:
    for keyword, depths in _TABLES.items():
        tables = list(items(dataset, keyword))
        if not (tables and _is_table(tables[0], depths)):
            dataset.pop(keyword, None)
            if tables:
                yield _left_out(keyword)


def _is_table(table: Dataset, depths: tuple[int, ...]) -> bool:
    """Return whether values can be looked up in a table of grey values."""
    descriptor = read_numbers(table, "LUTDescriptor")
    if not descriptor or len(descriptor) != 3 or descriptor[2] not in depths:
        return False
    return _length(table, "LUTData") >= (descriptor[0] or 2**16)


def _without_broken_window(dataset: Dataset) -> Iterator[Message]:
    """Drop a window that cannot be applied; the whole range is shown then."""
    center, width = (read_numbers(dataset, word) for word in ("WindowCenter", "WindowWidth"))
    function = read_words(dataset, "VOILUTFunction").upper()
    if function not in ("LINEAR_EXACT", "SIGMOID"):
        dataset.pop("VOILUTFunction", None)  # LINEAR is the usual one
    if _is_window(center, width, least=0 if "VOILUTFunction" in dataset else 1):
        return
    stated = center is not None or width is not None
    for keyword in ("WindowCenter", "WindowWidth"):
        dataset.pop(keyword, None)
    if stated:
        yield _left_out("WindowCenter, WindowWidth")


def _is_window(center: Numbers | None, width: Numbers | None, *, least: int) -> bool:
    if not center or not width:
        return False
    return math.isfinite(center[0]) and least <= width[0] < math.inf and width[0] > 0


def _left_out(keyword: str) -> Message:
    return message(
        "The value of {attribute} in the file cannot be applied; the whole range of greys is "
        "shown.",
        attribute=keyword,
    )


def _check_palette(dataset: Dataset, path: Path) -> None:
    for channel in _CHANNELS:
        keyword = f"{channel}PaletteColorLookupTableDescriptor"
        descriptor = read_numbers(dataset, keyword)
        if not descriptor or len(descriptor) != 3 or descriptor[2] not in (8, 16):
            raise _refusal(keyword, read_words(dataset, keyword), path)
        data = f"{channel}PaletteColorLookupTableData"
        if not (dataset.get(data) or dataset.get(f"Segmented{data}")):
            raise _refusal(data, "", path)


def _length(table: Dataset, keyword: str) -> int:
    """Return how many words a table holds, as numbers or as bytes."""
    value = table.get(keyword)
    if isinstance(value, bytes):
        return len(value) // 2
    return len(value) if hasattr(value, "__len__") else int(value is not None)
